"""The form a reflection is written in: read as it was typed, and laid out with what may be linked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session
from starlette.datastructures import FormData

from ..cases.queries import capabilities, case_page
from ..cases.shown import CasePage
from ..cases.theme import Capability
from ..db.row import new_key
from ..errors import NotFound
from ..people.identifiers import found_in, pieces
from ..people.viewer import Viewer
from ..reflect.reflecting import problems_with
from ..reflect.reflection import Action, Moment, Reflection
from ..reflect.reflection_templates import BY_KEY, HEADINGS
from .forms import as_day, as_ms, text_of

MOST_FIELDS = 600
_KEY = re.compile(r"[a-z0-9]{4,24}")
_AROUND = 60  # characters shown on each side of what was found


@dataclass(frozen=True)
class Marked:
    """A piece of a text in which something was found: [(words, why)], an empty `why` for what is only around."""

    where: str
    pieces: list[tuple[str, str]]

    @property
    def reasons(self) -> list[str]:
        """Why, each reason once."""
        return list(dict.fromkeys(why for _, why in self.pieces if why))


@dataclass
class ReflectionForm:
    """A reflection as it is typed, and what is wrong with it."""

    reflection: Reflection
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, key: str, form: FormData, about: CasePage | None) -> "ReflectionForm":
        """Read a posted form. What cannot be read, such as a day that is none, is a problem beside its field."""
        problems: dict[str, str] = {}
        minutes = text_of(form, "minutes").strip()
        template = text_of(form, "template")
        read = Reflection(
            key=key,
            title=" ".join(text_of(form, "title").split()),
            case=about.case.slug if about else "",
            case_title=about.case.title if about else "",
            template=template if template in BY_KEY else "what",
            parts={one: words for one in HEADINGS if (words := text_of(form, f"part-{one}")).strip()},
            minutes=(int(minutes[:5]) if minutes.isdecimal() else 0) if minutes else None,
            capabilities={one: text_of(form, f"because-{one}").strip() for one in _chosen(form, "capability")},
            guidance=_chosen(form, "guidance"),
            moments=_moments(form, about, problems),
            actions=_actions(form, problems),
            finished=bool(text_of(form, "finished")),
            tab=text_of(form, "tab")[:24],
            version=int(version) if (version := text_of(form, "version")[:9]).isdecimal() else 0,
        )
        return cls(read, problems | problems_with(read))


def _chosen(form: FormData, name: str) -> list[str]:
    return list(dict.fromkeys(one for one in form.getlist(name) if isinstance(one, str) and 0 < len(one) <= 120))[:20]


def _moments(form: FormData, about: CasePage | None, problems: dict[str, str]) -> list[Moment]:
    """Moments that stay linked, `clip:from:to:title` as the form laid them out, and one more by its clip and time."""
    found = []
    for laid in _chosen(form, "moment"):
        clip, begins, ends, title = (*laid.split(":", 3), "", "", "")[:4]
        if _KEY.fullmatch(clip) and begins.isdecimal() and ends.isdecimal() and len(begins + ends) < 18:
            found.append(Moment(clip, title, int(begins), int(ends)))
    if about and (typed := text_of(form, "moment-at").strip()):
        clip = text_of(form, "moment-clip")
        titles = {one.key: one.title for one in about.clips}
        if (at_ms := as_ms(typed)) is None or clip not in titles:
            problems["moment-at"] = "Choose a clip, and write the time as minutes and seconds, such as 1:30."
        else:
            found.append(Moment(clip, titles[clip], at_ms, at_ms))
    return list(dict.fromkeys(found))[:50]


def _actions(form: FormData, problems: dict[str, str]) -> list[Action]:
    found = []
    for key in _chosen(form, "to-do"):
        words = " ".join(text_of(form, f"to-do-{key}").split())
        if not words or not _KEY.fullmatch(key):
            continue
        due = as_day(text_of(form, f"due-{key}"))
        if due is None and text_of(form, f"due-{key}").strip():
            problems[f"due-{key}"] = "Write the day as year, month and day, such as 2027-03-31, or leave it empty."
        done = as_day(text_of(form, f"done-{key}"))
        found.append(Action(key, words, due, done))
    return found


@dataclass(frozen=True)
class Linkable:
    """What may be linked to a reflection: the case's clips and guidance, and the capability frameworks."""

    about: CasePage | None
    capabilities: Sequence[Capability]

    def capability(self, key: str) -> Capability | None:
        """The capability of a key, where the library still has it."""
        return next((one for one in self.capabilities if one.key == key), None)


def linkable(db: Session, viewer: Viewer, slug: str) -> Linkable:
    """What this viewer may link to a reflection about a case; the case may since have gone."""
    try:
        about = case_page(db, viewer, slug) if slug else None
    except NotFound:
        about = None
    return Linkable(about, capabilities(db))


def marked(reflection: Reflection, story: str) -> list[Marked]:
    """Where in a reflection something may tell who somebody is, each with the words around it."""
    texts = [(heading.title, words) for heading, words in reflection.written]
    texts += [("Title", reflection.title), *(("Action", action.text) for action in reflection.actions)]
    texts += [("Capability", why) for why in reflection.capabilities.values()]
    shown = []
    for where, words in texts:
        if found := found_in(words, story=story):
            first, last = max(0, found[0].start - _AROUND), min(len(words), found[-1].end + _AROUND)
            cut = list(pieces(words, found))
            if cut and not cut[0][1]:
                cut[0] = (("…" if first else "") + cut[0][0][first:], "")
            if cut and not cut[-1][1]:
                rest = cut[-1][0]
                cut[-1] = (rest[: len(rest) - (len(words) - last)] + ("…" if last < len(words) else ""), "")
            shown.append(Marked(where, cut))
    return shown


def fresh_action() -> Action:
    """An empty line to write an action in; its key makes a form sent twice the same action."""
    return Action(new_key(), "")
