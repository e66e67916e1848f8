"""A fact about the library as a whole, kept beside its rows: which keys it was made with."""

from sqlmodel import Field, Session, SQLModel


class Fact(SQLModel, table=True):
    """One fact by its name."""

    __tablename__ = "facts"

    name: str = Field(primary_key=True)
    value: str


def fact(db: Session, name: str) -> str | None:
    """A fact, or None where it was never noted."""
    held = db.get(Fact, name)
    return held.value if held else None


def note_fact(db: Session, name: str, value: str) -> None:
    """Note a fact in place of what was noted before."""
    db.merge(Fact(name=name, value=value))
