"""Alarms come when they should and not before: each rule asked of what casebook tells, as Prometheus would ask."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from casebook.audit.daily import verify_daily
from casebook.backup.keeping import STAMP, TAKEN
from casebook.clock import now
from casebook.db.engine import writing
from casebook.db.fact import note_fact
from casebook.library import Library
from casebook.metrics.telling import Metrics
from casebook.metrics.working import WorkingTally
from casebook.people.letter import Letter, LetterKind
from tests.deploy import promql
from tests.deploy.nginx_server import DEPLOY
from tests.metrics.test_telling import KEY, give_key

MACHINES = ("127.0.0.1:9100", "work-1.internal:9100")
EACH_S = 30.0


class World:
    """A site with one web process and three workers on two machines, and a Prometheus that has asked for a while."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.metrics, self.scrapes = Metrics(library), promql.Scrapes()
        self.dead: set[str] = set()
        self.probed = True
        self.workers = []
        for machine, name in ((MACHINES[0], "1"), (MACHINES[1], "2"), (MACHINES[1], "3")):
            place = folder / f"casebook-work-{name}.prom"
            self.workers.append((machine, place, WorkingTally(place, folder)))

    def pass_on(self, *, rounds: int = 25) -> None:
        """Ask all of them so many times, the last time now."""
        seen = list(self._seen())
        latest = now().timestamp()
        self.scrapes.taken = [(at - EACH_S * rounds, found) for at, found in self.scrapes.taken]
        for behind in reversed(range(rounds)):
            self.scrapes.add(latest - behind * EACH_S, *seen)

    def _seen(self) -> Iterator[dict[frozenset[tuple[str, str]], float]]:
        text = self.metrics.text(f"Bearer {KEY}", []).decode()
        yield promql.read(text, job="casebook-web", instance="127.0.0.1:8001")
        yield promql.series("up", 1, job="casebook-web", instance="127.0.0.1:8001")
        for machine in MACHINES:
            yield promql.series("up", float(machine not in self.dead), job="machines", instance=machine)
        for machine, place, tally in self.workers:
            if machine not in self.dead:
                tally.write()
                if place.exists():
                    yield promql.read(place.read_text(), job="machines", instance=machine)
        if self.probed:
            site = {"job": "casebook-site", "instance": "https://cases.example.org/healthz"}
            yield promql.series("probe_success", 1, **site)
            yield promql.series("probe_ssl_earliest_cert_expiry", now().timestamp() + 40 * 86_400, **site)

    def alarms(self) -> set[str]:
        """Which would come, were it to stay like this; the disk that the tests run on is left out."""
        groups = yaml.safe_load((DEPLOY / "monitoring/casebook-rules.yml").read_text())["groups"]
        rules = {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}
        return {name for name, expr in rules.items() if self.scrapes.ask(expr)} - {"CasebookDiskNearlyFull"}


@pytest.fixture
def world(library: Library, tmp_path: Path) -> World:
    give_key(library)
    with writing(library.engine) as db:
        note_fact(db, TAKEN, f"{now():{STAMP}}")
    verify_daily(library.engine, library.trail)
    (tmp_path / "numbers").mkdir()
    made = World(library, tmp_path / "numbers")
    made.pass_on()
    return made


def fail(world: World, status: int, method: str, *, times: int = 1) -> None:
    for _ in range(times):
        asked = world.metrics.tally.begin()
        asked.answering(status)
        world.metrics.tally.end(asked, "uploads.update", method)


def test_where_all_is_well_no_alarm_comes(world: World) -> None:
    assert world.alarms() == set()


def test_the_very_first_for_whom_there_is_no_room_calls_somebody(world: World) -> None:
    fail(world, 507, "PATCH")
    world.pass_on(rounds=2)
    assert world.alarms() == {"CasebookStorageFull"}
    by_route = 'sum(rate(casebook_requests_total{status="507"}[10m])) > 0'
    assert not world.scrapes.ask(by_route), "a number that begins with 1 has not risen, as it once was asked"
    world.pass_on(rounds=25)
    assert world.alarms() == set(), "and it is over when nobody was refused for a while"


def test_the_first_errors_ever_are_seen(world: World) -> None:
    fail(world, 500, "GET", times=30)
    world.pass_on(rounds=2)
    assert world.alarms() == {"CasebookErrorRate"}


def test_who_cannot_save_is_told_from_who_cannot_read(world: World) -> None:
    fail(world, 503, "GET", times=30)
    world.pass_on(rounds=2)
    assert "CasebookDatabaseReadOnly" not in world.alarms()
    fail(world, 503, "POST", times=30)
    world.pass_on(rounds=2)
    assert "CasebookDatabaseReadOnly" in world.alarms()


def test_a_machine_that_dies_takes_no_alarm_with_it(world: World) -> None:
    world.dead.add(MACHINES[1])
    world.pass_on(rounds=2)
    assert world.alarms() == {"CasebookMachineAway", "CasebookWorkersFew"}


def test_a_worker_that_never_could_write_its_numbers_is_missed(world: World, tmp_path: Path) -> None:
    machine, place, _ = world.workers.pop()
    place.unlink()
    world.workers.append((machine, place, WorkingTally(tmp_path / "no-such-folder/x.prom", tmp_path)))
    world.pass_on(rounds=2)
    assert world.alarms() == {"CasebookWorkersFew"}


def test_where_no_worker_is_left_at_all_it_is_said(world: World) -> None:
    world.workers.clear()
    world.pass_on(rounds=2)
    assert world.alarms() == {"CasebookWorkersFew"}


def test_a_site_that_nobody_asks_for_any_more_is_no_site_that_answers(world: World) -> None:
    world.probed = False
    world.pass_on(rounds=2)
    assert world.alarms() == {"CasebookSiteNotAnswering"}


@pytest.mark.parametrize("tried", [0, 3])
def test_letters_that_do_not_leave_are_told_whether_or_not_there_is_a_mail_server(
    library: Library, world: World, tried: int
) -> None:
    ago = now() - timedelta(hours=1)
    with writing(library.engine) as db:
        db.add(Letter(kind=LetterKind.password_reset, email="lena@north.example", email_sha256="x", attempts=tried,
                      created_at=ago, due_at=now() + timedelta(hours=1) if tried else ago))  # fmt: skip
    world.pass_on(rounds=2)
    assert world.alarms() == {"CasebookLettersWaiting"}
