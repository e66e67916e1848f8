"""What is left of a teaching session: its released figures beside earlier runs', and its educator's own notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ..cases.decision_point import DecisionPoint, Option
from ..cases.queries import options_of
from ..errors import WrongInput
from ..people.person import Person
from ..people.viewer import Viewer
from ..reflect.comparing import comparison, room_comparison
from ..reflect.comparison import Comparison
from ..reflect.keyring import Keyring
from ..reflect.rooming import reasons_out
from ..reflect.sealing import discard, record_of, seal, unseal
from .session_queries import case_of, point_of, room_of, steps_of
from .teaching_session import TeachingSession, TeachingStep

NOTES = "session-notes"  # kind of sealed record, about a session's key
MOST_WORDS = 20_000
MOST_RUNS = 5


@dataclass(frozen=True)
class Run:
    """Another session's released figures for the same case."""

    title: str
    opened_at: datetime
    figures: Comparison


@dataclass(frozen=True)
class StepRecord:
    """What a step leaves. A question that is still open, or was never put, leaves nothing to look at."""

    step: TeachingStep
    title: str
    slug: str
    point: DecisionPoint
    options: Sequence[Option]
    put: bool
    closed: bool
    figures: Comparison | None
    library: Comparison | None  # the library's latest, where the room has none of its own
    reasons: Sequence[str]
    runs: list[Run]


def record_of_session(db: Session, viewer: Viewer, session: TeachingSession) -> list[StepRecord]:
    """What each step of a session leaves, for whoever ran it."""
    records = []
    for step in steps_of(db, session):
        point, room = point_of(db, step), room_of(db, step)
        case, options = case_of(db, point), options_of(db, point)
        closed = room is not None and not room.asks
        figures = room_comparison(room, point, options) if room and closed else None
        records.append(
            StepRecord(
                step=step,
                title=case.title,
                slug=case.slug,
                point=point,
                options=options,
                put=room is not None,
                closed=closed,
                figures=figures,
                library=comparison(db, point, options) if closed and figures is None else None,
                reasons=reasons_out(db, room) if room and closed else [],
                runs=_other_runs(db, session, step, point, options),
            )
        )
    return records


def _other_runs(
    db: Session, session: TeachingSession, step: TeachingStep, point: DecisionPoint, options: Sequence[Option]
) -> list[Run]:
    """The same case in other sessions of the same educator, where figures were let out, the latest first."""
    others = (
        select(TeachingSession, TeachingStep)
        .join(TeachingStep, col(TeachingStep.teaching_session_id) == TeachingSession.id)
        .where(
            TeachingSession.owner_id == session.owner_id,
            TeachingStep.decision_point_id == point.pk,
            TeachingStep.id != step.pk,
        )
        .order_by(col(TeachingSession.id).desc())
    )
    runs = []
    for other, at in db.exec(others).all():
        room = room_of(db, at)
        if room and not room.asks and (figures := room_comparison(room, point, options)):
            runs.append(Run(other.title, other.created_at, figures))
    return runs[:MOST_RUNS]


def keep_notes(db: Session, keyring: Keyring, session: TeachingSession, text: str, *, by: Person) -> None:
    """Keep an educator's own notes on a session, sealed for her; emptied, they go. Raises WrongInput."""
    if len(text) > MOST_WORDS:
        raise WrongInput(f"These notes are longer than the {MOST_WORDS:,} characters we can keep.")
    if text.strip():
        seal(db, keyring, by, NOTES, session.key, {"text": text})
    elif (record := record_of(db, by, NOTES, session.key)) is not None:
        discard(db, record)


def notes_of(db: Session, keyring: Keyring, session: TeachingSession, person: Person) -> str:
    """Her notes on a session, opened for her; empty where there are none."""
    record = record_of(db, person, NOTES, session.key)
    return str(unseal(keyring, person, record)["text"]) if record else ""
