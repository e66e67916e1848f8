"""`python -m bench` lists what can be measured; `python -m bench media --rounds 5 --json` measures it, and
`python -m bench relevance` judges how well search answers."""

import argparse
import gc
import importlib
import json
import logging
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import structlog

from .pairs import Plan, Ratio, machine, measure
from .relevance import Judged

#: Each is a module here with `plan(folder) -> Plan`; its first line says what it measures.
BENCHES = ("media", "search", "unseen", "compare", "programme", "live", "scale")
#: Judged once, as chance has no part in it: a module here with `judge(folder, content)`.
JUDGED = ("relevance",)


CONTENT = Path(__file__).parents[1] / "content"


def main(argv: list[str] | None = None) -> int:
    """Measure, print ratios, and answer 1 when a target is missed."""
    asked = _arguments(argv)
    if asked.bench is None:
        for name in (*BENCHES, *JUDGED):
            print(f"{name:10} {(importlib.import_module(f'bench.{name}').__doc__ or '').splitlines()[0]}")
        return 0
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="casebook-bench-") as place:
        folder = Path(place)
        if asked.bench in JUDGED:
            return _judge(asked.bench, folder, asked.content, as_json=asked.json)
        larger = {"times": asked.times} if asked.times > 1 else {}
        plan: Plan = importlib.import_module(f"bench.{asked.bench}").plan(folder, **larger)
        gc.freeze()  # as the product's own command does
        if not asked.json:
            print(f"{machine()}\n{asked.rounds} rounds; product / baseline, median (least to most)\n")
        ratios = []
        for ratio in measure(plan, folder, rounds=asked.rounds):
            ratios.append(ratio)
            if not asked.json:
                print(_line(ratio), flush=True)
    if asked.json:
        print(json.dumps({"machine": machine(), "rounds": asked.rounds, "ratios": [asdict(one) for one in ratios]}))
    return 0 if all(ratio.kept for ratio in ratios) else 1


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "bench", nargs="?", choices=(*BENCHES, *JUDGED), help="what to measure; nothing lists what there is"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--content", type=Path, default=CONTENT, help="the content that relevance is judged by")
    parser.add_argument("--times", type=int, default=1, help="search: so many times the usual size, to show growth")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def _judge(name: str, folder: Path, content: Path, *, as_json: bool) -> int:
    """Judge, print, and answer 1 where ours is not better on all counts."""
    judged: Judged = importlib.import_module(f"bench.{name}").judge(folder, content)
    if as_json:
        print(json.dumps(asdict(judged)))
        return 0 if judged.kept else 1
    for one in judged.figures:
        print(f"{one.kind:12} {one.engine:9} {one.questions:4} questions  recall@5 {one.recall:.3f}  MRR {one.mrr:.3f}")
    if judged.passed_over:
        print(f"{judged.passed_over} questions passed over: their cases are not in this content")
    for text in judged.missed:
        print(f"not among the first five: {text}")
    return 0 if judged.kept else 1


def _line(ratio: Ratio) -> str:
    spread = f"{ratio.median:.3g} ({ratio.least:.3g} to {ratio.most:.3g})"
    kept = "kept" if ratio.kept else "MISSED"
    target = "" if ratio.target is None else f"  target {ratio.target:.3g} {kept}"
    return f"{ratio.pair:38} {ratio.measure:12} {spread:22}{target or f'  product {ratio.cost:,.3g}'}"


if __name__ == "__main__":
    sys.exit(main())
