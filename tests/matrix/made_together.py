"""What belongs to a group: cohorts and the places in them, programmes, health checks, sets and notes of those who
teach, and a teaching session with a guest in it. Tom teaches North, Trudy teaches West in the same organisation, Quill
teaches Harbour in another; Tom's group of last year has been closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.people.cohort import Cohort, Membership
from casebook.people.delegation import Delegation
from casebook.people.invitation import Invitation
from casebook.teach.health_check import HealthCheck, PlannedAction
from casebook.teach.programme import Module, Programme
from casebook.teach.teaching_session import TeachingSession
from tests.conftest import cast

from . import made_alone as alone
from .made_alone import CASE, Places, done, newest

if TYPE_CHECKING:
    from .hospital import Hospital

#: situation -> who teaches, and what
GROUPS = {"own": ("tom", "North"), "same": ("trudy", "West"), "other": ("quill", "Harbour")}
OWNERS = {"educator": "tom", "other-educator": "edie", "author": "ada", "reviewer": "vera"}  # actors who make sets


def plant(at: Hospital) -> None:
    """Everything that belongs to a group."""
    for situation, (teacher, group) in GROUPS.items():
        _cohort(at, situation, teacher, group)
        _programme(at, situation, teacher, group)
        _health_check(at, situation, teacher, group)
        _session(at, situation, teacher)
        made = alone.case_set(at.people[teacher], at.groups[group])
        at.put("set", **{situation: made})
        if situation != "own":
            at.put("teaching-note", **{situation: alone.teaching_note(at.people[teacher])})
    for actor, name in OWNERS.items():
        if actor != "educator":
            at.put_own("set", actor, alone.case_set(at.people[name]))
        at.put_own("teaching-note", actor, alone.teaching_note(at.people[name]))
    at.put_own("set", "educator", at.of["set"]["own"]["*"])
    _over(at)


def _cohort(at: Hospital, situation: str, teacher: str, group: str) -> None:
    tom, key, stand_in = at.people[teacher], at.groups[group], "sten" if teacher == "quill" else "stan"
    done(tom.post(f"/cohorts/{key}/invitations", days="7", most="5"), 200)
    done(tom.post(f"/cohorts/{key}/delegations", delegate=f"{stand_in}@casebook.example", for_days="7"))
    with reading(at.library.engine) as db:
        cohort = db.exec(select(Cohort).where(Cohort.key == key)).one()
        places = db.exec(select(Membership).where(Membership.cohort_id == cohort.pk)).all()
        place = next(one for one in places if one.part == "educator") if group == "West" else places[-1]
    at.put("cohort", **{situation: {"key": key, "cohort": key}})
    at.put("membership", **{situation: {"key": place.key}})
    at.put("invitation", **{situation: {"key": newest(at.library, Invitation).key}})
    at.put("delegation", **{situation: {"key": newest(at.library, Delegation).key}})


def _programme(at: Hospital, situation: str, teacher: str, group: str) -> None:
    tom = at.people[teacher]
    where = done(tom.post("/programmes", title="Nights", note="")).headers["location"].removesuffix("/edit")
    done(tom.post(f"{where}/modules", module="First", level="mid", opens="2026-01-05", due="2099-03-01"))
    module = newest(at.library, Module).key
    done(tom.post(f"/modules/{module}/cases", case=CASE))
    done(tom.post(f"{where}/enrolments", cohort=at.groups[group]))
    places = {"key": newest(at.library, Programme).key, "form": "html"}
    at.put("programme", **{situation: places})
    at.put("module", **{situation: {"key": module}})
    at.put("followed", **{situation: places | {"cohort": at.groups[group]}})


def _health_check(at: Hospital, situation: str, teacher: str, group: str) -> None:
    with writing(at.library.engine) as db:
        cohort = db.exec(select(Cohort).where(Cohort.key == at.groups[group])).one()
        check = HealthCheck(cohort_id=cohort.pk, opened_by_id=cast(db, teacher).pk, asked=[])
        db.add(check)
        db.flush()
        closed = HealthCheck(
            cohort_id=cohort.pk, opened_by_id=check.opened_by_id, asked=[], released_at=now(), figures={}
        )
        db.add(closed)
        db.flush()
        action = PlannedAction(health_check_id=closed.pk, dimension="time", text="Sit down", due_on=date(2027, 1, 31))
        db.add(action)
        db.flush()
        at.put("health-check", **{situation: {"key": check.key}})
        at.put("planned-action", **{situation: {"key": action.key}})


def _session(at: Hospital, situation: str, teacher: str) -> Places:
    tom = at.people[teacher]
    done(tom.post("/teaching-sessions", about=f"case:{CASE}"))
    session = newest(at.library, TeachingSession)
    if situation == "own":
        done(at.people["lena"].post("/join", code=session.code))
        done(at.people["guest"].post("/join", code=session.code, name="Guest", stage="foundation"))
    places = {"key": session.key, "code": session.code}
    at.put("session", **{situation: places})
    at.put("seat", **{situation: places})
    return places


def _over(at: Hospital) -> None:
    """What is over or gone: Tom's group of last year, a session that he closed, a set and a module he removed, a note
    that Vera hid, an upload that was given up."""
    tom = at.people["tom"]
    _cohort(at, "withdrawn", "tom", "Last year")
    _programme(at, "withdrawn", "tom", "Last year")
    _health_check(at, "withdrawn", "tom", "Last year")
    done(tom.post(f"/cohorts/{at.groups['Last year']}/closure", sure="yes"))
    session = _session(at, "withdrawn", "tom")
    done(tom.post(f"/teaching-sessions/{session['key']}/closing", sure="yes"))
    gone = alone.case_set(tom)
    done(tom.post(f"/sets/{gone['key']}/removal"))
    at.put("set", deleted=gone)
    taken = alone.case_set(at.people["trudy"])
    done(at.people["trudy"].post(f"/sets/{taken['key']}/shares/{taken['share']}/removal"))
    at.put("set", withdrawn=taken)
    own = at.of["programme"]["own"]["*"]["key"]
    done(tom.post(f"/programmes/{own}/modules", module="Second", level="mid", opens="2026-01-05", due="2099-03-01"))
    module = newest(at.library, Module).key
    done(tom.post(f"/modules/{module}/removal"))
    at.put("module", deleted={"key": module})
    hidden = alone.teaching_note(tom)
    done(at.people["trudy"].post(f"/teaching-notes/{hidden['key']}/report", because="Unkind."))
    done(at.people["vera"].post(f"/teaching-note-reports/{hidden['key']}", act="hide", because="It was unkind."))
    at.put("teaching-note", withdrawn=hidden)
    removed = alone.teaching_note(tom)
    done(tom.post(f"/teaching-notes/{removed['key']}/removal"))
    at.put("teaching-note", deleted=removed)
    reported = alone.teaching_note(at.people["trudy"])
    done(tom.post(f"/teaching-notes/{reported['key']}/report", because="Unkind."))
    at.put("reported-note", own=reported, withdrawn=hidden, deleted=removed)
