"""The second gate, and its words."""

from typing import Any

import pytest

from casebook.errors import ClipUnreadable
from casebook.media.clip import Medium
from casebook.media.judging import judge, rate, sound_tracks

FILM: dict[str, Any] = {
    "index": 0, "kind": "video", "codec": "h264", "first": True, "picture_of_a_track": False, "decodes": True,
    "width": 1280, "height": 720, "sar": "1/1", "fps": "25/1", "base_fps": "25/1", "rotation": 0,
}  # fmt: skip
SOUND: dict[str, Any] = {
    "index": 1, "kind": "audio", "codec": "aac", "first": True, "decodes": True, "channels": 2, "rate": 48000
}  # fmt: skip


def facts(*streams: dict[str, Any], **known: Any) -> dict[str, Any]:
    streams = streams or (FILM, SOUND)
    ends = {str(one["index"]): 9000 for one in streams}
    return {"container": "mov,mp4", "streams": list(streams), "said_ms": 9000, "ends_ms": ends, "stills": []} | known


def test_a_film_with_sound_is_taken() -> None:
    judged = judge(facts(), longest_ms=60_000)
    assert (judged.medium, judged.length_ms) == (Medium.film, 9000)
    assert judged.video == FILM
    assert judged.audio == SOUND


def test_a_recording_without_picture_is_sound_when_nobody_said_what_it_is() -> None:
    assert judge(facts(SOUND), longest_ms=60_000).medium is Medium.sound


def test_the_picture_on_a_record_sleeve_is_no_film() -> None:
    sleeve = FILM | {"codec": "mjpeg", "picture_of_a_track": True}
    assert judge(facts(sleeve, SOUND), longest_ms=60_000).medium is Medium.sound


def test_the_marked_sound_track_is_the_one_that_is_heard() -> None:
    other = SOUND | {"index": 2, "first": False}
    assert judge(facts(FILM, other | {"index": 1}, SOUND | {"index": 2}), longest_ms=60_000).audio == SOUND | {
        "index": 2
    }


def test_an_author_chooses_among_the_tracks_that_can_be_read_by_their_numbers() -> None:
    other = SOUND | {"index": 2, "codec": "unknown", "first": False}
    third = SOUND | {"index": 3, "first": False, "language": "cym", "channels": 1}
    found = facts(FILM, SOUND, other, third)
    assert [(one.number, one.language, one.channels, one.heard) for one in sound_tracks(found, None)] == [
        (1, "", 2, True), (3, "cym", 1, False),
    ]  # fmt: skip
    assert [one.number for one in sound_tracks(found, 3) if one.heard] == [3]
    assert judge(found, longest_ms=60_000, sound_track=3).audio == third
    for number in (2, 4):
        with pytest.raises(ClipUnreadable, match=f"Sound track {number} .* these can: 1, 3"):
            judge(found, longest_ms=60_000, sound_track=number)


def test_a_track_that_cannot_be_read_is_passed_over() -> None:
    assert judge(facts(FILM, SOUND | {"decodes": False}), longest_ms=60_000).audio is None


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"unreadable": "x", "looks_like": "playlist"}, "list that points to other files"),
        ({"unreadable": "x", "looks_like": "subtitles"}, "captions, not a recording"),
        ({"unreadable": "x", "looks_like": "unknown"}, "Export it again as MP4"),
        (facts(*[SOUND | {"index": n} for n in range(17)]), "17 tracks"),
        (facts(FILM | {"codec": "magicyuv"}), "magicyuv"),
        (facts(FILM | {"codec": "unknown"}), "do not read"),
        (facts({"index": 0, "kind": "subtitle", "codec": "subrip", "first": True}), "captions"),
        (facts(FILM | {"width": 7680, "height": 4320}), "too large: 7680 × 4320"),
        (facts(FILM | {"width": 2160, "height": 4096}), "too large"),
        (facts(FILM | {"width": 8, "height": 8}), "too small"),
        (facts(FILM | {"fps": "240/1"}), "120 pictures a second"),
        (facts(FILM, SOUND | {"channels": 12}), "12 channels"),
        (facts(ends_ms={"0": 999, "1": 400}, said_ms=999), "shorter than one second"),
        (facts(ends_ms={"0": 61_000}, said_ms=61_000), "lasts 1:01 minutes; at most 1:00"),
        (facts(ends_ms={"0": 4000, "1": 4000}), "its end is missing"),
        (facts(ends_ms={}), "its end is missing"),
        (facts(ends_ms={}, said_ms=None), "shorter than one second"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(found: dict[str, Any], words: str) -> None:
    with pytest.raises(ClipUnreadable, match=words):
        judge(found, longest_ms=60_000)


def test_a_length_that_is_only_guessed_is_not_held_against_a_recording() -> None:
    guessed = facts(SOUND, container="mp3", said_ms=90_000)
    assert judge(guessed, longest_ms=60_000).length_ms == 9000


def test_a_film_that_was_said_to_be_one_needs_a_picture() -> None:
    with pytest.raises(ClipUnreadable, match="no picture"):
        judge(facts(SOUND), longest_ms=60_000, medium=Medium.film)


def test_a_slideshow_needs_sound_and_pictures_that_can_be_read() -> None:
    good = {"width": 800, "height": 600}
    judged = judge(facts(SOUND, stills=[good]), longest_ms=60_000, medium=Medium.slideshow)
    assert judged.video is None
    for found, words in (
        (facts(SOUND), "at least one picture"),
        (facts(FILM, stills=[good]), "slideshow needs sound"),
        (facts(SOUND, stills=[good, {"width": 0, "height": 0}]), "Picture 2"),
        (facts(SOUND, stills=[{"width": 9000, "height": 90}]), "Picture 1"),
    ):
        with pytest.raises(ClipUnreadable, match=words):
            judge(found, longest_ms=60_000, medium=Medium.slideshow)


def test_nonsense_frame_rates_are_no_rate() -> None:
    assert [rate(one) for one in ("0/0", "25/0", "", "x/y", "0/1", "-1/1")] == [None] * 6
