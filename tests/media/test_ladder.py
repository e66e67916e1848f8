"""Sizes, frame rates and ceilings, without a picture in sight."""

from fractions import Fraction

import pytest

from casebook.media.ladder import frame_rate, rungs, seen_size


def names(width: int, height: int, **how: bool) -> list[str]:
    return [rung.name for rung in rungs(width, height, **how)]


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    return [(rung.width, rung.height) for rung in rungs(width, height)]


def test_a_picture_is_never_made_larger() -> None:
    assert names(1920, 1080) == ["v240", "v360", "v540", "v720", "v1080"]
    assert names(1280, 720) == ["v240", "v360", "v540", "v720"]
    assert names(3840, 2160)[-1] == "v1080"
    for size in ((640, 360), (176, 144), (1000, 1000), (721, 1281), (1920, 800)):
        assert all(rung.width <= size[0] + 1 and rung.height <= size[1] + 1 for rung in rungs(*size))


def test_a_picture_smaller_than_every_rung_keeps_its_own_size() -> None:
    assert sizes(128, 96) == [(128, 96)]


def test_a_picture_between_two_rungs_gets_one_of_its_own_size() -> None:
    assert names(854, 480) == ["v240", "v360", "v480"]
    assert names(960, 544) == ["v240", "v360", "v540"]


def test_an_upright_picture_is_counted_by_its_width() -> None:
    assert sizes(1080, 1920)[-1] == (1080, 1920)
    assert sizes(1080, 1920)[0] == (240, 426)


def test_every_size_is_even() -> None:
    for width in range(161, 1999, 37):
        for height in range(90, 1200, 41):
            for rung in rungs(width, height):
                assert rung.width % 2 == rung.height % 2 == 0


def test_a_slideshow_has_two_rungs() -> None:
    assert names(1920, 1080, slideshow=True) == ["v360", "v720"]
    assert names(800, 600, slideshow=True) == ["v360"]
    assert names(300, 200, slideshow=True) == ["v200"]


def picture(**known: object) -> dict[str, object]:
    return {"width": 720, "height": 576, "sar": "1/1", "rotation": 0, "fps": "25/1", "base_fps": "25/1"} | known


def test_a_turned_picture_is_seen_upright() -> None:
    assert seen_size(picture(width=1920, height=1080, rotation=90)) == (1080, 1920)
    assert seen_size(picture(width=1920, height=1080, rotation=180)) == (1920, 1080)


def test_points_that_are_not_square_are_made_square() -> None:
    assert seen_size(picture(sar="16/11")) == (1047, 576)
    assert seen_size(picture(sar="0/0")) == (720, 576)
    assert seen_size(picture(sar="9000/1")) == (720, 576)


@pytest.mark.parametrize(
    ("said", "made"),
    [
        *(("25/1", "25"), ("30000/1001", "30000/1001"), ("24000/1001", "24000/1001"), ("50/1", "25"), ("60/1", "30")),
        *(("60000/1001", "30000/1001"), ("120/1", "30"), ("30/1", "30"), ("2997/100", "30000/1001")),
        *(("173/10", "20"), ("1/1", "5"), ("0/0", "25"), ("nonsense", "25"), ("-25/1", "25"), ("25/0", "25")),
    ],
)
def test_the_frame_rate_is_the_recordings_own_where_it_is_usual(said: str, made: str) -> None:
    assert frame_rate(picture(fps=said, base_fps="0/0")) == Fraction(made)
