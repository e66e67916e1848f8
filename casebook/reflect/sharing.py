"""Sharing one reflection with one named person: a copy as it stands, until a day; seen when read, and taken back."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, delete, or_, select

from ..clock import now
from ..errors import NotFound, WrongInput
from ..people.person import Person
from ..people.queries import person_by_email
from ..people.signing_in import suspended
from .keyring import Keyring
from .reflection import Reflection, reflection_from
from .response import SealedRecord
from .sealing import discard, record_of, seal, unseal
from .share import Share

KIND = "shared"  # of its sealed record
DAYS = (14, 30, 90)  # for which it may be shared


@dataclass(frozen=True)
class Shared:
    """A share with the names of both, as either of them sees it."""

    share: Share
    owner: Person
    reader: Person

    @property
    def live(self) -> bool:
        """Whether it can be read now."""
        return self.share.revoked_at is None and self.share.until > now()


def share_reflection(
    db: Session, keyring: Keyring, reflection: Reflection, *, email: str, days: int, by: Person
) -> Share:
    """Let one person read a reflection as it stands now; what is written later is not in it. A live share of the same
    reflection with the same person is taken back. Raises WrongInput."""
    if days not in DAYS:
        raise WrongInput("Choose for how long.")
    reader = person_by_email(db, email)
    if reader is None or reader.simulated or suspended(db, reader):
        raise WrongInput("Nobody here has that address. It is the one she signs in with.")
    if reader.pk == by.pk:
        raise WrongInput("That is your own address; you can read it already.")
    for old in shares_of(db, by):
        if old.live and old.reader.pk == reader.pk and old.share.reflection == reflection.key:
            revoke(db, old.share.key, by=by)
    share = Share(owner_id=by.pk, reader_id=reader.pk, reflection=reflection.key, until=now() + timedelta(days=days))
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


def revoke_all(db: Session, reflection: str, *, by: Person) -> None:
    """Take back every share of a reflection, because it is being deleted."""
    for one in shares_of(db, by):
        if one.share.reflection == reflection and one.share.revoked_at is None:
            revoke(db, one.share.key, by=by)


def note_read(db: Session, key: str, *, by: Person) -> None:
    """Note that its reader opens it; the owner sees when that was first. Raises NotFound."""
    share = shared_with(db, key, by).share
    share.read_at = share.read_at or now()
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
    rows = db.exec(
        select(Share, Person).join(Person, col(Person.id) == Share.owner_id).where(Share.reader_id == reader.pk)
    ).all()
    found = [Shared(share, owner, reader) for share, owner in rows]
    return sorted((one for one in found if one.live), key=lambda one: one.share.created_at, reverse=True)


def shares_of(db: Session, owner: Person) -> list[Shared]:
    """Everything a person has shared, what has ended too, the latest first."""
    rows = db.exec(
        select(Share, Person).join(Person, col(Person.id) == Share.reader_id).where(Share.owner_id == owner.pk)
    ).all()
    found = [Shared(share, owner, reader) for share, reader in rows]
    return sorted(found, key=lambda one: one.share.created_at, reverse=True)


def live_shares(db: Session, reflection: str, owner: Person) -> list[Shared]:
    """Who may read a reflection of this person now."""
    return [one for one in shares_of(db, owner) if one.live and one.share.reflection == reflection]


def forget_copies(db: Session) -> int:
    """Delete the copies of shares whose day has passed; answers how many."""
    over = select(Share.key).where(col(Share.until) <= now())
    gone = db.exec(delete(SealedRecord).where(col(SealedRecord.kind) == KIND, col(SealedRecord.about).in_(over)))
    return gone.rowcount


def take_away(db: Session, person: Person) -> None:
    """Take away all that a person shared and all that was shared with her, because her account is being closed."""
    hers = or_(col(Share.owner_id) == person.pk, col(Share.reader_id) == person.pk)
    copies = col(SealedRecord.about).in_(select(Share.key).where(hers))
    db.exec(delete(SealedRecord).where(col(SealedRecord.kind) == KIND, copies))
    db.exec(delete(Share).where(hers))
