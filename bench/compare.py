"""Comparing: what a compare page needs of 1,000,000 answers to 500 cases, against plain GROUP BYs on the same database.

`p50` and `p95` are milliseconds of one page's figures over the busiest hundred cases, by the clock; `cpu` is the same
by processor time, which other work on the machine does not lengthen. Recording: an answer's row in a
transaction of its own with the look whether figures are due, over one without, the two taking turns at chance in one
run, because what the disk takes to keep a row differs more from run to run than they do. Drawing: milliseconds of one
release, which a case has once a day at most. COMPARE_ANSWERS asks for fewer answers than a million.
"""

import json
import os
import random
import statistics
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session, select

import casebook.rows  # noqa: F401  so that every table is known
from casebook.cases.case import Case
from casebook.cases.decision_point import DecisionPoint, Option
from casebook.cases.queries import options_of
from casebook.clock import now, standing_at
from casebook.db.engine import open_engine, reading, writing
from casebook.db.migrate import migrate
from casebook.people.person import CareerStage
from casebook.reflect.comparing import comparison, latest_release, release_if_due
from casebook.reflect.response import Response
from casebook.reflect.rounding import rounded

from .pairs import Pair, Plan

ANSWERS = int(os.environ.get("COMPARE_ANSWERS", "1000000"))
CASES, BUSY, RECORDED = 500, 100, 500
LINES = ("courage", "justice", "trustworthiness", "lawfulness", "resilience")
CHOICES = ("stay", "go", "ask", "tell", "another-way")
STAGES = [stage.value for stage in CareerStage]


def plan(folder: Path) -> Plan:
    """The comparisons, on a database made in `folder`."""
    database = f"sqlite:///{folder / 'answers.db'}"
    _make(open_engine(database))
    return Plan(
        runs={
            "GROUP BY": partial(_pages, database, _plainly),
            "release": partial(_pages, database, _as_released),
            "recording": partial(_record, database, 20),
            "drawing": partial(_draw, database),
            "one": lambda place: {"p50": 1.0, "p95": 1.0, "ms": 1.0},
        },
        pairs=[
            Pair("page: release / GROUP BY", "GROUP BY", "release", {"p50": 1 / 200, "p95": 1 / 2000}),
            Pair("recording / bare insert", "one", "recording", {"p50": 1.15}),
            Pair("drawing one release (ms)", "one", "drawing"),
        ],
    )


def _make(engine: Engine) -> None:
    """Cases of very different size, their answers, and a release of each as the product draws it."""
    migrate(engine)
    chance = random.Random(500)
    weights = [1 / (number + 3) ** 0.7 for number in range(CASES)]
    sizes = [max(40, round(ANSWERS * weight / sum(weights))) for weight in weights]
    with writing(engine) as db:
        for number in range(CASES):
            case = Case(
                slug=f"case-{number}", title="A case", dilemma="", story="", setting="", jurisdiction="", level=""
            )
            db.add(case)
            db.flush()
            point = DecisionPoint(case_id=case.pk, moment="", question="", closing="", continua=list(LINES))
            db.add(point)
            db.flush()
            for position, key in enumerate(CHOICES[:-1]):
                words = {"label": key, "speaks_for": "", "speaks_against": "", "position": position}
                db.add(Option(decision_point_id=point.pk, key=key, **words))
        db.flush()
        points = [point.pk for point in db.exec(select(DecisionPoint).order_by(DecisionPoint.id)).all()]  # type: ignore[arg-type]
        insert = text(
            "INSERT INTO responses (id, decision_point_id, round, choice, confidence, positions, stage, week,"
            " case_version) VALUES (:id, :point, :round, :choice, :confidence, :positions, :stage, '2026-W47', 1)"
        )
        for point_id, size in zip(points, sizes, strict=True):
            rows = list(_rows(chance, point_id, size))
            for at in range(0, len(rows), 5000):
                db.connection().execute(insert, rows[at : at + 5000])
    for number in range(CASES):
        with writing(engine) as db, standing_at(now() - timedelta(hours=1)):
            point = _point(db, number)
            while release_if_due(db, point) is None:  # not due at just this number: one more answers
                db.connection().execute(insert, list(_rows(chance, point.pk, 1, again=False)))
            _check(db, point)


def _rows(chance: random.Random, point: int, size: int, *, again: bool = True) -> Iterator[dict[str, object]]:
    for number in range(size):
        places = {line: chance.randint(1, 7) for line in LINES if chance.random() < 0.8}
        yield {
            "id": uuid.UUID(int=chance.getrandbits(128)).hex * 2,
            "point": point,
            "round": 2 if again and number % 4 == 3 else 1,
            "choice": chance.choices(CHOICES, (40, 30, 15, 10, 5))[0],
            "confidence": chance.randint(1, 4),
            "positions": json.dumps(places),
            "stage": chance.choice(STAGES),
        }


def _check(db: Session, point: DecisionPoint) -> None:
    """The figures of the release are those of a recount."""
    assert comparison(db, point, options_of(db, point)) is not None
    release = latest_release(db, point)
    assert release is not None
    found = db.exec(select(Response.choice).where(Response.decision_point_id == point.pk, Response.round == 1)).all()
    recount = {key: five for key, count in Counter(found).items() if (five := rounded(count))}
    assert release.figures["choices"]["counts"] == recount
    assert release.figures["choices"]["people"] == rounded(len(found))


def _point(db: Session, number: int) -> DecisionPoint:
    question = select(DecisionPoint).join(Case).where(Case.slug == f"case-{number}")
    return db.exec(question).one()


def _pages(database: str, page: Callable[[Session, DecisionPoint], None], place: Path) -> dict[str, float]:
    engine = open_engine(database)
    took, worked = [], []
    with reading(engine) as db:
        points = [_point(db, number) for number in range(BUSY)]
        page(db, points[-1])  # the first one prepares its statements
        for point in points:
            began, at_work = time.perf_counter(), time.thread_time()
            page(db, point)
            worked.append(1000 * (time.thread_time() - at_work))
            took.append(1000 * (time.perf_counter() - began))
    return _spread(took) | {f"cpu {name}": value for name, value in _spread(worked).items()}


def _as_released(db: Session, point: DecisionPoint) -> None:
    comparison(db, point, [])


def _plainly(db: Session, point: DecisionPoint) -> None:
    """The same figures by counting: choices, confidence, second answers, each line, choices of each stage, people."""
    of, first = "FROM responses WHERE decision_point_id = :point AND round = :round", {"point": point.pk, "round": 1}

    def ask(what: str, which: str = of, **different: object) -> None:
        grouped = text(f"SELECT {what}, COUNT(*) {which} GROUP BY {what}")
        db.connection().execute(grouped, first | different).all()

    ask("choice")
    ask("confidence")
    ask("choice", round=2)
    for line in LINES:
        ask(f"json_extract(positions, '$.{line}')")
    for stage in STAGES:
        ask("choice", f"{of} AND stage = :stage", stage=stage)
    ask("round")


def _record(database: str, number: int, place: Path) -> dict[str, float]:
    """How many times longer an answer's row takes with the look whether figures are due than without."""
    engine, chance = open_engine(database), random.Random(number)
    took: dict[bool, list[float]] = {False: [], True: []}
    with reading(engine) as db:
        point = _point(db, number)
    for answer in range(2 * RECORDED):
        looks = chance.random() < 0.5
        began = time.perf_counter()
        with writing(engine) as db:
            db.add(
                Response(
                    id=uuid.uuid4().hex * 2,
                    decision_point_id=point.pk,
                    round=1,
                    choice=CHOICES[answer % 4],
                    confidence=2,
                    positions={"courage": 3},
                    stage=STAGES[answer % len(STAGES)],
                    week="2026-W47",
                    case_version=1,
                )
            )
            db.flush()
            if looks:
                release_if_due(db, point)
        took[looks].append(1000 * (time.perf_counter() - began))
    bare, recording = _spread(took[False]), _spread(took[True])
    return {name: recording[name] / bare[name] for name in bare}


def _draw(database: str, place: Path) -> dict[str, float]:
    """A release of a case of about two thousand answers, with ten newcomers; undone again."""
    engine = open_engine(database)
    chance = random.Random(7)
    took = []
    for number in (150, 200, 250):
        with Session(engine.execution_options(writing=True)) as db, standing_at(now() + timedelta(days=2)):
            point = _point(db, number)
            for _ in range(10):
                where = {"decision_point_id": point.pk, "round": 1, "week": "2026-W47", "case_version": 1}
                row = next(_rows(chance, point.pk, 1, again=False))
                kept = {name: row[name] for name in ("id", "choice", "confidence", "stage")}
                db.add(Response(**kept, **where, positions=json.loads(str(row["positions"]))))
            db.flush()
            began = time.perf_counter()
            release_if_due(db, point)
            took.append(1000 * (time.perf_counter() - began))
            db.rollback()
    return {"ms": statistics.median(took)}


def _spread(took: list[float]) -> dict[str, float]:
    return {"p50": statistics.median(took), "p95": statistics.quantiles(took, n=20)[-1]}
