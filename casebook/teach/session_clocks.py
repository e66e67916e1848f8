"""The clocks of a teaching session's phases: how the minutes of a case are shared out, and changing them."""

from collections.abc import Mapping

from sqlmodel import Session

from .session_queries import step_of
from .teaching_session import Phase, TeachingSession, TeachingStep

#: minutes each clock begins with where nobody gave any; a phase without one has no clock
CLOCKS = {Phase.alone: 3, Phase.discuss: 8, Phase.again: 2}
#: those that can have a clock. Watching has none: the film takes as long as it takes, and people are still coming in.
CLOCKED = (Phase.alone, Phase.discuss, Phase.again, Phase.debrief)
#: how what is left after the film is shared, each having a minute at least
WEIGHTS = {Phase.alone: 3, Phase.discuss: 8, Phase.again: 2, Phase.debrief: 4}
MOST_MINUTES = 60


def shared_out(minutes: int, film_ms: int) -> dict[Phase, int]:
    """The minutes of a case shared out among its phases after the film: nearly half to talk, a minute at least to each,
    so that a case with too few runs over. Pure."""
    left = max(0, minutes - -(-film_ms // 60_000) - len(CLOCKED))
    whole = sum(WEIGHTS.values())
    shares = {phase: 1 + left * weight // whole for phase, weight in WEIGHTS.items()}
    over = left + len(CLOCKED) - sum(shares.values())
    for phase in sorted(WEIGHTS, key=lambda phase: -(left * WEIGHTS[phase] % whole))[:over]:
        shares[phase] += 1
    return {phase: min(MOST_MINUTES, share) for phase, share in shares.items()}


def clocks_of(step: TeachingStep) -> dict[Phase, int]:
    """The minutes of a step's phases."""
    return CLOCKS if step.clocks is None else {Phase(name): minutes for name, minutes in step.clocks.items()}


def set_clocks(db: Session, session: TeachingSession, clocks: Mapping[Phase, int], *, turn: int) -> bool:
    """Give the phases of this case other minutes, 0 for no clock, before its question is put. A clock that runs is
    given more time by `add_time`."""
    if not session.is_open or session.turn != turn or session.phase is not Phase.watch:
        return False
    if any(phase not in CLOCKED or not 0 <= minutes <= MOST_MINUTES for phase, minutes in clocks.items()):
        return False
    step = step_of(db, session)
    step.clocks = {phase.value: minutes for phase, minutes in clocks.items() if minutes}
    session.turn += 1
    db.add(step)
    db.add(session)
    db.flush()
    return True
