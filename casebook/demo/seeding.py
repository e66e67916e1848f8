"""Filling the demonstration: its people, its content, and earlier answers made through the same acts as real ones."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from ..cases.case import Case
from ..cases.confidentiality import clear_invented
from ..cases.content_reading import read_content
from ..cases.decision_point import DecisionPoint, Option
from ..cases.importing import ImportReport, bring_files, import_case, import_vocabulary
from ..cases.publishing import confidentiality_review, open_publication, publish, review_confidentiality
from ..cases.queries import options_of
from ..clock import now, standing_at
from ..db.engine import reading, writing
from ..library import Library
from ..people.cohort import Part
from ..people.joining import add_cohort, add_organisation, add_person, join_cohort
from ..people.person import CareerStage, Person, Role
from ..people.queries import person_by_email
from ..reflect.responding import Answer, respond
from ..reflect.response import Release
from .case_sets import add_set
from .departments import simulate_department
from .people import CAST, IN_THE_DEMO, NORTH, SOUTH, Member
from .programme import add_programme

EARLIER_ANSWERS = 53  # a case
SECOND_ANSWERS = 26
IN_THE_DEPARTMENT = 32
ONE_BY_ONE = 21  # answer on their own; the others on a teaching day, so many at once that their stages can be shown
_STAGES = (CareerStage.student, CareerStage.foundation, CareerStage.specialty_training, CareerStage.gp)
_ON_THE_DAY = (CareerStage.foundation, CareerStage.specialty_training)
_WEIGHTS = (26, 22, 19, 17, 16)  # of the options in a case's order: near enough that nothing is taken from them


def seed(library: Library, content: Path, *, tell: Callable[[str], None] = lambda line: None) -> ImportReport:
    """Bring the demonstration to its full state; done again, it changes nothing. Raises ContentWrong."""
    with writing(library.engine) as db:
        add_cast(db, IN_THE_DEMO)
    read = read_content(content)
    report = ImportReport()
    with writing(library.engine) as db:
        import_vocabulary(db, read, report)
    for slug in read.cases:
        with reading(library.engine) as db:
            brought = bring_files(db, library.storage, read.cases[slug])
        with writing(library.engine) as db:
            ada, vera = (person_by_email(db, f"{name}@casebook.example") for name in ("ada", "vera"))
            assert ada
            assert vera
            case = import_case(db, read.cases[slug], brought, report, by=ada)
            if open_publication(db, case) is None:
                if confidentiality_review(db, case) is None:
                    clear_invented(db, case, by=vera)
                    review_confidentiality(db, case, by=vera)
                publish(db, case, by=ada)
                tell(f"Published “{case.title}”.")
    simulate_answers(library)
    with writing(library.engine) as db:
        add_programme(db)
        add_set(db)
        tom, lena = (person_by_email(db, f"{name}@casebook.example") for name in ("tom", "lena"))
        assert tom
        assert lena
        members = [_simulated(db, number) for number in range(IN_THE_DEPARTMENT)]
        simulate_department(db, library.keyring, members, teacher=tom, learner=lena)
    return report


def add_cast(db: Session, members: Sequence[Member] = CAST) -> None:
    """Add the cast of the demonstration, where they are not there yet."""
    organisations = {
        name: add_organisation(db, slug=name.lower().replace(" ", "-"), name=name) for name in (NORTH, SOUTH)
    }
    for one in members:
        if person_by_email(db, one.email):
            continue
        organisation = organisations[one.organisation]
        person = add_person(
            db, name=one.name, email=one.email, roles=one.roles, stage=one.stage, organisation=organisation
        )
        if one.cohort:
            cohort = add_cohort(db, name=one.cohort, organisation=organisation)
            part = Part.educator if Role.educator in one.roles else Part.learner
            join_cohort(db, cohort, person, starts_on=now().date() - timedelta(days=60), part=part)


def simulate_answers(library: Library) -> None:
    """Earlier answers by simulated people, over the last six weeks, through the acts a real answer takes."""
    with reading(library.engine) as db:
        points = db.exec(select(Case, DecisionPoint).join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)).all()
    for case, point in points:
        chance = random.Random(case.slug)
        with writing(library.engine) as db:
            if db.exec(select(Release.id).where(Release.decision_point_id == point.pk)).first():
                continue
            options = options_of(db, point)
            weights = _WEIGHTS[: len(options)]
            people = [_simulated(db, number) for number in range(EARLIER_ANSWERS)]
            began = now() - timedelta(days=42)
            for number, person in enumerate(people):
                with standing_at(began + _after(number)):
                    option = chance.choices(options, weights)[0]
                    answer = _answer(chance, point, option)
                    respond(db, library.keyring, case, point, options, answer, by=person)
                    if number < SECOND_ANSWERS:
                        other = option if chance.random() < 0.7 else chance.choice(options)
                        again = _answer(chance, point, other, moved_by="Hearing the others weigh it.")
                        respond(db, library.keyring, case, point, options, again, by=person, again=True)


def _after(number: int) -> timedelta:
    if number < ONE_BY_ONE:
        return timedelta(hours=18 * number)
    on_the_day = 0 if number < EARLIER_ANSWERS - 3 else 24  # the last three a day later: then figures are drawn anew
    return timedelta(hours=18 * ONE_BY_ONE + on_the_day, minutes=10 * number)


def _simulated(db: Session, number: int) -> Person:
    email = f"simulated-{number:03d}@casebook.example"
    return person_by_email(db, email) or add_person(
        db,
        name=f"Simulated trainee {number + 1}",
        email=email,
        roles=[Role.trainee],
        stage=_STAGES[number % len(_STAGES)] if number < ONE_BY_ONE else _ON_THE_DAY[number % len(_ON_THE_DAY)],
        simulated=True,
    )


def _answer(chance: random.Random, point: DecisionPoint, option: Option, *, moved_by: str = "") -> Answer:
    return Answer(
        choice=option.key,
        reasons=option.speaks_for,
        confidence=chance.choices((1, 2, 3, 4), (1, 3, 4, 2))[0],
        positions={slug: min(7, max(1, round(chance.gauss(3.6, 1.4)))) for slug in point.continua},
        moved_by=moved_by,
    )
