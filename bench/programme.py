"""A programme of 180 people over six modules: its lead's pages against rendering alone, and at 32 clients.

`cpu` is milliseconds of CPU of one request of the lead's, in process, less that of a request that does nothing, beside
that of the template alone with the values it was given. `p95` is milliseconds over real HTTP with 32 clients asking one
process for the same pages in turn. PROGRAMME_PEOPLE asks for another number of people.
"""

import http.client
import multiprocessing
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import uvicorn
from sqlmodel import select
from starlette.testclient import TestClient

from casebook.app import create_app
from casebook.db.engine import writing
from casebook.library import Library, open_library
from casebook.people.person import Person
from casebook.people.signing_in import sign_in
from casebook.preparing import prepare
from casebook.settings import read_settings
from tests.web.uploading import free_port

from .pairs import Pair, Plan
from .programme_people import make_programme_of

PEOPLE = int(os.environ.get("PROGRAMME_PEOPLE", "180"))
CLIENTS, REQUESTS, TURNS = 32, 12, 40


def plan(folder: Path) -> Plan:
    """The measures, on a library made in `folder`."""
    data = folder / "data"
    prepare(read_settings(data=data, demo=True, second_factor="offered"))
    cohort, programme = make_programme_of(_library(data), PEOPLE)
    pages = {
        "who took part": f"/cohorts/{cohort}/programmes/{programme}",
        "programme": f"/programmes/{programme}",
        "change it": f"/programmes/{programme}/edit",
        "cohort": f"/cohorts/{cohort}",
    }
    runs: dict[str, Callable[[Path], dict[str, float]]] = {"one": lambda place: {"p95": 1.0}}
    pairs = []
    for name, path in pages.items():
        runs[f"{name} rendered"] = partial(_rendering, data, path)
        runs[name] = partial(_page, data, path)
        pairs.append(Pair(f"{name}: page / rendering", f"{name} rendered", name, {"cpu": 1.3}))
    runs["32 clients"] = partial(_clients, data, list(pages.values()))
    pairs.append(Pair("32 clients: p95 (ms)", "one", "32 clients", {"p95": 100.0}))
    return Plan(runs, pairs)


def _library(data: Path, **different: Any) -> Library:
    return open_library(read_settings(data=data, demo=True, second_factor="offered", **different))


def _secret(library: Library) -> str:
    with writing(library.engine) as db:
        return sign_in(db, db.exec(select(Person).where(Person.email == "lead@bench.example")).one(), hours=1)[1]


def _client(data: Path) -> TestClient:
    library = _library(data)
    return TestClient(create_app(library), base_url="http://localhost:8000", cookies={"sid": _secret(library)})


def _page(data: Path, path: str, place: Path) -> dict[str, float]:
    """CPU of a request, all threads of this process counted, without that of a request that does nothing."""
    with _client(data) as client:
        assert client.get(path).status_code == 200
        whole = _cpu(lambda: client.get(path))
        bare = _cpu(lambda: client.get("/healthz"))
    return {"cpu": 1000 * (whole - bare)}


def _rendering(data: Path, path: str, place: Path) -> dict[str, float]:
    """CPU of the page's template alone, with the very values the handler gave it."""
    with _client(data) as client, _kept() as given:
        assert client.get(path).status_code == 200
    template, values = given[-1]
    return {"cpu": 1000 * _cpu(lambda: template.render(values))}


@contextmanager
def _kept() -> Iterator[list[tuple[jinja2.Template, dict[str, Any]]]]:
    given: list[tuple[jinja2.Template, dict[str, Any]]] = []
    rendering = jinja2.Template.render

    def keep(self: jinja2.Template, values: dict[str, Any]) -> str:
        given.append((self, values))
        return rendering(self, values)

    jinja2.Template.render = keep  # type: ignore[method-assign, assignment]
    yield given
    jinja2.Template.render = rendering  # type: ignore[method-assign]


def _cpu(act: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        began = time.process_time()
        act()
        took.append(time.process_time() - began)
    return statistics.median(took)


def _clients(data: Path, paths: list[str], place: Path) -> dict[str, float]:
    """What 32 clients wait for one process, each asking for the pages in turn."""
    port = free_port()
    library = _library(data, port=port)
    secret = _secret(library)
    library.engine.dispose()
    serving = multiprocessing.get_context("fork").Process(target=_serve, args=(data, port))
    serving.start()
    try:
        _until_it_answers(port)
        took: list[float] = []
        clients = [threading.Thread(target=_ask, args=(port, secret, paths, number, took)) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
    finally:
        serving.terminate()
        serving.join()
    assert len(took) == CLIENTS * REQUESTS
    return {"p50": 1000 * statistics.median(took), "p95": 1000 * statistics.quantiles(took, n=20)[18]}


def _serve(data: Path, port: int) -> None:
    uvicorn.run(create_app(_library(data, port=port)), host="127.0.0.1", port=port, log_level="error")


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _ask(port: int, secret: str, paths: list[str], number: int, took: list[float]) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    for turn in range(REQUESTS):
        began = time.perf_counter()
        connection.request("GET", paths[(number + turn) % len(paths)], headers={"cookie": f"sid={secret}"})
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - began)
        assert answer.status == 200, answer.status
