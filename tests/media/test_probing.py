"""Real files in, facts or a refusal out."""

import os
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.jobs.job import Job
from casebook.media import probing, queries
from casebook.media.clip import ClipState, Medium
from casebook.media.consenting import give_consent
from casebook.media.program import sandbox_level
from casebook.media.reading import facts as read_facts
from casebook.media.receiving import cut_clip, receive_recording
from casebook.people.introducing import introduce

from .conftest import Recordings, Studio


def refusal(studio: Studio, source: Path) -> str:
    """The words with which a file is refused; it must be refused at once and for good."""
    clip = studio.make(source)
    assert clip.state is ClipState.refused
    assert [job.attempts for job in studio.jobs()] == [1]
    assert studio.files(clip) == []
    assert not list(studio.shop.folder.iterdir())
    return clip.reason


def write(folder: Path, name: str, data: str | bytes) -> Path:
    place = folder / name
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    return place


def test_a_playlist_in_disguise_is_refused_and_opens_nothing(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    other = recordings.other("other.ts", "-i", str(recordings.film()), "-c", "copy", "-f", "mpegts")
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{other}\n#EXT-X-ENDLIST\n"
    assert "list that points to other files" in refusal(studio, write(tmp_path, "interview.mp4", playlist))


def test_a_list_for_joining_files_is_refused(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    text = f"ffconcat version 1.0\nfile {recordings.film()}\n"
    assert "list that points to other files" in refusal(studio, write(tmp_path, "interview.mp4", text))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "captions"),
        ("1\n00:00:00,000 --> 00:00:01,000\nHello\n", "captions"),
        ("Dear all,\nplease find attached the interview.\n", "This is text"),
        (b"%PDF-1.7\n%\xe2\xe3", "document"),
        (b"\x00" * 4096, "empty"),
        (os.urandom(4096), "cannot read"),
        (b"\x00\x00\x00\x18ftypisom" + b"\x00" * 64, "broken"),
    ],
)
def test_what_is_no_recording_is_refused(studio: Studio, tmp_path: Path, data: str | bytes, words: str) -> None:
    assert words in refusal(studio, write(tmp_path, "interview.mp4", data))


def test_a_lone_picture_is_refused(studio: Studio, recordings: Recordings) -> None:
    assert "This is a picture" in refusal(studio, recordings.still("red.png", "320x240", "red"))


def test_a_recording_whose_index_is_missing_is_refused(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    whole = recordings.film().read_bytes()
    assert "broken" in refusal(studio, write(tmp_path, "cut.mp4", whole[: len(whole) // 2]))


def test_a_recording_whose_end_is_missing_is_refused(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    film = recordings.film(seconds=6)
    fast = recordings.other("fast.mp4", "-i", str(film), "-c", "copy", "-movflags", "+faststart")
    whole = fast.read_bytes()
    assert "its end is missing" in refusal(studio, write(tmp_path, "cut.mp4", whole[: len(whole) // 2]))


def test_a_blink_is_refused(studio: Studio, recordings: Recordings) -> None:
    assert "shorter than one second" in refusal(studio, recordings.film(seconds=0.4))


def test_a_recording_that_is_too_long_is_refused(studio: Studio, recordings: Recordings) -> None:
    assert "at most 1:00 minutes" in refusal(studio, recordings.sound(seconds=61))


def test_too_many_tracks_are_refused(studio: Studio, recordings: Recordings) -> None:
    maps = [word for _ in range(17) for word in ("-map", "0:a")]
    many = recordings.other("many.mkv", "-i", str(recordings.sound()), *maps, "-c", "copy")
    assert "17 tracks" in refusal(studio, many)


def test_what_is_sent_without_a_medium_is_sound_when_it_has_no_picture(studio: Studio, recordings: Recordings) -> None:
    key = studio.take_in(recordings.sound())
    studio.worker().work_once()
    with reading(studio.shop.engine) as db:
        _, recording = queries.clip_with_recording(db, key)
    assert recording.medium is Medium.sound
    assert recording.probed_at is not None
    assert recording.facts["streams"][0]["codec"] == "opus"
    assert {job.sandbox for job in studio.jobs() if job.kind == "probe"} == {sandbox_level()}


def test_a_recording_is_probed_once_for_all_its_clips(studio: Studio, recordings: Recordings) -> None:
    with writing(studio.shop.engine) as db:
        recording = receive_recording(db, studio.shop.storage, recordings.film(), title="T", reserve_bytes=0)
        keys = [cut_clip(db, recording, title="T", in_ms=at).key for at in (0, 1000)]
    studio.again(keys[0], "probe")
    studio.worker().work_once()
    with reading(studio.shop.engine) as db:
        first = queries.clip_with_recording(db, keys[0])[1].probed_at
    studio.shop.storage.remove_below(f"originals/{recording.key}")
    studio.again(keys[1], "probe")
    studio.worker().work_once(kinds=["probe"])
    with reading(studio.shop.engine) as db:
        clip, again = queries.clip_with_recording(db, keys[1])
    assert again.probed_at == first is not None
    assert clip.state is ClipState.reading


def test_a_clip_past_the_end_of_its_recording_is_refused(studio: Studio, recordings: Recordings) -> None:
    late = studio.make(recordings.film(), in_ms=1800)
    assert (late.state, "half a second" in late.reason) == (ClipState.refused, True)
    long = studio.make(recordings.film(), out_ms=9000)
    assert (long.state, "only 2.0 s" in long.reason) == (ClipState.refused, True)


@pytest.mark.parametrize(
    ("name", "argv", "expected"),
    [
        ("turned.mp4", ["-display_rotation", "90", "-i", "FILM", "-c", "copy"], {"rotation": 90}),
        ("wide.mp4", ["-i", "FILM", "-vf", "setsar=2", "-c:a", "copy"], {"sar": "2/1"}),
        ("lines.ts", ["-i", "FILM", "-vf", "tinterlace=interleave_top,fieldorder=tff", "-flags", "+ilme+ildct",
                      "-c:v", "mpeg2video", "-c:a", "mp2"], {"interlaced": True, "codec": "mpeg2video"}),
        ("deep.mkv", ["-i", "FILM", "-vf",
                      "format=yuv420p10le,setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc",
                      "-c:v", "libx265", "-x265-params", "log-level=none"],
         {"transfer": 16, "pix_fmt": "yuv420p10le", "codec": "hevc"}),
        ("one.avi", ["-i", "FILM", "-c:v", "mjpeg", "-c:a", "pcm_s16le"], {"codec": "mjpeg"}),
        ("one.mov", ["-i", "FILM", "-c:v", "prores", "-c:a", "pcm_s16le"], {"codec": "prores"}),
        ("one.webm", ["-i", "FILM", "-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus"], {"codec": "vp9"}),
        ("one.mkv", ["-i", "FILM", "-c:v", "libsvtav1", "-preset", "12", "-c:a", "flac"], {"codec": "av1"}),
    ],
)  # fmt: skip
def test_the_facts_of_what_authors_bring(
    recordings: Recordings, name: str, argv: list[str], expected: dict[str, object]
) -> None:
    source = recordings.other(name, *[str(recordings.film("320x180")) if one == "FILM" else one for one in argv])
    found = read_facts(source)
    picture = next(one for one in found["streams"] if one["kind"] == "video")
    assert picture["decodes"]
    assert {key: picture[key] for key in expected} == expected
    assert abs(max(found["ends_ms"].values()) - 2000) < 150


def test_a_recording_of_which_only_the_groups_end_the_reader_is_read_at_the_second_attempt(
    studio: Studio, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = probing.questions.facts

    def ending(*given: object, groups: bool, **how: object) -> object:
        if groups:
            raise probing.questions.MediaCrashed("The program that reads recordings stopped with an error.")
        return facts(*given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(probing.questions, "facts", ending)
    key = studio.take_in(recordings.film())
    studio.work()
    assert [(job.attempts, job.state.value) for job in studio.jobs()] == [(1, "waiting")]
    with writing(studio.shop.engine) as db:
        (job,) = db.exec(select(Job)).all()
        job.not_before = now()
        db.add(job)
    studio.worker().work_once()
    assert studio.clip(key).state is ClipState.reading
    with reading(studio.shop.engine) as db:
        assert queries.clip_with_recording(db, key)[1].probed_at


def test_a_track_of_a_kind_nobody_knows_is_passed_over(recordings: Recordings, tmp_path: Path) -> None:
    strange = recordings.film().read_bytes().replace(b"mp4a", b"zzzz").replace(b"esds", b"zzzz")
    picture, sound = read_facts(write(tmp_path, "strange.mp4", strange))["streams"]
    assert picture["decodes"]
    assert (sound["codec"], sound.get("decodes")) == ("unknown", None)


def test_a_clip_that_begins_where_the_picture_has_ended_is_refused_for_that(
    studio: Studio, recordings: Recordings
) -> None:
    short = recordings.other(
        "short_picture.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-f", "lavfi", "-i", "sine=d=5",
        "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac",
    )  # fmt: skip
    refused = studio.make(short, in_ms=3000)
    assert (refused.state, refused.reason) == (
        ClipState.refused,
        "The picture of this recording ends at 2.0 s, and this clip begins after that. Move its beginning.",
    )
    last = studio.make(short, in_ms=1900)
    assert (last.state, last.reason) == (ClipState.ready, "")


def test_a_speaker_named_while_a_recording_is_read_stays_named(
    studio: Studio, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = studio.take_in(recordings.sound())
    facts = probing.questions.facts

    def named_meanwhile(*given: object, **how: object) -> object:
        with writing(studio.shop.engine) as db:
            speaker = introduce(db, name="Dr First", role="GP", stage="gp", setting="practice")
            give_consent(db, queries.clip_with_recording(db, key)[1], evidence="Form 7", contributor=speaker)
        return facts(*given, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(probing.questions, "facts", named_meanwhile)
    studio.work()
    with reading(studio.shop.engine) as db:
        recording = queries.clip_with_recording(db, key)[1]
    assert recording.probed_at
    assert recording.contributor_id is not None
