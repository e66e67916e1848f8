"""Who sees manuscripts: their author, any author where the command line brought the case, and reviewers, who read them
before anybody else does. To everyone else they are not found."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from ..errors import NotAllowed, NotFound
from ..people.person import Role
from ..people.viewer import Viewer
from .manuscript import Manuscript


def manuscripts_seen(viewer: Viewer) -> ColumnElement[bool]:
    """A manuscript that this viewer may read."""
    return col(Manuscript.id).is_not(None) if Role.reviewer in viewer.roles else manuscripts_written(viewer)


def manuscripts_written(viewer: Viewer) -> ColumnElement[bool]:
    """A manuscript that this viewer may change."""
    if Role.author not in viewer.roles or viewer.person is None:
        return col(Manuscript.id).is_(None)
    return or_(col(Manuscript.author_id) == viewer.person.pk, col(Manuscript.author_id).is_(None))


def manuscript_for(db: Session, viewer: Viewer, key: str) -> Manuscript:
    """The manuscript of a key, if this viewer may read it. Raises NotFound."""
    found = db.exec(select(Manuscript).where(Manuscript.key == key, manuscripts_seen(viewer))).first()
    if found is None:
        raise NotFound("case")
    return found


def may_write(viewer: Viewer, manuscript: Manuscript) -> bool:
    """Whether this viewer, who may read a manuscript, may change it as well."""
    mine = viewer.person is not None and manuscript.author_id in (None, viewer.person.pk)
    return mine and Role.author in viewer.roles


def written_manuscript_for(db: Session, viewer: Viewer, key: str) -> Manuscript:
    """The manuscript of a key, if this viewer may change it. Raises NotFound, and NotAllowed where she may only read
    it."""
    manuscript = manuscript_for(db, viewer, key)
    if not may_write(viewer, manuscript):
        raise NotAllowed("Its author changes it; you may read it and say that you have.")
    return manuscript
