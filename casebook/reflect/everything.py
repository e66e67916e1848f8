"""Everything the library holds of one person, for herself: her words opened, and every row that has her key."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Table, and_, or_, select
from sqlmodel import Session

from ..audit.queries import own_entries
from ..clock import now
from ..db.row import metadata
from ..people.person import Person
from .keyring import Keyring
from .sealing import unsealed
from .unnamed import unnamed_words

#: table -> the columns that hold a person's key, where the row is hers. A test compares both with the tables there are.
HERS: dict[str, tuple[str, ...]] = {
    "absences": ("person_id",),
    "appointments": ("person_id",),
    "authenticators": ("person_id",),
    "case_sets": ("owner_id",),
    "cases": ("author_id",),
    "cleared_marks": ("person_id",),
    "cohort_closures": ("person_id",),
    "commitments": ("person_id",),
    "confidentiality_reviews": ("person_id",),
    "contributors": ("person_id",),
    "evidence_files": ("person_id",),
    "lay_readings": ("person_id",),
    "patient_reviews": ("person_id",),
    "delegations": ("person_id",),
    "enrolments": ("person_id",),
    "half_sign_ins": ("person_id",),
    "health_checks": ("opened_by_id",),
    "holds": ("person_id",),
    "lawful_demands": ("person_id",),
    "letters": ("person_id",),
    "manuscript_readings": ("person_id",),
    "manuscripts": ("author_id",),
    "memberships": ("person_id",),
    "pair_halves": ("person_id",),
    "passkey_challenges": ("person_id",),
    "passkeys": ("person_id",),
    "password_links": ("person_id",),
    "planned_actions": ("owner_id",),
    "programmes": ("person_id",),
    "provider_links": ("person_id",),
    "publications": ("person_id", "confidentiality_seen_by_id"),
    "redactions": ("planned_by_id", "applied_by_id"),
    "recordings": ("received_from_id",),
    "recovery_codes": ("person_id",),
    "teaching_note_reports": ("person_id",),
    "teaching_notes": ("person_id",),
    "sealed_records": ("owner_id",),
    "seats": ("person_id",),
    "set_shares": ("person_id", "given_by_id"),
    "shared_notes": ("person_id",),
    "shares": ("owner_id", "reader_id"),
    "sign_ins": ("person_id",),
    "starts": ("person_id",),
    "suspensions": ("person_id",),
    "table_seats": ("person_id",),
    "teaching_sessions": ("owner_id",),
    "transcripts": ("read_by_id", "changed_by_id"),
    "upload_tokens": ("person_id",),
    "uploads": ("person_id",),
}
#: table -> the column that holds a person's address, of what waits for whoever signs in with it.
BY_ADDRESS = {"shares": "email"}
#: table -> (column, table of hers it points to), where what she wrote hangs on a row of hers and does not name her.
BELOW = {
    "consents": ("contributor_id", "contributors"),
    "set_steps": ("case_set_id", "case_sets"),
    "provider_sign_ins": ("sign_in_id", "sign_ins"),
}
#: Columns that name another person in a row that is given: her number says nothing to anybody, and is not given.
OF_OTHERS = {"approved_by_id", "also_approved_by_id", "lifted_by_id", "lift_also_by_id"}
#: What she reads of only when she was told of it: an order may bar that.
ONCE_TOLD = {"holds", "lawful_demands"}
#: (table, column) where she did something about another person, whose row it is.
DONE_TO_OTHERS = {
    ("appointments", "given_by_id"),
    ("consents", "withdrawn_by_id"),
    ("consents", "written_by_id"),
    ("contributor_links", "given_by_id"),
    ("holds", "approved_by_id"),
    ("holds", "also_approved_by_id"),
    ("holds", "lifted_by_id"),
    ("holds", "lift_also_by_id"),
    ("lawful_demands", "approved_by_id"),
    ("lawful_demands", "also_approved_by_id"),
    ("delegations", "given_by_id"),
    ("invitations", "given_by_id"),
    ("suspensions", "by_id"),
    ("shared_reasons", "read_by_id"),
    ("proposals", "decided_by_id"),
    ("remarks", "answered_by_id"),
    ("teaching_notes", "hidden_by_id"),
}
#: Columns that would let somebody in, or are opened elsewhere in what is given.
SECRET = {"password_hash", "secret_sha256", "challenge_sha256", "code_hmac", "sealed"}
#: Kinds of sealed record that would let somebody in: they are not words of hers, and are not opened for her either.
SECRET_KINDS = {"authenticator"}


def everything_of(db: Session, keyring: Keyring, person: Person) -> dict[str, Any]:
    """All of it as JSON: the person, her sealed words by kind, what she let others read without her name, and the rows
    of each table. Raises KeyMissing."""
    sealed: dict[str, list[dict[str, Any]]] = {}
    for record, words in unsealed(db, keyring, person):
        if record.kind in SECRET_KINDS:
            continue
        opened = {"about": record.about, "version": record.version, "words": words}
        sealed.setdefault(record.kind, []).append(opened)
    return {
        "library": "casebook",
        "made_at": now().isoformat(timespec="seconds"),
        "person": _plain(person.model_dump()),
        "words": sealed,
        "without_your_name": unnamed_words(db, keyring, person),
        "rows": {name: _rows(db, metadata.tables[name], columns, person) for name, columns in sorted(HERS.items())}
        | {name: _rows_below(db, name, *where, person) for name, where in BELOW.items()}
        | {"audit_entries": own_entries(db, person)},  # they hold her key and nothing else of her
    }


def _rows(db: Session, table: Table, columns: tuple[str, ...], person: Person) -> list[dict[str, Any]]:
    of_her = or_(*(table.c[column] == person.pk for column in columns))
    if table.name in BY_ADDRESS:
        of_her = or_(of_her, table.c[BY_ADDRESS[table.name]] == person.email)
    if table.name in ONCE_TOLD:
        of_her = and_(of_her, table.c.told)
    return [_plain(row._asdict()) for row in db.connection().execute(select(table).where(of_her))]


def _rows_below(db: Session, name: str, column: str, above: str, person: Person) -> list[dict[str, Any]]:
    table, parent = metadata.tables[name], metadata.tables[above]
    hers = select(parent.c.id).where(or_(*(parent.c[one] == person.pk for one in HERS[above])))
    return [_plain(row._asdict()) for row in db.connection().execute(select(table).where(table.c[column].in_(hers)))]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items() if name not in SECRET | OF_OTHERS}


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def packed(files: Mapping[str, str]) -> bytes:
    """Files by name as a ZIP, made in memory so that none of it lies on the disk."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def as_json(everything: Mapping[str, Any]) -> str:
    """Everything as the text of a JSON file."""
    return json.dumps(everything, ensure_ascii=False, indent=2)
