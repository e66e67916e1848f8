"""What stands before somebody who teaches: her sets, sessions, cohorts, programmes, checks, and what waits in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from ..cases.set_queries import my_sets, sets_for
from ..people.cohort_sight import SeenCohort, cohorts_seen
from ..people.viewer import Viewer
from .health_check import HealthCheck
from .health_showing import checks_of
from .programme_sight import programmes_seen
from .session_queries import sessions_of
from .teaching_note_queries import reported_teaching_notes, waiting_questions
from .teaching_session import TeachingSession


@dataclass(frozen=True)
class TeachingPage:
    """Few numbers: how many there are, and what waits."""

    sets: int  # her own
    sets_let: int  # others', let to her
    sets_to_look_at: int  # her own that have lost something, or have newer versions to take
    running: Sequence[TeachingSession]  # those of hers that are open now
    cohorts: list[SeenCohort]  # those she teaches, stands in for or administers
    programmes: int  # those she keeps or follows
    open_checks: list[tuple[str, HealthCheck]]  # by the cohort's name, in cohorts she teaches
    questions: int  # of other educators that nobody has answered
    reported: int  # teaching notes that wait for a reviewer


def teaching_page(db: Session, viewer: Viewer, *, converses: bool, moderates: bool) -> TeachingPage:
    """All of it, for one who teaches."""
    assert viewer.person
    mine = my_sets(db, viewer)
    return TeachingPage(
        sets=len(mine),
        sets_let=len(sets_for(db, viewer)),
        sets_to_look_at=sum(bool(one.notices) for one in mine),
        running=[one for one in sessions_of(db, viewer.person) if one.is_open],
        cohorts=[one for one in cohorts_seen(db, viewer) if (one.kept or one.taught) and not one.closed],
        programmes=sum(one.kept or bool(one.followed) for one in programmes_seen(db, viewer)),
        open_checks=[
            (cohort.name, check)
            for cohort, teaches, checks in checks_of(db, viewer)
            for check in checks
            if teaches and check.released_at is None
        ],
        questions=waiting_questions(db, viewer) if converses else 0,
        reported=sum(bool(because) for _, because in reported_teaching_notes(db, viewer)) if moderates else 0,
    )
