"""The signed form of a consent as a file: taken in after a look at what it is, found again by its hash."""

import hashlib

from sqlmodel import Session, col, select

from ..errors import WrongInput
from ..people.person import Person
from .consent import Consent, EvidenceFile
from .storage import Storage

MOST_BYTES = 10 * 1024**2
FOLDER = "evidence"
#: what a file begins with -> what it is and how it is called
KINDS = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}
ENDINGS = dict(KINDS.values())


def bring_evidence(storage: Storage, given: bytes) -> None:
    """Put a signed form where it is kept, before any transaction that others wait for: its name is its hash, so that it
    is the same file whoever brings it. Raises WrongInput."""
    _kind_of(given)
    storage.put_bytes(path_of(hashlib.sha256(given).hexdigest()), given)


def keep_evidence(db: Session, storage: Storage, consent: Consent, given: bytes, *, by: Person) -> EvidenceFile:
    """Keep a signed form with its consent; the same file once, and put there where nobody has brought it. Raises
    WrongInput."""
    kind = _kind_of(given)
    sha256 = hashlib.sha256(given).hexdigest()
    same = select(EvidenceFile).where(EvidenceFile.consent_id == consent.pk, EvidenceFile.sha256 == sha256)
    if (kept := db.exec(same).first()) is not None:
        return kept
    if storage.size(path_of(sha256)) is None:
        storage.put_bytes(path_of(sha256), given)
    row = EvidenceFile(consent_id=consent.pk, sha256=sha256, kind=kind, bytes=len(given), person_id=by.pk)
    db.add(row)
    return row


def _kind_of(given: bytes) -> str:
    kind = next((kind for start, (kind, _) in KINDS.items() if given.startswith(start)), None)
    if kind is None:
        raise WrongInput("Choose a PDF, PNG or JPEG file.")
    if len(given) > MOST_BYTES:
        raise WrongInput("The file is larger than 10 MiB. Scan it again at a lower resolution.")
    return kind


def path_of(sha256: str) -> str:
    """Where the file of a hash is kept."""
    return f"{FOLDER}/{sha256}"


def evidence_of(db: Session, consent: Consent) -> list[EvidenceFile]:
    """The signed forms of a consent, as they were brought."""
    question = select(EvidenceFile).where(EvidenceFile.consent_id == consent.pk)
    return list(db.exec(question.order_by(col(EvidenceFile.id))).all())
