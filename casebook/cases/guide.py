"""The educator's guide of a case: its parts, which wait for an answer, and which plan fits the time there is."""

import re

#: Parts that tell what the filmed people did; they open like everything told after the decision.
TELLS = ("Prompts", "Likely directions", "A minority view to protect")
#: Up to how many minutes each of a guide's plans is the one to follow.
PLANS = ((30, "In 20 minutes"), (65, "In 45 minutes"), (10_000, "In 90 minutes"))


def guide_parts(guide: str, *, closed: bool) -> list[tuple[str, str]]:
    """(heading, text) of a guide's parts, for somebody to whom what comes after the decision is `closed` or not."""
    halves = re.split(r"^### (.+)$", guide, flags=re.MULTILINE)[1:]
    parts = [(heading.strip(), text.strip()) for heading, text in zip(halves[::2], halves[1::2], strict=True)]
    return [(heading, text) for heading, text in parts if not (closed and heading in TELLS)]


def plan_for(minutes: int) -> str:
    """The heading of the plan that fits so many minutes."""
    return next(heading for most, heading in PLANS if minutes <= most)


def with_plan_for(parts: list[tuple[str, str]], minutes: int) -> list[tuple[str, str]]:
    """Parts with the one plan that fits, first; the other two are left out."""
    plans, fitting = {heading for _, heading in PLANS}, plan_for(minutes)
    rest = [part for part in parts if part[0] not in plans]
    return [part for part in parts if part[0] == fitting] + rest
