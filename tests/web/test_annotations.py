"""Notes on a film: beside its words, for their writer alone, and taken along as Web Annotations."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.media.clip import Clip
from tests.conftest import Visitor
from tests.web.test_cases import ANSWER, point_key

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"
CANARY = "numbatcanary"


def clip_key(library: Library, title: str = "The bleep") -> str:
    with reading(library.engine) as db:
        return db.exec(select(Clip.key).where(Clip.title == title)).one()


def note(visitor: Visitor, words: str = CANARY, *, key: str = "a" * 12, **fields: str) -> str:
    clip = clip_key(visitor.library)
    sent = {"note": key, "words": words, "from": "0:00.5", "until": "0:01.2"} | fields
    answer = visitor.post(f"/clips/{clip}/annotations", **sent)
    assert answer.status_code == 303, answer.text
    return key


def test_a_note_stands_beside_the_line_it_is_on_and_in_my_casebook(visit: Visit) -> None:
    lena = visit("lena")
    note(lena, "The lights again.")
    page = lena.get(CASE).text
    assert "The lights again." in page
    noted = re.search(r"The corridor lights hummed all night\.(.*?)</a>", page, re.DOTALL)
    other = re.search(r"please leave the door open\.(.*?)</a>", page, re.DOTALL)
    assert noted
    assert other
    assert "You have a note here." in noted[1]
    assert "You have a note here." not in other[1]
    assert "0:00 to 0:01" in page
    mine = lena.get("/my-casebook").text
    assert "The lights again." in mine
    editor = lena.get("/reflections/new?case=the-open-door").text
    assert "The lights again." in editor
    assert f'value="{clip_key(lena.library)}:500:1200:The bleep"' in editor


def test_a_note_is_changed_and_deleted(visit: Visit) -> None:
    lena = visit("lena")
    key = note(lena, "First words.")
    changed = {"words": "Other words.", "from": "0:02", "until": ""}
    assert lena.post(f"/annotations/{key}", **changed).status_code == 303
    page = lena.get(CASE).text
    assert "Other words." in page
    assert "First words." not in page
    assert 'data-at="2000" data-until="2000"' in page
    assert lena.post(f"/annotations/{key}/removal").status_code == 303
    assert "Other words." not in lena.get(CASE).text
    assert lena.post(f"/annotations/{key}", **changed).status_code == 404


def test_a_form_sent_twice_is_one_note(visit: Visit) -> None:
    lena = visit("lena")
    note(lena)
    note(lena)
    assert lena.get("/my-casebook").text.count(f'<p class="note-words">{CANARY}') == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": "  "}, "Write your note first."),
        ({"from": "soon"}, "Write times as"),
        ({"from": "0:02", "until": "0:01"}, "cannot end before it begins"),
        ({"words": "x" * 4001}, "at most 4,000 characters"),
    ],
)
def test_what_cannot_be_kept_is_said_and_comes_back_as_typed(visit: Visit, fields: dict[str, str], said: str) -> None:
    lena = visit("lena")
    sent = {"note": "a" * 12, "words": "Typed.", "from": "0:00", "until": ""} | fields
    answer = lena.post(f"/clips/{clip_key(lena.library)}/annotations", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert sent["words"].strip() in answer.text
    script = {"sec-fetch-site": "same-origin", "accept": "text/html", "HX-Request": "true"}
    part = lena.post(f"/clips/{clip_key(lena.library)}/annotations", headers=script, **sent)
    assert part.status_code == 422
    assert part.text.lstrip().startswith("<section")


def test_nobody_else_meets_a_note(visit: Visit) -> None:
    key = note(visit("lena"))
    for name in ("otto", "tom", "ada", "vera"):
        other = visit(name)
        for page in (CASE, "/my-casebook", "/my-casebook/notes.jsonld", "/reflections/new?case=the-open-door"):
            assert CANARY not in other.get(page).text
        assert other.post(f"/annotations/{key}", words="mine now").status_code == 404
        assert other.post(f"/annotations/{key}/removal").status_code == 404
    assert CANARY in visit("lena").get(CASE).text


def test_a_clip_that_is_not_open_takes_no_note(visit: Visit) -> None:
    lena = visit("lena")
    after = clip_key(lena.library, "What I did")
    sent = {"note": "a" * 12, "words": "x", "from": "0"}
    assert lena.post(f"/clips/{after}/annotations", **sent).status_code == 404
    lena.post(f"/decision-points/{point_key(lena.library)}/response", **ANSWER)
    assert lena.post(f"/clips/{after}/annotations", **sent).status_code == 303


def must(annotation: dict[str, Any]) -> None:
    """The MUSTs of the Web Annotation Data Model for what is used of it."""
    assert re.match(r"https?://", annotation["id"])
    assert annotation["type"] == "Annotation"
    assert annotation["motivation"] == "commenting"
    for moment in ("created", "modified"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", annotation[moment])
    assert annotation["body"]["type"] == "TextualBody"
    assert isinstance(annotation["body"]["value"], str)
    target = annotation["target"]
    assert target["type"] == "SpecificResource"
    assert re.match(r"https?://", target["source"])
    assert target["selector"]["type"] == "FragmentSelector"
    assert target["selector"]["conformsTo"] == "http://www.w3.org/TR/media-frags/"
    assert re.fullmatch(r"t=\d+(\.\d+)?(,\d+(\.\d+)?)?", target["selector"]["value"])


def test_notes_go_out_as_web_annotations_and_come_back_the_same(visit: Visit) -> None:
    lena = visit("lena")
    note(lena, "Ünïcode, “quoted”.")
    note(lena, "A moment.", key="b" * 12, until="")
    given = lena.get("/my-casebook/notes.jsonld")
    assert given.headers["content-type"].startswith("application/ld+json")
    told = given.json()
    assert told["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert told["type"] == "AnnotationCollection"
    assert told["total"] == len(told["first"]["items"]) == 2
    for item in told["first"]["items"]:
        must(item)
    assert {item["target"]["selector"]["value"] for item in told["first"]["items"]} == {"t=0.5,1.2", "t=0.5"}

    def bring(visitor: Visitor, what: Any) -> str:
        sent = {"file": ("notes.jsonld", json.dumps(what).encode(), "application/ld+json")}
        headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
        return visitor.client.post("/my-casebook/notes", files=sent, headers=headers).text

    assert "0 notes are new; 2 were here already" in bring(lena, told)
    otto = visit("otto")
    assert "2 notes are new" in bring(otto, told)
    again = otto.get("/my-casebook/notes.jsonld").json()
    same = ("created", "body", "target")
    assert [[one[part] for part in same] for one in again["first"]["items"]] == [
        [one[part] for part in same] for one in told["first"]["items"]
    ]
    strange = [told["first"]["items"][0] | {"id": "urn:x", "target": {"source": "https://elsewhere.example/video"}}]
    assert "1 could not be brought in" in bring(otto, strange)
    assert "This is no Web Annotation" in bring(otto, {"type": "Person"})
    assert "Choose a file" in otto.post("/my-casebook/notes").text


def test_nothing_of_a_note_is_readable_on_the_disk(visit: Visit) -> None:
    lena = visit("lena")
    note(lena)
    for path in lena.library.settings.data.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), f"{CANARY} stands in {path.name}"
