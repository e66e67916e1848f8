"""Your account: what one mends oneself, and the browsers one is signed in with."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.person import CareerStage, SignIn
from casebook.people.signing_in import still_signed_in
from tests.conftest import Visitor, cast, the_case

from .stepping import PASSWORD, with_password

Visit = Callable[[str], Visitor]
NEW = "four quite unrelated words"


def test_name_and_stage_are_put_right(visit: Visit) -> None:
    lena = visit("lena")
    assert lena.post("/account", name="  Lena  Marsh-Adeyemi ", stage="gp").status_code == 303
    assert "Lena Marsh-Adeyemi" in lena.get("/account?said=name").text
    with reading(lena.library.engine) as db:
        assert cast(db, "lena").stage is CareerStage.gp
    kept = lena.post("/account", name=" ", stage="gp")
    assert kept.status_code == 422
    assert 'href="/account"' in kept.text


def test_nothing_else_of_a_person_is_taken_from_the_form(visit: Visit) -> None:
    lena = visit("lena")
    lena.post(
        "/account", name="L", stage="king", email="x@y.example", unproven="", organisation_id="2", guest="1", id="1"
    )
    with reading(lena.library.engine) as db:
        person = cast(db, "lena")
    assert (person.name, person.stage, person.guest) == ("L", CareerStage.foundation, False)


def test_a_password_is_changed_with_the_old_one_and_ends_every_other_browser(visit: Visit) -> None:
    lena, elsewhere = visit("lena"), visit("lena")
    with_password(lena.library, "lena")
    assert lena.post("/account/password", old="not that one", new=NEW).status_code == 422
    short = lena.post("/account/password", old=PASSWORD, new="short")
    assert short.status_code == 422
    assert PASSWORD not in short.text
    before = lena.client.cookies["sid"]
    assert lena.post("/account/password", old=PASSWORD, new=NEW).status_code == 303
    assert lena.client.cookies["sid"] != before
    assert lena.get("/themes").status_code == 200
    assert elsewhere.get("/themes").status_code == 303
    fresh = visit("")
    assert fresh.post("/sign-in", email="lena@casebook.example", password=PASSWORD).status_code == 422
    assert fresh.post("/sign-in", email="lena@casebook.example", password=NEW).status_code == 303


def test_guessing_the_old_password_is_slowed_down(visit: Visit) -> None:
    lena = visit("lena")
    with_password(lena.library, "lena")
    for _ in range(10):
        lena.post("/account/password", old="guess guess guess", new=NEW)
    assert "many attempts" in lena.post("/account/password", old=PASSWORD, new=NEW).text


def test_one_browser_is_ended_from_another_by_its_owner_alone(visit: Visit) -> None:
    here, there, otto = visit("lena"), visit("lena"), visit("otto")
    with reading(here.library.engine) as db:
        keys = db.exec(select(SignIn.key).where(SignIn.person_id == cast(db, "lena").pk).order_by(col(SignIn.id))).all()
    assert f"/account/sign-ins/{keys[1]}/removal" in here.get("/account").text
    refused, missing = (otto.post(f"/account/sign-ins/{key}/removal") for key in (keys[1], "x" * 12))
    assert refused.status_code == missing.status_code == 404
    assert refused.content == missing.content
    assert there.get("/themes").status_code == 200
    assert here.post(f"/account/sign-ins/{keys[1]}/removal").status_code == 303
    assert there.get("/themes").status_code == 303
    assert here.get("/themes").status_code == 200


def test_all_others_are_ended_and_whoever_watches_a_session_with_one(visit: Visit) -> None:
    here, there = visit("lena"), visit("lena")
    with reading(here.library.engine) as db:
        ids = frozenset(one for one in db.exec(select(SignIn.id)).all() if one)
    assert here.post("/account/other-sign-ins/removal").status_code == 303
    assert there.get("/themes").status_code == 303
    with reading(here.library.engine) as db:
        assert len(still_signed_in(db, ids, idle_minutes=20)) == 1, "what live events ask twice a second"


def test_a_browser_is_named_as_its_owner_knows_it(visit: Visit, stocked: Library) -> None:
    with_password(stocked, "lena")
    visitor = visit("")
    visitor.client.headers["user-agent"] = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    )
    visitor.post("/sign-in", email="lena@casebook.example", password=PASSWORD)
    assert "Firefox on Windows" in visitor.get("/account").text


def test_idle_or_too_long_signed_in_one_signs_in_again_and_the_draft_is_there(visit: Visit) -> None:
    for moved in ({"seen_at": now() - timedelta(minutes=21)}, {"ends_at": now() - timedelta(seconds=1)}):
        lena = visit("lena")
        with reading(lena.library.engine) as db:
            key = the_case(db)[1].key
        assert lena.post(f"/decision-points/{key}/draft", reasons="wombatcanary").status_code == 303
        with writing(lena.library.engine) as db:
            for one in db.exec(select(SignIn)).all():
                for name, value in moved.items():
                    setattr(one, name, value)
                db.add(one)
        out = lena.post(f"/decision-points/{key}/response", choice="stay", reasons="quollcanary")
        assert out.status_code == 401
        assert "quollcanary" in out.text, "what was just typed is handed back"
        assert lena.get("/my-casebook").status_code == 303
        assert "wombatcanary" in lena.enter("lena").get("/cases/the-open-door").text


def test_when_every_sign_in_is_lost_people_come_in_again_and_keep_their_drafts(visit: Visit) -> None:
    lena = visit("lena")
    with reading(lena.library.engine) as db:
        key = the_case(db)[1].key
    lena.post(f"/decision-points/{key}/draft", reasons="wombatcanary")
    with writing(lena.library.engine) as db:
        for one in db.exec(select(SignIn)).all():
            db.delete(one)
    assert lena.get("/my-casebook").status_code == 303
    assert "wombatcanary" in lena.enter("lena").get("/cases/the-open-door").text


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/account/password", {"old": "my very old secret", "new": "my very new secret"}),
        ("/account/proof", {"password": "my very old secret"}),
        ("/account/closing", {"email": "lena@casebook.example", "password": "my very old secret"}),
    ],
)
def test_signed_out_meanwhile_a_password_that_was_typed_is_not_sent_back(
    visit: Visit, path: str, sent: dict[str, str]
) -> None:
    told = visit("").post(path, **sent)
    assert told.status_code == 401
    assert "my very" not in told.text
