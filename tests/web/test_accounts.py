"""Taking everything away, and closing one's account, as a browser without JavaScript meets it."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.people.person import Person, SignIn
from tests.conftest import Visitor, cast
from tests.teach.test_closing import CANARY, write_everything

Visit = Callable[[str], Visitor]
PASSWORD = "three unrelated words"
EMAIL = "lena@casebook.example"


def test_everything_comes_as_a_zip_that_a_person_and_a_program_can_read(visit: Visit) -> None:
    lena = visit("lena")
    write_everything(lena.library)
    given = lena.get("/my-casebook/everything.zip")
    assert given.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(given.content))
    assert set(archive.namelist()) == {"read-me-first.html", "everything.json", "notes.jsonld"}
    html = archive.read("read-me-first.html").decode()
    for said in ("Lena Marsh", EMAIL, "Stay with him", CANARY, "Your reflections", "Your notes"):
        assert said in html
    assert json.loads(archive.read("everything.json"))["person"]["email"] == EMAIL
    assert json.loads(archive.read("notes.jsonld"))["total"] == 1
    other = visit("otto").get("/my-casebook/everything.zip").content
    assert CANARY not in zipfile.ZipFile(io.BytesIO(other)).read("everything.json").decode()


def test_an_account_is_closed_only_with_address_and_password(visit: Visit) -> None:
    lena = visit("lena")
    write_everything(lena.library)
    assert "Your password" in lena.get("/account/closing").text
    for wrong in (
        {"email": EMAIL, "password": "not that"},
        {"email": "x@y.zz", "password": PASSWORD},
        {"email": EMAIL},
    ):
        assert lena.post("/account/closing", **wrong).status_code == 422
    assert CANARY in lena.get("/my-casebook").text
    closed = lena.post("/account/closing", email=EMAIL, password=PASSWORD)
    assert closed.status_code == 200
    assert "Your account is closed" in closed.text
    assert '"storage"' in closed.headers["clear-site-data"]
    assert lena.get("/my-casebook").status_code == 303
    assert lena.post("/sign-in", email=EMAIL, password=PASSWORD).status_code == 422
    with reading(lena.library.engine) as db:
        assert db.exec(select(Person).where(Person.email == EMAIL)).first() is None


def test_without_a_password_of_ours_a_fresh_sign_in_is_the_proof(visit: Visit) -> None:
    lena = visit("lena")
    with writing(lena.library.engine) as db:
        for one in db.exec(select(SignIn).where(SignIn.person_id == cast(db, "lena").pk)).all():
            one.created_at = now() - timedelta(minutes=11)
            db.add(one)
    assert "within ten minutes" in lena.post("/account/closing", email=EMAIL).text
    assert "Your account is closed" in visit("lena").post("/account/closing", email=EMAIL).text


def test_a_shared_reflection_goes_with_the_account(visit: Visit) -> None:
    tom = visit("tom")
    write_everything(tom.library)
    assert "A reflection by Lena Marsh" in tom.get("/my-casebook").text
    visit("lena").post("/account/closing", email=EMAIL, password=PASSWORD)
    assert "Lena Marsh" not in tom.get("/my-casebook").text
