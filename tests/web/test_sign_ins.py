"""Coming in and going out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from casebook.clock import now, standing_at
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.person import SignIn
from casebook.people.signing_in import set_password, sign_out_everywhere, suspend
from tests.conftest import Visitor, cast

Visit = Callable[[str], Visitor]
PASSWORD = "three unrelated words"


@pytest.fixture(autouse=True)
def lena_has_a_password(stocked: Library) -> None:
    with writing(stocked.engine) as db:
        set_password(db, cast(db, "lena"), PASSWORD)


def sign_in(visitor: Visitor, password: str = PASSWORD, **more: str) -> int:
    return visitor.post("/sign-in", email="Lena@casebook.example ", password=password, **more).status_code


def test_the_right_password_signs_in_and_goes_where_one_was_going(visit: Visit) -> None:
    nobody = visit("")
    asked = nobody.get("/themes")
    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in?next=%2Fthemes"
    answer = nobody.post("/sign-in", email="lena@casebook.example", password=PASSWORD, next="/themes")
    assert answer.headers["location"] == "/themes"
    assert nobody.get("/themes").status_code == 200


def test_a_wrong_password_keeps_the_address_and_never_the_password(visit: Visit) -> None:
    answer = visit("").post("/sign-in", email="lena@casebook.example", password="not the right one")
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert 'value="lena@casebook.example"' in answer.text
    assert "not the right one" not in answer.text


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(visit: Visit) -> None:
    unknown = visit("").post("/sign-in", email="nobody@casebook.example", password=PASSWORD)
    wrong = visit("").post("/sign-in", email="lena@casebook.example", password="not the right one")
    assert unknown.text.replace("nobody@", "lena@") == wrong.text


def test_many_failures_slow_an_account_down_and_leave_others_alone(visit: Visit, stocked: Library) -> None:
    visitor = visit("")
    assert [sign_in(visitor, "wrong wrong wrong") for _ in range(10)] == [422] * 10
    assert sign_in(visitor) == 429
    with writing(stocked.engine) as db:
        set_password(db, cast(db, "tom"), PASSWORD)
    assert visitor.post("/sign-in", email="tom@casebook.example", password=PASSWORD).status_code == 303


def test_whoever_guesses_without_end_does_not_keep_her_out_of_a_browser_she_knows(
    visit: Visit, stocked: Library
) -> None:
    stranger, lena, elsewhere = visit(""), visit(""), visit("")
    assert sign_in(lena) == 303
    lena.post("/sign-out")
    begun = now()
    with standing_at(begun):
        assert [sign_in(stranger, "wrong " * 3) for _ in range(10)] == [422] * 10
    for seconds in (5, 12, 19):
        with standing_at(begun + timedelta(seconds=seconds)):
            sign_in(stranger, "wrong " * 3)
            assert sign_in(elsewhere) == 429
            assert sign_in(lena) == 303
    with standing_at(begun):
        lena.post("/sign-out")
        assert [sign_in(lena, "wrong " * 3) for _ in range(10)] == [422] * 10
        assert sign_in(lena) == 429, "guessing there is slow too"
    with writing(stocked.engine) as db:
        set_password(db, cast(db, "lena"), "four quite unrelated words")
    with standing_at(begun + timedelta(seconds=5)):
        assert sign_in(lena, "four quite unrelated words") == 429, "a new password, and it is known no more"


def test_signing_out_ends_the_sign_in_on_the_server_too(visit: Visit, stocked: Library) -> None:
    visitor = visit("lena")
    secret = visitor.client.cookies["sid"]
    assert visitor.post("/sign-out").status_code == 303
    visitor.client.cookies.set("sid", secret)
    assert visitor.get("/themes").status_code == 303


def test_a_suspended_person_is_out_at_her_next_request(visit: Visit, stocked: Library) -> None:
    visitor = visit("lena")
    with writing(stocked.engine) as db:
        suspend(db, cast(db, "lena"), reason="Asked by her organisation.")
    assert visitor.get("/themes").status_code == 303
    assert sign_in(visitor) == 403


def test_revoking_ends_every_browser_at_once(visit: Visit, stocked: Library) -> None:
    here, there = visit("lena"), visit("lena")
    with writing(stocked.engine) as db:
        sign_out_everywhere(db, cast(db, "lena"))
    assert [visitor.get("/my-casebook").status_code for visitor in (here, there)] == [303, 303]


def test_a_new_sign_in_gets_a_new_secret_and_ends_the_old(visit: Visit, stocked: Library) -> None:
    visitor = visit("lena")
    before = visitor.client.cookies["sid"]
    visitor.enter("tom")
    assert visitor.client.cookies["sid"] != before
    with writing(stocked.engine) as db:
        assert [row.revoked_at is None for row in db.exec(select(SignIn)).all()].count(True) == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visit: Visit) -> None:
    answer = visit("").post("/demo/sign-in", person="lena@casebook.example")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "domain" not in cookie


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "\t//e", "//[e"]
)
def test_signing_in_never_leads_to_another_site(visit: Visit, next: str) -> None:
    answer = visit("").post("/sign-in", email="lena@casebook.example", password=PASSWORD, next=next)
    assert answer.headers["location"] == "/"


def test_outside_the_demonstration_nobody_enters_by_a_click(visit: Visit, stocked: Library) -> None:
    visitor = visit("")
    visitor.client.app.state.site.demo = False  # type: ignore[attr-defined]
    assert visitor.post("/demo/sign-in", person="lena@casebook.example").status_code == 404
    assert "Lena" not in visitor.get("/sign-in").text


def test_the_simulated_cannot_be_entered(visit: Visit) -> None:
    assert visit("").post("/demo/sign-in", person="simulated-001@casebook.example").status_code == 404
