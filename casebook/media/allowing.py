"""Whether a consent allows something at this moment: to this viewer, for these uses. The sight rule asks here.

One row answers for all of it: it stands, the clock is within it, its audience covers the viewer, and each use was
agreed to. Nothing is put together from several agreements.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select

from ..clock import now
from ..people.viewer import Viewer
from .consent import Audience, Consent, Use


def live() -> ColumnElement[bool]:
    """A consent that stands and is within its time."""
    return and_(standing(), in_its_time())


def in_its_time() -> ColumnElement[bool]:
    """A consent that has begun and has not run out, by the clock."""
    moment = now()
    return and_(col(Consent.starts_at) <= moment, or_(col(Consent.until).is_(None), col(Consent.until) > moment))


def next_turn(db: Session) -> datetime | None:
    """When the clock will next open or end any consent; what is decided now holds no longer."""
    moment = now()
    begins = select(func.min(Consent.starts_at)).where(col(Consent.starts_at) > moment)
    ends = select(func.min(Consent.until)).where(col(Consent.until) > moment)
    turns = (db.exec(begins).one(), db.exec(ends).one())
    return min((one for one in turns if one is not None), default=None)


def standing() -> ColumnElement[bool]:
    """A consent that was neither withdrawn nor superseded, whatever the clock says."""
    return and_(col(Consent.withdrawn_at).is_(None), col(Consent.superseded_at).is_(None))


def covers(viewer: Viewer | None) -> ColumnElement[bool]:
    """A consent whose audience this viewer belongs to; None stands for somebody signed in of no organisation."""
    # a guest was let in by name, by somebody signed in, to what that room watches together; nobody knows where she is
    # from, so that what is for an organisation is not for her
    inside = viewer is None or viewer.signed_in or viewer.is_guest
    wide = col(Consent.audience).in_([Audience.public, Audience.signed_in] if inside else [Audience.public])
    organisation = viewer.person.organisation_id if viewer and viewer.person and viewer.signed_in else None
    if organisation is None:
        return wide
    narrow = col(Consent.audience).in_([Audience.own, Audience.named])
    return or_(wide, and_(narrow, col(Consent.open_to).contains(f"|{organisation}|")))


def agreed(viewer: Viewer | None, *uses: Use) -> ColumnElement[bool]:
    """A consent that lets this viewer see the recording, and allows these uses as well. What a guest sees is a showing
    in a room; what anybody else sees, she may learn from by herself."""
    shown = Use.live_showing if viewer is not None and viewer.is_guest else Use.teaching
    return and_(*(col(getattr(Consent, use.value)).is_(True) for use in {shown, *uses}))
