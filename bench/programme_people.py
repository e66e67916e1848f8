"""A programme of six modules for a cohort, and its people going through it, all by the acts that a browser comes to."""

import random
from datetime import date, timedelta

from sqlmodel import Session, select

from casebook.cases.case import Case
from casebook.cases.decision_point import DecisionPoint, Option
from casebook.cases.publication import Publication
from casebook.cases.queries import options_of
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.cohort import Cohort, Part
from casebook.people.cohort_sight import cohorts_seen
from casebook.people.inviting import accept, invite_by_link
from casebook.people.joining import add_cohort, add_organisation, add_person, join_cohort
from casebook.people.person import CareerStage, Person, Role
from casebook.people.viewer import viewer_of
from casebook.reflect.responding import Answer, respond
from casebook.teach.arranging import add_module, enrol, make_programme, put_cases, start
from casebook.teach.participation import modules_of
from casebook.teach.programme import Level, Programme

MODULES = 6
WORDS = ("numbat", "quokka", "wombat", "bilby")  # what is chosen: words that stand nowhere else
LINES = ("courage", "justice")
#: Of those who take it, how many start each module, and how many of these answer what it asks.
STARTED = (0.97, 0.95, 0.9, 0.85, 0.75, 0.6)
ANSWERED = 0.9


def make_programme_of(library: Library, people: int, *, seed: int = 7) -> tuple[str, str]:
    """Found a cohort, let so many join it by its link, give it a programme and take them through; answers the keys of
    the cohort and of the programme. Who teaches it signs in as lead@bench.example."""
    with writing(library.engine) as db:
        organisation = add_organisation(db, slug="bench", name="A Trust")
        lead = add_person(
            db, name="The Lead", email="lead@bench.example", roles=[Role.educator], organisation=organisation
        )
        cohort = add_cohort(db, name="Year two", organisation=organisation)
        join_cohort(db, cohort, lead, starts_on=_day(-60), part=Part.educator)
        cases = [_case(db, number) for number in range(MODULES)]
        programme = _programme(db, cohort, cases, lead)
        _, secret = invite_by_link(db, cohort, days=14, most=people, starts_on=_day(-42), ends_on=_day(120), by=lead)
        for number in range(people):
            email = f"learner{number:03d}@bench.example"
            learner = add_person(
                db, name=f"Learner {number:03d}", email=email, roles=[Role.trainee], stage=CareerStage.foundation,
                organisation=organisation,
            )  # fmt: skip
            accept(db, secret, by=learner)
    _go_through(library, programme, random.Random(seed))
    return cohort.key, programme.key


def _day(days: int) -> date:
    return now().date() + timedelta(days=days)


def _case(db: Session, number: int) -> Case:
    """A case that is open, with a decision point; without film, which no page measured here shows."""
    case = Case(
        slug=f"bench-{number}", title=f"A dilemma, number {number + 1}", dilemma="Somebody has to decide.", story="",
        setting="medical-ward", jurisdiction="uk", level="foundation",
    )  # fmt: skip
    db.add(case)
    db.flush()
    point = DecisionPoint(case_id=case.pk, moment="", question="What do you do?", closing="", continua=list(LINES))
    db.add(point)
    db.flush()
    for position, word in enumerate(WORDS):
        db.add(
            Option(
                decision_point_id=point.pk, key=word, label=word, speaks_for="", speaks_against="", position=position
            )
        )
    author = db.exec(select(Person.id)).first()
    db.add(Publication(case_id=case.pk, person_id=author, version=1, confidentiality_seen_by_id=author))
    db.flush()
    return case


def _programme(db: Session, cohort: Cohort, cases: list[Case], lead: Person) -> Programme:
    programme = make_programme(db, title="Hard conversations", note="", by=lead)
    for number, case in enumerate(cases):
        module = add_module(
            db, programme, title=f"Week {number + 1}", level=Level.foundation, opens_on=_day(7 * (number - 6)),
            due_on=_day(7 * (number - 5)), by=lead,
        )  # fmt: skip
        put_cases(db, module, [case], by=lead)
    enrol(db, programme, cohort, by=lead)
    return programme


def _go_through(library: Library, programme: Programme, chance: random.Random) -> None:
    """Each week those who start, press Start, and most answer. A transaction a week, because it is
    not the keeping that is measured here."""
    with reading(library.engine) as db:
        learners = db.exec(select(Person).where(Person.name.startswith("Learner"))).all()  # type: ignore[attr-defined]
        modules = modules_of(db, programme)
        points = [
            db.exec(select(DecisionPoint).where(DecisionPoint.case_id == _of(db, n).pk)).one() for n in range(MODULES)
        ]
    for number, module in enumerate(modules):
        with standing_at(now() - timedelta(days=7 * (6 - number) - 1)), writing(library.engine) as db:
            for person in learners:
                if chance.random() >= STARTED[number]:
                    continue
                start(db, module, cohorts_seen(db, viewer_of(db, person)), by=person)
                if chance.random() < ANSWERED:
                    answer = Answer(
                        choice=chance.choice(WORDS), reasons="Wallaby.", confidence=2,
                        positions={line: chance.randint(1, 7) for line in LINES},
                    )  # fmt: skip
                    point = points[number]
                    respond(db, library.keyring, _of(db, number), point, options_of(db, point), answer, by=person)


def _of(db: Session, number: int) -> Case:
    return db.exec(select(Case).where(Case.slug == f"bench-{number}")).one()
