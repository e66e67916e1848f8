"""A line of the map of the site: what is asked for, who answers, and what it may cost."""

from dataclasses import dataclass
from typing import Any

from .audited import is_audited
from .handle import MOST_FIELDS, handle


@dataclass(frozen=True)
class Line:
    """One line of the map. `own` handlers are asynchronous and ask for the permission themselves."""

    method: str
    path: str
    handler: Any
    name: str
    permission: str
    own: bool = False
    opens_db: bool = True
    slow: bool = False  # takes seconds: done one at a time, beside everything else
    paced: bool = False  # takes longer from a network where many have failed to sign in
    brings: Any = None  # what puts a file where it is kept, before the transaction
    streams: bool = False  # takes its body as it comes, beyond the limit of a form
    most_fields: int = MOST_FIELDS
    most_files: int = 0

    @property
    def act(self) -> str:
        """What the audit calls it; empty where it leaves no row there."""
        return self.name if is_audited(self.method, self.name) else ""

    @property
    def endpoint(self) -> Any:
        """What Starlette calls for it."""
        if self.own:
            return self.handler
        return handle(
            self.handler,
            self.permission,
            opens_db=self.opens_db,
            slow=self.slow,
            paced=self.paced,
            brings=self.brings,
            most_fields=self.most_fields,
            most_files=self.most_files,
            act=self.act,
        )
