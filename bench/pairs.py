"""What is measured: baselines and the product, each run in turn, round after round, and their ratios."""

import multiprocessing
import platform
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: Does the work once in an empty folder and answers what it cost, by name: CPU seconds, seconds, bytes, MB.
Run = Callable[[Path], dict[str, float]]


@dataclass(frozen=True)
class Pair:
    """A comparison of two runs by their names. `targets` says how large the median of product / baseline may be, by
    what is measured; with `told`, only these measures are told, else all that both have."""

    name: str
    baseline: str
    product: str
    targets: dict[str, float] = field(default_factory=dict)
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All runs by name, and what of them is compared."""

    runs: dict[str, Run]
    pairs: list[Pair]


@dataclass(frozen=True)
class Ratio:
    """The ratios of all rounds for one thing that was measured; `cost` is the product's own median."""

    pair: str
    measure: str
    median: float
    least: float
    most: float
    target: float | None
    cost: float

    @property
    def kept(self) -> bool:
        return self.target is None or self.median <= self.target


def measure(plan: Plan, folder: Path, *, rounds: int) -> Iterator[Ratio]:
    """Run everything once a round, in turn and every other round backwards, so that what else the machine does meets
    baselines and product alike; then compare within each round. Each run is a process of its own."""
    found: list[dict[str, dict[str, float]]] = []
    for number in range(rounds):
        cost: dict[str, dict[str, float]] = {}
        for name in list(plan.runs)[:: -1 if number % 2 else 1]:
            print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
            place = folder / f"{number}_{name.replace(' ', '_')}"
            place.mkdir(parents=True)
            cost[name] = _apart(plan.runs[name], place)
        found.append(cost)
    for pair in plan.pairs:
        first, second = found[0][pair.baseline], found[0][pair.product]
        for what in pair.told or sorted(first.keys() & second.keys()):
            ratios = [cost[pair.product][what] / cost[pair.baseline][what] for cost in found]
            yield Ratio(
                pair.name,
                what,
                statistics.median(ratios),
                min(ratios),
                max(ratios),
                pair.targets.get(what),
                statistics.median(cost[pair.product][what] for cost in found),
            )


def _apart(run: Run, place: Path) -> dict[str, float]:
    """Run in a process of its own, so that its children's memory and time are told apart from everybody else's."""
    apart = multiprocessing.get_context("fork")
    here, there = apart.Pipe(duplex=False)
    process = apart.Process(target=lambda: there.send(run(place)))
    process.start()
    there.close()
    try:
        cost: dict[str, float] = here.recv()
    except EOFError:
        raise SystemExit("A run failed; what it said stands above.") from None
    finally:
        process.join()
    return cost


def machine() -> str:
    """Which machine this is, for whoever compares figures."""
    cores, model = 0, platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            cores += line.startswith("processor")
            model = line.partition(":")[2].strip() if line.startswith("model name") else model
        load = Path("/proc/loadavg").read_text().split()[0]
    except OSError:
        load = "unknown"
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{cores} × {model}, load {load}, {system}"
