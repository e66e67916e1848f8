"""A whole front: nginx before two web processes on one library, film by `X-Accel-Redirect`."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2

from tests.campaigns.withdrawal import FORM
from tests.deploy.nginx_server import Nginx
from tests.web.uploading import Server, Tus

LOCATION = "/film-kept/"


class Front:
    """nginx, and behind it `casebook serve` twice."""

    def __init__(self, data: Path, folder: Path) -> None:
        self.data = data
        self.web = [Server(data, CASEBOOK_LOG="json") for _ in range(2)]
        self.nginx = Nginx(folder, web=[one.port for one in self.web], film=data / "film")
        for one in self.web:
            one.environment |= {
                "CASEBOOK_ADDRESS": self.nginx.address,
                "CASEBOOK_ALLOWED_HOSTS": "localhost",
                "CASEBOOK_PROXIES": "127.0.0.1",
                "CASEBOOK_FILM_LOCATION": LOCATION,
            }

    def start(self) -> "Front":
        with ExitStack() as undone:
            for one in self.web:
                one.start()
                undone.callback(one.kill)
            self.nginx.start()
            undone.pop_all()
        return self

    def stop(self) -> None:
        self.nginx.stop()
        for one in self.web:
            if one.process.poll() is None:
                one.stop()

    def client(self, **sent: str) -> httpx2.Client:
        """Somebody nobody knows, who believes our certificate."""
        return httpx2.Client(
            base_url=self.nginx.address, verify=self.nginx.trusts, timeout=60, headers={"accept": "text/html"} | sent
        )

    @contextmanager
    def enter(self, name: str) -> Iterator[httpx2.Client]:
        """One of the cast, signed in through nginx."""
        with self.client() as client:
            answer = client.post("/demo/sign-in", data={"person": f"{name}@casebook.example"}, headers=FORM)
            assert answer.status_code == 303, answer.text
            yield client

    def tus(self, token: str) -> Tus:
        """A program that uploads through nginx."""
        tus = Tus(self.nginx.address, token)
        tus.client = httpx2.Client(headers=dict(tus.client.headers), verify=self.nginx.trusts, timeout=60)
        return tus
