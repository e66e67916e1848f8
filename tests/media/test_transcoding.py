"""Recordings of every kind become film that plays, and nothing else becomes of them."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.db.changes import Change
from casebook.db.engine import reading, writing
from casebook.media import ffmpeg, marking, queries, shelving, transcoding
from casebook.media.clip import ClipState, Medium
from casebook.media.progress import progress_of
from casebook.media.rendition import Rendition, RenditionKind
from tests.doubles.broken_ffmpeg import crashing_ffmpeg, hanging_ffmpeg, lying_ffmpeg

from .conftest import Recordings, Studio
from .looking import brightness, look, loudness, picture_size

FILE_NAME = re.compile(r"[a-z0-9_]{1,32}\.(m3u8|m4s|mp4|vtt|jpg|json)")


def rendition_names(studio: Studio, key: str) -> list[str]:
    with reading(studio.shop.engine) as db:
        return [one.name for one in queries.renditions_of(db, queries.clip_by_key(db, key))]


def test_a_film_becomes_a_ladder_sound_pictures_and_peaks(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    clip = studio.make(recordings.film("640x360", seconds=7))
    assert (clip.state, clip.version, clip.duration_ms, clip.width, clip.height) == (ClipState.ready, 1, 7000, 640, 360)
    assert clip.ready_at is not None
    assert rendition_names(studio, clip.key) == ["hls", "v240", "v360", "a128", "a48", "still", "sprites", "peaks"]
    assert all(FILE_NAME.fullmatch(path.split("/")[2]) for path in studio.files(clip))
    assert {path.split("/")[0] for path in studio.files(clip)} == {"1"}

    for name, size in (("v240", (426, 240)), ("v360", (640, 360))):
        seen = look(studio.fetch(clip, name, tmp_path))
        assert (seen.size, seen.frames, seen.codec, seen.rate) == (size, 175, "h264", 25)
        assert seen.lasts == pytest.approx(7, abs=0.05)
        assert (tmp_path / name / "index.m3u8").read_text().count("#EXTINF:6.000000") == 1
    for name in ("a128", "a48"):
        assert look(studio.fetch(clip, name, tmp_path)).lasts == pytest.approx(7, abs=0.06)

    master = studio.fetch(clip, "hls", tmp_path).read_text()
    assert 'CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=25.000,AUDIO="a128"\n../v360/' in master
    assert all((tmp_path / "hls" / uri).is_file() for uri in re.findall(r"(?m)^\.\./.+$|(?<=URI=\")[^\"]+", master))

    studio.fetch(clip, "still", tmp_path)
    assert brightness(tmp_path / "still/poster.jpg") > 50
    thumbs = studio.fetch(clip, "sprites", tmp_path).with_name("thumbs.vtt").read_text()
    assert "00:00:06.000 --> 00:00:07.000\nsheet_01.jpg#xywh=960,0,160,90" in thumbs
    assert picture_size(tmp_path / "sprites/sheet_01.jpg") == (1120, 90)
    peaks = json.loads(studio.fetch(clip, "peaks", tmp_path).with_name("peaks.json").read_text())
    assert (peaks["length"], peaks["bits"], len(peaks["data"])) == (140, 8, 280)
    assert max(peaks["data"]) > 20


def test_an_ffmpeg_without_zimg_makes_the_same_pictures(
    studio: Studio, recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for zimg in (True, False):
        monkeypatch.setattr(ffmpeg, "has_zimg", lambda _, zimg=zimg: zimg)
        clip = studio.make(recordings.film("640x360"))
        seen.append(look(studio.fetch(clip, "v240", tmp_path / str(zimg))))
    assert seen[0].size == seen[1].size == (426, 240)
    apart = [abs(one - other) for one, other in zip(seen[0].first, seen[1].first, strict=True)]
    assert (max(apart) <= 12, sum(apart) / len(apart) < 1) == (True, True)


def test_everything_in_the_rows_is_true_of_the_files(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.film())
    with reading(studio.shop.engine) as db:
        for one in queries.renditions_of(db, clip):
            held = list(studio.shop.storage.below(f"film/{clip.key}/1/{one.name}"))
            assert (len(held), sum(studio.shop.storage.size(path) or 0 for path in held)) == (one.files, one.bytes)
            assert f"film/{clip.key}/1/{one.name}/{one.entry}" in held
        assert db.exec(select(Change.key)).all()[-1] == clip.key


def test_nothing_private_leaves_with_the_film(studio: Studio, recordings: Recordings) -> None:
    source = recordings.home_video()
    traces = (b"script", b"943 476", b"52.4862")
    assert all(trace in source.read_bytes() for trace in traces)
    clip = studio.make(source)
    for path in studio.shop.storage.below(f"film/{clip.key}"):
        data = studio.shop.storage.read(path)
        assert not any(trace in data for trace in traces), path
        assert b"Lavf" not in data, path


def test_a_clip_begins_and_ends_where_it_was_cut(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    # every tenth of a second has a grey of its own
    grey = "nullsrc=s=320x180:r=10:d=4,geq=lum='16+5*N':cb=128:cr=128"
    source = recordings.other("greys.mp4", "-f", "lavfi", "-i", grey, "-c:v", "libx264", "-g", "40")
    clip = studio.make(source, in_ms=1300, out_ms=2700)
    seen = look(studio.fetch(clip, "v180", tmp_path))
    assert (clip.duration_ms, seen.frames) == (1400, 14)
    assert seen.first[100] == pytest.approx(16 + 5 * 13, abs=2)


def test_an_upright_film_stays_upright(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    turned = recordings.other(
        "phone.mp4", "-display_rotation", "90", "-i", str(recordings.film("640x360")), "-c", "copy"
    )
    clip = studio.make(turned)
    assert (clip.width, clip.height) == (360, 640)
    assert look(studio.fetch(clip, "v360", tmp_path)).size == (360, 640)
    studio.fetch(clip, "sprites", tmp_path)
    assert picture_size(tmp_path / "sprites/sheet_01.jpg") == (320, 284)


def test_points_that_are_not_square_are_made_square(studio: Studio, recordings: Recordings) -> None:
    wide = recordings.other("wide.mp4", "-i", str(recordings.film("320x180")), "-vf", "setsar=2", "-c:a", "copy")
    clip = studio.make(wide)
    assert (clip.width, clip.height) == (640, 180)


def test_an_odd_and_interlaced_picture_of_old_is_taken(studio: Studio, recordings: Recordings) -> None:
    lines = recordings.other(
        "lines.ts", "-i", str(recordings.film("320x180")), "-vf", "tinterlace=interleave_top,fieldorder=tff",
        "-flags", "+ilme+ildct", "-c:v", "mpeg2video", "-c:a", "mp2",
    )  # fmt: skip
    assert studio.make(lines).state is ClipState.ready
    odd = recordings.other("odd.mkv", "-f", "lavfi", "-i", "testsrc=s=321x241:d=2", "-c:v", "ffv1")
    assert studio.make(odd).state is ClipState.ready


def test_an_hdr_film_is_made_for_every_screen(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    hdr = recordings.other(
        "hdr.mkv", "-i", str(recordings.film("320x180")), "-vf",
        "format=yuv420p10le,setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc",
        "-c:v", "libx265", "-x265-params", "log-level=none", "-c:a", "copy",
    )  # fmt: skip
    clip = studio.make(hdr)
    assert clip.state is ClipState.ready, clip.reason
    seen = look(studio.fetch(clip, "v180", tmp_path))
    assert seen.codec == "h264"


def test_a_film_without_sound_is_a_film(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    clip = studio.make(recordings.silent())
    assert rendition_names(studio, clip.key) == ["hls", "v240", "still", "sprites"]
    assert "AUDIO" not in studio.fetch(clip, "hls", tmp_path).read_text()


def test_a_sound_stays_sound(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    clip = studio.make(recordings.sound())
    assert (clip.state, clip.width, clip.height) == (ClipState.ready, None, None)
    assert rendition_names(studio, clip.key) == ["hls", "a128", "a48", "peaks"]
    master = studio.fetch(clip, "hls", tmp_path).read_text()
    assert [line for line in master.splitlines() if not line.startswith("#")] == [
        "../a128/index.m3u8", "../a48/index.m3u8",
    ]  # fmt: skip


def test_sound_and_pictures_become_a_slideshow(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    stills = (
        (recordings.still("white.png", "800x800", "white"), 2000, "A white wall"),
        (recordings.still("grey.jpg", "1280x720", "gray"), 0, "A grey wall"),
    )
    clip = studio.make(recordings.sound(seconds=4), stills=stills, in_ms=500)
    assert clip.state is ClipState.ready, clip.reason
    assert rendition_names(studio, clip.key)[:3] == ["hls", "v360", "v720"]
    seen = look(studio.fetch(clip, "v360", tmp_path))
    assert (seen.size, seen.rate, clip.duration_ms) == ((640, 360), 5, pytest.approx(3500, abs=20))
    assert seen.frames == pytest.approx(18, abs=1)
    assert seen.first[300] == pytest.approx(126, abs=3)
    with reading(studio.shop.engine) as db:
        assert queries.clip_with_recording(db, clip.key)[1].medium is Medium.slideshow


def test_sound_that_begins_late_stays_where_it_was(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    film = str(recordings.film())
    late = recordings.other(
        "late.mkv", "-i", film, "-itsoffset", "1", "-i", film, "-map", "0:v", "-map", "1:a", "-c", "copy", "-t", "2"
    )
    clip = studio.make(late)
    peaks = json.loads(studio.fetch(clip, "peaks", tmp_path).with_name("peaks.json").read_text())["data"]
    assert max(peaks[:36]) <= 1
    assert max(peaks[44:]) > 20


@pytest.mark.parametrize("quiet_db", [-20, -3])
def test_every_clip_is_equally_loud(studio: Studio, recordings: Recordings, tmp_path: Path, quiet_db: int) -> None:
    # noise that swells and fades as speech does
    speech = f"anoisesrc=c=pink:d=6:seed=1,tremolo=f=3:d=0.9,highpass=200,volume={quiet_db}dB"
    source = recordings.other(f"speech{quiet_db}.flac", "-f", "lavfi", "-i", speech)
    clip = studio.make(source)
    lufs, peak = loudness(studio.fetch(clip, "a128", tmp_path))
    assert lufs == pytest.approx(-16, abs=1)
    assert peak <= -1.5


def test_silence_is_left_silent(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    source = recordings.other("silence.wav", "-f", "lavfi", "-i", "anullsrc", "-t", "2")
    clip = studio.make(source)
    assert clip.state is ClipState.ready
    assert loudness(studio.fetch(clip, "a128", tmp_path))[0] <= -60


def test_a_clip_that_is_ready_is_not_made_twice(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.sound())
    before = {path: studio.shop.storage.etag(path) for path in studio.shop.storage.below("film")}
    studio.again(clip.key)
    studio.work()
    assert {path: studio.shop.storage.etag(path) for path in studio.shop.storage.below("film")} == before
    assert studio.clip(clip.key).version == 1


def test_a_new_version_takes_the_old_ones_place(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.sound())
    studio.shop.storage.put_bytes(f"film/{clip.key}/2/v720/seg_00099.m4s", b"left by an attempt that died")
    with writing(studio.shop.engine) as db:
        clip = marking.begin_again(db, queries.clip_by_key(db, clip.key))
    studio.again(clip.key)
    studio.work()
    clip = studio.clip(clip.key)
    assert (clip.state, clip.version) == (ClipState.ready, 2)
    assert {path.split("/")[0] for path in studio.files(clip)} == {"2"}
    assert not any("00099" in path for path in studio.files(clip))
    with reading(studio.shop.engine) as db:
        assert set(db.exec(select(Rendition.version)).all()) == {2}


def test_a_clip_cut_anew_while_it_is_made_waits_again(
    studio: Studio, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather = shelving.gather

    def cut_meanwhile(*given: object) -> object:
        with writing(studio.shop.engine) as db:
            cut = queries.clip_by_key(db, key)
            cut.in_ms = 500
            db.add(cut)
        return gather(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(transcoding, "gather", cut_meanwhile)
    key = studio.take_in(recordings.sound())
    studio.work()
    clip = studio.clip(key)
    assert (clip.state, clip.version, studio.files(clip)) == (ClipState.waiting, 0, [])


def test_the_states_a_clip_goes_through_and_what_is_said(
    studio: Studio, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    states: list[str] = []
    move = marking.move

    def noting(work: object, state: ClipState) -> None:
        states.append(state.value)
        move(work, state)  # type: ignore[arg-type]

    monkeypatch.setattr(transcoding, "move", noting)
    clip = studio.make(recordings.film())
    assert [*states, clip.state.value] == ["transcoding", "checking", "ready"]
    assert [job.progress for job in studio.jobs()] == [1.0, 1.0]


@pytest.mark.parametrize("broken", [crashing_ffmpeg, lying_ffmpeg])
def test_a_broken_program_is_tried_again_and_leaves_nothing(
    studio: Studio, recordings: Recordings, tmp_path: Path, broken: object
) -> None:
    clip_key = studio.take_in(recordings.film())
    worker = studio.worker(replace(studio.shop, ffmpeg=broken(tmp_path)))  # type: ignore[operator]
    assert worker.work_once()
    assert worker.work_once()
    job = studio.jobs()[-1]
    assert (job.kind, job.state.value, job.attempts) == ("transcode", "waiting", 1)
    assert job.reason.startswith(("The program that makes the film", "The film that was made"))
    assert studio.files(studio.clip(clip_key)) == []
    assert list(studio.shop.folder.iterdir()) == []


def test_a_program_that_hangs_is_ended(
    studio: Studio, recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fence = transcoding.fence_of
    monkeypatch.setattr(transcoding, "fence_of", lambda *given: replace(fence(*given), wall_s=1))
    studio.take_in(recordings.film())
    worker = studio.worker(replace(studio.shop, ffmpeg=hanging_ffmpeg(tmp_path)))
    assert worker.work_once()
    assert worker.work_once()
    assert "took too long" in studio.jobs()[-1].reason


def test_a_clip_for_which_there_is_no_room_waits_and_says_so(studio: Studio, recordings: Recordings) -> None:
    key = studio.take_in(recordings.sound())
    crowded = studio.worker(replace(studio.shop, leave_bytes=1 << 60))
    assert crowded.work_once()
    assert crowded.work_once()
    job = studio.jobs()[-1]
    assert (job.kind, job.state.value, job.attempts) == ("transcode", "waiting", 0)
    with reading(studio.shop.engine) as db:
        told = progress_of(db, key)
    assert told is not None
    assert told[1] == "There is no room left where film is made; nothing was lost."
    with writing(studio.shop.engine) as db:
        job.not_before = job.created_at
        db.merge(job)
    studio.work()
    assert studio.clip(key).state is ClipState.ready


def test_a_missing_program_is_said(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    studio.take_in(recordings.sound())
    worker = studio.worker(replace(studio.shop, ffmpeg=str(tmp_path / "none")))
    worker.work_once()
    worker.work_once()
    assert "CASEBOOK_FFMPEG" in studio.jobs()[-1].reason


def test_giving_up_keeps_the_reason_and_the_version_that_is_shown(studio: Studio, recordings: Recordings) -> None:
    clip = studio.make(recordings.sound())
    with writing(studio.shop.engine) as db:
        transcoding.give_up(db, clip.key, "It broke.", True)
        assert queries.clip_by_key(db, clip.key).state is ClipState.quarantined
    with writing(studio.shop.engine) as db:
        transcoding.give_up(db, clip.key, "It is text.", False)
        assert queries.clip_by_key(db, clip.key).state is ClipState.refused
    clip = studio.clip(clip.key)
    assert (clip.reason, clip.version) == ("It is text.", 1)
    with reading(studio.shop.engine) as db:
        kinds = {one.kind for one in queries.renditions_of(db, clip)}
    assert RenditionKind.master in kinds
