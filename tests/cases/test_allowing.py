"""What a consent allows, against the rule read out plainly: whoever is looking, whatever was agreed, at any moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Executable, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from casebook.cases import viewing
from casebook.clock import standing_at
from casebook.media.clip import Recording
from casebook.media.consent import Audience, Consent, EvidenceFile, PatientReview, Use, between_bars
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.media.tombstone import Removal
from casebook.people.person import Person
from casebook.people.viewer import NOBODY, Viewer
from tests.conftest import cast
from tests.databases import ON

DAY = timedelta(days=1)
MOMENT = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = st.integers(-2, 2).map(lambda days: MOMENT + days * DAY)
ORGANISATIONS = (1, 2, 12)  # 1 and 12: a number within another is another organisation


@dataclass(frozen=True)
class Looking:
    """Somebody who looks: signed in, a guest or nobody, and of which organisation."""

    kind: str
    organisation: int | None

    @property
    def viewer(self) -> Viewer:
        if self.kind == "nobody":
            return NOBODY
        person = Person(name="", email="", organisation_id=self.organisation, guest=self.kind == "guest")
        return Viewer(person)


agreements = st.fixed_dictionaries(
    {
        "audience": st.sampled_from(Audience),
        "organisations": st.frozensets(st.sampled_from(ORGANISATIONS)),
        "uses": st.frozensets(st.sampled_from(Use)),
        "starts_at": DAYS,
        "until": st.none() | DAYS,
        "withdrawn": st.booleans(),
    }
)
lookers = st.builds(
    Looking, st.sampled_from(["signed in", "guest", "nobody"]), st.none() | st.sampled_from(ORGANISATIONS)
)


def read_out(agreement: dict[str, object], who: Looking, wanted: frozenset[Use]) -> bool:
    """The rule as it is written down for people."""
    if agreement["withdrawn"] or agreement["starts_at"] > MOMENT:  # type: ignore[operator]
        return False
    if agreement["until"] is not None and agreement["until"] <= MOMENT:  # type: ignore[operator]
        return False
    match agreement["audience"]:
        case Audience.public:
            covered = True
        case Audience.signed_in:
            covered = who.kind != "nobody"
        case _:
            covered = who.kind == "signed in" and who.organisation in agreement["organisations"]  # type: ignore[operator]
    shown = Use.live_showing if who.kind == "guest" else Use.teaching
    return covered and {shown, *wanted} <= agreement["uses"]  # type: ignore[operator]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(agreements, min_size=0, max_size=3),
    who=lookers,
    wanted=st.frozensets(st.sampled_from([Use.excerpts, Use.stills, Use.transcript]), max_size=2),
)
def test_sight_is_the_rule_as_it_is_read_out(
    db: Session, written: list[dict[str, object]], who: Looking, wanted: frozenset[Use]
) -> None:
    recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
    assert recording is not None
    nested = db.begin_nested()
    with standing_at(MOMENT):
        # what stands from the fixture is superseded by the first; each later one supersedes the one before
        for agreement in written:
            plain = {name: value for name, value in agreement.items() if name != "withdrawn"}
            consent = give_consent(db, recording, evidence="Form 7", **plain)  # type: ignore[arg-type]
            if agreement["withdrawn"]:
                withdraw_consent(db, consent)
        db.flush()
        seen = select(Recording.id).where(Recording.id == recording.id, viewing.consented(who.viewer, *wanted))
        if written:
            assert (db.exec(seen).first() is not None) is read_out(written[-1], who, wanted)
        nested.rollback()


def test_nobody_rewrites_what_was_agreed(db: Session) -> None:
    consent = db.exec(select(Consent).order_by(col(Consent.id))).first()
    assert consent is not None
    ada = cast(db, "ada")
    db.add(EvidenceFile(consent_id=consent.pk, sha256="0" * 64, kind="application/pdf", bytes=1, person_id=ada.pk))
    db.add(PatientReview(consent_id=consent.pk, person_id=ada.pk))
    db.add(Removal(recording_key="k", what="film", many=1))
    db.flush()
    changed = {"audience": Audience.public, "until": MOMENT, "evidence": "x", "stills": False, "open_to": "|1|"}
    for name, value in changed.items():
        refused(db, update(Consent).where(col(Consent.id) == consent.id).values({name: value}))
    for table in ("consents", "evidence_files", "patient_reviews", "removals"):
        refused(db, text(f"DELETE FROM {table}"))
    for table in ("evidence_files", "patient_reviews", "removals"):
        refused(db, text(f"UPDATE {table} SET created_at = '2001-01-01'"))
    for table in ("consents", "evidence_files", "patient_reviews", "removals"):
        if ON == "sqlite":  # PostgreSQL replaces by an UPDATE: tests/db/test_postgresql.py
            refused(db, text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))
    if ON == "sqlite":
        refused(db, text("UPDATE consents SET rowid = 9999"))
    others = [column.name for column in Consent.__table__.columns if column.name not in ("id", "key")]  # type: ignore[attr-defined]
    mine = f"{', '.join(others)} FROM consents WHERE id = {consent.id}"
    if ON == "sqlite":
        refused(db, text(f"INSERT OR REPLACE INTO consents (id, key, {', '.join(others)}) SELECT 999, 'k', {mine}"))
    withdraw_consent(db, consent, reason="She asked.")
    db.flush()
    for name in ("withdrawn_at", "withdrawn_reason", "withdrawn_by"):
        refused(db, text(f"UPDATE consents SET {name} = NULL WHERE id = {consent.id}"))


def refused(db: Session, statement: Executable) -> None:
    nested = db.begin_nested()
    with pytest.raises(IntegrityError, match="kept as it was"):
        db.connection().execute(statement)
    nested.rollback()


def test_of_one_recording_one_agreement_stands(db: Session) -> None:
    recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
    assert recording is not None
    first = give_consent(db, recording, evidence="Form 7", uses=set(Use))
    second = give_consent(db, recording, evidence="Form 8")
    assert first.superseded_at is not None
    assert second.supersedes_id == first.id
    assert [use for use in Use if second.allows(use)] == [Use.teaching], "nothing is taken over from the one before"
    nested = db.begin_nested()
    db.add(Consent(recording_id=recording.pk, evidence="Another at the same time"))
    with pytest.raises(IntegrityError):
        db.flush()
    nested.rollback()


def test_organisations_are_kept_between_bars() -> None:
    assert between_bars([12, 1, 12]) == "|1|12|"
    assert between_bars([]) == ""
    assert Consent(evidence="", open_to="|1|12|").organisations == [1, 12]
