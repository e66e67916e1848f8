"""The chain: each row carries a code, made with a key that is not in the database, over the row before and itself."""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ..clock import now
from .audit_entry import AuditEntry, AuditSegment

START = "0" * 64  # what the first row hangs on
OPERATOR = "operator"  # whoever has the command line
CLOCK = "clock"  # the worker, where time alone decides
CONTRIBUTOR = "contributor"  # whoever has a contributor's link, and no account
DONE = "done"
FIELDS = ("number", "at", "who", "organisation", "act", "about", "outcome")  # what the code is over
_THING = re.compile(r"[a-z0-9][a-z0-9-]{0,79}(/[a-z0-9][a-z0-9-]{0,79}){0,5}")


@dataclass(frozen=True)
class Trail:
    """What can write and check the chain: its key."""

    key: bytes

    def mac_of(self, before: str, fields: Sequence[str | int]) -> str:
        """The code of a row, of its `FIELDS` in order, hanging on the code of the one before."""
        return self._mac("entry", before, *fields)

    def seal_of(self, before: str, segment: AuditSegment) -> str:
        """The code of a closed segment, hanging on the code of the segment before."""
        return self._mac("segment", before, segment.last, segment.head, segment.rows, segment.closed_at)

    def _mac(self, *fields: str | int) -> str:
        canonical = json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode()
        return hmac.new(self.key, canonical, hashlib.sha256).hexdigest()


def note(
    db: Session, trail: Trail, *, who: str, act: str, about: str = "", organisation: str = "", outcome: str = DONE
) -> AuditEntry:
    """Add a row to the chain, in the transaction of the act itself. What cannot be the key of a thing is left out, so
    that nobody writes words into it by an address."""
    number, before = head(db)
    entry = AuditEntry(
        number=number + 1,
        at=as_text(now()),
        who=who,
        organisation=organisation,
        act=act,
        about=about if _THING.fullmatch(about) else "",
        outcome=outcome,
        mac="",
    )
    entry.mac = trail.mac_of(before, [getattr(entry, name) for name in FIELDS])
    db.add(entry)
    db.flush()
    return entry


def head(db: Session) -> tuple[int, str]:
    """The number and the code of the last row, be it closed and gone."""
    last = db.exec(select(AuditEntry.number, AuditEntry.mac).order_by(col(AuditEntry.number).desc()).limit(1)).first()
    return last if last else closed_head(db)


def closed_head(db: Session) -> tuple[int, str]:
    """The number and the code of the last row that was closed: what the first row there is hangs on."""
    closed = select(AuditSegment.last, AuditSegment.head).order_by(col(AuditSegment.last).desc()).limit(1)
    return db.exec(closed).first() or (0, START)


def as_text(moment: datetime) -> str:
    """A moment as the chain keeps it: all of one length, so that texts sort as times do."""
    return moment.isoformat(timespec="microseconds")
