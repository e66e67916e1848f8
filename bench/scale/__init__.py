"""Scale: a national programme on PostgreSQL against a library a fiftieth of its size, in one run, as growth.

25,000 people, 2,000 clips, 1,000,000 answers, 5,000,000 notes, made by the product's own acts. Milliseconds of one
request by the clock, of one process that is asked by one client: p50 and p95 over the pages of a kind. Each library has
a database of its own on one server. Besides, how long the same work takes more processes: seconds for six films by two
and three workers over one, and for a thousand decisions about film by two web processes over one. SCALE_PART asks for
another part of the nation than all of it.
"""

import atexit
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlmodel import col, select
from starlette.testclient import TestClient

from casebook.app import create_app
from casebook.cases.case import Case
from casebook.cases.decision_point import Commitment, DecisionPoint
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.person import Person
from casebook.people.signing_in import sign_in
from tests.postgres import Databases, Server

from ..pairs import Pair, Plan
from .making import NATIONAL, Made, make
from .working import decisions, films_made

PART = float(os.environ.get("SCALE_PART", "1"))
SMALL = 1 / 50
TURNS = 24  # requests of each kind
#: What shows one case, one person's or one cohort's: there is no more of it where the library is larger.
OF_ONE = {"case", "compare", "my casebook", "who took part", "programme", "cohort"}
MOST_GROWTH = 2.0
SEARCHED = ("return value", "thread", "exception", "file name", "default", "connection closed", "iterator", "encoding")
#: A server as it is told to be for so much: memory for what is asked for often.
SETTINGS = ("max_connections=50", "shared_buffers=1GB", "work_mem=16MB", "max_wal_size=4GB", "checkpoint_timeout=15min")


def plan(folder: Path) -> Plan:
    """The two libraries, and what is asked of them in turn."""
    server = Server(*SETTINGS)
    atexit.register(server.stop)
    databases = Databases(server.place)
    made = {}
    for name, size in (("small", NATIONAL.part(SMALL * PART)), ("national", NATIONAL.part(PART))):
        began = time.perf_counter()
        made[name] = make(folder / name, databases.made(), size)
        print(
            f"{name}: {size.people:,} people, {size.clips:,} clips, {size.people * size.answers:,} answers, "
            f"{size.people * size.notes:,} notes, made in {time.perf_counter() - began:.0f} s"
        )
    kinds = _paths()
    runs: dict[str, Callable[[Path], dict[str, float]]] = {
        f"{name} {kind}": partial(_asked, made[name], kind) for kind in kinds for name in made
    }
    growth = [
        Pair(
            f"{kind}: national / small", f"small {kind}", f"national {kind}",
            {"p50": MOST_GROWTH} if kind in OF_ONE else {},
        )
        for kind in kinds
    ]  # fmt: skip
    for workers in (1, 2, 3):
        runs[f"{workers} working"] = lambda place, many=workers: films_made(place, databases.made(), many)  # type: ignore[misc]
    for processes in (1, 2):
        runs[f"{processes} serving"] = partial(_decisions, made["small"], processes)
    more = [
        Pair("films: two workers / one", "1 working", "2 working"),
        Pair("films: three workers / one", "1 working", "3 working"),
        Pair("decisions: two web processes / one", "1 serving", "2 serving"),
    ]
    return Plan(runs, [*growth, *more])


def _decisions(made: Made, processes: int, place: Path) -> dict[str, float]:
    return decisions(made, processes)


def _paths() -> dict[str, Callable[[Made, str], str]]:
    """Where each kind of page is, for the library and one of the cases that the asker has answered."""
    return {
        "home": lambda made, case: "/",
        "browse": lambda made, case: "/cases",
        "theme": lambda made, case: f"/themes/theme-{len(case) % 24}",
        "case": lambda made, case: f"/cases/{case}",
        "compare": lambda made, case: f"/cases/{case}/comparison",
        "my casebook": lambda made, case: "/my-casebook",
        "search": lambda made, case: f"/search?q={SEARCHED[sum(case.encode()) % len(SEARCHED)].replace(' ', '+')}",
        "who took part": lambda made, case: f"/cohorts/{made.cohort}/programmes/{made.programme}",
        "programme": lambda made, case: f"/programmes/{made.programme}",
        "cohort": lambda made, case: f"/cohorts/{made.cohort}",
    }


OF_THE_LEAD = ("who took part", "programme", "cohort")


def _asked(made: Made, kind: str, place: Path) -> dict[str, float]:
    """Milliseconds of a request for one kind of page, by people who were not asked for before."""
    library = made.open()
    path = _paths()[kind]
    client = TestClient(create_app(library), base_url="http://localhost:8000", follow_redirects=False)
    askers = _lead(library) if kind in OF_THE_LEAD else _trainees(library)
    took = []
    for number in range(TURNS + 4):
        secret, case = askers[number % len(askers)]
        began = time.perf_counter()
        answer = client.get(path(made, case), headers={"cookie": f"sid={secret}", "accept": "text/html"})
        took.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, (path(made, case), answer.status_code)
    library.engine.dispose()
    warm = sorted(took[4:])
    return {"p50": statistics.median(warm), "p95": warm[round(0.95 * len(warm)) - 1]}


def _lead(library: Library) -> list[tuple[str, str]]:
    with writing(library.engine) as db:
        lead = db.exec(select(Person).where(Person.email == "lead@bench.example")).one()
        return [(sign_in(db, lead, hours=1)[1], "")]


def _trainees(library: Library) -> list[tuple[str, str]]:
    """Sign-ins of a dozen people, each with a case that she has answered."""
    found = []
    with writing(library.engine) as db:
        answered = (
            select(Case.slug)
            .join(DecisionPoint, col(DecisionPoint.case_id) == Case.id)
            .join(Commitment, col(Commitment.decision_point_id) == DecisionPoint.id)
        )
        for number in range(0, 180, 15):
            person = db.exec(select(Person).where(Person.email == f"person{number:05d}@nation.example")).one()
            case = db.exec(answered.where(Commitment.person_id == person.pk).order_by(col(Case.id)).limit(1)).one()
            found.append((sign_in(db, person, hours=1)[1], case))
    return found
