"""A portfolio is seen before it is taken, and holds one's own words alone."""

from collections.abc import Callable

from tests.conftest import Visitor
from tests.web.test_annotations import note
from tests.web.test_reflections import begin

Visit = Callable[[str], Visitor]
WHERE = "/my-casebook/portfolio"


def test_the_preview_and_every_file_say_the_same(visit: Visit) -> None:
    lena = visit("lena")
    begin(lena, title="On staying", finished="yes", **{"capability": "GPC/2017/1", "because-GPC/2017/1": "I owe him."})
    preview = lena.get(WHERE).text
    for said in (
        "On staying",
        "He asked.",
        "GPC: Professional values: I owe him.",
        "not count as a Clinical Case Review",
    ):
        assert said in preview
        for form in ("html", "markdown", "text"):
            assert said in lena.get(f"{WHERE}/{form}").text
    pdf = lena.get(f"{WHERE}/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"].startswith('attachment; filename="reflections-')
    assert pdf.headers["cache-control"] == "no-store"
    assert pdf.content.startswith(b"%PDF")
    assert lena.get(f"{WHERE}/docx").status_code == 404


def test_one_reflection_can_be_taken_before_it_is_finished_and_a_period_leaves_it_out(visit: Visit) -> None:
    lena = visit("lena")
    key = begin(lena).rpartition("/")[2]
    assert "No finished reflection" in lena.get(WHERE).text
    assert "He asked." in lena.get(f"{WHERE}/text?reflection={key}").text
    begin(lena, finished="yes")
    assert "He asked." in lena.get(WHERE).text
    assert "He asked." not in lena.get(f"{WHERE}?from=2999-01-01").text
    assert visit("otto").get(f"{WHERE}/text?reflection={key}").status_code == 404


def test_nothing_that_another_wrote_is_in_a_portfolio(visit: Visit) -> None:
    lena, otto = visit("lena"), visit("otto")
    begin(otto, title="quollcanary", finished="yes")
    note(otto)
    begin(lena, finished="yes")
    for form in ("html", "markdown", "text"):
        taken = lena.get(f"{WHERE}/{form}").text
        assert "quollcanary" not in taken
        assert "numbatcanary" not in taken
        assert "corridor lights" not in taken, "the film's words are its contributor's"
        assert "You stand at his bed" not in taken
