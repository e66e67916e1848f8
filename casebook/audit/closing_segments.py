"""Closing: rows whose time is over are taken away, and their head is kept, so that the rest can still be verified."""

from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from ..clock import now
from .audit_entry import AuditEntry, AuditSegment
from .chaining import START, Trail, as_text, closed_head


def close_older(db: Session, trail: Trail, *, than: datetime) -> int:
    """Close the rows from the beginning up to the first that is not older, and take them away; answers how many. Only
    from the beginning: where a clock went back, a row that looks old stands behind a younger one, and waits for it."""
    first_kept = db.exec(select(func.min(AuditEntry.number)).where(col(AuditEntry.at) >= as_text(than))).one()
    old = select(AuditEntry)
    if first_kept is not None:
        old = old.where(col(AuditEntry.number) < first_kept)
    last = db.exec(old.order_by(col(AuditEntry.number).desc()).limit(1)).first()
    if last is None:
        return 0
    sealed = select(AuditSegment.mac).order_by(col(AuditSegment.last).desc()).limit(1)
    rows = last.number - closed_head(db)[0]
    segment = AuditSegment(last=last.number, head=last.mac, rows=rows, closed_at=as_text(now()), mac="")
    segment.mac = trail.seal_of(db.exec(sealed).first() or START, segment)
    db.add(segment)
    db.flush()  # the database lets go of nothing before this row is there
    db.exec(delete(AuditEntry).where(col(AuditEntry.number) <= last.number))
    return rows
