"""Setting up a second step, what waits for it, and taking it away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.letter import Letter
from casebook.people.person import SignIn
from casebook.people.post_office import PostOffice
from casebook.people.second_factor_queries import factors_of
from tests.conftest import Visitor, cast
from tests.doubles.device import Device

from .stepping import PASSWORD, code, codes_in, first_step, strict, with_app, with_password

Visit = Callable[[str], Visitor]


@pytest.fixture
def tom(stocked: Library) -> Visitor:
    """Signed in by password alone, where his role asks for more."""
    with_password(stocked, "tom")
    visitor = Visitor(strict(stocked))
    assert first_step(visitor, "tom", "/sets") == "/account/second-step?next=%2Fsets", "he is led to set it up"
    return visitor


def set_up_app(visitor: Visitor) -> tuple[str, list[str]]:
    assert visitor.post("/account/authenticator").headers["location"] == "/account/authenticator"
    page = visitor.get("/account/authenticator").text
    secret = page.split('factor-secret"><code>')[1].split("<")[0].replace(" ", "")
    assert "<svg" in page
    assert visitor.post("/account/authenticator/confirmation", code="12345").status_code == 422
    done = visitor.post("/account/authenticator/confirmation", code=code(secret, off=-1), next="/sets")
    assert done.status_code == 200
    assert 'href="/sets"' in done.text
    assert "opens with a second step" not in done.text
    return secret, codes_in(done.text)


def stale(library: Library) -> None:
    with writing(library.engine) as db:
        for one in db.exec(select(SignIn)).all():
            one.proved_at = now() - timedelta(minutes=11)
            db.add(one)


PRIVILEGED = ("/teaching", "/teaching-notes", "/teaching-sessions/new", "/cases/the-open-door/guide")


def test_what_a_role_opens_waits_and_a_learners_pages_do_not(tom: Visitor) -> None:
    for path in PRIVILEGED:
        led = tom.get(path)
        assert led.status_code == 303, path
        assert led.headers["location"].startswith("/account/second-step?next=")
        assert tom.get(path, **{"HX-Request": "true"}).headers["hx-redirect"] == "/account/second-step"
    assert tom.post("/sets", title="A set", slot="45").status_code == 403
    for path in ("/", "/themes", "/cases/the-open-door", "/my-casebook", "/account", "/cohorts"):
        page = tom.get(path)
        assert page.status_code == 200, path
        assert "opens with a second step" in page.text, path


def test_a_cohort_is_not_its_educators_before(tom: Visitor, stocked: Library) -> None:
    with_app(stocked, "ada")
    page = tom.get("/cohorts").text
    assert "You teach it" not in page
    before = Visitor(stocked).enter("tom").get("/cohorts").text
    assert "You teach it" in before, "where it is only offered he sees it"
    assert "North" not in tom.get("/health-checks").text


def test_an_app_is_set_up_with_its_first_code_and_then_all_opens(tom: Visitor) -> None:
    before = tom.client.cookies["sid"]
    _, codes = set_up_app(tom)
    assert len(set(codes)) == 10
    assert tom.client.cookies["sid"] != before, "the sign-in goes on under a new secret"
    assert all(tom.get(path).status_code == 200 for path in PRIVILEGED)
    assert "opens with a second step" not in tom.get("/").text
    shown = tom.get("/account/second-step").text
    assert "10 of ten" in shown
    assert not any(one in shown for one in codes), "they are shown once"
    old = Visitor(tom.library)
    old.client.cookies.set("sid", before)
    assert old.get("/themes").status_code == 303


def test_the_secret_is_shown_only_while_it_is_set_up(tom: Visitor) -> None:
    tom.post("/account/authenticator")
    stale(tom.library)
    assert tom.get("/account/authenticator").status_code == 303, "the computer may have been left open"
    tom.post("/account/proof", password=PASSWORD)
    set_up_app(tom)
    assert tom.get("/account/authenticator").status_code == 303
    assert tom.post("/account/authenticator").status_code == 409


def test_a_passkey_is_set_up_and_then_all_opens(tom: Visitor) -> None:
    device = Device()
    options = tom.post("/account/passkeys/challenge").text
    made = tom.post("/account/passkeys", credential=device.make(options), name="My phone")
    assert len(codes_in(made.text)) == 10
    assert tom.get("/teaching").status_code == 200
    assert "My phone" in tom.get("/account/second-step").text
    assert tom.post("/account/passkeys", credential=device.make(options), name="again").status_code == 422


def test_nothing_is_changed_before_she_shows_again_that_it_is_she(tom: Visitor) -> None:
    set_up_app(tom)
    stale(tom.library)
    for path in ("authenticator", "authenticator/removal", "passkeys", "recovery-codes"):
        assert tom.post(f"/account/{path}").headers["location"] == "/account/proof?next=%2Faccount%2Fsecond-step"
    assert tom.post("/account/passkeys/challenge").status_code == 403
    assert "Remove the app" not in tom.get("/account/second-step").text
    assert tom.post("/account/proof", password="not the right one").status_code == 422
    proved = tom.post("/account/proof", password=PASSWORD, next="/account/second-step")
    assert proved.headers["location"] == "/account/second-step"
    assert "Remove the app" in tom.get("/account/second-step").text


def test_with_the_last_factor_goes_what_it_opened_everywhere(tom: Visitor) -> None:
    secret, codes = set_up_app(tom)
    elsewhere = Visitor(tom.library)
    first_step(elsewhere, "tom")
    assert elsewhere.post("/sign-in/second-step", code=code(secret)).status_code == 303
    assert tom.post("/account/authenticator/removal").status_code == 303
    for visitor in (tom, elsewhere):
        assert visitor.get("/teaching").status_code == 303
        assert visitor.get("/themes").status_code == 200
    with reading(tom.library.engine) as db:
        held = factors_of(db, cast(db, "tom"))
    assert not held.any
    assert held.codes_left == 0
    assert codes


def test_new_recovery_codes_end_the_old(tom: Visitor) -> None:
    _, old = set_up_app(tom)
    new = codes_in(tom.post("/account/recovery-codes").text)
    assert len(set(new) | set(old)) == 20
    other = Visitor(tom.library)
    first_step(other, "tom")
    assert other.post("/sign-in/second-step", recovery=old[0]).status_code == 422
    assert other.post("/sign-in/second-step", recovery=new[0]).status_code == 303


def test_another_persons_passkey_is_not_found(tom: Visitor) -> None:
    device = Device()
    tom.post("/account/passkeys", credential=device.make(tom.post("/account/passkeys/challenge").text), name="x")
    with reading(tom.library.engine) as db:
        key = factors_of(db, cast(db, "tom")).passkeys[0].key
    lena = Visitor(tom.library).enter("lena")
    there, nowhere = (lena.post(f"/account/passkeys/{one}/removal") for one in (key, "x" * 12))
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert tom.post(f"/account/passkeys/{key}/removal").status_code == 303


def test_where_it_is_offered_nobody_is_held_up_and_whoever_has_one_is_asked(stocked: Library) -> None:
    with_password(stocked, "tom")
    free = Visitor(stocked)
    assert first_step(free, "tom", "/teaching") == "/teaching"
    assert free.get("/teaching").status_code == 200
    secret, _ = with_app(stocked, "lena")
    lena = Visitor(stocked)
    assert first_step(lena, "lena") == "/sign-in/second-step"
    assert lena.post("/sign-in/second-step", code=code(secret)).status_code == 303


def test_a_trainee_is_not_led_to_it(stocked: Library) -> None:
    with_password(stocked, "lena")
    lena = Visitor(strict(stocked))
    assert first_step(lena, "lena", "/themes") == "/themes"
    assert "second step" not in lena.get("/themes").text


def test_each_change_of_what_lets_her_in_is_told_by_a_letter(stocked: Library) -> None:
    with_password(stocked, "tom")
    office = PostOffice(host="127.0.0.1", port=1, security="none", sender="casebook@hospital.example")
    visitor = Visitor(replace(strict(stocked), post_office=office))
    first_step(visitor, "tom")

    def told() -> list[str]:
        with reading(stocked.engine) as db:
            return [one.value for one in db.exec(select(Letter.kind).order_by(Letter.key)).all()]

    set_up_app(visitor)
    assert told() == ["second-factor-changed"]
    visitor.post("/account/recovery-codes")
    visitor.post("/account/authenticator/removal")
    assert told() == ["second-factor-changed"] * 3
    visitor.post("/account/password", old=PASSWORD, new="four quite unrelated words")
    assert sorted(told()) == ["password-changed"] + ["second-factor-changed"] * 3


def test_when_a_second_step_is_set_up_no_browser_stays_that_never_showed_it(tom: Visitor) -> None:
    """Whoever is in by a stolen password could otherwise take it away again with that same password."""
    thief = Visitor(tom.library)
    first_step(thief, "tom")
    secret, _ = set_up_app(tom)
    assert thief.get("/themes").status_code == 303
    assert thief.post("/account/proof", password=PASSWORD).status_code == 401
    assert thief.post("/account/authenticator/removal").status_code == 401
    shown = Visitor(tom.library)
    first_step(shown, "tom")
    assert shown.post("/sign-in/second-step", code=code(secret)).status_code == 303
    device = Device()
    options = tom.post("/account/passkeys/challenge").text
    assert tom.post("/account/passkeys", credential=device.make(options), name="Phone").status_code == 303
    assert shown.get("/teaching").status_code == 200, "a further one ends nobody who has shown the first"
