"""A room at one question: put it, count answers in, let the room read reasons, close it, seat people for talking."""

import random
import secrets
from collections.abc import Sequence
from enum import StrEnum

from sqlmodel import Session, col, func, select

from ..cases.decision_point import DecisionPoint
from ..clock import now
from ..errors import WrongInput
from ..people.person import Person
from . import comparing
from .keyring import Keyring
from .reasons import BATCH, MOST_LETTERS
from .responding import is_counted, response_id
from .response import FIRST, SECOND
from .room import Room, RoomAnswer, RoomReason


class Arriving(StrEnum):
    """How many of those who joined have answered, as coarsely as the room may know before the close (D5)."""

    few = "few"
    half = "half"
    most = "most"


def open_room(db: Session, point: DecisionPoint) -> Room:
    """Put a question to a room. Until it closes, the library's own figures of that question stand still."""
    room = Room(decision_point_id=point.pk)
    db.add(room)
    db.flush()
    return room


def count_in(db: Session, keyring: Keyring, room: Room, point: DecisionPoint, *, by: Person, round: int) -> bool:
    """Let a person's answer count in this room, while its question is open; answers whether it does. Nothing counts
    that she has withdrawn, or that counts in another room. Safe to repeat."""
    response = response_id(keyring, point, by, round)
    if (counted := db.get(RoomAnswer, response)) is not None:
        return counted.room_id == room.pk
    if not room.asks or not is_counted(db, keyring, point, by, round=round):
        return False
    if round == SECOND and not counts_here(db, keyring, room, point, by):
        return False
    db.add(RoomAnswer(response_id=response, room_id=room.pk, round=round))
    db.flush()
    return True


def counts_here(
    db: Session, keyring: Keyring, room: Room, point: DecisionPoint, person: Person, *, round: int = FIRST
) -> bool:
    """Whether a person's own answer counts in this room."""
    counted = db.get(RoomAnswer, response_id(keyring, point, person, round))
    return counted is not None and counted.room_id == room.pk


def may_bring(
    db: Session, keyring: Keyring, room: Room, point: DecisionPoint, person: Person, *, round: int = FIRST
) -> bool:
    """Whether a person may bring an answer she gave before: it is counted, and in no room yet."""
    taken = db.get(RoomAnswer, response_id(keyring, point, person, round))
    return room.asks and taken is None and is_counted(db, keyring, point, person, round=round)


def arriving(db: Session, room: Room, *, round: int, joined: int) -> Arriving:
    """How far the answers of a round are: the one thing anyone is told of them while the question is open."""
    here = select(func.count()).select_from(RoomAnswer).where(RoomAnswer.room_id == room.pk, RoomAnswer.round == round)
    share = db.exec(here).one() / max(joined, 1)
    return Arriving.few if share < 1 / 3 else Arriving.half if share < 2 / 3 else Arriving.most


def let_room_read(
    db: Session, keyring: Keyring, room: Room, point: DecisionPoint, text: str, *, by: Person
) -> RoomReason | None:
    """Let this room read `text` as her reasons once its question closes, in place of what she let it read before. None
    where it has closed, or her answer does not count here. Raises WrongInput where there is nothing to read."""
    if not text.strip() or len(text) > MOST_LETTERS:
        raise WrongInput(f"Write what the room may read, in at most {MOST_LETTERS:,} characters.")
    if not room.asks or not counts_here(db, keyring, room, point, by):
        return None
    response = response_id(keyring, point, by, FIRST)
    reason = db.get(RoomReason, response) or RoomReason(response_id=response, room_id=room.pk, text="")
    reason.text = text
    db.add(reason)
    db.flush()
    return reason


def take_reason_back(db: Session, keyring: Keyring, point: DecisionPoint, *, by: Person) -> None:
    """Take a reason away from the room at once."""
    if (reason := db.get(RoomReason, response_id(keyring, point, by, FIRST))) is not None:
        db.delete(reason)
        db.flush()


def own_reason(db: Session, keyring: Keyring, room: Room, point: DecisionPoint, person: Person) -> RoomReason | None:
    """What a person herself lets this room read."""
    reason = db.get(RoomReason, response_id(keyring, point, person, FIRST))
    return reason if reason is not None and reason.room_id == room.pk else None


def rooms_she_lets_read(db: Session, keyring: Keyring, points: Sequence[DecisionPoint], person: Person) -> set[int]:
    """The rooms, by row number, that a person lets read her reasons at these decision points."""
    hers = [response_id(keyring, point, person, FIRST) for point in points]
    return set(db.exec(select(RoomReason.room_id).where(col(RoomReason.response_id).in_(hers))).all())


def reasons_out(db: Session, room: Room) -> Sequence[str]:
    """The reasons this room may read, in an order that carries nothing; none until ten came out together."""
    out = select(RoomReason.text).where(RoomReason.room_id == room.pk, col(RoomReason.out).is_(True))
    return db.exec(out.order_by(col(RoomReason.key))).all()


def close_room(db: Session, room: Room, point: DecisionPoint) -> None:
    """Close the question: draw the room's one release, and let its reasons out, ten or more together. One that stood
    open too long has neither. Safe to repeat: what was drawn is never drawn again."""
    if room.closed_at is not None:
        return
    in_time, room.closed_at = room.asks, now()
    db.add(room)
    if not in_time:
        return
    reasons = db.exec(select(RoomReason).where(RoomReason.room_id == room.pk)).all()
    told = [reason.response_id for reason in reasons] if len(reasons) >= BATCH else []
    drawn = comparing.draw_room(db, point, room, told_by_reasons=told)
    for reason in reasons if told else []:
        reason.out = True
        db.add(reason)
    db.flush()
    if drawn:
        comparing.release_if_due(db, point, after_room=True)


def tables_for(
    db: Session, keyring: Keyring, room: Room, point: DecisionPoint, people: Sequence[Person]
) -> dict[int, int]:
    """Tables to talk at, by the row number of each person: mixed, without telling what anyone chose."""
    seats = {person.pk: response_id(keyring, point, person, FIRST) for person in people}
    return comparing.mixed_tables(db, room, seats, random.Random(secrets.randbits(128)))
