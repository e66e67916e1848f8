"""Pairing: invited by a link, accepted, agreed to by both, shown to both, written in together, and left.

Nobody but the two of them asks any of this. What one shows is sealed for her when she agrees, so that it cannot change
under her, and copied for the other, under the other's key, when both have agreed; not a moment before.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlmodel import Session, and_, col, delete, select, update

from ..cases.case import Case
from ..cases.decision_point import DecisionPoint
from ..cases.viewing import decision_point_for
from ..clock import now
from ..errors import AlreadyDone, NotAllowed, NotFound, WrongInput
from ..people.person import Person
from ..people.viewer import Viewer
from ..reflect.keyring import Keyring
from ..reflect.response import SealedRecord
from ..reflect.sealing import record_of, seal, unseal
from .pair import NOTE, OFFERED, SHOWN, Pair, PairHalf
from .pair_showing import what_is_shown

INVITED_FOR = timedelta(days=14)
MOST_WORDS = 8000  # characters of a joint note


def invite(db: Session, point: DecisionPoint, *, by: Person) -> tuple[Pair, str]:
    """Make a link by which one other person can take this case with her. Answers the pair and the link's secret, which
    can never be shown again. A link of hers here that nobody has used yet ends."""
    secret = secrets.token_urlsafe(24)
    waiting = (
        select(Pair)
        .join(PairHalf, col(PairHalf.pair_id) == Pair.id)
        .where(PairHalf.person_id == by.pk, Pair.decision_point_id == point.pk, col(Pair.secret_sha256).is_not(None))
    )
    pair = db.exec(waiting).first()
    if pair is None:
        pair = Pair(decision_point_id=point.pk, until=now())
        db.add(pair)
        db.flush()
        db.add(PairHalf(pair_id=pair.pk, person_id=by.pk))
    pair.secret_sha256, pair.until = _of_secret(secret), now() + INVITED_FOR
    db.add(pair)
    db.flush()
    return pair, secret


def accept(db: Session, viewer: Viewer, secret: str) -> Pair:
    """Take up an invitation; its link opens nothing more. Raises NotFound, and NotAllowed for one's own."""
    pair, inviter, _, _ = invitation(db, viewer, secret)
    assert viewer.person
    if inviter.pk == viewer.person.pk:
        raise NotAllowed("This is your own invitation. Send its link to the person you would like to pair with.")
    used = update(Pair).where(col(Pair.id) == pair.pk, col(Pair.secret_sha256) == _of_secret(secret))
    if db.exec(used.values(secret_sha256=None)).rowcount != 1:
        raise NotFound("invitation")
    db.add(PairHalf(pair_id=pair.pk, person_id=viewer.person.pk))
    db.flush()
    db.refresh(pair)
    return pair


def invitation(db: Session, viewer: Viewer, secret: str) -> tuple[Pair, Person, Case, DecisionPoint]:
    """The open invitation of a secret: its pair, who invites, and to what, if the case is within this viewer's sight.
    Raises NotFound."""
    question = (
        select(Pair, Person, Case, DecisionPoint)
        .join(PairHalf, col(PairHalf.pair_id) == Pair.id)
        .join(Person, col(Person.id) == PairHalf.person_id)
        .join(DecisionPoint, col(DecisionPoint.id) == Pair.decision_point_id)
        .join(Case, col(Case.id) == DecisionPoint.case_id)
        .where(Pair.secret_sha256 == _of_secret(secret), col(Pair.until) > now())
    )
    if (found := db.exec(question).first()) is None:
        raise NotFound("invitation")
    decision_point_for(db, viewer, found[3].key)
    return found


def agree(db: Session, keyring: Keyring, pair: Pair, *, by: Person) -> None:
    """Agree to show one's first answer as it stands; when both have, each gets the other's. Raises NotAllowed before
    one's own answer, and where there is nobody to show it to."""
    db.refresh(pair, with_for_update=True)  # both may agree at once; one of them has to be the second
    halves = halves_of(db, pair)
    if pair.ended_at or len(halves) < 2:
        raise NotAllowed("There is nobody in this pair to show it to.")
    if pair.shown_at:
        return
    if (words := what_is_shown(db, keyring, pair, by)) is None:
        raise NotAllowed("Answer the case first; then you can agree to show your reasons.")
    seal(db, keyring, by, OFFERED, pair.key, words)
    for half, person in halves:
        if person.pk == by.pk:
            half.agreed_at = half.agreed_at or now()
            db.add(half)
    db.flush()
    if all(half.agreed_at for half, _ in halves):
        _show(db, keyring, pair, [person for _, person in halves])


def take_agreement_back(db: Session, pair: Pair, *, by: Person) -> None:
    """Agree no longer, as long as nothing has been shown."""
    if pair.shown_at:
        raise NotAllowed("You have both agreed, and each has seen the other’s reasons.")
    db.exec(update(PairHalf).where(_half_of(pair, by)).values(agreed_at=None))
    _forget(db, pair, OFFERED, owner=by)


def _show(db: Session, keyring: Keyring, pair: Pair, both: list[Person]) -> None:
    """Copy what each has agreed to show into a record sealed for the other."""
    for reader, writer in ((both[0], both[1]), (both[1], both[0])):
        if (offered := record_of(db, writer, OFFERED, pair.key)) is None:
            raise NotFound("answer")
        seal(db, keyring, reader, SHOWN, pair.key, unseal(keyring, writer, offered))
    pair.shown_at = now()
    db.add(pair)
    db.flush()


def write_note(db: Session, keyring: Keyring, pair: Pair, text: str, *, version: int, by: Person) -> None:
    """Keep the joint note, for both. Raises AlreadyDone where the other has changed it since `version`, NotAllowed
    before anything is shown and after the end, WrongInput for one that is too long."""
    if pair.shown_at is None or pair.ended_at:
        raise NotAllowed("This note cannot be changed now.")
    if len(text) > MOST_WORDS:
        raise WrongInput(
            f"This is longer than the {MOST_WORDS:,} characters we can keep. Nothing was lost; shorten it."
        )
    mine = update(Pair).where(col(Pair.id) == pair.pk, col(Pair.note_version) == version)
    if db.exec(mine.values(note_version=version + 1)).rowcount != 1:
        raise AlreadyDone("Your partner has changed the note since you opened it.")
    for _, person in halves_of(db, pair):
        seal(db, keyring, person, NOTE, pair.key, {"text": text})
    db.flush()
    db.refresh(pair)


def leave(db: Session, pair: Pair, *, by: Person) -> None:
    """Leave a pair. What each had shown the other is deleted for both; the joint note stays with both as it stood. A
    pair that has ended, or that nobody has joined, is deleted for whoever leaves it."""
    db.refresh(pair, with_for_update=True)
    alone = len(halves_of(db, pair)) < 2
    if pair.ended_at is None and not alone:
        _end(db, pair)
    else:
        _forget(db, pair, NOTE, owner=by)
        db.exec(delete(PairHalf).where(_half_of(pair, by)))
        if alone:
            db.delete(pair)
    db.flush()


def take_away(db: Session, person: Person) -> None:
    """Take a person out of all her pairs, because her account is being closed."""
    hers = select(Pair).join(PairHalf, col(PairHalf.pair_id) == Pair.id).where(PairHalf.person_id == person.pk)
    for pair in db.exec(hers).all():
        if pair.ended_at is None and len(halves_of(db, pair)) == 2:
            leave(db, pair, by=person)
        leave(db, pair, by=person)


def halves_of(db: Session, pair: Pair) -> list[tuple[PairHalf, Person]]:
    """The halves of a pair with whose they are, who invited first."""
    both = select(PairHalf, Person).join(Person, col(Person.id) == PairHalf.person_id)
    return list(db.exec(both.where(PairHalf.pair_id == pair.pk).order_by(col(PairHalf.id))).all())


def _end(db: Session, pair: Pair) -> None:
    for kind in (OFFERED, SHOWN):
        _forget(db, pair, kind)
    pair.ended_at = now()
    db.add(pair)


def _forget(db: Session, pair: Pair, kind: str, *, owner: Person | None = None) -> None:
    about = and_(col(SealedRecord.kind) == kind, col(SealedRecord.about) == pair.key)
    gone = delete(SealedRecord).where(about)
    db.exec(gone.where(col(SealedRecord.owner_id) == owner.pk) if owner else gone)
    db.flush()


def _half_of(pair: Pair, person: Person) -> Any:
    return and_(col(PairHalf.pair_id) == pair.pk, col(PairHalf.person_id) == person.pk)


def _of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
