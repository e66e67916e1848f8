"""Questions about remarks: for educators and those who make cases, on cases within their sight, and for nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from ..cases.case import Case
from ..cases.viewing import seen_by
from ..errors import NotFound
from ..people.person import Person, Role
from ..people.viewer import Viewer
from .remark import Remark, RemarkKind, RemarkReport


@dataclass(frozen=True)
class ShownRemark:
    """A remark as one viewer sees it, a question with its answers."""

    remark: Remark
    case: Case
    writer: str
    own: bool
    answers: list["ShownRemark"] = field(default_factory=list)


def remarks_on(db: Session, viewer: Viewer, case: Case) -> list[ShownRemark]:
    """The remarks on a case, the latest first, answers under their questions in the order they were given."""
    return _threads(_shown(db, viewer, col(Remark.case_id) == case.pk))


def newest_remarks(db: Session, viewer: Viewer, *, most: int) -> list[ShownRemark]:
    """The newest notes and questions on any case within sight, the latest first."""
    first = select(Remark.id).where(Remark.kind != RemarkKind.answer).order_by(col(Remark.id).desc()).limit(most)
    newest = db.exec(first).all()
    return _threads(_shown(db, viewer, or_(col(Remark.id).in_(newest), col(Remark.question_id).in_(newest))))


def remark_for(db: Session, viewer: Viewer, key: str) -> ShownRemark:
    """The remark of a key, if this viewer may see it. Raises NotFound."""
    for one in _shown(db, viewer, col(Remark.key) == key):
        return one
    raise NotFound("remark")


def own_remark(db: Session, viewer: Viewer, key: str) -> ShownRemark:
    """The remark of a key, if it is this viewer's own and still has its words. Raises NotFound."""
    shown = remark_for(db, viewer, key)
    if not shown.own or shown.remark.removed_at:
        raise NotFound("remark")
    return shown


def reported_remarks(db: Session, viewer: Viewer) -> list[tuple[ShownRemark, list[str]]]:
    """Remarks that wait for a reviewer, each with the reasons given, and those that are hidden; the longest-waiting
    first. Who reported is told to nobody."""
    waiting = select(RemarkReport).where(col(RemarkReport.settled_at).is_(None)).order_by(col(RemarkReport.id))
    because: dict[int, list[str]] = {}
    for report in db.exec(waiting).all():
        because.setdefault(report.remark_id, []).append(report.because)
    wanted = or_(col(Remark.id).in_(because), col(Remark.hidden_at).is_not(None))
    found = [(one, because.get(one.remark.pk, [])) for one in _shown(db, viewer, wanted)]
    return sorted(found, key=lambda one: (not one[1], one[0].remark.pk))


def _shown(db: Session, viewer: Viewer, which: ColumnElement[bool]) -> list[ShownRemark]:
    assert viewer.person
    question = (
        select(Remark, Case, Person)
        .join(Case, col(Case.id) == Remark.case_id)
        .join(Person, col(Person.id) == Remark.person_id)
        .where(seen_by(viewer), which)
    )
    if Role.reviewer not in viewer.roles:
        asked = aliased(Remark)
        under_hidden = select(asked.id).where(col(asked.id) == Remark.question_id, col(asked.hidden_at).is_not(None))
        open_to_all = and_(col(Remark.hidden_at).is_(None), ~under_hidden.correlate(Remark).exists())
        question = question.where(or_(open_to_all, col(Remark.person_id) == viewer.person.pk))
    found = db.exec(question.order_by(col(Remark.id))).all()
    return [ShownRemark(remark, case, writer.name, own=writer.pk == viewer.person.pk) for remark, case, writer in found]


def _threads(shown: Iterable[ShownRemark]) -> list[ShownRemark]:
    first: dict[int, ShownRemark] = {}
    for one in shown:
        if one.remark.kind != RemarkKind.answer:
            first[one.remark.pk] = one
        elif one.remark.question_id in first:
            first[one.remark.question_id].answers.append(one)
    return list(first.values())[::-1]
