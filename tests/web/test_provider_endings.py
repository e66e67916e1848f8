"""A provider says, server to server, that somebody has left: her sign-ins here end, once, and nobody else's."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import col, select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.people.person import SignIn
from tests.oidc_provider import SECRET, Running, Traveller, real_provider
from tests.walks.serving import served
from tests.web.uploading import free_port


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with real_provider(SITE, "north") as provider:
        yield provider


PORT = free_port()
SITE = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def site(running: Running, tmp_path: Path) -> Iterator[Library]:
    """A served site that was told of the provider as an operator would: by a file and a secret."""
    set_provider(tmp_path, running.issuer)
    with served(tmp_path, port=PORT, address=SITE) as library:
        yield library


def set_provider(folder: Path, issuer: str, **more: str) -> None:
    providers, secrets = folder / "data/providers", folder / "data/keys/providers"
    for one in (providers, secrets):
        one.mkdir(parents=True, mode=0o700)
    lines = {
        "name": '"North Trust"', "issuer": f'"{issuer}"', "client_id": '"casebook-north"',
        "organisation": '"north-vale-hospitals"', "domains": '["casebook.example"]',
    }  # fmt: skip
    (providers / "north.toml").write_text("\n".join(f"{name} = {value}" for name, value in (lines | more).items()))
    (secrets / "north.secret").write_text(SECRET)
    (secrets / "north.secret").chmod(0o600)


def enter(traveller: Traveller, name: str = "lena") -> httpx.Client:
    """A browser of Lena's, let in by the provider."""
    browser = httpx.Client(base_url=SITE, follow_redirects=False, timeout=60)
    there = browser.get("/sign-in/with/north").headers["location"]
    back = traveller.let_in(there, name)
    assert browser.get(back).status_code == 303
    assert inside(browser)
    return browser


def inside(browser: httpx.Client) -> bool:
    return browser.get("/my-casebook").status_code == 200


def test_leaving_the_provider_ends_the_sign_ins_that_came_by_it_there(site: Library, running: Running) -> None:
    at_work, at_home = Traveller(), Traveller()
    ward, desk, home = enter(at_work), enter(at_work), enter(at_home)
    tom = httpx.Client(base_url=SITE, follow_redirects=False, timeout=60)
    entering = {"sec-fetch-site": "same-origin"}
    assert tom.post("/demo/sign-in", data={"person": "tom@casebook.example"}, headers=entering).status_code == 303
    at_work.leave(running.issuer)
    assert [inside(one) for one in (ward, desk, home, tom)] == [False, False, True, True]
    at_home.leave(running.issuer)
    assert [inside(one) for one in (home, tom)] == [False, True]
    with reading(site.engine) as db:
        assert len(db.exec(select(SignIn).where(col(SignIn.revoked_at).is_not(None))).all()) == 3


@pytest.mark.parametrize("body", [{}, {"logout_token": ""}, {"logout_token": "a.b.c"}, {"logout_token": "x" * 30_000}])
def test_what_is_no_word_of_the_providers_ends_nothing(site: Library, body: dict[str, str]) -> None:
    lena = enter(Traveller())
    answer = httpx.post(f"{SITE}/sign-in/with/north/ending", data=body, timeout=60)
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert inside(lena)
