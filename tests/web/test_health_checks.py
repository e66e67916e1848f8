"""A health check: answered without names, closed once, seen alike by its cohort and by nobody else, and acted upon."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.cohort import Cohort
from casebook.people.joining import add_person, join_cohort
from casebook.people.keeping_cohorts import close_cohort
from casebook.people.person import Person, Role
from casebook.teach.closing import close_account
from casebook.teach.health_check import HealthAnswer, HealthCheck, PlannedAction
from casebook.teach.surveying import answer_check, end_old_checks
from tests.conftest import Visitor, cast

Visit = Callable[[str], Visitor]
WELL = {"time-kept": "mostly", "time-after": "sometimes", "speak-doubt": "seldom"}


def cohort_of_many(library: Library, people: int = 22) -> str:
    """Fill cohort North; the cohort's key."""
    with writing(library.engine) as db:
        north = db.exec(select(Cohort).where(Cohort.name == "North")).one()
        for number in range(people - 2):
            one = add_person(db, name=f"Member {number}", email=f"m{number}@x.example", roles=[Role.trainee])
            join_cohort(db, north, one, starts_on=now().date() - timedelta(days=9))
        return north.key


def opened(tom: Visitor, people: int = 22) -> str:
    answer = tom.post(f"/cohorts/{cohort_of_many(tom.library, people)}/health-checks")
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def answered_by(library: Library, number: int, said: dict[str, str] | None = None) -> None:
    with writing(library.engine) as db:
        check = db.exec(select(HealthCheck).order_by(HealthCheck.id.desc())).first()  # type: ignore[union-attr]
        assert check
        for one in range(number):
            person = db.exec(select(Person).where(Person.email == f"m{one}@x.example")).one()
            varied = said or (WELL if one % 3 else WELL | {"time-kept": "seldom", "speak-doubt": "mostly"})
            answer_check(db, library.keyring, check, varied, by=person)


def closed(tom: Visitor) -> str:
    """A check that has been answered and closed."""
    where = opened(tom)
    answered_by(tom.library, 16)
    assert tom.post(f"{where}/release").status_code == 303
    return where


def held(db: Session) -> int:
    return len(db.exec(select(HealthAnswer)).all())


def test_from_opening_to_a_plan_that_is_ticked_off(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    where = opened(tom)
    form = lena.get(f"{where}/answer").text
    assert "There is time." in form
    fields = {f"statement-{key}": answer for key, answer in WELL.items()}
    assert lena.post(f"{where}/answer", **fields).status_code == 303
    assert "Your answers are in" in lena.get(where).text
    answered_by(tom.library, 15)
    assert tom.post(f"{where}/release").status_code == 303
    page = lena.get(where).text
    assert "About 15 people" in page
    assert "Needs care" in page or "Mixed" in page
    assert 'class="health-bar"' in page
    assert "Good medical practice" in page, "the digest leads to guidance"
    assert "/cases/the-open-door" in page, "and to cases"
    assert "Add an action" not in page, "she does not plan for the cohort"
    with reading(tom.library.engine) as db:
        hers = cast(db, "lena").key
        assert held(db) == 0, "the close deletes every answer"
    sent = tom.post(f"{where}/actions", dimension="time", text="Tuesdays, half an hour.", owner=hers, due="2027-01-31")
    assert sent.status_code == 303, sent.text
    plan = lena.get(where).text
    assert "Tuesdays, half an hour." in plan
    assert "by 31 January 2027" in plan
    action = re.findall(r'action="(/planned-actions/\w+)"', plan)[0]
    assert lena.post(action, done="yes").status_code == 303, "her own she ticks off herself"
    assert "done " in tom.get(where).text
    assert lena.post(f"{action}/removal").status_code == 404
    assert tom.post(f"{action}/removal").status_code == 303


@pytest.mark.parametrize("name", ["otto", "ada", "vera"])
def test_outside_the_cohort_there_is_no_check(visit: Visit, name: str) -> None:
    tom, other = visit("tom"), visit(name)
    where = closed(tom)
    tom.post(f"{where}/actions", dimension="time", text="Tuesdays.", owner="", due="")
    with reading(tom.library.engine) as db:
        action = db.exec(select(PlannedAction.key)).one()
        cohort = db.exec(select(Cohort.key).where(Cohort.name == "North")).one()
    assert other.get(where).text == other.get("/health-checks/nosuch").text
    for path in (f"{where}/answer", f"{where}/release", f"{where}/removal", f"{where}/actions",
                 f"/planned-actions/{action}", f"/cohorts/{cohort}/health-checks"):  # fmt: skip
        assert other.post(path).status_code == 404, path
    for path in ("", "/removal"):
        theirs, nobodys = (other.post(f"/planned-actions/{key}{path}") for key in (action, "nosuch"))
        assert theirs.text == nobodys.text, "in the same words as for one that is not there"
    assert where not in other.get("/health-checks").text
    assert visit("").get(where).status_code == 303


def test_a_member_neither_opens_nor_closes_nor_plans(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    where = opened(tom)
    with reading(tom.library.engine) as db:
        cohort = db.exec(select(Cohort.key).where(Cohort.name == "North")).one()
    for path in (f"/cohorts/{cohort}/health-checks", f"{where}/release", f"{where}/removal", f"{where}/actions"):
        assert lena.post(path, text="x", dimension="time").status_code == 404, path


def test_while_it_is_open_two_checks_of_other_content_look_the_same(visit: Visit) -> None:
    tom = visit("tom")
    where = opened(tom)
    pages = []
    for said in ({"time-kept": "mostly"}, {"time-kept": "seldom", "speak-doubt": "seldom"}):
        with writing(tom.library.engine) as db:
            for row in db.exec(select(HealthAnswer)).all():
                db.delete(row)
        answered_by(tom.library, 12, said)
        pages.append((tom.get(where).text, tom.get("/health-checks").text))
    assert pages[0] == pages[1]
    assert "about half" in pages[0][0]


def test_too_few_cannot_be_closed_and_nothing_is_lost(visit: Visit) -> None:
    tom = visit("tom")
    where = opened(tom)
    answered_by(tom.library, 10)
    refused = tom.post(f"{where}/release")
    assert refused.status_code == 409
    assert "Too few have answered" in refused.text
    with reading(tom.library.engine) as db:
        assert held(db) == 10
    assert tom.post(f"{where}/removal").status_code == 303
    with reading(tom.library.engine) as db:
        assert held(db) == 0
        assert db.exec(select(HealthCheck)).all() == []


def test_answers_that_would_tell_on_each_other_are_held_back_in_the_same_words(visit: Visit) -> None:
    tom = visit("tom")
    where = opened(tom)
    answered_by(tom.library, 13, dict.fromkeys(WELL, "mostly"))
    held_back = tom.post(f"{where}/release")
    assert held_back.status_code == 409
    assert "Too few have answered" in held_back.text


def test_one_answers_once_and_an_empty_form_is_handed_back(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    where = opened(tom)
    assert lena.post(f"{where}/answer").status_code == 422
    assert lena.post(f"{where}/answer", **{"statement-time-kept": "five"}).status_code == 422
    for said in ("mostly", "seldom"):
        assert lena.post(f"{where}/answer", **{"statement-time-kept": said}).status_code == 303
    with reading(tom.library.engine) as db:
        row = db.exec(select(HealthAnswer)).one()
        assert row.answers == {"time-kept": "mostly"}
        assert set(HealthAnswer.model_fields) == {"id", "health_check_id", "answers"}, "no person, no time"
    assert lena.get(f"{where}/answer").status_code == 303


def test_figures_never_change_and_the_next_check_waits_and_compares_what_was_released(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    where = closed(tom)
    with reading(tom.library.engine) as db:
        cohort = db.exec(select(Cohort.key).where(Cohort.name == "North")).one()
        figures = db.exec(select(HealthCheck.figures)).one()
    assert lena.post(f"{where}/answer", **{"statement-time-kept": "seldom"}).status_code == 409
    assert tom.post(f"{where}/removal").status_code == 409
    soon = tom.post(f"/cohorts/{cohort}/health-checks")
    assert soon.status_code == 409
    assert "things need time to change" in soon.text
    with standing_at(now() + timedelta(days=29)):
        again = visit("tom").post(f"/cohorts/{cohort}/health-checks").headers["location"]
        answered_by(tom.library, 14)
        tom = visit("tom")
        tom.post(f"{again}/release")
        assert "health-then" in tom.get(again).text
        assert "health-then" not in tom.get(where).text
    with reading(tom.library.engine) as db:
        assert db.exec(select(HealthCheck.figures).order_by(HealthCheck.id)).first() == figures  # type: ignore[arg-type]


def test_a_small_cohort_is_not_asked(visit: Visit) -> None:
    tom = visit("tom")
    refused = tom.post(f"/cohorts/{cohort_of_many(tom.library, 10)}/health-checks")
    assert refused.status_code == 403
    assert "eleven or more" in refused.text


def test_a_closed_account_takes_its_answers_and_its_actions_with_it(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    where = closed(tom)
    with reading(tom.library.engine) as db:
        hers = cast(db, "lena").key
        cohort = db.exec(select(Cohort.key).where(Cohort.name == "North")).one()
    tom.post(f"{where}/actions", dimension="time", text="Tuesdays.", owner=hers, due="")
    with standing_at(now() + timedelta(days=29)):
        again = visit("tom").post(f"/cohorts/{cohort}/health-checks").headers["location"]
        visit("lena").post(f"{again}/answer", **{"statement-time-kept": "mostly"})
    with reading(tom.library.engine) as db:
        assert held(db) == 1
    close_account(lena.library.engine, lena.library.keyring, hers)
    with reading(tom.library.engine) as db:
        assert held(db) == 0
        assert db.exec(select(PlannedAction)).one().owner_id is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Say what will be done"),
        ({"due": "soon"}, "Write the day"),
        ({"owner": "nobody"}, "who is in the cohort today"),
        ({"dimension": "weather"}, "Choose what it is about"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_handed_back(visit: Visit, fields: dict[str, str], said: str) -> None:
    tom = visit("tom")
    where = closed(tom)
    sent = {"dimension": "time", "text": "Tuesdays, half an hour.", "owner": "", "due": ""} | fields
    answer = tom.post(f"{where}/actions", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert sent["text"] in answer.text


def test_a_check_that_nobody_closes_is_ended_after_a_while_with_its_answers(visit: Visit) -> None:
    tom = visit("tom")
    opened(tom)
    answered_by(tom.library, 12)
    for days, left in ((89, 12), (91, 0)):
        with standing_at(now() + timedelta(days=days)), writing(tom.library.engine) as db:
            assert end_old_checks(db) == (left == 0)
            assert held(db) == left


def test_in_a_closed_cohort_its_checks_are_there_for_nobody(visit: Visit) -> None:
    tom, lena = visit("tom"), visit("lena")
    where = opened(tom)
    answered_by(tom.library, 16)
    with writing(tom.library.engine) as db:
        north = db.exec(select(Cohort).where(Cohort.name == "North")).one()
        close_cohort(db, north, by=cast(db, "tom"))
        key = north.key
    for visitor in (tom, lena):
        assert visitor.get(where).status_code == 404
        assert where not in visitor.get("/health-checks").text
        assert "North" not in visitor.get("/health-checks").text
    assert tom.post(f"{where}/release").status_code == 404
    assert tom.post(f"/cohorts/{key}/health-checks").status_code == 404
    assert lena.post(f"{where}/answer", **{"statement-time-kept": "mostly"}).status_code == 404


def test_an_action_that_is_sent_twice_is_planned_once(visit: Visit) -> None:
    tom = visit("tom")
    where = closed(tom)
    for due in ("2027-01-31", "2027-01-31", ""):
        assert tom.post(f"{where}/actions", dimension="time", text=" Half an hour. ", due=due).status_code == 303
    with reading(tom.library.engine) as db:
        assert [str(one.due_on) for one in db.exec(select(PlannedAction)).all()] == ["2027-01-31", "None"]
