"""Search: casebook, on Whoosh and on PostgreSQL, against plain Whoosh, SQLite FTS5, tantivy and PostgreSQL by hand.

The library has 2,000 clips of sixty cues.

Milliseconds of processor time (PostgreSQL: its server's and its client's) are p50 and p95 of fifteen questions of each
kind, each with all its cases counted by theme, sight and twenty marked places: the best of two turns, or `cold`, when a
question is asked for the first time; `slowest` is the dearest of all turns. `build` is seconds of processor time,
`edit` seconds from saving a line to finding it, `bytes` what is stored. tantivy and PostgreSQL are measured where the
packages of the dependency group `bench` are installed. With `--times 10` casebook alone is measured, at ten times the
size.
"""

import gc
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from casebook.db.engine import open_engine, reading

from ..pairs import Pair, Plan
from . import corpus, ours
from .engines import Held, held
from .questions import KINDS, Question, questions

EACH = 15
WARM = 2  # turns, of which the best counts: what else the machine does is not the engine's
PEERS = {
    "plain Whoosh": ("plain_whoosh", "PlainWhoosh"),
    "FTS5": ("engines", "Fts5"),
    "tantivy": ("engines", "Tantivy"),
    "PostgreSQL": ("postgresql", "Postgresql"),
}
ON_POSTGRESQL = "casebook, PostgreSQL"
#: Kinds of question whose cases must be the same for all; how a beginning or a slip is completed is each engine's own.
ALIKE = ("common", "rare", "two", "three", "phrase")
P50, P95 = tuple(f"{kind} p50" for kind in KINDS), tuple(f"{kind} p95" for kind in KINDS)
COLD = tuple(f"cold {kind} p50" for kind in KINDS)
REST = ("build", "edit", "bytes")


def plan(folder: Path, times: int = 1) -> Plan:
    """The comparisons, for a library made in `folder`."""
    library = made(folder / "library", 1)
    runs: dict[str, Callable[[Path], dict[str, float]]] = {"casebook": partial(casebook, ours.Casebook, library)}
    limits = {"slowest": 50.0, "edit": 2.0}
    runs["limits"] = lambda _: limits
    pairs = [Pair("casebook / what is promised", "limits", "casebook", dict.fromkeys(limits, 1.0))]
    try:
        on_postgresql = importlib.import_module("bench.search.ours_on_postgresql").CasebookOnPostgresql
        runs[ON_POSTGRESQL] = partial(casebook, on_postgresql, library)
        pairs.append(Pair(f"{ON_POSTGRESQL} / what is promised", "limits", ON_POSTGRESQL, dict.fromkeys(limits, 1.0)))
    except ImportError as missing:
        print(f"{ON_POSTGRESQL} is left out: {missing}", file=sys.stderr)
    if times > 1:
        more = made(folder / "more", times)
        runs["casebook, larger"] = partial(casebook, ours.Casebook, more)
        if ON_POSTGRESQL in runs:
            larger = f"{ON_POSTGRESQL}, larger"
            runs[larger] = partial(casebook, on_postgresql, more)
            pairs.append(
                Pair(
                    f"{times} times, {ON_POSTGRESQL}",
                    ON_POSTGRESQL,
                    larger,
                    dict.fromkeys(P50, 1.2 * times),
                    (*P50, *COLD),
                )
            )
        pairs.append(
            Pair(f"{times} times as many / once", "casebook", "casebook, larger", dict.fromkeys(P50, 1.2 * times))
        )
        return Plan(runs, pairs)
    for name, (module, kind) in PEERS.items():
        try:
            made_by = getattr(importlib.import_module(f"bench.search.{module}"), kind)
            if name == "tantivy":
                importlib.import_module("tantivy")
        except ImportError as missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)
            continue
        runs[name] = partial(peer, made_by, library)
    binding = dict.fromkeys(P50, 1 / 15)
    fts5 = dict(zip(P50, (1.0, 1.2, 1.0, 1.0, 4.0, 1.0, 1.2), strict=True)) | {"edit": 30.0, "build": 12.0}
    fts5 |= {name: 15.0 if "phrase" in name else 8.0 for name in COLD}
    for name, targets in (("plain Whoosh", binding), ("FTS5", fts5), ("tantivy", {}), ("PostgreSQL", {"all p95": 1.0})):
        if name in runs:
            told = (*P50, *P95, *(COLD if name == "FTS5" else ()), "all p95", *REST)
            pairs.append(Pair(f"casebook / {name}", name, "casebook", targets, told))
    for name in ("casebook", "FTS5", "PostgreSQL"):
        if name in runs and ON_POSTGRESQL in runs:
            told = (*P50, *P95, *COLD, "all p95", *REST)
            pairs.append(Pair(f"{ON_POSTGRESQL} / {name}", name, ON_POSTGRESQL, told=told))
    return Plan(runs, pairs)


def made(folder: Path, times: int) -> Path:
    """A folder with a library of this size."""
    folder.mkdir(parents=True)
    began = time.monotonic()
    corpus.library(folder, times=times).dispose()
    print(f"a library of {corpus.CLIPS * times:,} clips, made in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return folder


def casebook(kind: type[ours.Casebook], library: Path, folder: Path) -> dict[str, float]:
    """casebook, indexed anew and asked."""
    one = kind(library, folder)
    build = _cpu(one.build, one.cpu)
    with reading(one.engine) as db:
        themes, sight = ours.themes_of(db), ours.sight_of(db)
    one.open(themes, sight)
    cost = _asked(one.ask, one.cpu, library)
    after = Question("edit", "zygomorphic ", ("zygomorphic",))

    def edit() -> None:
        before.append(one.edit("clip-0-0", "A zygomorphic flower."))
        assert len(one.ask(after).cases) == 1

    before: list[str] = []
    cost |= {"build": build, "edit": _seconds(edit), "bytes": float(_bytes(folder))}
    one.edit("clip-0-0", *before)
    one.close()
    return cost


def peer(kind: Any, library: Path, folder: Path) -> dict[str, float]:
    """Another engine, with the same documents in the same sight."""
    engine = open_engine(f"sqlite:///{library / 'casebook.db'}")
    with reading(engine) as db:
        themes, sight = ours.themes_of(db), ours.sight_of(db)
    engine.dispose()
    documents = [held(one, seen=sight.sees(one.case_slug, one.clip_key)) for one in ours.documents_of(library)]
    one = kind(folder)
    build = _cpu(lambda: one.build(documents), one.cpu)
    one.open(themes)
    cost = _asked(one.ask, one.cpu, library)
    clip = [document for document in documents if document.clip == "clip-0-0"]
    changed = [Held(clip[0].case, clip[0].clip, True, "zygomorph", "zygomorphic"), *clip[1:]]
    after = Question("edit", "zygomorphic ", ("zygomorphic",))

    def edit() -> None:
        one.replace("clip-0-0", changed)
        assert len(one.ask(after).cases) == 1

    cost |= {"build": build, "edit": _seconds(edit), "bytes": float(_bytes(folder))}
    one.close()
    return cost


def _asked(ask: Callable[[Question], Any], cpu: Callable[[], float], library: Path) -> dict[str, float]:
    """Ask everything once, then twice more; milliseconds by kind. What was found is held against what the first
    engine found."""
    asked = questions(ours.cues_of(library), each=EACH)
    taken: dict[str, list[list[float]]] = {}
    found, slowest = {}, 0.0
    gc.collect()
    for turn in range(1 + WARM):
        for number, question in enumerate(asked):
            began = cpu()
            answer = ask(question)
            spent = 1000 * (cpu() - began)
            slowest = max(slowest, spent)
            if turn < 2:
                taken.setdefault(f"{'' if turn else 'cold '}{question.kind}", []).append([])
            taken[f"{'' if turn else 'cold '}{question.kind}"][number // len(KINDS)].append(spent)
            found[question.text] = sorted(answer.cases) if question.kind in ALIKE else []
    _compare(found, library / "found.json")
    best = {name: [min(turns) for turns in values] for name, values in taken.items()}
    cost = {f"{name} p50": statistics.median(values) for name, values in best.items()}
    cost |= {f"{name} p95": _p95(values) for name, values in best.items()}
    warm = [value for kind in KINDS for value in best[kind]]
    return cost | {"all p95": _p95(warm), "slowest": slowest}


def _compare(found: dict[str, list[str]], first: Path) -> None:
    if not first.exists():
        first.write_text(json.dumps(found))
    differing = [text for text, cases in json.loads(first.read_text()).items() if found[text] != cases]
    if differing:
        raise SystemExit(f"{len(differing)} questions have other answers here, the first {differing[0]!r}")


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _cpu(work: Callable[[], object], cpu: Callable[[], float]) -> float:
    began = cpu()
    work()
    return cpu() - began


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
