"""A small library on a real database: two cases, a clip before and one after the decision, and an index of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session, select

import casebook.cases.case
import casebook.cases.decision_point
import casebook.cases.guidance
import casebook.cases.publication
import casebook.cases.theme
import casebook.jobs.job
import casebook.media.clip
import casebook.media.consent
import casebook.media.rendition
import casebook.media.transcript
import casebook.people.cohort
import casebook.people.contributor
import casebook.people.person  # noqa: F401
from casebook.cases.case import Case, CaseClip, CaseTheme
from casebook.cases.publication import Publication
from casebook.cases.theme import Theme
from casebook.db import row
from casebook.db.engine import open_engine, writing
from casebook.media.clip import Clip, Medium, Recording
from casebook.media.consent import Consent
from casebook.media.transcript import Cue, Transcript
from casebook.people.contributor import Contributor
from casebook.people.person import Person
from casebook.search.index import Index, open_index
from casebook.search.indexing import rebuild
from casebook.search.query import Sight
from tests.databases import copied, url_at
from tests.postgres import databases

BEFORE = (
    "I had known Mr Achterberg for six years.",
    "His daughter met me in the corridor.",
    "She took hold of my sleeve.",
    "Please, she said, you must not tell him.",
    "He has been through enough already.",
    "I looked at the café through the window.",
    "He had asked me that morning what the scan showed.",
    "And I'd promised that I would never lie to him.",
)
AFTER = (
    "So I sat down and I told him about the shadow.",
    "He wept, and then he thanked me.",
    "His daughter did not speak to me for a fortnight.",
)
OTHER = (
    "The ward was full and the bleep would not stop.",
    "Her daughter rang about the DNACPR form.",
    "Nobody had talked to her mother about resuscitation.",
    "We tell each other that somebody else will.",
)
EVERYTHING = Sight(frozenset({"the-quiet-lie", "bed-14"}), frozenset({"liebefore", "lieafter", "bed"}))
BEFORE_DECIDING = Sight(EVERYTHING.cases, frozenset({"liebefore", "bed"}))


@pytest.fixture(scope="module", params=["whoosh", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Somewhere to make an index, elsewhere with each call: for what every engine promises."""
    if request.param == "whoosh":
        yield lambda: f"whoosh://{tmp_path_factory.mktemp('an') / 'index'}"
        return
    made: list[str] = []

    def new() -> str:
        made.append(databases().made())
        return made[-1]

    yield new
    for url in made:
        databases().drop(name_of(url))


def name_of(url: str) -> str:
    """The name of a database on a server."""
    return str(make_url(url).database)


@pytest.fixture(scope="module")
def two_indexes(new_url: Callable[[], str]) -> Iterator[tuple[Index, Index]]:
    """Two indexes of one engine, to be made anew for each example."""
    two = open_index(new_url()), open_index(new_url())
    yield two
    for index in two:
        index.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library's folder, made once: database and index."""
    folder = tmp_path_factory.mktemp("made")
    engine = open_engine(url_at(folder))
    row.metadata.create_all(engine.execution_options(writing=True))
    fill(engine)
    rebuild(engine, open_index(f"whoosh://{folder / 'index'}"))
    engine.dispose()
    return folder


def fill(engine: Engine) -> None:
    """Put the library into an empty database."""
    with writing(engine) as db:
        ada = Person(name="Ada", email="ada@example.org")
        truth = Theme(slug="truth", title="Telling the truth", line="…", position=1, synthesis="", words=["honesty"])
        dying = Theme(
            slug="end-of-life",
            title="Decisions near the end of life",
            line="…",
            position=2,
            synthesis="",
            words=["DNACPR", "DNAR", "resus"],
        )
        db.add_all([ada, truth, dying])
        db.flush()
        lie = add_case(db, "the-quiet-lie", "The quiet lie", "A family asks you to hide a diagnosis.", truth)
        bed = add_case(db, "bed-14", "Bed 14", "Nobody has spoken about what she would want.", dying)
        db.add_all(
            [publication(lie, ada), publication(bed, ada)],
        )
        add_clip(db, lie, "liebefore", BEFORE, contributor="Nia Rees")
        add_clip(db, lie, "lieafter", AFTER, contributor="Nia Rees", after=True)
        add_clip(db, bed, "bed", OTHER, contributor="Tomasz Zielinski")


@pytest.fixture(scope="session")
def made_on_postgresql() -> Iterator[str]:
    """The same library on PostgreSQL, made once: the name of its database."""
    url = databases().made(databases().migrated())
    engine = open_engine(url)
    fill(engine)
    engine.dispose()
    yield name_of(url)
    databases().drop(name_of(url))


@pytest.fixture
def library_url(made_on_postgresql: str) -> Iterator[str]:
    """The library's database on PostgreSQL, a copy of its own for each test."""
    url = databases().made(made_on_postgresql)
    yield url
    databases().drop(name_of(url))


@pytest.fixture
def engine(library_engine: Engine) -> Engine:
    """The library's database."""
    return library_engine


@pytest.fixture
def library_engine(made: Path, tmp_path: Path) -> Iterator[Engine]:
    """The library's database, a copy of its own for each test."""
    copied(made, tmp_path)
    engine = open_engine(url_at(tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture
def index(engine: Engine, tmp_path: Path) -> Iterator[Index]:
    """The library's index, beside its database."""
    index = open_index(f"whoosh://{tmp_path / 'index'}")
    yield index
    index.close()


def add_case(db: Session, slug: str, title: str, dilemma: str, theme: Theme) -> Case:
    case = Case(
        slug=slug, title=title, dilemma=dilemma, story="", setting="ward", jurisdiction="England", level="foundation"
    )
    db.add(case)
    db.flush()
    db.add(CaseTheme(case_id=case.pk, theme_id=theme.pk, position=0))
    return case


def publication(case: Case, person: Person) -> Publication:
    return Publication(case_id=case.pk, person_id=person.pk, confidentiality_seen_by_id=person.pk, version=1)


def add_clip(
    db: Session, case: Case, key: str, said: tuple[str, ...], *, contributor: str, after: bool = False
) -> Clip:
    """A clip whose cue number n starts at n times four seconds."""
    slug = contributor.lower().replace(" ", "-")
    speaker = db.exec(select(Contributor).where(Contributor.slug == slug)).first()
    if speaker is None:
        speaker = Contributor(slug=slug, name=contributor, role="GP", stage="gp", setting="practice")
        db.add(speaker)
        db.flush()
    recording = Recording(
        title=key, medium=Medium.sound, contributor_id=speaker.pk, original=f"{key}.opus", bytes=1, sha256="0"
    )
    db.add(recording)
    db.flush()
    clip = Clip(key=key, recording_id=recording.pk, title=f"The telling, {key}")
    db.add_all([clip, Consent(recording_id=recording.pk, evidence="invented", teaching=True, stills=True)])
    db.flush()
    transcript = Transcript(clip_id=clip.pk, read_by="Vera")
    db.add_all(
        [transcript, CaseClip(case_id=case.pk, clip_id=clip.pk, name=key, after=after, position=1 if after else 0)]
    )
    db.flush()
    for number, text in enumerate(said):
        db.add(Cue(transcript_id=transcript.pk, start_ms=number * 4000, end_ms=number * 4000 + 3900, text=text))
    return clip
