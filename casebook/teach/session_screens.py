"""What the room's screen shows, from which a teaching session is run."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ..cases.decision_point import DecisionPoint, Option
from ..cases.queries import case_page
from ..cases.shown import CasePage
from ..people.viewer import Viewer
from ..reflect.comparing import comparison, room_comparison
from ..reflect.comparison import Comparison
from ..reflect.response import FIRST, SECOND
from ..reflect.rooming import arriving, reasons_out
from ..reflect.rounding import in_words, rounded
from .joining_session import joined
from .session_clocks import clocks_of
from .session_queries import case_of, point_of, room_of, step_of, steps_of, tables_in
from .teaching_session import Phase, TeachingSession, TeachingStep
from .watching import Watched, watched


@dataclass(frozen=True)
class Pulse:
    """What changes on a screen while nobody touches it: which turn it is, how answers arrive, about how many joined.
    All that anyone is told before the close (D5)."""

    turn: int
    arriving: str = ""  # few, half or most; empty while no question is open
    joined: str = ""

    @property
    def seen(self) -> str:
        """As one word, to compare."""
        return f"{self.turn}-{self.arriving}-{self.joined.replace(' ', '.')}"


@dataclass(frozen=True)
class Screen:
    """The room's screen. `figures` are the room's own, or the library's latest where the room has none."""

    session: TeachingSession
    step: TeachingStep
    steps: int
    page: CasePage
    watched: list[Watched]
    clocks: dict[Phase, int]
    pulse: Pulse
    tables: int
    figures: Comparison | None
    of_the_library: bool
    reasons: Sequence[str]


def pulse_of(db: Session, session: TeachingSession) -> Pulse:
    """How a session stands, for the room's screen."""
    here = joined(db, session)
    room = room_of(db, step_of(db, session))
    arrive = ""
    if room is not None and session.phase in (Phase.alone, Phase.discuss, Phase.again) and session.is_open:
        round = SECOND if session.phase is Phase.again else FIRST
        arrive = arriving(db, room, round=round, joined=here).value
    return Pulse(session.turn, arrive, in_words(rounded(here)))


def pulses(db: Session, ids: Sequence[int]) -> dict[int, Pulse]:
    """How these sessions stand, by row number, for those who watch them."""
    found = db.exec(select(TeachingSession).where(col(TeachingSession.id).in_(ids))).all()
    return {session.pk: pulse_of(db, session) for session in found}


def screen(db: Session, viewer: Viewer, session: TeachingSession) -> Screen:
    """Everything on the room's screen. Raises NotFound where the case can be seen no more."""
    step = step_of(db, session)
    point = point_of(db, step)
    page = case_page(db, viewer, case_of(db, point).slug)
    figures, of_the_library = figures_now(db, step, point, page.options)
    room = room_of(db, step)
    return Screen(
        session=session,
        step=step,
        steps=len(steps_of(db, session)),
        page=page,
        watched=watched(step, page),
        clocks=clocks_of(step),
        pulse=pulse_of(db, session),
        tables=tables_in(db, step),
        figures=figures,
        of_the_library=of_the_library,
        reasons=reasons_out(db, room) if room and step.reasons_shown else [],
    )


def figures_now(
    db: Session, step: TeachingStep, point: DecisionPoint, options: Sequence[Option]
) -> tuple[Comparison | None, bool]:
    """The figures a screen may show now, and whether they are the library's."""
    room = room_of(db, step)
    if not step.figures_shown or room is None or room.asks:
        return None, False
    if (of_room := room_comparison(room, point, options)) is not None:
        return of_room, False
    return comparison(db, point, options), True
