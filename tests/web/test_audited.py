"""One row for each act that others see or that changes what they may do, from the map itself; and none for the rest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from casebook.audit.audit_entry import AuditEntry
from casebook.audit.verifying import verify
from casebook.db import changes
from casebook.db.changes import Change
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.person import Appointment, Role
from casebook.reflect.reflecting import keep_reflection
from casebook.reflect.reflection import Reflection
from casebook.reflect.sharing import share_reflection
from casebook.web import audited, routes
from casebook.web.audited import BY_HAND, PRIVATE, QUIET, READS, TOLD, UNNAMED, WITHOUT_EFFECT
from casebook.web.line import Line
from casebook.web.routes import MAP
from tests.conftest import Visitor, cast

KEY = "k3m4k3m4k3m4"
PLAIN = [line for line in MAP if not line.own]


def rows(library: Library) -> list[AuditEntry]:
    with reading(library.engine) as db:
        assert verify(db, library.trail).fault == ""
        return list(db.exec(select(AuditEntry).order_by(AuditEntry.number)).all())  # type: ignore[arg-type]


def acts(library: Library) -> list[tuple[str, str, str]]:
    return [(one.act, one.about, one.outcome) for one in rows(library)]


def address(line: Line) -> str:
    path = line.path.replace("{version:int}", "1")
    for part in {piece for piece in path.split("/") if piece.startswith("{")}:
        path = path.replace(part, KEY)
    return path


def does_something(request: Request) -> Response:
    """In place of every handler: it writes where it may, and answers well."""
    db: Session | None = getattr(request.state, "db", None)
    if request.method != "GET" and db is not None:
        changes.note(db, "case", "done")
    return PlainTextResponse("done")


@pytest.fixture
def everyone(stocked: Library, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Somebody who holds every role, in a site whose plain handlers all do the same."""
    stood_in = tuple(line if line.own or line.act == "demo_sign_ins.create" else replace(line, handler=does_something)
                     for line in MAP)  # fmt: skip
    monkeypatch.setattr(routes, "MAP", stood_in)
    with writing(stocked.engine) as db:
        for role in Role:
            db.add(Appointment(person_id=cast(db, "tom").pk, role=role))
    return Visitor(stocked).enter("tom")


def send(visitor: Visitor, line: Line) -> int:
    answer = visitor.get(address(line)) if line.method == "GET" else visitor.post(address(line))
    return answer.status_code


def test_every_name_in_the_lists_is_on_the_map_and_in_one_list() -> None:
    names = {line.name: line.method for line in MAP}
    assert set(names) >= PRIVATE | UNNAMED | WITHOUT_EFFECT | READS | QUIET | BY_HAND
    assert {names[name] for name in READS} == {"GET"}
    assert "GET" not in {names[name] for name in PRIVATE | UNNAMED | WITHOUT_EFFECT}
    assert len(PRIVATE | UNNAMED | WITHOUT_EFFECT) == len(PRIVATE) + len(UNNAMED) + len(WITHOUT_EFFECT)
    assert {line.name for line in MAP if line.act} | BY_HAND >= QUIET
    assert {line.name for line in MAP if line.own} >= BY_HAND


def test_what_anybody_may_do_is_told_to_administrators_only_where_somebody_has_thought_of_it() -> None:
    """A new line of this kind fails here until it stands in QUIET or in TOLD, or among those that leave no row."""
    anybodys = {"own", "respond", "compare", "take_part", "browse", "play", "public"}
    audited_ones = {line.name for line in MAP if line.act and line.permission in anybodys} | BY_HAND
    assert audited_ones - QUIET - TOLD == set()
    assert not QUIET & TOLD


def test_lines_that_are_audited_are_plain_ones() -> None:
    assert [line.name for line in MAP if line.own and line.act] == []


def test_every_audited_line_leaves_exactly_one_row_and_every_other_none(everyone: Visitor) -> None:
    wanted = []
    before = len(rows(everyone.library))
    for line in PLAIN:
        if line.name == "demo_sign_ins.create":
            continue
        assert send(everyone, line) == 200, line.name
        if line.act:
            wanted.append(line.name)
    left = rows(everyone.library)[before:]
    assert [one.act for one in left] == wanted
    assert len(wanted) > 60
    with reading(everyone.library.engine) as db:
        tom = cast(db, "tom")
    assert {(one.who, one.organisation, one.outcome) for one in left} == {(tom.key, "north-vale-hospitals", "done")}


def test_the_row_stands_and_falls_with_the_act(everyone: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise OSError("no room for a row")

    before = len(rows(everyone.library))
    monkeypatch.setattr(audited, "note", fails)
    for line in PLAIN:
        if line.act and line.opens_db and line.name != "demo_sign_ins.create":
            assert send(everyone, line) == 500, "nothing of it is answered, and nothing of it stays"
    with reading(everyone.library.engine) as db:
        assert db.exec(select(Change).where(Change.key == "done")).all() == []
    assert len(rows(everyone.library)) == before


def test_signing_in_and_out_is_kept_and_so_is_a_wrong_password(stocked: Library) -> None:
    from casebook.people.signing_in import set_password

    with writing(stocked.engine) as db:
        set_password(db, cast(db, "lena"), "three unrelated words")
    visitor = Visitor(stocked)
    visitor.post("/sign-in", email="lena@casebook.example", password="not this at all")
    visitor.post("/sign-in", email="nobody@casebook.example", password="not this at all")
    visitor.post("/sign-in", email="lena@casebook.example", password="three unrelated words", next="/cases/x")
    visitor.post("/sign-out")
    visitor.post("/sign-out")  # by nobody in particular
    assert acts(stocked) == [
        ("sign_ins.create", "", "refused"), ("sign_ins.create", "", "done"), ("sign_ins.remove", "", "done"),
    ]  # fmt: skip


def test_what_is_new_is_named_and_what_is_refused_is_said(visit: Callable[[str], Visitor]) -> None:
    tom, otto = visit("tom"), visit("otto")
    made = tom.post("/cohorts", name="Ward doctors")
    key = made.headers["location"].split("/")[2].split("#")[0]
    assert otto.post(f"/cohorts/{key}/closure").status_code == 404
    assert tom.post("/cohorts", name="").status_code == 422
    assert acts(tom.library)[2:] == [
        ("cohorts.create", f"cohorts/{key}", "done"), ("cohorts.close", f"cohorts/{key}", "refused 404"),
    ]  # fmt: skip


def test_reading_what_somebody_shared_is_kept_and_tells_no_word_of_it(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        lena = cast(db, "lena")
        kept = keep_reflection(db, stocked.keyring, Reflection(key="r" * 12, title="canarytitle"), by=lena)
        share = share_reflection(db, stocked.keyring, kept, email="tom@casebook.example", days=30, by=lena)
    tom = Visitor(stocked).enter("tom")
    tom.post(f"/shared/{share.key}/reading")
    assert "canarytitle" in tom.get(f"/shared/{share.key}").text
    assert acts(stocked)[1:] == [
        ("shares.read", f"shared/{share.key}", "done"), ("shares.show", f"shared/{share.key}", "done"),
    ]  # fmt: skip
    assert "canary" not in "".join(str(one) for one in rows(stocked))


def test_an_account_that_is_closed_leaves_its_pseudonym_and_no_name(stocked: Library) -> None:
    lena = Visitor(stocked).enter("lena")
    lena.post("/sign-out")
    lena = Visitor(stocked).enter("lena")
    with reading(stocked.engine) as db:
        key = cast(db, "lena").key
    assert lena.post("/account/closing", email="lena@casebook.example").status_code == 200
    assert {one.who for one in rows(stocked)} == {key}
    assert acts(stocked)[-1] == ("accounts.close", f"people/{key}", "done")
    assert "Lena" not in "".join(str(one) for one in rows(stocked))
