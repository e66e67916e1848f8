"""A picture that everybody can play already becomes the top rung as it is; any other is made anew."""

from pathlib import Path

import pytest

from casebook.db.engine import writing
from casebook.errors import ProgramFailed
from casebook.media import copying, queries, transcoding
from casebook.media.clip import Clip, ClipState
from casebook.media.playlists import read_media
from casebook.media.receiving import cut_clip

from .conftest import Recordings, Studio
from .looking import first_shown, look

_READY = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", "13"]


def source(recordings: Recordings, name: str, *argv: str, rate: str = "25") -> Path:
    return recordings.other(
        name, "-f", "lavfi", "-i", f"testsrc=s=640x360:r={rate}", "-f", "lavfi", "-i", "sine=d=13", *_READY, *argv
    )


def copied(studio: Studio, clip: Clip, recording: Path, tmp_path: Path) -> bool:
    """Whether the top rung holds the recording's own pictures, bit for bit."""
    playlist = studio.fetch(clip, "v360", tmp_path)
    kept = b"".join(part.read_bytes() for part in sorted(playlist.parent.glob("*.m4s")))
    import av

    with av.open(str(recording)) as container:
        packet = next(one for one in container.demux(video=0) if one.size and not one.is_keyframe)
        return bytes(packet) in kept


@pytest.mark.parametrize(
    ("name", "rate", "argv"),
    [
        ("often.mp4", "25", ["-g", "50"]),
        ("uneven.mp4", "25", ["-force_key_frames", "0,2.6,4.4,7.2,9.1,11", "-sc_threshold", "0"]),
        ("ntsc.mov", "30000/1001", ["-g", "37", "-movflags", "+faststart"]),
        ("film.mp4", "24", ["-g", "48", "-bf", "4"]),
        ("no_b_frames.mp4", "25", ["-g", "50", "-bf", "0"]),
    ],
)
def test_the_top_rung_is_copied_and_all_sizes_are_cut_at_the_same_moments(
    studio: Studio, recordings: Recordings, tmp_path: Path, name: str, rate: str, argv: list[str]
) -> None:
    recording = source(recordings, name, *argv, rate=rate)
    clip = studio.make(recording)
    assert clip.state is ClipState.ready, clip.reason
    assert copied(studio, clip, recording, tmp_path)
    seen = look(tmp_path / "v360" / "index.m3u8")
    below = look(studio.fetch(clip, "v240", tmp_path))
    assert (seen.size, seen.codec) == ((640, 360), "h264")
    assert first_shown(tmp_path / "v360") == pytest.approx(first_shown(tmp_path / "v240"), abs=0.001)
    assert (seen.frames, seen.lasts) == (below.frames, pytest.approx(below.lasts, abs=0.002))
    assert read_media(tmp_path / "v360").segments == read_media(tmp_path / "v240").segments
    master = studio.fetch(clip, "hls", tmp_path).read_text()
    assert f'CODECS="{read_media(tmp_path / "v360").codec},mp4a.40.2",RESOLUTION=640x360' in master
    assert b"x264 - core" not in b"".join(one.read_bytes() for one in (tmp_path / "v360").iterdir())


@pytest.mark.parametrize(
    ("name", "argv"),
    [
        ("seldom.mp4", ["-g", "250", "-keyint_min", "250", "-sc_threshold", "0"]),
        ("open.mp4", ["-x264-params", "open-gop=1:keyint=50:bframes=3", "-g", "50"]),
        ("ten_bits.mp4", ["-g", "50", "-pix_fmt", "yuv420p10le"]),
        ("heavy.mp4", ["-g", "50", "-crf", "1", "-vf", "noise=alls=60:allf=t"]),
        ("full.mp4", ["-g", "50", "-vf", "scale=out_range=full", "-color_range", "pc"]),
        ("other.mkv", ["-g", "50"]),
    ],
)
def test_what_not_everybody_can_play_is_made_anew(
    studio: Studio, recordings: Recordings, tmp_path: Path, name: str, argv: list[str]
) -> None:
    recording = source(recordings, name, *argv)
    clip = studio.make(recording)
    assert clip.state is ClipState.ready, clip.reason
    assert not copied(studio, clip, recording, tmp_path)


def test_how_a_picture_is_cut_is_found_when_it_is_probed_and_asked_no_more(
    studio: Studio, recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(copying.reading, "groups")
    recording = source(recordings, "often.mp4", "-g", "50")
    assert copied(studio, studio.make(recording), recording, tmp_path)


def test_the_whole_of_a_recording_that_was_probed_for_a_part_of_it_is_copied(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    recording = source(recordings, "often.mp4", "-g", "50")
    part = studio.take_in(recording, in_ms=2000)
    studio.worker().work_once(kinds=["probe"])
    with writing(studio.shop.engine) as db:
        taken_in = queries.clip_with_recording(db, part)[1]
        assert not any("groups" in one for one in taken_in.facts["streams"])
        key = cut_clip(db, taken_in, title="All of it").key
    studio.again(key, "probe")
    studio.work()
    assert copied(studio, studio.clip(key), recording, tmp_path)


def test_a_part_of_a_recording_is_made_anew(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    recording = source(recordings, "often.mp4", "-g", "50")
    clip = studio.make(recording, in_ms=2000)
    assert not copied(studio, clip, recording, tmp_path)


def test_a_copy_that_is_found_wrong_is_made_anew_in_the_same_attempt(
    studio: Studio, recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = transcoding.verify

    def doubting(shot: object, *given: object) -> object:
        if shot.copies_top:  # type: ignore[attr-defined]
            raise ProgramFailed("It cannot be played everywhere.")
        return verify(shot, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(transcoding, "verify", doubting)
    recording = source(recordings, "often.mp4", "-g", "50")
    clip = studio.make(recording)
    assert (clip.state, clip.version, clip.also_version) == (ClipState.ready, 2, 1)
    assert not copied(studio, clip, recording, tmp_path)
    assert [job.attempts for job in studio.jobs()] == [1, 1]
