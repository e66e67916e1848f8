"""People with a password and a second step, for tests of how they come in."""

import re
from dataclasses import replace

from casebook.clock import now
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.one_time_codes import code_at, step_of
from casebook.people.signing_in import set_password
from casebook.reflect.authenticating import begin_authenticator, confirm_authenticator, make_codes
from tests.conftest import Visitor, cast

PASSWORD = "three unrelated words"


def strict(library: Library) -> Library:
    """The same library, where a second factor is required."""
    return replace(library, settings=library.settings.model_copy(update={"second_factor": "required"}))


def code(secret: str, *, off: int = 0) -> str:
    """What her app shows now, or so many steps later."""
    return code_at(secret, step_of(now()) + off)


def with_password(library: Library, name: str) -> None:
    with writing(library.engine) as db:
        set_password(db, cast(db, name), PASSWORD)


def with_app(library: Library, name: str) -> tuple[str, list[str]]:
    """Give her a password, an app whose first code was an earlier one, and recovery codes; answers secret and codes."""
    with writing(library.engine) as db:
        person = cast(db, name)
        set_password(db, person, PASSWORD)
        secret = begin_authenticator(db, library.keyring, by=person)
        db.flush()
        confirm_authenticator(db, library.keyring, code(secret, off=-1), by=person)
        return secret, make_codes(db, library.keyring, by=person)


def first_step(visitor: Visitor, name: str, next: str = "") -> str:
    """Address and password; answers where she is led."""
    answer = visitor.post("/sign-in", email=f"{name}@casebook.example", password=PASSWORD, next=next)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def codes_in(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z0-9-]{14})</code>", page)
