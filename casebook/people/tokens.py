"""Upload tokens: given once in the clear, kept as a hash, good until they end or are revoked."""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import Session, col, select, update

from ..clock import now
from .person import Person, Suspension, UploadToken


def give_token(db: Session, person: Person, *, name: str, days: int) -> tuple[UploadToken, str]:
    """Give a person an upload token. Answers the row and the secret, which can never be shown again."""
    secret = secrets.token_urlsafe(32)
    row = UploadToken(
        secret_sha256=_of_secret(secret), person_id=person.pk, name=name, ends_at=now() + timedelta(days=days)
    )
    db.add(row)
    return row, secret


def revoke_tokens(db: Session, person: Person, *, name: str = "") -> int:
    """Revoke a person's tokens, all or those of a name, at once. Answers how many were good until now."""
    open_ones = select(UploadToken).where(UploadToken.person_id == person.pk, col(UploadToken.revoked_at).is_(None))
    found = db.exec(open_ones.where(UploadToken.name == name) if name else open_ones).all()
    ids = [one.pk for one in found]
    db.exec(update(UploadToken).where(col(UploadToken.id).in_(ids)).values(revoked_at=now()))
    return len(ids)


def token_holder(db: Session, secret: str) -> Person | None:
    """Who this secret belongs to, if it is still good and she is not suspended; asked at each request."""
    question = (
        select(Person)
        .join(UploadToken, col(UploadToken.person_id) == Person.id)
        .where(
            UploadToken.secret_sha256 == _of_secret(secret),
            col(UploadToken.revoked_at).is_(None),
            col(UploadToken.ends_at) > now(),
            ~select(Suspension.id)
            .where(col(Suspension.person_id) == Person.id, col(Suspension.lifted_at).is_(None))
            .exists(),
        )
    )
    return db.exec(question).first()


def _of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
