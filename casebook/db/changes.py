"""What changed and still has to be seen by the search index: written in the same transaction as the change."""

from collections.abc import Sequence

from sqlmodel import Field, Session, col, delete, select

from .row import Row

ANEW = "index"  # a kind of change: the index itself


class Change(Row, table=True):
    """One thing that changed; the indexer reads it, writes the index, then takes it away."""

    __tablename__ = "changes"

    kind: str
    key: str = Field(index=True)


def note(db: Session, kind: str, key: str) -> None:
    """Write down that `kind` `key` (a case by its slug, a clip by its key) has changed."""
    db.add(Change(kind=kind, key=key))


def note_anew(db: Session) -> None:
    """Write down that the whole index is to be made anew: what was taken out of it may still be in its files."""
    note(db, ANEW, "")


def pending(db: Session, *, limit: int = 500) -> Sequence[Change]:
    """Changes not yet seen by the index, oldest first."""
    return db.exec(select(Change).order_by(col(Change.id)).limit(limit)).all()


def seen(db: Session, changes: Sequence[Change]) -> None:
    """Take away changes that the index now holds."""
    db.exec(delete(Change).where(col(Change.id).in_([change.id for change in changes])))
