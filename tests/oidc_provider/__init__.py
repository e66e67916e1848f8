"""A real OpenID Connect provider for tests: `oidc-provider` from npm, pinned by its lock, installed once and started
on a free port."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from casebook.people.providers import Provider
from tests.web.uploading import free_port

HERE = Path(__file__).parent
HOME = Path(__file__).resolve().parents[2] / ".venv" / "oidc-provider"
SECRET = "a secret of the test's own, long enough"
PEOPLE: dict[str, dict[str, Any]] = {
    "lena": {"email": "Lena@casebook.example", "email_verified": True, "name": "Lena Elsewhere"},
    "new": {"email": "new@casebook.example", "email_verified": True, "name": "New Here"},
    "claims-lena": {"email": "lena@casebook.example", "email_verified": False, "name": "Not Lena"},
    "silent": {"name": "Without Address"},
}


def installed() -> Path:
    """The folder with the provider in it, installed by its lock where it is not there yet."""
    lock = HERE / "package-lock.json"
    mark = HOME / "installed-lock.json"
    if not mark.exists() or mark.read_bytes() != lock.read_bytes():
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, HOME)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=HOME, check=True, capture_output=True, timeout=180)
        shutil.copy(lock, mark)
    return HOME


@dataclass
class Running:
    """A provider that listens, and the process it is."""

    issuer: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)


@contextmanager
def real_provider(site: str, *slugs: str, people: dict[str, dict[str, Any]] = PEOPLE) -> Iterator[Running]:
    """A running provider that knows a site, under each of these slugs, as a client."""
    issuer = f"http://127.0.0.1:{free_port()}"
    clients = [
        {
            "client_id": f"casebook-{slug}",
            "client_secret": SECRET,
            "redirect_uris": [f"{site}/sign-in/with/{slug}/answer"],
            "post_logout_redirect_uris": [f"{site}/"],
            "backchannel_logout_uri": f"{site}/sign-in/with/{slug}/ending",
            "backchannel_logout_session_required": True,
        }
        for slug in slugs
    ]
    process = subprocess.Popen(
        ["node", str(HERE / "provider.cjs"), str(installed())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"issuer": issuer, "clients": clients, "people": people}))
    process.stdin.close()
    try:
        for line in process.stdout:
            if line.strip() == "ready":
                break
        yield Running(issuer, process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def provider_of(issuer: str, slug: str = "north", **different: Any) -> Provider:
    """How casebook is set to know it: authority for nobody, makes no accounts."""
    given: dict[str, Any] = {
        "slug": slug, "name": "North Trust", "issuer": issuer, "client_id": f"casebook-{slug}",
        "organisation": "north-trust", "client_secret": SECRET,
    }  # fmt: skip
    return Provider(**(given | different))


class Traveller:
    """A browser at the provider: keeps its cookies there, and goes as far as the way back to casebook."""

    def __init__(self) -> None:
        self.client = httpx.Client(follow_redirects=False, timeout=60)

    def let_in(self, there: str, name: str, *, second: bool = False) -> str:
        """From where casebook sends one, through the provider's door; answers the address one is sent back to."""
        issuer = "/".join(there.split("/")[:3])
        address = there
        for _ in range(10):
            if not address.startswith(issuer):
                return address
            answer = self.client.get(address)
            if answer.status_code == 200 and "/interaction/" in address:
                typed = {"name": name} | ({"second": "yes"} if second else {})
                answer = self.client.post(address, data=typed)
            assert answer.has_redirect_location, answer.text
            address = urljoin(address, answer.headers["location"])
        raise AssertionError("the provider sends one round and round")

    def leave(self, issuer: str) -> None:
        """Sign out at the provider itself."""
        page = self.client.get(f"{issuer}/session/end").text
        found = re.search(r'name="xsrf" value="([^"]+)"', page)
        assert found, page
        done = self.client.post(f"{issuer}/session/end/confirm", data={"xsrf": found[1], "logout": "yes"})
        assert done.status_code in (200, 302, 303), done.text
