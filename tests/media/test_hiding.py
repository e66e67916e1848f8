"""What a redaction does to real film: the sound is gone or a tone, the picture has lost what was in it, the cut is not
there; everything around it is as it was, in every size."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook.db.engine import reading, writing
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Clip, Medium
from casebook.media.queries import clip_by_key, cues_of
from casebook.media.redaction import Way
from casebook.media.slimming import SLIM
from casebook.media.webvtt import SpokenCue

from .conftest import Recordings, Studio
from .measuring import RATE, heard, lag_ms, part, rms_db, seen, share_of_tone
from .redacted import redact

_CHECKS = "geq=lum='if(mod(floor(X/{side})+floor(Y/{side}),2),230,30)':cb=128:cr=128"
_FILM = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-level", "5.1", "-pix_fmt", "yuv420p"]
_COARSE, _SMOOTH = 60, 15  # detail of what was left as it was, and of what was made of a few points


@pytest.fixture(scope="session")
def interview(recordings: Recordings) -> Path:
    """Six seconds: a grey stripe that grows lighter by the second beside a fine pattern, and noise for a voice."""
    grey = "nullsrc=s=320x180:r=25:d=6,geq=lum='if(lt(X,40),40+30*floor(T),if(mod(floor(X/4)+floor(Y/4),2),230,30))'"
    noise = ["-f", "lavfi", "-i", "anoisesrc=d=6:a=0.3:seed=7:r=48000", *_FILM, "-c:a", "aac", "-b:a", "256k"]
    return recordings.other("interview.mp4", "-f", "lavfi", "-i", f"{grey}:cb=128:cr=128", *noise)


def checks(recordings: Recordings, name: str, size: str, side: int, *argv: str) -> Path:
    pattern = f"nullsrc=s={size}:r=25:d=3,{_CHECKS.format(side=side)}"
    return recordings.other(name, "-f", "lavfi", "-i", pattern, *argv)


def made(studio: Studio, source: Path, *spans: tuple[Way, int, int], **how: object) -> Clip:
    key = studio.take_in(source)
    studio.work()
    for way, start, end in spans:
        redact(studio, key, way, start, end, **how)
    return studio.clip(key)


@pytest.fixture(autouse=True)
def nothing_refused(studio: Studio) -> Iterator[None]:
    yield
    assert studio.ended == []


def test_a_silenced_span_is_silent_and_the_rest_is_as_loud_as_it_was(
    studio: Studio, interview: Path, tmp_path: Path
) -> None:
    clip = made(studio, interview, (Way.silence, 2000, 3000))
    assert clip.duration_ms == 6000
    for name in ("a128", "a48"):
        sound = heard(studio.fetch(clip, name, tmp_path))
        assert rms_db(part(sound, 2.03, 2.97)) < -80
        assert rms_db(part(sound, 1.0, 1.95)) > -30
        assert rms_db(part(sound, 3.05, 4.0)) > -30
    told = json.loads(studio.shop.storage.read(f"film/{clip.key}/{clip.version}/peaks/peaks.json"))
    peaks = [abs(one) for one in told["data"]]
    third = len(peaks) // 6
    assert max(peaks[2 * third + 9 : 3 * third - 9]) <= max(peaks) / 50, "the waveform does not tell what was said"


def test_a_bleeped_span_is_a_tone_and_nothing_else(studio: Studio, interview: Path, tmp_path: Path) -> None:
    clip = made(studio, interview, (Way.bleep, 2000, 3000))
    span = part(heard(studio.fetch(clip, "a128", tmp_path)), 2.1, 2.9)
    assert share_of_tone(span, 1000) > 0.99
    assert -35 < rms_db(span) < -15


def test_a_blurred_box_has_lost_its_detail_and_the_rest_of_the_picture_has_not(
    studio: Studio, interview: Path, tmp_path: Path
) -> None:
    clip = made(studio, interview, (Way.blur, 2000, 3000), box=(500, 250, 400, 500))
    pictures = seen(studio.fetch(clip, "v180", tmp_path))
    down, inside, beside = range(50, 130), range(170, 280), range(60, 140)
    for number in (50, 60, 74):
        assert pictures[number].detail(inside, down) < _SMOOTH
        assert pictures[number].detail(beside, down) > _COARSE
    for number in (40, 47, 77, 100):
        assert pictures[number].detail(inside, down) > _COARSE, f"picture {number} is outside the span"


def test_a_blurred_picture_keeps_nothing_in_any_form(studio: Studio, interview: Path, tmp_path: Path) -> None:
    clip = made(studio, interview, (Way.blur, 0, 6000))
    across, down = range(70, 310), range(10, 170)
    pictures = seen(studio.fetch(clip, "v180", tmp_path))
    assert max(one.detail(across, down) for one in pictures[::10]) < _SMOOTH
    for path, size in (("still/poster.jpg", (320, 180)), ("sprites/sheet_01.jpg", (960, 90))):
        picture = tmp_path / path.replace("/", "_")
        studio.shop.storage.fetch(f"film/{clip.key}/{clip.version}/{path}", picture)
        scale = size[1] / 180
        shown = seen(picture, *size)[0]
        assert shown.detail(range(round(70 * scale), round(310 * scale)), range(5, size[1] - 5)) < _SMOOTH, path


def test_a_cut_span_is_not_there_and_sound_and_picture_stay_in_step(
    studio: Studio, interview: Path, tmp_path: Path
) -> None:
    clip = made(studio, interview, (Way.cut, 1510, 3230), (Way.cut, 2000, 2330))
    length_ms = 6000 - 1720 - 330
    assert clip.duration_ms == length_ms
    pictures = seen(studio.fetch(clip, "v180", tmp_path))
    sound = heard(studio.fetch(clip, "a128", tmp_path))
    assert abs(len(pictures) - length_ms / 40) <= 1
    assert abs(len(sound) / RATE * 1000 - length_ms) < 40
    seconds = [round((one.light(range(8, 32), range(60, 120)) - 40) / 30) for one in pictures]
    wrong = [number for number, one in enumerate(seconds) if one != recorded_second(number / 25)]
    assert len(wrong) <= 3, f"one picture either way where the second changes, and no more: {wrong}"
    assert 2 not in seconds, "nothing of the third second, all of which was cut, is left"
    whole = heard(studio.fetch(studio.make(interview), "a128", tmp_path / "whole"))
    assert abs(lag_ms(part(sound, 2.5, 3.0), part(whole, 4.55, 5.05))) <= 2


def recorded_second(shown_s: float) -> int:
    """3.23 s is shown at 1.51, and the second cut, from 2.00 to 2.33 as shown then, was recorded at 3.72."""
    return int(shown_s + (1.72 if shown_s >= 1.51 else 0) + (0.33 if shown_s >= 2.0 else 0) + 0.001)


def test_what_everybody_could_play_as_it_came_is_not_copied_once_it_is_redacted(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    plain = ["-c:v", "libx264", "-profile:v", "high", "-level", "3.1", "-g", "50", "-pix_fmt", "yuv420p"]
    source = checks(recordings, "plain.mp4", "320x180", 4, *plain)
    clip = made(studio, source, (Way.blur, 0, 1500))
    pictures = seen(studio.fetch(clip, "v180", tmp_path))
    assert pictures[10].detail() < _SMOOTH < _COARSE < pictures[60].detail()
    assert all(path.startswith(f"{clip.version}/") for path in studio.files(clip)), "nothing is left beside it"


def test_av1_is_made_of_the_redacted_picture(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    clip = made(
        studio, checks(recordings, "large.mp4", "1280x720", 16, *_FILM), (Way.cut, 0, 1000), (Way.blur, 0, 2000)
    )
    studio.again(clip.key, SLIM)
    studio.work()
    slim = studio.clip(clip.key)
    assert (slim.version, slim.duration_ms) == (clip.version + 1, 2000)
    pictures = seen(studio.fetch(slim, "av720", tmp_path), 1280, 720)
    assert len(pictures) == 50
    assert max(one.detail(range(300, 900), range(200, 500)) for one in pictures[::20]) < _SMOOTH


def test_sound_alone_is_redacted_too(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    clip = made(studio, recordings.sound(seconds=4), (Way.cut, 1000, 2000), (Way.silence, 1500, 2000))
    sound = heard(studio.fetch(clip, "a128", tmp_path))
    assert clip.width is None
    assert abs(len(sound) / RATE - 3) < 0.04
    assert rms_db(part(sound, 1.55, 1.95)) < -80


def test_a_slideshow_is_redacted_as_a_film_is(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    first, then = recordings.still("red.png", "640x360", "red"), recordings.still("white.png", "640x360", "white")
    stills = ((first, 0, "Red."), (then, 2000, "White."))
    key = studio.take_in(recordings.sound(seconds=4), medium=Medium.slideshow, stills=stills)
    studio.work()
    redact(studio, key, Way.cut, 0, 2000)
    clip = studio.clip(key)
    assert abs((clip.duration_ms or 0) - 2000) < 50
    pictures = seen(studio.fetch(clip, "v360", tmp_path), 640, 360)
    assert min(one.light(range(100, 200), range(100, 120)) for one in pictures) > 220, "the red one is in none of it"


def test_captions_stay_in_step_with_what_is_heard_and_seen(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    """A light and a tone at four seconds, and a line that begins there."""
    light = "nullsrc=s=320x180:r=25:d=6,geq=lum='if(between(T,4,4.5),220,30)':cb=128:cr=128"
    tone = "aevalsrc='if(between(t,4,4.5),0.5*sin(2*PI*500*t),0)':d=6:s=48000"
    inputs = ["-f", "lavfi", "-i", light, "-f", "lavfi", "-i", tone]
    source = recordings.other("signal.mp4", *inputs, *_FILM, "-c:a", "aac")
    key = studio.take_in(source)
    with writing(studio.shop.engine) as db:
        keep_transcript(db, clip_by_key(db, key), [SpokenCue(200, 900, "Before."), SpokenCue(4000, 4500, "There.")])
    studio.work()
    redact(studio, key, Way.cut, 1010, 1370)
    redact(studio, key, Way.cut, 1510, 3030)
    clip = studio.clip(key)
    with reading(studio.shop.engine) as db:
        _, there = cues_of(db, clip)
    sound = heard(studio.fetch(clip, "a128", tmp_path))
    begins_ms = next(number for number, one in enumerate(sound) if abs(one) > 1500) / 48
    pictures = seen(studio.fetch(clip, "v180", tmp_path))
    lights = [one.light(range(0, 320, 8), range(0, 180, 8)) for one in pictures]
    lit_ms = next(number for number, one in enumerate(lights) if one > 120) * 40
    assert there.start_ms == 4000 - 360 - 1520
    assert abs(there.start_ms - begins_ms) <= 40
    assert abs(there.start_ms - lit_ms) <= 40
