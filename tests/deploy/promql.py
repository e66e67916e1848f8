"""As much of PromQL as the alarm rules use, evaluated over scrapes as Prometheus would: a series that the newest scrape
does not have is gone, and of one that begins with some number no rise is seen. Left out is that Prometheus extrapolates
a rise to the edges of its range, by a little. What is not known here is refused."""

import math
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import promql_parser as promql
from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]
_NAME = "__name__"
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, "<": operator.lt, "==": operator.eq, "!=": operator.ne, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip
_COUNT: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": lambda one, other: one / other if other else math.copysign(math.inf, one) if one else math.nan,
}  # fmt: skip
_GATHER: dict[str, Callable[[list[float]], float]] = {
    "sum": sum, "max": max, "min": min, "count": lambda values: float(len(values)),
}  # fmt: skip


def series(name: str, value: float, **labels: str) -> Vector:
    """One series with its value."""
    return {frozenset({_NAME: name, **labels}.items()): value}


def read(text: str, **labels: str) -> Vector:
    """What a process tells, with the labels that Prometheus adds."""
    return {
        frozenset({_NAME: one.name, **one.labels, **labels}.items()): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


@dataclass
class Scrapes:
    """What was asked for and when, the newest last, in seconds."""

    taken: list[tuple[float, Vector]] = field(default_factory=list)

    def add(self, at_s: float, *found: Vector) -> None:
        """One round of scraping."""
        self.taken.append((at_s, {labels: value for one in found for labels, value in one.items()}))

    @property
    def now_s(self) -> float:
        return self.taken[-1][0]

    def ask(self, expression: str) -> Vector:
        """What an expression is at the newest scrape; empty is no alarm."""
        found = self._of(promql.parse(expression))
        assert isinstance(found, dict), expression
        return found

    def _of(self, expr: Any) -> Vector | float:
        match type(expr).__name__:
            case "NumberLiteral":
                return float(expr.val)
            case "ParenExpr":
                return self._of(expr.expr)
            case "VectorSelector":
                return {_bare(one): value for one, value in self.taken[-1][1].items() if _matches(expr, one)}
            case "AggregateExpr":
                by = set(expr.modifier.labels) if expr.modifier else set()
                groups: dict[Labels, list[float]] = {}
                for one, value in self._vector(expr.expr).items():
                    groups.setdefault(frozenset(pair for pair in one if pair[0] in by), []).append(value)
                return {one: _GATHER[str(expr.op)](values) for one, values in groups.items()}
            case "Call":
                return self._call(expr.func.name, expr.args)
            case "BinaryExpr":
                return _two(str(expr.op), self._of(expr.lhs), self._of(expr.rhs))
        raise NotImplementedError(type(expr).__name__)

    def _vector(self, expr: Any) -> Vector:
        found = self._of(expr)
        assert isinstance(found, dict)
        return found

    def _call(self, name: str, args: list[Any]) -> Vector | float:
        if name == "time":
            return self.now_s
        if name == "vector":
            return {frozenset(): float(args[0].val)}
        if name == "abs":
            return {one: abs(value) for one, value in self._vector(args[0]).items()}
        if name == "timestamp":
            return dict.fromkeys(self._vector(args[0]), self.now_s)
        if name == "absent":
            return {} if self._vector(args[0]) else {frozenset(): 1.0}
        if name == "rate":
            return self._rate(args[0])
        if name == "histogram_quantile":
            return _quantile(float(args[0].val), self._vector(args[1]))
        raise NotImplementedError(name)

    def _rate(self, expr: Any) -> Vector:
        seconds, points = expr.range.total_seconds(), dict[Labels, list[float]]()
        for at_s, found in self.taken:
            if self.now_s - seconds < at_s <= self.now_s:
                for one, value in found.items():
                    if _matches(expr.vector_selector, one):
                        points.setdefault(_bare(one), []).append(value)
        return {one: _rise(values) / seconds for one, values in points.items() if len(values) > 1}


def _bare(labels: Labels) -> Labels:
    return frozenset(pair for pair in labels if pair[0] != _NAME)


def _matches(selector: Any, labels: Labels) -> bool:
    have = dict(labels)
    if have[_NAME] != selector.name:
        return False
    for one in selector.matchers.matchers:
        value, op = have.get(one.name, ""), str(one.op).rpartition(".")[2]
        same = value == one.value if op in ("Equal", "NotEqual") else bool(re.fullmatch(one.value, value))
        if same != (op in ("Equal", "Re")):
            return False
    return True


def _rise(values: list[float]) -> float:
    """By how much a counter went up; after a restart it begins at nothing."""
    return sum(after - before if after >= before else after for before, after in pairwise(values))


def _two(op: str, left: Vector | float, right: Vector | float) -> Vector | float:
    if isinstance(left, dict) and isinstance(right, dict):
        if op == "and":
            return {one: value for one, value in left.items() if one in right}
        if op == "or":
            return right | left
        if op == "unless":
            return {one: value for one, value in left.items() if one not in right}
        return _kept(op, ((one, value, right[one], value) for one, value in left.items() if one in right))
    if isinstance(left, dict) and not isinstance(right, dict):
        return _kept(op, ((one, value, right, value) for one, value in left.items()))
    if isinstance(right, dict) and not isinstance(left, dict):
        return _kept(op, ((one, left, value, value) for one, value in right.items()))
    assert isinstance(left, float)
    assert isinstance(right, float)
    return _COUNT[op](left, right)


def _kept(op: str, pairs: Iterable[tuple[Labels, float, float, float]]) -> Vector:
    """What arithmetic makes of pairs, or those that a comparison lets through as they were."""
    if op in _COUNT:
        return {one: _COUNT[op](left, right) for one, left, right, _ in pairs}
    return {one: kept for one, left, right, kept in pairs if _COMPARE[op](left, right)}


def _quantile(wanted: float, buckets: Vector) -> Vector:
    """The upper end of the bucket it is in, which Prometheus would go below by a part of that bucket."""
    found: Vector = {}
    groups: dict[Labels, list[tuple[float, float]]] = {}
    for one, count in buckets.items():
        rest = frozenset(pair for pair in one if pair[0] != "le")
        groups.setdefault(rest, []).append((float(dict(one)["le"]), count))
    for one, ends in groups.items():
        ends.sort()
        if ends[-1][1]:
            found[one] = next(end for end, count in ends if count >= wanted * ends[-1][1])
    return found
