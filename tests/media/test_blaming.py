"""A recording is refused for a program's failure only with proof; everything else is ours, and tried again."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from casebook.db.engine import writing
from casebook.errors import ClipUnreadable, ProgramFailed, ProgramKilled
from casebook.jobs.job import Job, JobState
from casebook.jobs.worker import Work
from casebook.media import reading as questions
from casebook.media.blaming import reads_our_own, refuse_if_damaged
from casebook.media.clip import ClipState
from tests.doubles.broken_ffmpeg import crashing_ffmpeg

from .conftest import Recordings, Studio


def attempt(studio: Studio, shop: object = None) -> Job:
    """One more attempt at the last job, without the pause before it; answers the job."""
    with writing(studio.shop.engine) as db:
        for job in db.exec(select(Job).where(Job.state == JobState.waiting)).all():
            job.not_before = job.created_at
            db.add(job)
    studio.worker(shop).work_once()  # type: ignore[arg-type]
    return studio.jobs()[-1]


def spoilt_inside(studio: Studio, recordings: Recordings) -> str:
    """A clip from the second half of a film of which only the first half is more than zeros: its head and its tables
    are whole, so that it is read well, and ffmpeg fails on it."""
    source = recordings.other(
        "spoilt.mp4", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=8", "-c:v", "libx264", "-movflags", "faststart"
    )
    data = source.read_bytes()
    half = len(data) // 2
    source.write_bytes(data[:half] + bytes(len(data) - half))
    return studio.take_in(source, in_ms=6000)


def test_a_recording_on_which_a_program_fails_twice_is_refused_in_words_for_its_author(
    studio: Studio, recordings: Recordings
) -> None:
    key = spoilt_inside(studio, recordings)
    attempt(studio)
    first = attempt(studio)
    assert (first.kind, first.state, first.attempts) == ("transcode", JobState.waiting, 1), "once may be an accident"
    second = attempt(studio)
    assert (second.state, second.attempts) == (JobState.refused, 2)
    clip = studio.clip(key)
    assert (clip.state, clip.version) == (ClipState.refused, 0)
    assert clip.reason.startswith("This recording is damaged")
    assert studio.files(clip) == []
    assert list(studio.shop.folder.iterdir()) == []


def test_a_program_that_fails_on_our_own_film_too_is_left_for_a_person(
    studio: Studio, recordings: Recordings, tmp_path: Path
) -> None:
    key = studio.take_in(recordings.film())
    broken = replace(studio.shop, ffmpeg=crashing_ffmpeg(tmp_path))
    for _ in range(4):
        attempt(studio, broken)
    clip = studio.clip(key)
    assert (clip.state, clip.reason) == (
        ClipState.quarantined, "The program that makes the film stopped with an error.",
    )  # fmt: skip


def test_a_reader_that_cannot_read_our_own_sound_is_not_the_recordings_fault(
    studio: Studio, recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reads_our_own(tmp_path, fenced=True)
    broken = tmp_path / "broken_reader.py"
    broken.write_text("raise SystemExit(1)")
    monkeypatch.setattr(questions, "_CHILD", str(broken))
    assert not reads_our_own(tmp_path, fenced=True)


def test_a_recording_that_kills_its_reader_is_refused_once_that_is_sure(
    studio: Studio, recordings: Recordings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = tmp_path / "dying_reader.py"
    real = Path(questions._CHILD)
    dying.write_text(
        "import os, signal, sys\nif 'source' in sys.argv[1]: os.kill(os.getpid(), signal.SIGSEGV)\n"
        f"sys.path.insert(0, {str(real.parent)!r})\n" + real.read_text()
    )
    monkeypatch.setattr(questions, "_CHILD", str(dying))
    monkeypatch.setattr(questions.program, "python_folders", _with(tmp_path))
    key = studio.take_in(recordings.sound())
    assert attempt(studio).state is JobState.waiting
    assert attempt(studio).state is JobState.refused
    assert studio.clip(key).reason.startswith("This recording is damaged")


def _with(folder: Path) -> object:
    known = questions.program.python_folders()
    return lambda: (*known, folder)


def test_nobody_is_blamed_for_a_program_that_somebody_killed(studio: Studio, recordings: Recordings) -> None:
    studio.take_in(recordings.sound())
    lease = studio.worker().queue.take("w", ["probe"])
    assert lease
    third = Work(studio.worker().queue, replace(lease, attempt=3))
    refuse_if_damaged(third, ProgramKilled("killed"), is_well=lambda: True)
    refuse_if_damaged(third, ProgramFailed("failed"), is_well=lambda: False)
    with pytest.raises(ClipUnreadable, match="damaged"):
        refuse_if_damaged(third, ProgramFailed("failed"), is_well=lambda: True)
