"""What is measured: a baseline and the product, each run again and again, one after the other, and their ratios."""

import platform
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: Does the work once in an empty folder and answers what it cost, by name: CPU seconds, bytes.
Run = Callable[[Path], dict[str, float]]


@dataclass(frozen=True)
class Pair:
    """A comparison. `targets` says how large the median of product / baseline may be, by what is measured."""

    name: str
    baseline: Run
    product: Run
    targets: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Ratio:
    """The ratios of all rounds for one thing that was measured."""

    pair: str
    measure: str
    median: float
    least: float
    most: float
    target: float | None

    @property
    def kept(self) -> bool:
        return self.target is None or self.median <= self.target


def measure(pairs: list[Pair], folder: Path, *, rounds: int) -> Iterator[Ratio]:
    """Run each pair `rounds` times, baseline and product in turn, the one that begins changing each round."""
    for pair in pairs:
        found: dict[str, list[float]] = {}
        for number in range(rounds):
            cost = {}
            for name in ("baseline", "product") if number % 2 == 0 else ("product", "baseline"):
                place = folder / f"{pair.name.replace(' ', '_')}_{number}_{name}"
                place.mkdir(parents=True)
                cost[name] = getattr(pair, name)(place)
            for what in cost["product"].keys() & cost["baseline"].keys():
                found.setdefault(what, []).append(cost["product"][what] / cost["baseline"][what])
        for what, ratios in sorted(found.items()):
            yield Ratio(pair.name, what, statistics.median(ratios), min(ratios), max(ratios), pair.targets.get(what))


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
