"""A record of her taking part that a person takes away: for her alone, from her own rows and her own sealed answers."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ..cases.decision_point import DecisionPoint
from ..clock import iso_week, now
from ..people.person import Person
from ..people.viewer import Viewer
from ..reflect.keyring import Keyring
from ..reflect.response import ANSWER, FIRST, SealedRecord
from ..reflect.sealing import unseal
from .programme_sight import SeenProgramme
from .taking import OwnModule, own_modules


@dataclass(frozen=True)
class Recorded:
    """A module she started, as her record tells of it."""

    title: str
    level: str
    cases: list[str]  # titles
    from_week: str
    to_week: str  # of her last first answer, where she took part
    took_part: bool


@dataclass(frozen=True)
class ParticipationRecord:
    """What a person may show of a programme: nothing she chose or wrote."""

    name: str
    programme: str
    organisation: str
    made_on: date
    modules: list[Recorded]

    @property
    def took_part(self) -> list[Recorded]:
        return [one for one in self.modules if one.took_part]


def record_for(db: Session, keyring: Keyring, viewer: Viewer, seen: SeenProgramme) -> ParticipationRecord:
    """Her own record of a programme: the modules she started, in order. Raises KeyMissing."""
    assert viewer.person
    started = [one for one in own_modules(db, viewer, [seen]) if one.started]
    answered = _weeks_of_answers(
        db, keyring, viewer.person, [one.case.pk for module in started for one in module.cases]
    )
    return ParticipationRecord(
        name=viewer.person.name,
        programme=seen.programme.title,
        organisation=seen.organisation.name,
        made_on=now().date(),
        modules=[_recorded(one, answered) for one in started],
    )


def _recorded(own: OwnModule, answered: dict[int, str]) -> Recorded:
    weeks = sorted(answered[one.case.pk] for one in own.cases if one.case.pk in answered)
    began = min(own.weeks.values())
    return Recorded(
        title=own.module.title,
        level=own.module.level.value,
        cases=[one.case.title for one in own.cases],
        from_week=min([began, *weeks]),
        to_week=max([began, *weeks]) if own.took_part else "",
        took_part=own.took_part,
    )


def _weeks_of_answers(db: Session, keyring: Keyring, person: Person, cases: list[int]) -> dict[int, str]:
    """case -> the week of her first answer there, from what is sealed for her."""
    rows = db.exec(
        select(DecisionPoint.case_id, SealedRecord)
        .join(SealedRecord, col(SealedRecord.about) == DecisionPoint.key)
        .where(
            SealedRecord.owner_id == person.pk,
            SealedRecord.kind == ANSWER[FIRST],
            col(DecisionPoint.case_id).in_(cases),
        )
    ).all()
    return {case: iso_week(datetime.fromisoformat(unseal(keyring, person, record)["at"])) for case, record in rows}
