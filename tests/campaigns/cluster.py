"""The campaign `make cluster-walk`: casebook on more than one machine, on this one, walked through by a trainee, an
author and a room; then a worker, each web process and PostgreSQL's primary are killed in the midst of things, and it is
walked through again. What was acknowledged is looked for after each.

One row each, with what is expected and what is seen. Exit 1 where a row is otherwise.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from tests.campaigns import cluster_kills, cluster_walks
from tests.campaigns.cluster_kills import web_in_mid_upload, worker_in_mid_transcode
from tests.campaigns.cluster_site import WORKERS, Cluster
from tests.campaigns.cluster_walks import SEEN_WITHIN_S, Visitors, visiting
from tests.campaigns.faults_postgres import BACK_WITHIN_S
from tests.campaigns.keeping_house import run_kept

WITHIN = f"each turn at both web processes within {SEEN_WITHIN_S:.0f} s, 2 answers kept"
Seen = tuple[str, str]  # what is compared with what is expected; figures beside it
Row = tuple[str, str, Callable[[Cluster], Seen]]


def _walk(way: Callable[[Visitors], Seen]) -> Callable[[Cluster], Seen]:
    def walked(cluster: Cluster) -> Seen:
        with visiting(cluster) as visitors:
            seen, figures = way(visitors)
            wrong = f", {len(visitors.wrong)} wrong: {visitors.wrong[:3]}" if visitors.wrong else ""
        return seen + wrong, figures

    return walked


def trainee(name: str) -> Callable[[Cluster], Seen]:
    """A trainee's walk."""

    def way(visitors: Visitors) -> Seen:
        cluster_walks.trainee(visitors, name)
        return "found, played, answered twice, compared", ""

    return _walk(way)


def author(which: int) -> Callable[[Cluster], Seen]:
    """An author's walk, which another reads."""
    return _walk(lambda visitors: ("sent, cut, read, published, answered", cluster_walks.author(visitors, which)))


def room(name: str, *, kill: bool = False) -> Callable[[Cluster], Seen]:
    """An educator and two phones; a web process is killed in the middle where that is asked for."""

    def held(cluster: Cluster) -> Seen:
        with visiting(cluster) as visitors:
            told, shown, kept = cluster_walks.room(visitors, name, kill=kill)
            wrong = f", {len(visitors.wrong)} wrong: {visitors.wrong[:3]}" if visitors.wrong and not kill else ""
        if kill:
            cluster.web[0].start()
        when = f"within {SEEN_WITHIN_S:.0f} s" if told <= SEEN_WITHIN_S else f"after {told:.1f} s"
        figures = f"heard after {told:.2f} s, on a phone's page after {shown:.1f} s, an answer kept after {kept:.1f} s"
        bad = f" ({len(visitors.wrong)} answers of 5xx)" if kill else ""
        return f"each turn at both web processes {when}, 2 answers kept{wrong}", figures + bad

    return held


ROWS: tuple[Row, ...] = (
    ("a trainee's walk", "found, played, answered twice, compared", trainee("Mia 1")),
    ("an author's walk", "sent, cut, read, published, answered", author(0)),
    ("a room's walk", WITHIN, room("Rea 1")),
    ("worker killed in mid-transcode", "taken over by another True, in attempt 2, 1 version of it",
     worker_in_mid_transcode),
    ("web process killed in mid-session", WITHIN, room("Rea 2", kill=True)),
    ("each web process killed in mid-upload", "broken off, 0 acknowledged bytes asked for again, whole True, made into "
     "film", web_in_mid_upload),
    ("primary killed, standby promoted", f"0 lost, doubled or half; writes back within {BACK_WITHIN_S:.0f} s; 0 "
     "acknowledged bytes of an upload asked for again, whole True", cluster_kills.primary),
    ("a trainee's walk, after that", "found, played, answered twice, compared", trainee("Mia 2")),
    ("an author's walk, after that", "sent, cut, read, published, answered", author(1)),
    ("a room's walk, after that", WITHIN, room("Rea 3")),
)  # fmt: skip


def walked(cluster: Cluster, only: str) -> int:
    """Print the rows as they are done; answers how many are otherwise."""
    bad = 0
    for name, expected, act in ROWS:
        if only not in name:
            continue
        began = time.monotonic()
        try:
            seen, figures = act(cluster)
        except Exception as wrong:  # what surprises its own test is a row that is otherwise
            seen, figures = f"{type(wrong).__name__}: {wrong}"[:600], cluster.jobs()
        seen += "".join(f"; LOST {one}" for one in cluster.lost()) + "".join(
            f"; ended: {one}" for one in cluster.dead()
        )
        bad += seen != expected
        mark = "as expected" if seen == expected else "OTHERWISE  "
        print(f"{mark} {name:40} {seen}  ({time.monotonic() - began:.0f} s)", flush=True)
        if seen != expected:
            print(f"{'':11} {'expected':40} {expected}", flush=True)
        if figures:
            print(f"{'':11} {'':40} {figures}", flush=True)
    return bad


def run(only: str, logs: str) -> int:
    """Start everything, go through the rows, end everything."""
    structlog.configure(processors=[_drop])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="casebook-cluster-") as made:
        began, folder = time.monotonic(), Path(logs or made).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        cluster = Cluster(folder)
        try:
            cluster.start()
            front = (
                "nginx" if cluster.nginx else "NO nginx, which cannot be had here: everybody at the first web process"
            )
            print(f"{front}, 2 web processes, {WORKERS} workers, PostgreSQL with a synchronous standby, S3: "
                  f"{time.monotonic() - began:.0f} s to start and make the first films", flush=True)  # fmt: skip
            bad = walked(cluster, only)
            many = len(cluster.told)
        finally:
            cluster.stop()
    print(f"{'all as expected' if not bad else f'{bad} rows NOT as expected'}; {many} acknowledged things looked for "
          f"after each row; {time.monotonic() - began:.0f} s")  # fmt: skip
    return min(bad, 1)


def _drop(*_: object) -> object:
    raise structlog.DropEvent


def main() -> int:
    """Print the table; 1 where a row is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.cluster", description=__doc__)
    parser.add_argument("--only", default="", help="rows whose name has this in it")
    parser.add_argument("--logs", default="", help="a new folder that keeps everything; without it nothing is kept")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return run(asked.only, asked.logs)
    return run_kept(sys.executable, "-m", "tests.campaigns.cluster", *sys.argv[1:], "--inside")


if __name__ == "__main__":
    sys.exit(main())
