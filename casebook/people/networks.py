"""Where tries come from: counted by network, under a code that only our key can make, and forgotten after an hour.

A whole ward sits behind one address, so nobody is refused for what her network did: past a number that no ward makes,
what is tried from there takes a few seconds longer, and letters asked for from there go one after another.
"""

import hashlib
import hmac
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from sqlmodel import Session, col, delete, func, select

from ..clock import now
from .network_try import NetworkTry, Tried

FREE_FAILURES = 100  # from one network, within `FAILURE_WINDOW`
FAILURE_WINDOW = timedelta(minutes=15)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 10.0
#: Failures by which one account may be guessed at while its network is noisy; else `signing_in.FREE_FAILURES`.
FREE_FAILURES_THERE = 3
ASKING_WINDOW = timedelta(hours=1)
FREE_LETTERS, MOST_LETTERS = 30, 300  # asked for from one network, within an hour
LETTER_EVERY = timedelta(minutes=1)  # past those that are free


def network_of(address: str) -> str:
    """The network of an address: /24 of IPv4, /64 of IPv6. Nothing where it is no address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(IPv6Network((int(found), 64), strict=False))
    plain = found.ipv4_mapped if isinstance(found, IPv6Address) else found
    return str(IPv4Network((int(plain or 0), 24), strict=False))


def code_of(key: bytes, address: str) -> str:
    """What is kept of a network: there are few enough of them to try every one, so a plain hash would tell. Nothing
    where the address is none."""
    network = network_of(address)
    return hmac.new(key, network.encode(), hashlib.sha256).hexdigest() if network else ""


def note_try(db: Session, code: str, what: Tried) -> None:
    """Count a try against a network."""
    if code:
        forget_network_tries(db)
        db.add(NetworkTry(network_hmac=code, what=what))


def pause_of(db: Session, code: str) -> float:
    """Seconds that signing in from a network takes longer just now: none, until it has failed a hundred times within a
    quarter of an hour; then longer with each hundred more."""
    hundreds = _tries(db, code, Tried.sign_in, FAILURE_WINDOW) // FREE_FAILURES
    return min(FIRST_PAUSE_S * hundreds, LONGEST_PAUSE_S)


def letter_waits(db: Session, code: str) -> timedelta | None:
    """How long the next letter asked for from a network waits before it goes; None where it is not put down at all."""
    asked = _tries(db, code, Tried.reset, ASKING_WINDOW)
    return LETTER_EVERY * max(0, asked - FREE_LETTERS + 1) if asked < MOST_LETTERS else None


def failures(db: Session, what: Tried) -> tuple[int, int]:
    """How often that was tried within a quarter of an hour, and how often of it from one network."""
    by_network = (
        select(func.count().label("tries"))
        .where(NetworkTry.what == what, col(NetworkTry.created_at) > now() - FAILURE_WINDOW)
        .group_by(col(NetworkTry.network_hmac))
        .subquery()
    )
    total, most = db.exec(select(func.coalesce(func.sum(by_network.c.tries), 0), func.max(by_network.c.tries))).one()
    return int(total), int(most or 0)


def forget_network_tries(db: Session) -> None:
    """Forget what was tried more than an hour ago."""
    db.exec(delete(NetworkTry).where(col(NetworkTry.created_at) < now() - ASKING_WINDOW))


def _tries(db: Session, code: str, what: Tried, within: timedelta) -> int:
    if not code:
        return 0
    question = select(func.count()).where(NetworkTry.network_hmac == code, NetworkTry.what == what)
    return db.exec(question.where(col(NetworkTry.created_at) > now() - within)).one()
