"""A national programme on PostgreSQL: people in cohorts, clips with what is said in them, answers and notes, all by the
acts that a browser comes to, and the answers and notes of each in bulk."""

import multiprocessing
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select, update

from casebook.cases.case import Case, CaseClip
from casebook.cases.content_reading import read_content
from casebook.cases.decision_point import DecisionPoint, Option
from casebook.cases.importing import ImportReport, import_vocabulary
from casebook.cases.queries import options_of
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library, open_library
from casebook.media.clip import Clip, ClipState
from casebook.people.joining import add_cohort, add_organisation, add_person, join_cohort
from casebook.people.person import CareerStage, Person, Role
from casebook.preparing import prepare
from casebook.reflect.annotating import Annotation, annotate
from casebook.reflect.comparing import release_if_due
from casebook.reflect.responding import Answer, respond
from casebook.search.indexing import rebuild
from casebook.settings import read_settings

from ..programme_people import make_programme_of
from ..search.corpus import fill
from .gathering import Gathering, KeyInHand, as_person

CONTENT = Path(__file__).parents[2] / "content"
LINES = ("courage", "justice", "trustworthiness")
CHOICES = ("stay", "go", "ask", "tell")
SAID = "What I would ask before anything else, and whom. I had not heard what she said until the second time."
COHORT = 100  # people in one
LEAD = 180  # people whose lead's pages are asked for, in both libraries the same
BLOCK = 250  # people whose writing is put in together


@dataclass(frozen=True)
class Size:
    """How much there is: `answers` and `notes` of each person."""

    people: int
    clips: int
    answers: int = 40
    notes: int = 200

    def part(self, of: float) -> "Size":
        """A library so many times as large; everybody writes as much."""
        return replace(self, people=max(200, round(self.people * of)), clips=max(80, round(self.clips * of) // 2 * 2))


NATIONAL = Size(people=25_000, clips=2_000)


@dataclass(frozen=True)
class Made:
    """A library that was made, and where to look in it."""

    data: Path
    url: str
    cohort: str
    programme: str
    rows: int  # of answers and notes

    def open(self) -> Library:
        """The library."""
        return open_library(read_settings(data=self.data, database=self.url, demo=True, second_factor="offered"))


def make(data: Path, url: str, size: Size) -> Made:
    """Make a library of a size in an empty database."""
    settings = read_settings(data=data, database=url, demo=True, second_factor="offered")
    prepare(settings)
    library = open_library(settings)
    cohort, programme = make_programme_of(library, LEAD)
    with writing(library.engine) as db:
        import_vocabulary(db, read_content(CONTENT), ImportReport())
    fill(library.engine, clips=size.clips)
    with writing(library.engine) as db:
        _ask_something(db)
    _people(library, size.people)
    library.engine.dispose()
    rows = _write(data, url, size)
    made = Made(data, url, cohort, programme, rows)
    library = made.open()
    _let_out(library)
    with library.engine.execution_options(isolation_level="AUTOCOMMIT", writing=True).connect() as connection:
        connection.exec_driver_sql("ANALYZE")  # as the server does by itself, some minutes later
    rebuild(library.engine, library.index)
    library.index.close()
    library.engine.dispose()
    return made


def _ask_something(db: Session) -> None:
    """Give each case its decision, and let its clips be ready."""
    asked = select(DecisionPoint.case_id)
    for case in db.exec(select(Case).where(col(Case.id).not_in(asked))).all():
        point = DecisionPoint(
            case_id=case.pk,
            moment="It is 02:00.",
            question="What do you do?",
            closing="What led?",
            continua=list(LINES),
        )
        db.add(point)
        db.flush()
        for position, key in enumerate(CHOICES):
            words = {"label": key, "speaks_for": "Somebody has to.", "speaks_against": "Sleep.", "position": position}
            db.add(Option(decision_point_id=point.pk, key=key, **words))
    db.exec(update(Clip).values(state=ClipState.ready, version=1, duration_ms=240_000))


def _people(library: Library, many: int) -> None:
    stages = list(CareerStage)
    for start in range(0, many, COHORT):
        with writing(library.engine) as db:
            organisation = add_organisation(db, slug=f"trust-{start // 2000}", name=f"Trust {start // 2000}")
            cohort = add_cohort(db, name=f"Cohort {start}", organisation=organisation)
            for number in range(start, min(start + COHORT, many)):
                person = add_person(
                    db, name=f"Person {number:05d}", email=f"person{number:05d}@nation.example", roles=[Role.trainee],
                    stage=stages[number % len(stages)], organisation=organisation,
                )  # fmt: skip
                join_cohort(db, cohort, person, starts_on=now().date() - timedelta(days=30))


def _write(data: Path, url: str, size: Size) -> int:
    """Everybody answers and writes notes, in as many processes as there are cores."""
    starts = range(0, size.people, BLOCK)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return sum(pool.starmap(_write_block, [(data, url, size, start) for start in starts], chunksize=1))


def _write_block(data: Path, url: str, size: Size, start: int) -> int:
    library = open_library(read_settings(data=data, database=url, demo=True, second_factor="offered"))
    try:
        with reading(library.engine) as db:
            cases = list(db.exec(select(Case).where(col(Case.slug).startswith("case-")).order_by(col(Case.id))).all())
            points = {one.case_id: one for one in db.exec(select(DecisionPoint)).all()}
            options = options_of(db, points[cases[0].pk])
            before = select(Clip.key, Clip.title, CaseClip.case_id).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
            clips = {case: (key, title) for key, title, case in db.exec(before.where(~col(CaseClip.after))).all()}
            emails = [f"person{number:05d}@nation.example" for number in range(start, start + BLOCK)]
            asked = select(Person.id, Person.key, Person.stage).where(col(Person.email).in_(emails))
            people = [as_person(*one) for one in db.exec(asked.order_by(col(Person.id))).all()]
        gathering, chance = Gathering(), random.Random(start)
        for person in people:
            key = KeyInHand(library.keyring)
            for case in chance.sample(cases, size.answers):
                respond(
                    gathering, key, case, points[case.pk], options, _answer(chance), by=person, figures_wait=True,
                )  # type: ignore[arg-type]  # fmt: skip
            for number in range(size.notes):
                case = cases[(person.pk + number) % len(cases)]
                at = chance.randrange(240_000)
                note = Annotation(
                    f"n{number}", *clips[case.pk], case.slug, case.title, at, at + 4000, f"{SAID} {number}"
                )
                annotate(gathering, key, note, by=person)  # type: ignore[arg-type]
        return gathering.put(library.engine)
    finally:
        library.engine.dispose()


def _answer(chance: random.Random) -> Answer:
    return Answer(
        choice=chance.choices(CHOICES, (4, 3, 2, 1))[0], reasons=SAID, confidence=chance.randint(1, 4),
        positions={line: chance.randint(1, 7) for line in LINES}, considerations=[LINES[0]],
    )  # fmt: skip


def _let_out(library: Library) -> None:
    """Figures come out as they do in life, at an answer that makes them due; here once for each case."""
    with reading(library.engine) as db:
        points = list(db.exec(select(DecisionPoint.id)).all())
    for pk in points:
        with writing(library.engine) as db:
            release_if_due(db, db.get_one(DecisionPoint, pk))
