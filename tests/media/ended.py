"""Looking at a recording whose consent has ended, and for words that are to be nowhere, for tests."""

from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.jobs.job import Job
from casebook.library import Library
from casebook.media.allowing import standing
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from casebook.media.queries import cues_of
from casebook.media.tombstone import Tombstone
from tests.databases import files_of


def recording_in(db: object, key: str) -> Recording:
    found: Recording = db.exec(select(Recording).where(Recording.key == key)).one()  # type: ignore[attr-defined]
    return found


def recording(library: Library, key: str) -> Recording:
    with reading(library.engine) as db:
        return recording_in(db, key)


def of_the_case(library: Library) -> str:
    """The recording of Dr First."""
    with reading(library.engine) as db:
        question = select(Recording.key).join(Clip).join(CaseClip).where(CaseClip.name == "ada-before")
        return db.exec(question).one()


def clips(library: Library, key: str) -> list[Clip]:
    with reading(library.engine) as db:
        return list(db.exec(select(Clip).join(Recording).where(Recording.key == key)).all())


def files(library: Library, key: str, folder: str = "film") -> list[str]:
    return list(library.storage.below(f"{folder}/{key}"))


def spoken(library: Library, key: str) -> list[str]:
    with reading(library.engine) as db:
        return [cue.text for clip in clips(library, key) for cue in cues_of(db, clip)]


def withdraw(library: Library, key: str) -> None:
    with writing(library.engine) as db:
        consent = db.exec(select(Consent).join(Recording).where(Recording.key == key, standing())).one()
        withdraw_consent(db, consent, reason="She asked.")


def tombstone(library: Library, key: str) -> Tombstone:
    with reading(library.engine) as db:
        return db.exec(select(Tombstone).where(Tombstone.recording_key == key)).one()


def job_of(library: Library, key: str) -> Job:
    with reading(library.engine) as db:
        found = db.exec(select(Job).where(Job.about == key, Job.kind == "transcode")).first()
    return found or Job(kind="transcode")


def bury_job(library: Library) -> Job | None:
    with reading(library.engine) as db:
        return db.exec(select(Job).where(Job.kind == "bury")).first()


def waiting(library: Library, *keys: str) -> list[Job]:
    with reading(library.engine) as db:
        question = select(Job).where(Job.about.in_(keys), Job.state.in_(["waiting", "running"]))  # type: ignore[attr-defined]
        return list(db.exec(question).all())


def holding(library: Library, word: str) -> set[str]:
    """The files and folders of the library that hold a word."""
    data = library.settings.data
    found = [path for path in data.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
    beside = {"a server" for path in files_of(data) if word.encode() in path.read_bytes()}
    return {path.relative_to(data).parts[0] for path in found} | beside
