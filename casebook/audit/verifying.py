"""Verifying: whether the chain is as it was written. It needs the key, and tells where the first fault is."""

import hmac
from dataclasses import dataclass

import sqlalchemy
from sqlmodel import Session, col, select

from .audit_entry import AuditEntry, AuditSegment
from .chaining import FIELDS, START, Trail, closed_head

_AT_ONCE = 5_000


@dataclass(frozen=True)
class Verified:
    """What was found: how many rows, the head, and the first fault, if any."""

    rows: int
    number: int
    head: str
    fault: str = ""


def verify(db: Session, trail: Trail, *, expected: tuple[int, str] | None = None) -> Verified:
    """Go through the whole chain. `expected` is a number and a head somebody noted elsewhere: where the chain has been
    cut short behind it, or written anew, it is not there any more."""
    fault = _fault_of_segments(db, trail)
    number, head = closed_head(db)
    found = expected is None or (number, head) == expected or expected[0] < number
    rows = 0
    columns = (getattr(AuditEntry, name) for name in (*FIELDS, "mac"))  # not the rows themselves: five times slower
    question = sqlalchemy.select(*columns).order_by(col(AuditEntry.number)).execution_options(yield_per=_AT_ONCE)
    for *fields, mac in db.connection().execute(question):
        if not fault and fields[0] != number + 1:
            fault = f"Row {number + 1} is missing; the next is {fields[0]}."
        if not fault and not hmac.compare_digest(mac, trail.mac_of(head, fields)):
            fault = f"Row {fields[0]} is not as it was written."
        number, head, rows = fields[0], mac, rows + 1
        found = found or (number, head) == expected
    if not fault and not found and expected is not None:
        fault = f"Row {expected[0]} with that head is not there: the chain was cut short, or written anew."
    return Verified(rows, number, head, fault)


def _fault_of_segments(db: Session, trail: Trail) -> str:
    before = START
    for segment in db.exec(select(AuditSegment).order_by(col(AuditSegment.last))):
        if not hmac.compare_digest(segment.mac, trail.seal_of(before, segment)):
            return f"The segment closed at row {segment.last} is not as it was written."
        before = segment.mac
    return ""
