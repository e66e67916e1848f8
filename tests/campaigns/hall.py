"""A hall full of people before one case: a library, `casebook serve` on it, and all of them signed in beforehand.

What each of them sent and was told is looked for in the database afterwards: each answer once, and whole.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, col, select

from casebook.cases.case import Case
from casebook.cases.decision_point import Commitment, DecisionPoint
from casebook.db.engine import reading, writing
from casebook.library import Library, open_library
from casebook.people.joining import add_person
from casebook.people.person import CareerStage, Person, Role
from casebook.people.signing_in import sign_in
from casebook.reflect.responding import response_id
from casebook.reflect.response import ANSWER, FIRST, Response, SealedRecord
from casebook.reflect.sealing import record_of, unseal
from casebook.settings import read_settings
from casebook.web.access import cookie_name
from tests.web.uploading import Server

CASE = "/cases/the-open-door"
_STAGES = tuple(CareerStage)


@dataclass
class Seat:
    """One person in the hall: her cookie, the reasons she sent, and those of them that were acknowledged."""

    number: int
    person: Person
    cookie: str
    sent: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        """What her browser sends with everything."""
        return {"cookie": self.cookie, "accept": "text/html", "sec-fetch-site": "same-origin"}

    def answer(self, reasons: str) -> dict[str, str]:
        """An answer of hers, as the form sends it."""
        choice = ("stay", "go", "ask")[self.number % 3]
        self.sent.append(reasons)
        return {"choice": choice, "reasons": reasons, "confidence": str(1 + self.number % 4), "position-courage": "3"}


class Hall:
    """So many people before the case of the small library in `data`, or in another `database`."""

    def __init__(self, data: Path, people: int, *, database: str = "") -> None:
        settings = read_settings(data=data, demo=True, second_factor="offered", database=database or None)
        self.library: Library = open_library(settings)
        self.server: Server = Server(data, CASEBOOK_LOG="json", **({"CASEBOOK_DATABASE": database} if database else {}))
        self.address = self.server.address
        self.seat(people)

    def seat(self, people: int) -> None:
        """Let so many come in and sit down before the one case of the small content."""
        with writing(self.library.engine) as db:
            case = select(DecisionPoint).join(Case, col(Case.id) == DecisionPoint.case_id)
            self.point = db.exec(case.where(Case.slug == CASE.removeprefix("/cases/"))).one()
            self.seats = [self._seat(db, number) for number in range(people)]

    def _seat(self, db: Session, number: int) -> Seat:
        stage = _STAGES[number % len(_STAGES)]
        email = f"seat-{number}@casebook.example"
        person = add_person(db, name=f"Seat {number}", email=email, roles=[Role.trainee], stage=stage)
        db.flush()
        return Seat(number, person, f"{cookie_name(self.library.settings)}={sign_in(db, person, hours=12)[1]}")

    @property
    def answers(self) -> str:
        """Where an answer is sent."""
        return f"{self.address}/decision-points/{self.point.key}/response"

    def wrong(self, seats: Iterable[Seat]) -> list[str]:
        """What of these people's answers is lost, doubled or half, in words; empty where all is as they were told."""
        found: list[str] = []
        with reading(self.library.engine) as db:
            of_it = Response.decision_point_id == self.point.pk, Response.round == FIRST
            responses = set(db.exec(select(Response.id).where(*of_it)).all())
            about = SealedRecord.about == self.point.key, SealedRecord.kind == ANSWER[FIRST]
            records = Counter(db.exec(select(SealedRecord.owner_id).where(*about)).all())
            here = Commitment.decision_point_id == self.point.pk
            committed = set(db.exec(select(Commitment.person_id).where(here)).all())
            for seat in seats:
                name = response_id(self.library.keyring, self.point, seat.person, FIRST)
                parts = (name in responses, records[seat.person.pk], seat.person.pk in committed)
                if parts not in ((True, 1, True), (False, 0, False)):
                    found.append(f"seat {seat.number} is half there: {parts}")
                elif seat.acknowledged and not parts[0]:
                    found.append(f"seat {seat.number} is lost")
                elif parts[0] and self._reasons(db, seat) not in (seat.acknowledged[:1] or seat.sent):
                    found.append(f"seat {seat.number} holds other words than were acknowledged")
            if len(responses) != sum(records.values()) or len(responses) != len(committed):
                found.append(f"{len(responses)} responses, {sum(records.values())} records, {len(committed)} committed")
        return found + self._integrity()

    def _reasons(self, db: Session, seat: Seat) -> str:
        record = record_of(db, seat.person, ANSWER[FIRST], self.point.key)
        assert record is not None
        return str(unseal(self.library.keyring, seat.person, record)["reasons"])

    def _integrity(self) -> list[str]:
        said = []
        ours = ("casebook.db",) if (self.library.settings.data / "casebook.db").exists() else ()
        for name in (*ours, "keys/people.db"):
            with sqlite3.connect(self.library.settings.data / name) as db:
                said += [f"{name}: {one}" for (one,) in db.execute("PRAGMA integrity_check") if one != "ok"]
                said += [f"{name}: {one}" for one in db.execute("PRAGMA foreign_key_check")]
        return said

    def cpu_s(self) -> float:
        """Seconds of processor the server has taken, whatever else this machine does."""
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the server where it lives, and close what is open."""
        if self.server.process.poll() is None:
            self.server.stop()
        self.library.index.close()
        self.library.engine.dispose()
