"""An epoch: a number that grows with whatever may take something out of somebody's sight.

The database counts it by itself (the triggers of migration 0036), whoever writes: this server, another, the worker, a
command, or somebody by hand. What was decided in one epoch holds until the next.
"""

from sqlmodel import Field, SQLModel

SIGHT = "sight"


class Epoch(SQLModel, table=True):
    """The number that one epoch is at."""

    __tablename__ = "epochs"

    name: str = Field(primary_key=True)
    number: int
