"""Questions about the audit: an administrator's, the operator's, and a person's own."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from ..db.leaf import Leaf, which
from ..people.person import Organisation, Person
from .audit_entry import AuditEntry

ON_A_PAGE = 50


@dataclass(frozen=True)
class Told:
    """A row as an administrator reads it; `name` is empty for an account that is closed or is not hers."""

    entry: AuditEntry
    name: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.entry.at)


@dataclass(frozen=True)
class Wanted:
    """What is asked for: whose, which act, between which days; empty for all."""

    who: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


def audit_of(
    db: Session, organisation: Organisation, wanted: Wanted, number: int, *, hidden: Collection[str]
) -> Leaf[Told]:
    """What the people of an organisation did, and what was done to their accounts, the latest first. Acts in `hidden`
    are private to whoever did them, however public the rest is."""
    asked = and_(_of(organisation, hidden), _where(wanted))
    things = db.exec(select(func.count()).select_from(AuditEntry).where(asked)).one()
    number, pages = which(things, number, most=ON_A_PAGE)
    rows = db.exec(
        select(AuditEntry, Person)
        .outerjoin(Person, and_(col(Person.key) == AuditEntry.who, Person.organisation_id == organisation.pk))
        .where(asked)
        .order_by(col(AuditEntry.number).desc())
        .limit(ON_A_PAGE)
        .offset(ON_A_PAGE * (number - 1))
    ).all()
    return Leaf([Told(entry, person.name if person else "") for entry, person in rows], things, number, pages)


def who_is_in_it(db: Session, organisation: Organisation, *, hidden: Collection[str]) -> Sequence[tuple[str, str]]:
    """The people of an organisation who did something there: (key, name), by name."""
    did = select(AuditEntry.who).where(_of(organisation, hidden))
    people = select(Person.key, Person.name).where(Person.organisation_id == organisation.pk, col(Person.key).in_(did))
    return db.exec(people.order_by(col(Person.name), col(Person.key))).all()


def acts_in_it(db: Session, organisation: Organisation, *, hidden: Collection[str]) -> Sequence[str]:
    """The acts that stand in it, by name."""
    return db.exec(select(AuditEntry.act).where(_of(organisation, hidden)).distinct().order_by(AuditEntry.act)).all()


def own_entries(db: Session, person: Person) -> list[dict[str, str | int]]:
    """What the audit keeps of a person's own acts, and of what was done to her account; who did that is another's."""
    hers = or_(col(AuditEntry.who) == person.key, col(AuditEntry.about) == f"people/{person.key}")
    return [
        {
            "number": one.number,
            "at": one.at,
            "who": "you" if one.who == person.key else "somebody else",
            "act": one.act,
            "about": one.about,
            "outcome": one.outcome,
        }
        for one in db.exec(select(AuditEntry).where(hers).order_by(col(AuditEntry.number))).all()
    ]


def entries_since(db: Session, since: date | None) -> Iterator[AuditEntry]:
    """Every row from a day on, in order, for the operator."""
    question = select(AuditEntry).where(_where(Wanted(since=since))).order_by(col(AuditEntry.number))
    yield from db.exec(question.execution_options(yield_per=1000))


def _of(organisation: Organisation, hidden: Collection[str]) -> ColumnElement[bool]:
    hers = select("people/" + col(Person.key)).where(Person.organisation_id == organisation.pk)
    told = or_(col(AuditEntry.organisation) == organisation.slug, col(AuditEntry.about).in_(hers))
    return and_(told, col(AuditEntry.act).not_in(hidden))


def _where(wanted: Wanted) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [col(AuditEntry.number) > 0]
    if wanted.who:
        asked.append(col(AuditEntry.who) == wanted.who)
    if wanted.act:
        asked.append(col(AuditEntry.act) == wanted.act)
    if wanted.since:
        asked.append(col(AuditEntry.at) >= wanted.since.isoformat())
    if wanted.until:
        asked.append(col(AuditEntry.at) < wanted.until.isoformat() + "~")  # all of that day
    return and_(*asked)
