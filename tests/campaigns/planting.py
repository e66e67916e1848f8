"""Planting: every private text field that a page or an act offers is filled with a word of its own, through the forms.

`PLANTED` fields are what one person writes; `Words` knows for each word who may meet it.
"""

import json
import re

from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.consent import Consent
from casebook.reflect.reflection_templates import HEADINGS
from casebook.reflect.share import Share
from tests.conftest import Visitor
from tests.web.test_cases import point_key
from tests.web.test_reflections import begin

CASE = "/cases/the-open-door"
#: Kept as they are by design: read by editors, by authors, or by whoever it is about. None of them is a secret of hers.
READ_AS_IT_IS = ("shared", "offered", "evidence", "suspended for")


class Words:
    """The words planted so far: each with the names of those who may meet it, and whether the disk may hold it."""

    def __init__(self) -> None:
        self.readers: dict[str, frozenset[str]] = {}

    def new(self, field: str, *readers: str) -> str:
        """A word for a field of the first of its readers, which nothing else holds."""
        word = f"canary{_letters(field)}of{readers[0]}x{chr(97 + len(self.readers) // 26)}" + chr(
            97 + len(self.readers) % 26
        )
        assert word not in self.readers
        self.readers[word] = frozenset(readers)
        return word

    def sealed(self) -> list[str]:
        """Those that nobody may find on the disk."""
        plain = tuple(f"canary{_letters(field)}of" for field in READ_AS_IT_IS)
        return [word for word in self.readers if not word.startswith(plain)]


def _letters(field: str) -> str:
    return re.sub("[^a-z0-9]", "", field)


def plant_drafts(who: str, visitor: Visitor, words: Words, *, second: bool = False) -> None:
    """A draft of an answer, in every field that takes words."""
    fields = ["reasons", "another_way", "closing", *(["moved_by"] if second else [])]
    typed = {field: words.new(f"draft {field}{' again' if second else ''}", who) for field in fields}
    which = {"round": "second"} if second else {}
    path = f"/decision-points/{point_key(visitor.library)}/draft"
    assert visitor.post(path, choice="another-way", **typed, **which).status_code in (200, 303)


def plant_answers(who: str, visitor: Visitor, words: Words) -> None:
    """A first answer, whose other way is offered to the editors and whose reasons are let out in other words, and a
    second."""
    at, editors = f"/decision-points/{point_key(visitor.library)}", ("ada", "vera")
    first = {field: words.new(field, who) for field in ("reasons", "closing")}
    offered = words.new("offered", who, "ada")
    given = {"choice": "another-way", "another_way": offered, "offer": "yes", "confidence": "2", **first}
    assert visitor.post(f"{at}/response", **given).status_code == 303
    assert visitor.post(f"{at}/shared-reason", text=words.new("shared", who, *editors)).status_code == 303
    again = {field: words.new(f"{field} again", who) for field in ("reasons", "another_way", "closing", "moved_by")}
    assert visitor.post(f"{at}/second-response", choice="another-way", confidence="3", **again).status_code == 303


def plant_notes(who: str, visitor: Visitor, words: Words) -> None:
    """A note on every clip there is, and one brought in from a file."""
    with reading(visitor.library.engine) as db:
        clips = db.exec(select(Clip.key)).all()
    for number, clip in enumerate(clips):
        noted = {
            "note": f"note{number}{who}aaaaaaaa"[:12],
            "words": words.new(f"note {number}", who),
            "from": "0",
        }
        assert visitor.post(f"/clips/{clip}/annotations", **noted).status_code == 303
    selector = {"type": "FragmentSelector", "value": "t=1"}
    brought = {"type": "Annotation", "body": {"value": words.new("note brought", who)},
               "target": {"source": f"https://elsewhere.example/{clips[0]}", "selector": selector}}  # fmt: skip
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    file = {"file": ("notes.jsonld", json.dumps(brought).encode(), "application/ld+json")}
    assert "1 note is new" in visitor.client.post("/my-casebook/notes", files=file, headers=headers).text


def plant_reflections(who: str, visitor: Visitor, words: Words, reader: str) -> str:
    """A finished reflection under every heading there is, shared with one reader, and then written on; answers where
    its reader finds it."""
    capability = {"capability": "GPC/2017/1"}

    def typed(*readers: str) -> dict[str, str]:
        told = " later" if len(readers) == 1 else ""
        parts = {f"part-{one}": words.new(f"part {one}{told}", *readers) for one in HEADINGS}
        lines = {"title": "title", "because-GPC/2017/1": "because", "to-do-abcdefghjkmn": "action"}
        return parts | {field: words.new(f"{name}{told}", *readers) for field, name in lines.items()}

    said = {"to-do": "abcdefghjkmn", "finished": "yes", **capability}
    where = begin(visitor, **said, **typed(who, reader))
    answer = visitor.post(f"{where}/shares", email=f"{reader}@casebook.example", days="30")
    assert answer.status_code == 303
    version = re.search(r'name="version" value="(\d+)"', visitor.get(where).text)
    assert version
    later = {"version": version[1], "template": "what", "tab": "another", **said, **typed(who)}
    assert visitor.post(where, **later).status_code == 303
    with reading(visitor.library.engine) as db:
        return f"/shared/{db.exec(select(Share.key).order_by(Share.id.desc())).first()}"  # type: ignore[union-attr]


def plant_search(who: str, visitor: Visitor, words: Words) -> str:
    """What somebody looked for."""
    word = words.new("looked for", who)
    assert visitor.get(f"/search?q={word}").status_code == 200
    return word


def plant_consent(library: Library, words: Words) -> None:
    """Where a consent's signed form is, which the studio alone may know; written down when the recording came."""
    with writing(library.engine) as db:
        consent = db.exec(select(Consent)).first()
        assert consent is not None
        consent.evidence = words.new("evidence", "ada")
        db.add(consent)
