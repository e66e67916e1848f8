"""Every route as each of the thirteen actors, for what is her own, of her organisation, of another, withdrawn, deleted
and missing: what comes is what `policy.yaml` says, and what may not be seen is, byte for byte, as what is not there."""

import re

import pytest

from casebook.web.line import Line
from casebook.web.routes import MAP

from .asking import Asked, Asking
from .people import ACTORS
from .policy import Policy

POLICY = Policy()
FEWEST_CALLS = 5000
MADE = re.compile(r"\b[a-z0-9]{12}\b")
#: that somebody is still there, and the row that some readings leave; a reading of what was shared is a POST, and
#: so are bookmarks and places
CHANGED_BY_READING = {"sign_ins", "audit_entries"}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert {line.name for line in MAP} == set(POLICY.rows)


def test_these_are_the_thirteen_and_there_is_enough_to_ask() -> None:
    assert len(ACTORS) == 13
    keyed = [line for line in MAP if "{" in line.path]
    assert len(keyed) * len(ACTORS) * 3 >= FEWEST_CALLS, "at least own, of another and missing of each"


@pytest.mark.parametrize("line", MAP, ids=lambda line: line.name)
def test_everybody_gets_what_the_policy_says(asking: Asking, line: Line) -> None:
    row = POLICY.rows[line.name]
    answers = asking.everybody(line, row, lambda *asks: POLICY.expected(line.name, *asks) == "see")
    wrong = [
        f"{one.actor} asks for {one.situation}: {one.outcome} ({one.status}), and not {expected}"
        for one in answers
        if (expected := POLICY.expected(line.name, one.actor, one.situation)) != one.outcome
    ]
    wrong += told_apart(answers, alike=row.alike)
    if line.method == "GET":
        wrong += [f"asking changed {table}" for table in sorted(asking.as_it_was() - CHANGED_BY_READING)]
    assert not wrong, "\n".join(wrong)


def told_apart(answers: list[Asked], *, alike: bool) -> list[str]:
    """Where an actor can tell what she may not see from what is not there. Where both are let in `alike`, the keys that
    a page makes for what may be written next are new each time."""

    def told(one: Asked) -> tuple[int, str, dict[str, str]]:
        return one.status, MADE.sub("…", one.text) if alike else one.text, one.headers

    missing = {one.actor: told(one) for one in answers if one.situation == "missing"}
    return [
        f"{one.actor} can tell {one.situation} from missing"
        for one in answers
        if (one.status == 404 or (alike and one.situation not in ("own", "missing")))
        and told(one) != missing.get(one.actor, told(one))
    ]
