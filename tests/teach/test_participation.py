"""Who took part: only of those who started, only for whom it was declared to, only from commitments."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.cases.publication import Publication
from casebook.clock import iso_week, now, standing_at
from casebook.db.engine import reading, writing
from casebook.errors import AlreadyDone, NotAllowed, NotFound, WrongInput
from casebook.library import Library
from casebook.people.cohort_sight import members_of
from casebook.people.delegation import Delegation
from casebook.people.keeping_cohorts import close_cohort, date_membership, delegate, end_membership, found_cohort
from casebook.people.person import Role
from casebook.people.viewer import viewer_of
from casebook.reflect.everything import everything_of
from casebook.reflect.responding import respond
from casebook.teach.arranging import change_module, end_enrolment, enrol, put_cases, remove_module, start, take_case
from casebook.teach.closing import close_account
from casebook.teach.participation import counted, taking_part
from casebook.teach.participation_record import record_for
from casebook.teach.programme import Level, Start
from casebook.teach.programme_sight import programme_for, programmes_seen, taken_programme_for
from casebook.teach.taking import due_for, own_modules
from tests.conftest import an_answer, cast, the_case, viewer
from tests.people.organised import DAY, joined, north, organisation_of, somebody, south, today
from tests.teach.taught import a_module, a_programme, answers, begins


def said(db: Session, programme: object, name: str) -> list[tuple[bool, bool]]:
    _, learners = taking_part(db, programme, north(db))  # type: ignore[arg-type]
    return [(took.started, took.part) for one in learners if one.name == name for took in one.took]


def test_of_one_who_has_not_started_nothing_is_said_though_she_answered(db: Session) -> None:
    programme, _ = a_programme(db)
    answers(db, cast(db, "lena"))
    assert said(db, programme, "Lena Marsh") == [(False, False)]


def test_taking_part_is_having_started_and_answered_and_earlier_answers_count(db: Session) -> None:
    programme, module = a_programme(db)
    begins(db, cast(db, "lena"), module)
    assert said(db, programme, "Lena Marsh") == [(True, False)]
    answers(db, cast(db, "lena"))
    assert said(db, programme, "Lena Marsh") == [(True, True)]
    late = joined(db, somebody(db, "Early", Role.trainee), north(db))
    early = next(one.person for one in members_of(db, north(db)) if one.membership.pk == late.pk)
    answers(db, early)
    begins(db, early, module)
    assert said(db, programme, "Early") == [(True, True)]


def test_the_finest_time_kept_of_a_start_is_its_week(db: Session) -> None:
    _, module = a_programme(db)
    begins(db, cast(db, "lena"), module)
    (kept,) = db.exec(select(Start)).all()
    assert set(kept.model_dump()) == {"person_id", "module_id", "cohort_id", "week"}
    assert kept.week == iso_week(now())


def test_a_case_that_is_closed_is_asked_of_nobody(db: Session) -> None:
    programme, module = a_programme(db)
    begins(db, cast(db, "lena"), module)
    answers(db, cast(db, "lena"))
    for publication in db.exec(select(Publication)).all():
        publication.ended_at = now()
        db.add(publication)
    db.flush()
    assert said(db, programme, "Lena Marsh") == [(True, False)], "a module that asks nothing is taken part in by nobody"
    (own,) = own_modules(db, viewer(db, "lena"), programmes_seen(db, viewer(db, "lena")))
    assert own.cases == []
    assert not own.took_part


def test_a_start_is_seen_by_the_cohort_it_was_declared_to_and_by_no_other(db: Session) -> None:
    programme, module = a_programme(db)
    lena, tom = cast(db, "lena"), cast(db, "tom")
    begins(db, lena, module)
    answers(db, lena)
    other = found_cohort(db, organisation_of(db, "tom"), name="West", by=tom)
    enrol(db, programme, other, by=tom)
    joined(db, lena, other)
    _, learners = taking_part(db, programme, other)
    assert [one.took[0].started for one in learners] == [False], "she has not been told that West sees it"
    begins(db, lena, module)
    _, learners = taking_part(db, programme, other)
    assert [one.took[0].part for one in learners] == [True]


def test_whose_place_has_ended_is_not_told_of_any_more_and_keeps_her_own(db: Session) -> None:
    programme, module = a_programme(db)
    lena = cast(db, "lena")
    begins(db, lena, module)
    answers(db, lena)
    place = next(one.membership for one in members_of(db, north(db)) if one.person.pk == lena.pk)
    end_membership(db, place, by=cast(db, "tom"))
    assert said(db, programme, "Lena Marsh") == []
    seen = taken_programme_for(db, viewer(db, "lena"), programme.key)
    assert seen.taken_in == []
    assert [one.done for one in own_modules(db, viewer(db, "lena"), [seen])] == [True]
    assert due_for(db, viewer(db, "lena")) == []


def test_one_who_never_started_loses_the_programme_with_her_place(db: Session) -> None:
    programme, _ = a_programme(db)
    place = next(one.membership for one in members_of(db, north(db)) if one.person.name == "Lena Marsh")
    end_membership(db, place, by=cast(db, "tom"))
    with pytest.raises(NotFound):
        programme_for(db, viewer(db, "lena"), programme.key)


def test_when_a_cohort_closes_its_educators_see_nothing_and_its_learners_keep_their_record(
    stocked: Library, db: Session
) -> None:
    programme, module = a_programme(db)
    lena = cast(db, "lena")
    begins(db, lena, module)
    case, point, options = the_case(db)
    respond(db, stocked.keyring, case, point, options, an_answer(), by=lena)
    close_cohort(db, north(db), by=cast(db, "tom"))
    assert programme_for(db, viewer(db, "tom"), programme.key).followed == []
    seen = taken_programme_for(db, viewer(db, "lena"), programme.key)
    record = record_for(db, stocked.keyring, viewer(db, "lena"), seen)
    assert [(one.title, one.took_part, one.from_week) for one in record.modules] == [
        ("Telling the truth", True, iso_week(now()))
    ]


def test_a_record_tells_the_weeks_of_her_own_answers_and_nothing_she_said(stocked: Library, db: Session) -> None:
    programme, module = a_programme(db)
    lena = cast(db, "lena")
    begins(db, lena, module)
    case, point, options = the_case(db)
    later = now() + timedelta(days=14)
    with standing_at(later):
        answer = an_answer(reasons="numbatcanary", closing="numbatcanary")
        respond(db, stocked.keyring, case, point, options, answer, by=lena)
        seen = taken_programme_for(db, viewer(db, "lena"), programme.key)
        record = record_for(db, stocked.keyring, viewer(db, "lena"), seen)
    (one,) = record.modules
    assert (one.from_week, one.to_week) == (iso_week(now()), iso_week(later))
    assert "numbat" not in str(record)
    assert "stay" not in str(record)


def test_an_ended_enrolment_takes_the_programme_from_educators_and_learners_alike(db: Session) -> None:
    programme, _ = a_programme(db)
    end_enrolment(db, programme, north(db), by=cast(db, "tom"))
    with pytest.raises(NotFound):
        programme_for(db, viewer(db, "lena"), programme.key)
    assert programme_for(db, viewer(db, "tom"), programme.key).followed == []


def test_somebody_who_stands_in_sees_no_programme(db: Session) -> None:
    programme, _ = a_programme(db)
    ed = somebody(db, "Ed", Role.educator)
    delegate(db, north(db), email="ed@casebook.example", days=7, by=cast(db, "tom"))
    with pytest.raises(NotFound):
        programme_for(db, viewer_of(db, ed), programme.key)


def test_an_administrator_sees_numbers_to_the_nearest_five_and_small_ones_as_few(db: Session) -> None:
    programme, module = a_programme(db)
    for number in range(12):
        person = somebody(db, f"Learner{number:02d}", Role.trainee)
        joined(db, person, north(db))
        begins(db, person, module)
        if number < 4:
            answers(db, person)
    (one,) = counted(db, programme, north(db))
    assert (one.started, one.part) == ("about 10", "fewer than 5")


def test_no_number_changes_when_an_administrator_puts_off_or_ends_somebodys_place(db: Session) -> None:
    programme, module = a_programme(db)
    for number in range(13):
        person = somebody(db, f"Learner{number:02d}", Role.trainee)
        joined(db, person, north(db))
        begins(db, person, module)
        answers(db, person)
    nadia = somebody(db, "Nadia", Role.administrator)
    before = counted(db, programme, north(db))
    assert before[0].started == "about 15", "one fewer would be about 10"
    later, ended = [one.membership for one in members_of(db, north(db)) if one.person.name.startswith("Learner")][:2]
    date_membership(db, later, starts_on=today() + DAY, ends_on=None, by=nadia)
    assert counted(db, programme, north(db)) == before
    end_membership(db, ended, by=nadia)
    assert counted(db, programme, north(db)) == before


def test_a_module_that_somebody_started_keeps_its_cases_and_is_not_taken_away(db: Session) -> None:
    _, module = a_programme(db)
    tom, case = cast(db, "tom"), the_case(db)[0]
    begins(db, cast(db, "lena"), module)
    for change in (
        lambda: put_cases(db, module, [case], by=tom),
        lambda: take_case(db, module, case, by=tom),
        lambda: remove_module(db, module, by=tom),
    ):
        with pytest.raises(AlreadyDone):
            change()
    change_module(db, module, title="New", level=Level.mid, opens_on=module.opens_on, due_on=module.due_on, by=tom)


def test_a_module_is_not_started_before_it_opens_nor_by_one_who_does_not_take_it(db: Session) -> None:
    programme, module = a_programme(db)
    later = a_module(db, programme, "Later", opens=3, due=9)
    with pytest.raises(NotAllowed, match="opens on"):
        begins(db, cast(db, "lena"), later)
    with pytest.raises(NotAllowed):
        start(db, module, [], by=cast(db, "otto"))
    with pytest.raises(NotFound):
        begins(db, cast(db, "otto"), module)


def test_what_is_due_is_what_is_open_and_not_done_soonest_first(db: Session) -> None:
    programme, first = a_programme(db)
    a_module(db, programme, "Sooner", opens=-7, due=2)
    a_module(db, programme, "To come", opens=2, due=20)
    assert [one.module.title for one in due_for(db, viewer(db, "lena"))] == ["Sooner", "Telling the truth"]
    answers(db, cast(db, "lena"))
    begins(db, cast(db, "lena"), first)
    assert [one.module.title for one in due_for(db, viewer(db, "lena"))] == ["Sooner"], "answered, but not started"
    assert due_for(db, viewer(db, "tom")) == []
    south(db)
    assert due_for(db, viewer(db, "otto")) == []


def test_a_module_cannot_be_due_before_it_opens_nor_hold_nothing_but_a_title(db: Session) -> None:
    programme, module = a_programme(db)
    with pytest.raises(WrongInput):
        change_module(
            db, module, title="T", level=Level.mid, opens_on=today(), due_on=today() - DAY, by=cast(db, "tom")
        )
    with pytest.raises(WrongInput):
        change_module(db, module, title=" ", level=Level.mid, opens_on=today(), due_on=today(), by=cast(db, "tom"))
    assert programme.title


def test_a_closed_account_leaves_no_start_place_or_delegation(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        _, module = a_programme(db)
        ed = somebody(db, "Ed", Role.educator)
        begins(db, cast(db, "lena"), module)
        delegate(db, north(db), email=ed.email, days=7, by=cast(db, "tom"))
        keys = [cast(db, "lena").key, ed.key]
    for key in keys:
        close_account(stocked.engine, stocked.keyring, key)
    with reading(stocked.engine) as db:
        assert db.exec(select(Start)).all() == []
        assert db.exec(select(Delegation)).all() == []
        assert [one.person.name for one in members_of(db, north(db))] == ["Tom Ferreira"]


def test_her_starts_are_among_all_that_she_takes_away(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        _, module = a_programme(db)
        begins(db, cast(db, "lena"), module)
    with reading(stocked.engine) as db:
        held = everything_of(db, stocked.keyring, cast(db, "lena"))["rows"]
        assert [one["week"] for one in held["starts"]] == [iso_week(now())]
        assert held["memberships"][0]["key"]
