"""Answering a lawful demand: what one person wrote, of named kinds, is opened for an authority by two who approve.

There is no way to ask for several people, for what somebody else wrote to her, or for everything.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from ..clock import now
from ..errors import AlreadyDone, NotFound
from ..people.approving import check_approved, check_reference
from ..people.lawful_demand import LawfulDemand
from ..people.letter import LetterKind
from ..people.mailing import write_letter
from ..people.person import Person
from .annotating import KIND as ANNOTATION
from .keyring import Keyring
from .reflection import KIND as REFLECTION
from .response import ANSWER
from .sealing import unsealed


class Demanded(StrEnum):
    """What a demand may name: words she wrote alone. A partner's reasons, a note two wrote together, drafts, places and
    what lets her in are not among them."""

    answers = "answers"
    reflections = "reflections"
    notes = "notes"
    session_notes = "session-notes"


KINDS: dict[Demanded, frozenset[str]] = {
    Demanded.answers: frozenset(ANSWER.values()),
    Demanded.reflections: frozenset({REFLECTION}),
    Demanded.notes: frozenset({ANNOTATION}),
    Demanded.session_notes: frozenset({"session-notes"}),
}


def answer_demand(
    db: Session,
    keyring: Keyring,
    person: Person,
    *,
    kinds: Collection[Demanded],
    key_file: Path,
    recipient: str,
    reference: str,
    bar: str = "",
    by: tuple[Person, Person],
) -> tuple[LawfulDemand, dict[str, Any]]:
    """Open what a person wrote of these kinds, with the key file in hand; answers the row and the words, which go to
    `recipient` alone. She is told, unless there is a `bar`: the reference of the order that forbids it. Raises
    WrongInput, NotFound where there is nothing of these kinds, KeyMissing where the key file is not the right one."""
    check_approved(db, person, by)
    check_reference(reference, *([bar] if bar else []))
    wanted = sorted(set(kinds))
    keyring.check_master(person.key, key_file)
    sealed_kinds = frozenset().union(*(KINDS[one] for one in wanted))
    found = [(record, words) for record, words in unsealed(db, keyring, person) if record.kind in sealed_kinds]
    if not found:
        raise NotFound("anything of these kinds that this person wrote")
    demand = LawfulDemand(
        person_id=person.pk,
        approved_by_id=by[0].pk,
        also_approved_by_id=by[1].pk,
        reference=reference,
        kinds=",".join(wanted),
        records=len(found),
        recipient=recipient,
        told=False,
        bar=bar,
    )
    db.add(demand)
    db.flush()
    if not bar:
        _tell(db, demand, person)
    records = [{"kind": one.kind, "about": one.about, "version": one.version, "words": words} for one, words in found]
    return demand, {
        "library": "casebook",
        "made_at": now().isoformat(timespec="seconds"),
        "reference": reference,
        "person": {"name": person.name, "email": person.email},
        "kinds": wanted,
        "records": sorted(records, key=lambda one: (one["kind"], one["about"])),
    }


def tell_of_demand(db: Session, key: str, *, by: tuple[Person, Person]) -> tuple[LawfulDemand, Person]:
    """Tell somebody that a demand was answered, once the order that barred it is over. Raises NotFound, WrongInput,
    AlreadyDone."""
    question = select(LawfulDemand, Person).join(Person, col(Person.id) == LawfulDemand.person_id)
    if (found := db.exec(question.where(LawfulDemand.key == key)).first()) is None:
        raise NotFound(f"lawful demand: none has the key {key}")
    demand, person = found
    check_approved(db, person, by)
    if demand.told:
        raise AlreadyDone("She has been told of it already.")
    _tell(db, demand, person)
    return demand, person


def demands_told(db: Session, person: Person) -> Sequence[LawfulDemand]:
    """The demands a person has been told of, the newest first."""
    hers = select(LawfulDemand).where(LawfulDemand.person_id == person.pk, col(LawfulDemand.told))
    return db.exec(hers.order_by(col(LawfulDemand.id).desc())).all()


def demands_answered(db: Session) -> Sequence[tuple[LawfulDemand, Person]]:
    """Every demand that was answered, with whose words it was about, the oldest first; for the operator."""
    question = select(LawfulDemand, Person).join(Person, col(Person.id) == LawfulDemand.person_id)
    return db.exec(question.order_by(col(LawfulDemand.id))).all()


def _tell(db: Session, demand: LawfulDemand, person: Person) -> None:
    demand.told, demand.told_at = True, now()
    db.add(demand)
    write_letter(db, LetterKind.words_handed_over, person=person)
