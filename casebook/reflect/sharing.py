"""Sharing one reflection with one person, by her address: a copy as it stands, until a day; seen when read, and taken
back. Whether anybody has the address is told to nobody until she opens it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, delete, or_, select, update

from ..clock import now
from ..errors import NotFound, WrongInput
from ..people.holding import held
from ..people.person import Person
from .keyring import Keyring
from .reflection import Reflection, reflection_from
from .response import SealedRecord
from .sealing import discard, record_of, seal, unseal
from .share import Share

KIND = "shared"  # of its sealed record
DAYS = (14, 30, 90)  # for which it may be shared
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
MOST_ADDRESS = 254


@dataclass(frozen=True)
class Shared:
    """A share as its owner or its reader sees it; `reader` only once she has opened it."""

    share: Share
    owner: Person
    reader: Person | None

    @property
    def live(self) -> bool:
        """Whether it can be read now."""
        return self.share.revoked_at is None and self.share.until > now()

    @property
    def to(self) -> str:
        """Whom it is for: an address, and her name once she has opened it."""
        return self.reader.name if self.reader else self.share.email


def share_reflection(
    db: Session, keyring: Keyring, reflection: Reflection, *, email: str, days: int, by: Person
) -> Share:
    """Let whoever signs in with one address read a reflection as it stands now; what is written later is not in it. A
    live share of the same reflection with the same address is taken back. Raises WrongInput, and never tells whether
    the address has an account."""
    if days not in DAYS:
        raise WrongInput("Choose for how long.")
    address = email.strip().lower()
    if not _ADDRESS.fullmatch(address) or len(address) > MOST_ADDRESS:
        raise WrongInput("Write the whole address, such as name@hospital.example.")
    if address == by.email:
        raise WrongInput("That is your own address; you can read it already.")
    for old in shares_of(db, by):
        if old.live and old.share.email == address and old.share.reflection == reflection.key:
            revoke(db, old.share.key, by=by)
    share = Share(owner_id=by.pk, email=address, reflection=reflection.key, until=now() + timedelta(days=days))
    db.add(share)
    db.flush()
    seal(db, keyring, by, KIND, share.key, reflection.words())
    return share


def revoke(db: Session, key: str, *, by: Person) -> Share:
    """Take a share back: its copy is deleted at once. Raises NotFound."""
    share = db.exec(select(Share).where(Share.key == key, Share.owner_id == by.pk)).first()
    if share is None:
        raise NotFound("share")
    if (record := record_of(db, by, KIND, key)) is not None:
        discard(db, record)
    share.revoked_at = share.revoked_at or now()
    db.add(share)
    db.flush()
    return share


def revoke_every(db: Session) -> int:
    """Take back every share there is; answers how many. A restored database cannot tell which of them were."""
    db.exec(delete(SealedRecord).where(col(SealedRecord.kind) == KIND))
    return db.exec(update(Share).where(col(Share.revoked_at).is_(None)).values(revoked_at=now())).rowcount


def revoke_all(db: Session, reflection: str, *, by: Person) -> None:
    """Take back every share of a reflection, because it is being deleted."""
    for one in shares_of(db, by):
        if one.share.reflection == reflection and one.share.revoked_at is None:
            revoke(db, one.share.key, by=by)


def note_read(db: Session, key: str, *, by: Person) -> None:
    """Note that its reader opens it; the owner sees when that was first, and by whom. Raises NotFound."""
    share = shared_with(db, key, by).share
    share.read_at, share.reader_id = share.read_at or now(), by.pk
    db.add(share)


def shared_with(db: Session, key: str, reader: Person) -> Shared:
    """A share that this person may read now. Raises NotFound: one that has ended or is another's is not there."""
    found = [one for one in shares_with(db, reader) if one.share.key == key]
    if not found:
        raise NotFound("reflection")
    return found[0]


def words_shared(db: Session, keyring: Keyring, shared: Shared) -> Reflection:
    """What was shared, opened for its reader. Raises NotFound."""
    if (record := record_of(db, shared.owner, KIND, shared.share.key)) is None:
        raise NotFound("reflection")
    return reflection_from(shared.share.reflection, unseal(keyring, shared.owner, record), record.version)


def shares_with(db: Session, reader: Person) -> list[Shared]:
    """What others let this person read now, the latest first."""
    rows = db.exec(select(Share, Person).join(Person, col(Person.id) == Share.owner_id).where(_for(reader))).all()
    found = [Shared(share, owner, reader) for share, owner in rows]
    return sorted((one for one in found if one.live), key=lambda one: one.share.created_at, reverse=True)


def shares_of(db: Session, owner: Person) -> list[Shared]:
    """Everything a person has shared, what has ended too, the latest first."""
    rows = db.exec(
        select(Share, Person).outerjoin(Person, col(Person.id) == Share.reader_id).where(Share.owner_id == owner.pk)
    ).all()
    found = [Shared(share, owner, reader) for share, reader in rows]
    return sorted(found, key=lambda one: one.share.created_at, reverse=True)


def live_shares(db: Session, reflection: str, owner: Person) -> list[Shared]:
    """Who may read a reflection of this person now."""
    return [one for one in shares_of(db, owner) if one.live and one.share.reflection == reflection]


def forget_copies(db: Session) -> int:
    """Delete the copies of shares whose day has passed, and the addresses of those nobody opened; answers how many
    copies. A hold on whose they are keeps them; nobody reads them all the same."""
    over = and_(col(Share.until) <= now(), ~held(col(Share.owner_id)))
    copies = col(SealedRecord.about).in_(select(Share.key).where(over))
    gone = db.exec(delete(SealedRecord).where(col(SealedRecord.kind) == KIND, copies))
    db.exec(delete(Share).where(over, col(Share.reader_id).is_(None)))
    return gone.rowcount


def take_away(db: Session, person: Person) -> None:
    """Take away all that a person shared and all that was shared with her, because her account is being closed."""
    hers = or_(col(Share.owner_id) == person.pk, _for(person))
    copies = col(SealedRecord.about).in_(select(Share.key).where(hers))
    db.exec(delete(SealedRecord).where(col(SealedRecord.kind) == KIND, copies))
    db.exec(delete(Share).where(hers))


def _for(reader: Person) -> ColumnElement[bool]:
    if reader.unproven:  # else whoever makes an account under another's address would read what was meant for her
        return col(Share.reader_id) == reader.pk
    unopened = and_(col(Share.reader_id).is_(None), col(Share.email) == reader.email)
    return or_(col(Share.reader_id) == reader.pk, unopened)
