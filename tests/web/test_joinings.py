"""Joining by a link: with an account, by making one, and never more than the link says."""

import html
import re
from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.people.cohort_sight import members_of
from casebook.people.invitation import Invitation
from casebook.people.inviting import invite_by_link, invite_person, renew
from casebook.people.person import CareerStage, Person, Role
from casebook.people.queries import person_by_email, roles_of
from casebook.people.signing_in import check_password
from casebook.reflect.share import Share
from casebook.web.words import as_long_day
from tests.conftest import Visitor, cast
from tests.people.organised import DAY, north, today
from tests.web.test_reflections import begin

Visit = Callable[[str], Visitor]
GOOD = {
    "name": "Mina Webb", "email": "mina@trust.example", "stage": "foundation", "password": "otter lamp bicycle",
}  # fmt: skip


def a_link(library: Library, most: int = 5) -> str:
    with writing(library.engine) as db:
        return invite_by_link(db, north(db), days=7, most=most, starts_on=today(), ends_on=None, by=cast(db, "tom"))[1]


def for_mina(library: Library) -> str:
    with writing(library.engine) as db:
        return invite_person(
            db, north(db), name="Mina Webb", email="mina@trust.example", stage=CareerStage.gp,
            starts_on=today(), ends_on=None, days=7, by=cast(db, "tom"),
        )[1]  # fmt: skip


def names(db: Session) -> list[str]:
    return [one.person.name for one in members_of(db, north(db))]


def test_somebody_new_makes_an_account_is_signed_in_and_has_her_place(visit: Visit, stocked: Library) -> None:
    secret, new = a_link(stocked), visit("")
    page = new.get(f"/joining?link={secret}")
    assert page.status_code == 200
    assert "Join North" in page.text
    answer = new.post("/joining", link=secret, **GOOD)
    assert answer.status_code == 303
    assert "You learn here with Tom Ferreira" in new.get(answer.headers["location"]).text
    with reading(stocked.engine) as db:
        mina = person_by_email(db, "mina@trust.example")
        assert mina
        assert roles_of(db, mina) == {Role.trainee}
        assert mina.stage is CareerStage.foundation
        assert mina.organisation_id == cast(db, "tom").organisation_id
        assert mina.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert check_password(GOOD["password"], mina.password_hash)
        assert "Mina Webb" in names(db)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"password": "short words"}, "12 to 128"),
        ({"password": "x" * 129}, "12 to 128"),
        ({"password": "Password1234"}, "among the first that anyone would try"),
        ({"password": ""}, "12 to 128"),
        ({"name": " "}, "Write the name"),
        ({"email": ""}, "Write the address"),
        ({"email": "not an address"}, "is not an e-mail address"),
        ({"email": "Lena@casebook.example"}, "is here already"),
        ({"stage": "wizard"}, "Choose where you are"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays_but_for_the_password(
    visit: Visit, stocked: Library, wrong: dict[str, str], says: str
) -> None:
    secret = a_link(stocked, most=1)
    answer = visit("").post("/joining", link=secret, **(GOOD | wrong))
    assert answer.status_code == 422
    text = html.unescape(answer.text)
    assert says in text
    for name in ("name", "email"):
        assert f'value="{(GOOD | wrong)[name].strip()}"' in text
    if (GOOD | wrong)["password"]:
        assert (GOOD | wrong)["password"] not in text
    with reading(stocked.engine) as db:
        assert person_by_email(db, "mina@trust.example") is None
    assert visit("").get(f"/joining?link={secret}").status_code == 200, "the link is not used up"


def test_one_with_an_account_joins_with_it_by_one_press(visit: Visit, stocked: Library) -> None:
    secret, otto = a_link(stocked), visit("otto")
    assert "Join as Otto Brand" in otto.get(f"/joining?link={secret}").text
    assert otto.post("/joining", link=secret).status_code == 303
    with reading(stocked.engine) as db:
        assert "Otto Brand" in names(db)
        assert len(db.exec(select(Person).where(Person.name == "Otto Brand")).all()) == 1


def test_one_whose_place_begins_later_is_told_when_and_not_that_it_is_not_there(visit: Visit, stocked: Library) -> None:
    with writing(stocked.engine) as db:
        tom, begins = cast(db, "tom"), today() + 9 * DAY
        secret = invite_by_link(db, north(db), days=7, most=5, starts_on=begins, ends_on=None, by=tom)[1]
    for visitor, fields in ((visit("otto"), {}), (visit(""), GOOD)):
        answer = visitor.post("/joining", link=secret, **fields)
        page = visitor.get(answer.headers["location"])
        assert page.status_code == 200
        assert f"Your place begins on {as_long_day(begins)}" in page.text
        assert "You are in no cohort" not in page.text


def test_the_way_to_sign_in_leads_back_to_the_link(visit: Visit, stocked: Library) -> None:
    secret, new = a_link(stocked), visit("")
    (way,) = re.findall(r'href="(/sign-in\?next=[^"]+)"', new.get(f"/joining?link={secret}").text)
    page = html.unescape(new.get(html.unescape(way)).text)
    assert f'value="/joining?link={secret}"' in page


def test_a_personal_link_makes_an_account_for_its_own_address_alone(visit: Visit, stocked: Library) -> None:
    secret, new = for_mina(stocked), visit("")
    assert 'value="mina@trust.example"' in new.get(f"/joining?link={secret}").text
    other = GOOD | {"email": "somebody@else.example"}
    assert new.post("/joining", link=secret, **other).status_code == 303
    with reading(stocked.engine) as db:
        assert person_by_email(db, "somebody@else.example") is None
        assert person_by_email(db, "mina@trust.example")


@pytest.mark.parametrize("by_letter", [True, False])
def test_an_account_remembers_that_somebody_here_could_have_used_its_link(
    visit: Visit, stocked: Library, by_letter: bool
) -> None:
    secret = for_mina(stocked)
    if by_letter:
        with writing(stocked.engine) as db:
            secret = renew(db, db.exec(select(Invitation)).one())
    assert visit("").post("/joining", link=secret, **GOOD).status_code == 303
    with reading(stocked.engine) as db:
        mina = person_by_email(db, "mina@trust.example")
        assert mina
        assert (mina.handed_link, mina.unproven) == (not by_letter, False)


def test_what_was_shared_with_an_address_opens_for_nobody_who_merely_wrote_that_address(
    visit: Visit, stocked: Library
) -> None:
    lena, boss = visit("lena"), GOOD | {"email": "mina@trust.example"}
    where = begin(lena, title="Quincecanary")
    assert lena.post(f"{where}/shares", email="mina@trust.example", days="30").status_code == 303
    squatter = visit("")
    assert squatter.post("/joining", link=a_link(stocked), **boss).status_code == 303
    assert "Quincecanary" not in squatter.get("/my-casebook").text
    with reading(stocked.engine) as db:
        key = db.exec(select(Share.key)).one()
    assert squatter.get(f"/shared/{key}").status_code == 404


def test_what_was_shared_with_an_address_opens_for_the_one_who_was_invited_by_it(
    visit: Visit, stocked: Library
) -> None:
    lena, mina = visit("lena"), visit("")
    where = begin(lena, title="Quincecanary")
    assert lena.post(f"{where}/shares", email="mina@trust.example", days="30").status_code == 303
    assert mina.post("/joining", link=for_mina(stocked), **GOOD).status_code == 303
    assert "Lena Marsh" in mina.get("/my-casebook").text


def test_a_link_that_is_used_up_ended_or_never_was_answers_with_the_same_bytes(visit: Visit, stocked: Library) -> None:
    used, new = for_mina(stocked), visit("")
    assert new.post("/joining", link=used, **GOOD).status_code == 303
    pages = {visit("").get(f"/joining?link={one}").text for one in (used, "", "never-was", "é" * 40)}
    pages |= {visit("").post("/joining", link=one, **GOOD).text for one in (used, "", "never-was")}
    assert len(pages) == 1
    assert visit("").get(f"/joining?link={used}").status_code == 404


def test_one_who_comes_after_the_last_place_is_taken_gets_no_account_either(visit: Visit, stocked: Library) -> None:
    secret = a_link(stocked, most=1)
    answers = [
        visit("").post("/joining", link=secret, **(GOOD | {"email": f"{name}@trust.example"})) for name in ("a", "b")
    ]
    assert [one.status_code for one in answers] == [303, 404]
    with reading(stocked.engine) as db:
        assert person_by_email(db, "b@trust.example") is None, "no account is made for a place that is not there"


def test_the_secret_stands_in_no_log(visit: Visit, stocked: Library, capsys: pytest.CaptureFixture[str]) -> None:
    secret = a_link(stocked)
    visit("").get(f"/joining?link={secret}")
    visit("").post("/joining", link=secret, **GOOD)
    said = capsys.readouterr()
    assert "/joining" in said.out + said.err
    assert secret not in said.out + said.err
    assert GOOD["password"] not in said.out + said.err
