"""A QR code is drawn here, from numbers alone."""

from casebook.web.qr_codes import as_svg


def test_it_is_black_on_white_with_nothing_of_its_text_in_it() -> None:
    drawn = as_svg("https://casebook.example/sets/by-code/<script>")
    assert drawn.startswith("<svg ")
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn
    assert "script" not in drawn
    assert "style" not in drawn
