"""Taking part in a teaching session: answer on one's phone, bring an answer given before, and what is asked now."""

from collections.abc import Sequence
from enum import StrEnum

from sqlmodel import Session

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint, Option
from ..people.person import Person
from ..reflect.keyring import Keyring
from ..reflect.responding import Answer, respond
from ..reflect.response import FIRST, SECOND
from ..reflect.room import Room
from ..reflect.rooming import count_in
from .teaching_session import Phase


class Task(StrEnum):
    """The one thing a phone asks of its holder, or shows her, at this moment."""

    watch = "watch"
    answer = "answer"  # also once the room has gone on: it is kept, and counts in the library
    bring = "bring"
    kept = "kept"
    talk = "talk"
    answer_again = "answer-again"
    look = "look"
    over = "over"


def task_now(
    phase: Phase, *, is_open: bool, answered: bool, counts: bool, may_bring: bool, answered_again: bool
) -> Task:
    """What a phone shows, by where the session is and what its holder has done. Pure."""
    if not is_open:
        return Task.over
    if phase is Phase.watch:
        return Task.watch
    if not answered:
        return Task.answer
    if phase is Phase.debrief:
        return Task.look
    if may_bring:
        return Task.bring
    if phase is Phase.discuss:
        return Task.talk
    if phase is Phase.again and counts and not answered_again:
        return Task.answer_again
    return Task.kept


def give_answer(
    db: Session,
    keyring: Keyring,
    room: Room | None,
    case: Case,
    point: DecisionPoint,
    options: Sequence[Option],
    answer: Answer,
    *,
    by: Person,
    again: bool = False,
) -> bool:
    """Commit an answer as anywhere else, and count it in this room while its question is open; answers whether it
    counts here. Sent twice, the first stands. Raises what `respond` raises."""
    asks = room is not None and room.asks
    respond(db, keyring, case, point, options, answer, by=by, again=again, figures_wait=asks)
    return room is not None and count_in(db, keyring, room, point, by=by, round=SECOND if again else FIRST)


def bring_answers(db: Session, keyring: Keyring, room: Room, point: DecisionPoint, *, by: Person) -> bool:
    """Let the answers she gave before count in this room; answers whether they do."""
    brought = count_in(db, keyring, room, point, by=by, round=FIRST)
    return brought and (count_in(db, keyring, room, point, by=by, round=SECOND) or True)
