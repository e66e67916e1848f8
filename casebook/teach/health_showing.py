"""What a health check's pages show to the members of its cohort; to anybody else there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from ..cases.case import Case, CaseTheme
from ..cases.guidance import Guidance
from ..cases.queries import cards
from ..cases.shown import CaseCard
from ..cases.theme import HealthDimension, Theme
from ..cases.viewing import seen_by
from ..errors import NotFound
from ..people.cohort import Cohort, Membership, Part
from ..people.person import Person, Role
from ..people.queries import living
from ..people.viewer import Viewer
from ..reflect.rounding import in_words
from .health_check import HealthAnswer, HealthCheck, PlannedAction
from .health_figures import STRENGTH, DrawnDimension, arriving, as_drawn

CASES_EACH = 2  # of a dimension, in the digest


@dataclass(frozen=True)
class Lead:
    """Where a dimension that is not strong can be worked on."""

    dimension: DrawnDimension
    guidance: Sequence[Guidance]
    cases: list[CaseCard]


@dataclass(frozen=True)
class HealthPage:
    """A health check as a member of its cohort sees it."""

    check: HealthCheck
    cohort: Cohort
    teaches: bool  # whether this member is the cohort's educator, who opens, closes and plans
    arriving: str  # while it is open: few, about half, most
    about: str  # how many answered, once it is closed
    dimensions: list[DrawnDimension]
    before: HealthCheck | None  # the check before, if its figures are out
    then: dict[str, DrawnDimension]  # its dimensions by slug
    plan: list[tuple[PlannedAction, str]]  # each with its owner's name
    leads: list[Lead]


def cohorts_of(db: Session, person: Person) -> list[tuple[Cohort, bool]]:
    """The cohorts a person is in today, each with whether she teaches it; one that is closed is not there."""
    mine = select(Cohort, Membership.part).join(Membership, col(Membership.cohort_id) == Cohort.id)
    mine = mine.where(Membership.person_id == person.pk, living())
    found: dict[int, tuple[Cohort, bool]] = {}
    for cohort, part in db.exec(mine.order_by(col(Cohort.name))).all():
        found[cohort.pk] = (cohort, part == Part.educator or found.get(cohort.pk, (cohort, False))[1])
    return list(found.values())


def _open_to(db: Session, viewer: Viewer) -> list[tuple[Cohort, bool]]:
    """The same, without those she teaches while that waits for a second factor."""
    found = cohorts_of(db, viewer.person) if viewer.person else []
    return [one for one in found if not (one[1] and Role.educator in viewer.withheld)]


def taught_cohort(db: Session, viewer: Viewer, key: str) -> Cohort:
    """The cohort of a key, if this viewer teaches it today. Raises NotFound."""
    for cohort, teaches in _open_to(db, viewer):
        if cohort.key == key and teaches:
            return cohort
    raise NotFound("cohort")


def check_for(db: Session, viewer: Viewer, key: str, *, teaching: bool = False) -> tuple[HealthCheck, Cohort, bool]:
    """The check of a key with its cohort and whether this viewer teaches it; for members of today alone, or `teaching`
    for those who teach it. Raises NotFound."""
    check = db.exec(select(HealthCheck).where(HealthCheck.key == key)).first()
    for cohort, teaches in _open_to(db, viewer) if check else ():
        if check and cohort.pk == check.cohort_id and (teaches or not teaching):
            return check, cohort, teaches
    raise NotFound("health check")


def action_for(db: Session, viewer: Viewer, key: str) -> tuple[PlannedAction, HealthCheck, bool]:
    """A planned action with its check and whether this viewer teaches the cohort; for who teaches it and who owns the
    action. Raises NotFound."""
    action = db.exec(select(PlannedAction).where(PlannedAction.key == key)).first()
    check = db.get(HealthCheck, action.health_check_id) if action else None
    try:
        teaches = check_for(db, viewer, check.key)[2] if check else False
    except NotFound:
        check = None  # in the same words for one that is another cohort's
    if action is None or check is None or not (teaches or (viewer.person and action.owner_id == viewer.person.pk)):
        raise NotFound("action")
    return action, check, teaches


def checks_of(db: Session, viewer: Viewer) -> list[tuple[Cohort, bool, Sequence[HealthCheck]]]:
    """The cohorts a viewer is in, whether she teaches each, and its checks, the latest first."""
    return [
        (
            cohort,
            teaches,
            db.exec(
                select(HealthCheck).where(HealthCheck.cohort_id == cohort.pk).order_by(col(HealthCheck.id).desc())
            ).all(),
        )
        for cohort, teaches in _open_to(db, viewer)
    ]


def members_of(db: Session, cohort: Cohort) -> Sequence[Person]:
    """Who is in a cohort today, by name."""
    of_it = select(Membership.person_id).where(Membership.cohort_id == cohort.pk, living())
    return db.exec(select(Person).where(col(Person.id).in_(of_it)).order_by(col(Person.name))).all()


def health_page(db: Session, viewer: Viewer, check: HealthCheck, cohort: Cohort, *, teaches: bool) -> HealthPage:
    """All that the page of a check shows to a member."""
    open_now = check.figures is None
    dimensions = as_drawn(check.asked, check.figures) if check.figures else []
    before = _before(db, check) if check.figures else None
    earlier = as_drawn(before.asked, before.figures) if before and before.figures else []
    answered = select(func.count()).where(HealthAnswer.health_check_id == check.pk)
    return HealthPage(
        check=check,
        cohort=cohort,
        teaches=teaches,
        arriving=arriving(db.exec(answered).one(), len(members_of(db, cohort))) if open_now and teaches else "",
        about=in_words(check.figures["people"]) if check.figures else "",
        dimensions=dimensions,
        before=before,
        then={one.slug: one for one in earlier},
        plan=_plan(db, check),
        leads=[_lead(db, viewer, one) for one in dimensions if one.standing != STRENGTH],
    )


def _before(db: Session, check: HealthCheck) -> HealthCheck | None:
    earlier = select(HealthCheck).where(
        HealthCheck.cohort_id == check.cohort_id,
        col(HealthCheck.released_at).is_not(None),
        col(HealthCheck.id) < check.pk,
    )
    return db.exec(earlier.order_by(col(HealthCheck.id).desc())).first()


def _plan(db: Session, check: HealthCheck) -> list[tuple[PlannedAction, str]]:
    question = (
        select(PlannedAction, Person.name)
        .join(Person, col(Person.id) == PlannedAction.owner_id, isouter=True)
        .where(PlannedAction.health_check_id == check.pk)
    )
    found = [(action, name or "") for action, name in db.exec(question).all()]
    return sorted(found, key=lambda one: (one[0].done_on is not None, str(one[0].due_on or "9"), one[0].pk))


def _lead(db: Session, viewer: Viewer, drawn: DrawnDimension) -> Lead:
    dimension = db.exec(select(HealthDimension).where(HealthDimension.slug == drawn.slug)).first()
    if dimension is None:
        return Lead(drawn, [], [])
    guidance = select(Guidance).where(col(Guidance.key).in_(dimension.guidance)).order_by(col(Guidance.title))
    cases = (
        select(Case)
        .join(CaseTheme, col(CaseTheme.case_id) == Case.id)
        .join(Theme, col(Theme.id) == CaseTheme.theme_id)
        .where(col(Theme.slug).in_(dimension.themes), seen_by(viewer))
        .order_by(col(CaseTheme.position), col(Case.title))
    )
    chosen = list(dict.fromkeys(one.pk for one in db.exec(cases).all()))[:CASES_EACH]
    rows = {one.pk: one for one in db.exec(select(Case).where(col(Case.id).in_(chosen))).all()}
    return Lead(drawn, db.exec(guidance).all(), cards(db, viewer, [rows[pk] for pk in chosen]))
