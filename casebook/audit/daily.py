"""Once a day the whole chain is read: what was found stays beside the library's rows for whoever watches it, and the
head goes into the log, where the database does not reach, so that its end cannot be cut off unseen."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Engine

from ..clock import now
from ..db.engine import reading, writing
from ..db.fact import note_fact
from .chaining import Trail
from .verifying import verify

log = structlog.get_logger(__name__)

VERIFIED = "audit"  # the fact's name


@dataclass(frozen=True)
class LastVerified:
    """When the chain was last read to its end, and whether it was as it was written."""

    at: datetime
    whole: bool


def verify_daily(engine: Engine, trail: Trail) -> None:
    """Read the chain, log its head, and note what was found."""
    with reading(engine) as db:
        found = verify(db, trail)
    log.info("audit_head", expect=f"{found.number}:{found.head}")
    if found.fault:
        log.error("audit_broken", fault=found.fault)
    with writing(engine) as db:
        note_fact(db, VERIFIED, f"{'broken' if found.fault else 'whole'} {now().isoformat()}")


def read_verified(noted: str | None) -> LastVerified | None:
    """What `verify_daily` noted, or None where it never did."""
    if noted is None:
        return None
    said, _, at = noted.partition(" ")
    return LastVerified(datetime.fromisoformat(at), said == "whole")
