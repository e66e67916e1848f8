"""What time takes away, and what it leaves: each rule on its day and not before, whatever a clock does for an hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from casebook.audit.audit_entry import AuditEntry
from casebook.audit.chaining import note
from casebook.audit.verifying import verify
from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, ClipState, Medium, Recording
from casebook.media.consent import Audience, Consent
from casebook.media.upload import Upload
from casebook.people.absence import Absence
from casebook.people.forgetting_sign_ins import forget_sign_ins, note_absences
from casebook.people.holding import place_hold
from casebook.people.letter import Letter, LetterKind, LetterState
from casebook.people.mailing import forget_letters, told_by_letter
from casebook.people.person import Appointment, Person, Role, SignIn
from casebook.people.signing_in import note_failure, sign_in, signed_in
from casebook.reflect.drafts import keep_draft
from casebook.reflect.reflecting import keep_reflection
from casebook.reflect.reflection import Reflection
from casebook.reflect.response import SealedRecord
from casebook.reflect.sharing import forget_copies, share_reflection, shares_with
from casebook.retention import keep_to_the_clock
from casebook.teach.closing import NOBODY
from casebook.teach.leaving_unused import months_before
from tests.conftest import cast, make_ready, the_case

TODAY = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # the night on which British clocks go forward


def told_of(names: list[str]):  # type: ignore[no-untyped-def]
    def tell(db: Session, person: Person) -> bool:
        names.append(person.email)
        return True

    return tell


def held(db: Session, name: str) -> None:
    two = cast(db, "ada"), cast(db, "vera")
    for one in two:
        db.add(Appointment(person_id=one.pk, role=Role.administrator))
    db.flush()
    place_hold(db, cast(db, name), by=two, reference="IG 1")


def test_a_sign_in_goes_a_week_after_its_end_and_failures_with_it(stocked: Library) -> None:
    with standing_at(TODAY), writing(stocked.engine) as db:
        sign_in(db, cast(db, "lena"), hours=12)
        note_failure(db, "lena@casebook.example")
    for days, left in ((7, 1), (7.4, 1), (7.6, 0)):
        with standing_at(TODAY + timedelta(days=days)):
            keep_to_the_clock(stocked)
        with reading(stocked.engine) as db:
            assert len(db.exec(select(SignIn)).all()) == left
    with reading(stocked.engine) as db:
        lena = cast(db, "lena")
        assert db.exec(select(Absence.last_here).where(Absence.person_id == lena.pk)).one() == TODAY.date()


def test_a_draft_goes_after_ninety_days_and_stays_under_a_hold(stocked: Library) -> None:
    with standing_at(TODAY), writing(stocked.engine) as db:
        _, point, _ = the_case(db)
        for name in ("lena", "otto"):
            keep_draft(db, stocked.keyring, point, {"reasons": "so far"}, by=cast(db, name))
        held(db, "otto")
    for days, left in ((89, 2), (98, 1), (500, 1)):
        with standing_at(TODAY + timedelta(days=days)):
            keep_to_the_clock(stocked)
        with reading(stocked.engine) as db:
            assert len(db.exec(select(SealedRecord)).all()) == left, days


def refused(db: Session, key: str, *, state: ClipState = ClipState.refused) -> Recording:
    sender = cast(db, "ada")
    recording = Recording(
        key=key, title=key, medium=Medium.film, original=f"originals/{key}/source", bytes=9, sha256=key,
        received_from_id=sender.pk,
    )  # fmt: skip
    db.add(recording)
    db.add(Upload(person_id=sender.pk, length=9, offset=9, expires_at=now(), recording_key=key, finished_at=now()))
    db.flush()
    db.add(Clip(recording_id=recording.pk, title=key, state=state))
    return recording


def test_a_refused_upload_goes_after_a_week_and_nothing_that_is_of_use(stocked: Library) -> None:
    with standing_at(TODAY), writing(stocked.engine) as db:
        refused(db, "gone")
        refused(db, "ready", state=ClipState.ready)
        db.add(
            Consent(
                recording_id=refused(db, "consented").pk,
                evidence="signed",
                audience=Audience.signed_in,
                transcript=True,
            )
        )
    kept = []
    for days in (6, 8):
        with standing_at(TODAY + timedelta(days=days)):
            keep_to_the_clock(stocked)
        with reading(stocked.engine) as db:
            known = ("gone", "ready", "consented")
            kept.append(set(db.exec(select(Recording.key).where(col(Recording.key).in_(known))).all()))
    assert kept == [{"gone", "ready", "consented"}, {"ready", "consented"}]
    with reading(stocked.engine) as db:
        assert db.exec(select(Upload).where(Upload.recording_key == "gone")).all() == []


def test_the_audit_goes_after_two_years_and_still_verifies(stocked: Library) -> None:
    for days in (0, 400, 729):
        with standing_at(TODAY + timedelta(days=days)), writing(stocked.engine) as db:
            note(db, stocked.trail, who="k", act="cohorts.create")
    with standing_at(TODAY + timedelta(days=731)):
        keep_to_the_clock(stocked)
    with reading(stocked.engine) as db:
        assert [one.number for one in db.exec(select(AuditEntry)).all()] == [2, 3]
        assert verify(db, stocked.trail).fault == ""


def test_an_account_nobody_uses_is_told_first_and_closed_sixty_days_later(stocked: Library) -> None:
    names: list[str] = []
    began = now()
    keep_to_the_clock(stocked)
    with standing_at(began + timedelta(days=729)):
        keep_to_the_clock(stocked, tell=told_of(names))
    assert names == []
    with standing_at(began + timedelta(days=735)):
        keep_to_the_clock(stocked, tell=told_of(names))
        keep_to_the_clock(stocked, tell=told_of(names))
    assert "lena@casebook.example" in names
    assert len(names) == len(set(names)), "once"
    with standing_at(began + timedelta(days=790)), writing(stocked.engine) as db:  # Lena comes back, Tom does not
        sign_in(db, cast(db, "lena"), hours=12)
        held(db, "otto")
    with standing_at(began + timedelta(days=794)):
        keep_to_the_clock(stocked, tell=told_of([]))
    with standing_at(began + timedelta(days=796)):
        assert keep_to_the_clock(stocked, tell=told_of([]))["closed"] > 0
    with reading(stocked.engine) as db:
        assert cast(db, "lena").name == "Lena Marsh"
        assert cast(db, "otto").name == "Otto Brand"
        assert db.exec(select(Person).where(Person.email == "tom@casebook.example")).first() is None
        closed = db.exec(select(AuditEntry).where(AuditEntry.act == "retention.close_unused")).all()
        assert {one.who for one in closed} == {"clock"}
        assert len(closed) == len(db.exec(select(Person).where(Person.name == NOBODY)).all())


def test_nobodys_account_is_closed_who_could_not_be_told(stocked: Library) -> None:
    keep_to_the_clock(stocked)
    with standing_at(now() + timedelta(days=4000)):
        assert keep_to_the_clock(stocked)["closed"] == 0
    with reading(stocked.engine) as db:
        assert cast(db, "lena").name == "Lena Marsh"


def test_the_worker_tells_the_head_of_the_audit_each_day_where_the_database_does_not_reach(library: Library) -> None:
    with writing(library.engine) as db:
        row = note(db, library.trail, who="k", act="cohorts.create")
    with capture_logs() as said:
        make_ready(library)
    assert [one["expect"] for one in said if one["event"] == "audit_head"] == [f"{row.number}:{row.mac}"]
    assert next(one for one in said if one["event"] == "swept")["closed"] == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 20 * 24), st.booleans()), max_size=12), st.booleans())
def test_a_clock_that_goes_back_an_hour_takes_nothing_before_its_time(
    stocked: Library, steps: list[tuple[int, bool]], revoked: bool
) -> None:
    """Hours pass, and at some of them the clock stands an hour back: what is kept is what is younger than its time."""
    with Session(stocked.engine.execution_options(writing=True), expire_on_commit=False) as db:  # undone at its end
        with standing_at(TODAY):
            row, secret = sign_in(db, cast(db, "lena"), hours=12)
            if revoked:
                row.revoked_at = now()
            db.add(row)
            db.flush()
            ends = row.revoked_at or row.ends_at
            note_absences(db)
        here, at, latest = TODAY.date(), TODAY, TODAY
        for hours, back in steps:
            at += timedelta(hours=hours)
            seen = at - timedelta(hours=1) if back else at
            latest = max(latest, seen)
            with standing_at(seen):
                note_absences(db)
                forget_sign_ins(db, days=7)
                known = db.exec(select(SignIn.id).where(SignIn.id == row.id)).first() is not None
                assert known == (latest - ends <= timedelta(days=7))
                if seen > TODAY + timedelta(hours=12):
                    assert signed_in(db, secret, idle_minutes=20) is None, "what has ended does not come back"
            absence = db.exec(select(Absence).where(Absence.person_id == row.person_id)).one()
            assert absence.last_here >= here, "never an earlier day"
            here = absence.last_here


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)), (date(2026, 1, 5), 24, date(2024, 1, 5)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)), (date(2028, 2, 29), 24, date(2026, 2, 28)),
    ],
)  # fmt: skip
def test_months_are_those_of_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_a_letter_tells_her_and_counts_when_it_has_gone(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        lena = cast(db, "lena")
        assert not told_by_letter(db, LetterKind.account_unused, lena, about="60")
        assert not told_by_letter(db, LetterKind.account_unused, lena, about="60"), "it waits"
        (letter,) = db.exec(select(Letter)).all()
        letter.state = LetterState.dead
        assert not told_by_letter(db, LetterKind.account_unused, lena, about="60"), "it never went"
        letter.state = LetterState.sent
        assert told_by_letter(db, LetterKind.account_unused, lena, about="60")


def test_a_hold_keeps_what_the_clock_alone_would_take(stocked: Library) -> None:
    names = ("lena", "otto")
    with writing(stocked.engine) as db:
        held(db, "lena")
        for name in names:
            person = cast(db, name)
            reflection = keep_reflection(db, stocked.keyring, Reflection(key=name * 3, title="x"), by=person)
            share_reflection(db, stocked.keyring, reflection, email="tom@casebook.example", days=14, by=person)
            told_by_letter(db, LetterKind.account_unused, person, about="60")
        for letter in db.exec(select(Letter)).all():
            letter.over_at = now()
            db.add(letter)
    with standing_at(now() + timedelta(days=40)), writing(stocked.engine) as db:
        assert (forget_copies(db), forget_letters(db)) == (1, 1)
        lena = cast(db, "lena")
        assert [one.owner_id for one in db.exec(select(SealedRecord).where(SealedRecord.kind == "shared"))] == [lena.pk]
        assert [one.person_id for one in db.exec(select(Letter))] == [lena.pk]
        assert shares_with(db, cast(db, "tom")) == [], "nobody reads it for that"
