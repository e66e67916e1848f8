"""What those who make cases have in hand: cases being written, what is planned to be redacted, the themes of spans, and
guidance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from casebook.cases.guidance import Guidance
from casebook.cases.manuscript import Manuscript
from casebook.cases.theme import ClipTheme
from casebook.db.engine import reading
from casebook.media.redaction import Redaction

from .made_alone import Places, done, newest

if TYPE_CHECKING:
    from .hospital import Hospital

AUTHORS = {"own": "ada", "same": "alma", "other": "abel"}


def plant(at: Hospital) -> None:
    """Everything that is being made."""
    for situation, author in AUTHORS.items():
        at.put("manuscript", **{situation: _manuscript(at, author)})
        clip = at.of["studio-clip"][situation]["*"]
        at.put("studio-clip", **{situation: clip | _tag(at, author, clip["key"])})
        if situation != "other":  # of Abel's clip nobody else is to know that there is anything
            told = at.of["clip"][situation]["*"]
            at.put("clip", **{situation: told | _plan(at, told["key"])})
    gone = _manuscript(at, "ada")
    done(at.people["ada"].post(f"/studio/manuscripts/{gone['key']}/removal"))
    at.put("manuscript", deleted=gone)
    with reading(at.library.engine) as db:
        at.put("guidance", own={"key": db.exec(select(Guidance.key)).first() or ""})


def _manuscript(at: Hospital, author: str) -> Places:
    done(at.people[author].post("/studio/manuscripts", title="Nights"))
    return {"key": newest(at.library, Manuscript).key}


def _tag(at: Hospital, author: str, clip: str) -> Places:
    done(at.people[author].post(f"/studio/clips/{clip}/themes", theme="truth-telling", to="0:01"))
    return {"tag": newest(at.library, ClipTheme).key}


def _plan(at: Hospital, clip: str) -> Places:
    done(at.people["ada"].post(f"/studio/clips/{clip}/redaction/plans", way="bleep", start="0:00", end="0:01"))
    return {"plan": newest(at.library, Redaction).key}
