"""Personal links of contributors: given once in the clear, kept as a hash, good until they are revoked. And the account
by which one may look after her consents instead."""

import hashlib
import secrets

from sqlmodel import Session, col, select, update

from ..clock import now
from ..errors import NotAllowed, NotFound
from .contributor import Contributor, ContributorLink
from .person import Person
from .viewer import Viewer


def give_link(db: Session, contributor: Contributor, *, by: Person) -> str:
    """Give a contributor her personal link; one she had before works no more. Answers the secret, which can never be
    shown again. Raises NotAllowed for somebody invented, whom nobody can be sent a link for."""
    if contributor.invented:
        raise NotAllowed("This person is invented, so there is nobody to give a link to.")
    revoke_links(db, contributor)
    secret = secrets.token_urlsafe(32)
    db.add(ContributorLink(secret_sha256=_of_secret(secret), contributor_id=contributor.pk, given_by_id=by.pk))
    return secret


def revoke_links(db: Session, contributor: Contributor) -> int:
    """End a contributor's links at once. Answers how many worked until now."""
    mine = (col(ContributorLink.contributor_id) == contributor.pk) & col(ContributorLink.revoked_at).is_(None)
    return db.exec(update(ContributorLink).where(mine).values(revoked_at=now())).rowcount


def end_access(db: Session, contributor: Contributor) -> None:
    """End a contributor's links, and let no account look after her consents: a link that was found may have been kept
    with the finder's."""
    revoke_links(db, contributor)
    contributor.person_id = None
    db.add(contributor)


def has_link(db: Session, contributor: Contributor) -> bool:
    """Whether a link of hers works."""
    mine = select(ContributorLink.id).where(ContributorLink.contributor_id == contributor.pk)
    return db.exec(mine.where(col(ContributorLink.revoked_at).is_(None))).first() is not None


def contributors_for(db: Session, viewer: Viewer, secret: str) -> list[Contributor]:
    """Whose consents may be looked after here: the one of a link, or those of the account that is signed in. Raises
    NotFound, the same for a link that never was and one that was revoked."""
    question = select(Contributor)
    if secret:
        question = question.join(ContributorLink, col(ContributorLink.contributor_id) == Contributor.id).where(
            ContributorLink.secret_sha256 == _of_secret(secret), col(ContributorLink.revoked_at).is_(None)
        )
    elif viewer.signed_in and viewer.person is not None:
        question = question.where(Contributor.person_id == viewer.person.pk)
    else:
        raise NotFound("page")
    if not (found := list(db.exec(question.order_by(col(Contributor.id))).all())):
        raise NotFound("page")
    return found


def keep_in_account(db: Session, viewer: Viewer, secret: str) -> None:
    """Let whoever is signed in and has the link look after these consents by her account. Raises NotFound."""
    for contributor in contributors_for(db, viewer, secret):
        contributor.person_id = viewer.person.pk if viewer.person and viewer.signed_in else None
        db.add(contributor)


def _of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
