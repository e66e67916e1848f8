"""Who sees what of a programme: its keepers, the educators of cohorts enrolled in it, and those who take it or have
started something in it. What you may not see is not found; somebody who stands in for an educator sees no programme."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ..errors import NotFound
from ..people.cohort_sight import SeenCohort, Standing, cohorts_seen
from ..people.person import Organisation, Role
from ..people.viewer import Viewer
from .programme import Enrolment, Module, Programme, Start


@dataclass(frozen=True)
class SeenProgramme:
    """A programme as one person stands to it, with those of its cohorts that she sees."""

    programme: Programme
    organisation: Organisation
    kept: bool  # she may change it
    started: bool  # she has started something in it, and keeps that
    cohorts: list[SeenCohort] = field(default_factory=list)

    @property
    def taken_in(self) -> list[SeenCohort]:
        """The cohorts in which she takes it now."""
        return [one for one in self.cohorts if Standing.learner in one.standings]

    @property
    def taken(self) -> bool:
        return self.started or bool(self.taken_in)

    @property
    def followed(self) -> list[SeenCohort]:
        """The cohorts whose taking part she may look at: each learner's as an educator, numbers as an administrator."""
        return [one for one in self.cohorts if one.kept and not one.closed]


def programmes_seen(db: Session, viewer: Viewer, *, through: Sequence[SeenCohort] | None = None) -> list[SeenProgramme]:
    """Every programme this viewer sees, by title; in a fixed number of questions. `through` are those of her cohorts
    that matter, where they have been asked for already."""
    if (person := viewer.person) is None:
        return []
    asked = cohorts_seen(db, viewer) if through is None else through
    cohorts = {one.cohort.pk: one for one in asked if one.standings - {Standing.delegate}}
    enrolled: dict[int, list[SeenCohort]] = {}
    live = select(Enrolment.programme_id, Enrolment.cohort_id).where(col(Enrolment.ended_at).is_(None))
    for programme_id, cohort_id in db.exec(live.where(col(Enrolment.cohort_id).in_(cohorts))).all():
        enrolled.setdefault(programme_id, []).append(cohorts[cohort_id])
    begun = (
        select(Module.programme_id).join(Start, col(Start.module_id) == Module.id).where(Start.person_id == person.pk)
    )
    started = set(db.exec(begun).all())
    keeping: ColumnElement[bool] = col(Programme.id).in_(set(enrolled) | started)
    if Role.educator in viewer.roles:
        keeping = keeping | (col(Programme.person_id) == person.pk)
    if Role.administrator in viewer.roles and person.organisation_id is not None:
        keeping = keeping | (col(Programme.organisation_id) == person.organisation_id)
    rows = db.exec(
        select(Programme, Organisation)
        .join(Organisation, col(Organisation.id) == Programme.organisation_id)
        .where(keeping)
        .order_by(col(Programme.title), col(Programme.id))
    ).all()
    return [
        SeenProgramme(
            programme,
            organisation,
            kept=_keeps(viewer, programme),
            started=programme.pk in started,
            cohorts=sorted(enrolled.get(programme.pk, []), key=lambda one: (one.cohort.name, one.cohort.pk)),
        )
        for programme, organisation in rows
    ]


def _keeps(viewer: Viewer, programme: Programme) -> bool:
    person = viewer.person
    if person is None:
        return False
    administers = Role.administrator in viewer.roles and person.organisation_id == programme.organisation_id
    return administers or (Role.educator in viewer.roles and programme.person_id == person.pk)


def programme_for(db: Session, viewer: Viewer, key: str) -> SeenProgramme:
    """The programme of a key, if this viewer is anything to it. Raises NotFound."""
    for one in programmes_seen(db, viewer):
        if one.programme.key == key:
            return one
    raise NotFound("programme")


def kept_programme_for(db: Session, viewer: Viewer, key: str) -> SeenProgramme:
    """The programme of a key, if this viewer may change it. Raises NotFound."""
    seen = programme_for(db, viewer, key)
    if not seen.kept:
        raise NotFound("programme")
    return seen


def taken_programme_for(db: Session, viewer: Viewer, key: str) -> SeenProgramme:
    """The programme of a key, if this viewer takes it or has started something in it. Raises NotFound."""
    seen = programme_for(db, viewer, key)
    if not seen.taken:
        raise NotFound("programme")
    return seen


def module_for(db: Session, viewer: Viewer, key: str) -> tuple[Module, SeenProgramme]:
    """The module of a key with its programme, if this viewer sees that. Raises NotFound."""
    found = db.exec(
        select(Module, Programme.key).join(Programme, col(Programme.id) == Module.programme_id).where(Module.key == key)
    ).first()
    if found is None:
        raise NotFound("programme")
    return found[0], programme_for(db, viewer, found[1])


def kept_module_for(db: Session, viewer: Viewer, key: str) -> tuple[Module, SeenProgramme]:
    """The module of a key, if this viewer may change its programme. Raises NotFound."""
    module, seen = module_for(db, viewer, key)
    if not seen.kept:
        raise NotFound("programme")
    return module, seen
