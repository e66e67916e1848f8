"""Reading `policy.yaml`: what must come, for a route, an actor and a situation."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .hospital import SITUATIONS
from .people import ACTORS

Said = dict[str, frozenset[str]]  # outcome -> actors


@dataclass(frozen=True)
class Row:
    """What is written of one route."""

    name: str
    kind: str
    let_in: frozenset[str]
    own: dict[str, Said]
    sends: dict[str, str]
    endless: bool  # its answer goes on and on
    alike: bool  # what is not hers is seen, as what is not there


class Policy:
    """All rows. Whatever is misspelt in them is an error here, not a row that never applies."""

    def __init__(self, path: Path = Path(__file__).with_name("policy.yaml")) -> None:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._roles: dict[str, list[str]] = written["roles"]
        self._out = self._named(["shut-out"])
        self._kinds = {kind: self._said(rule) for kind, rule in written["kinds"].items()}
        self.rows = {name: self._row(name, dict(row)) for name, row in written["routes"].items()}

    def _row(self, name: str, row: dict[str, Any]) -> Row:
        kind, let_in = row.pop("of", ""), self._named([row.pop("for")])
        sends, endless, alike = row.pop("sends", {}), row.pop("endless", False), row.pop("alike", False)
        rules = (self._kinds[kind] if kind else {"own": {"see": let_in}}) | self._said(row)
        return Row(name, kind, let_in, rules, sends, endless, alike)

    def _said(self, rules: dict[str, Any]) -> dict[str, Said]:
        assert set(rules) <= set(SITUATIONS), rules
        return {situation: {str(outcome): self._named(who) for outcome, who in self._split(said).items()}
                for situation, said in rules.items()}  # fmt: skip

    def _split(self, said: Any) -> dict[str, Any]:
        return said if isinstance(said, dict) else {"see": said}

    def _named(self, who: str | Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for one in [who] if isinstance(who, str) else who:
            found |= set(self._roles[one]) if one in self._roles else {one}
        assert found <= set(ACTORS), found
        return frozenset(found)

    def expected(self, name: str, actor: str, situation: str) -> str:
        """What must come."""
        row = self.rows[name]
        if actor not in row.let_in:
            return "sign-in" if actor in self._out else "403"
        for outcome, actors in row.own.get(situation, {}).items():
            if actor in actors:
                return outcome
        return "404"
