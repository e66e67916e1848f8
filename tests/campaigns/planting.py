"""Planting: every private text field that a page or an act offers is filled with a word of its own, through the forms.

`PLANTED` fields are what one person writes; `Words` knows for each word who may meet it.
"""

import json
import re
from collections.abc import Sequence

from sqlmodel import col, select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Use
from casebook.media.consenting import give_consent
from casebook.people.cohort import Cohort
from casebook.reflect.reflection_templates import HEADINGS
from casebook.reflect.share import Share
from casebook.teach.teaching_session import TeachingSession
from tests.conftest import Visitor
from tests.web.test_cases import point_key
from tests.web.test_health_checks import closed
from tests.web.test_reflections import begin

CASE = "/cases/the-open-door"
#: Kept as they are by design: read by editors, by authors, or by whoever it is about. None of them is a secret of hers.
READ_AS_IT_IS = (
    "shared", "offered", "evidence", "suspended for", "address", "remark", "remark answered", "teaching note",
    "hidden question", "hidden answer", "hidden because", "reported", "planned", "programme title", "programme note",
    "programme module", "shelved programme title", "shelved programme note", "shelved programme module", "set title",
    "set note", "set prompt", "let set title", "let set note", "let set prompt", "invited name", "invited address",
    "guest name", "room reason", "let note",
)  # fmt: skip


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


def plant_answers(who: str, visitor: Visitor, words: Words, partner: str) -> None:
    """A first answer, which is shown to a partner, whose other way is offered to the editors and whose reasons are let
    out in other words; and a second."""
    at, editors = f"/decision-points/{point_key(visitor.library)}", ("ada", "vera")
    first = {"reasons": words.new("reasons", who, partner), "closing": words.new("closing", who)}
    offered = words.new("offered", who, *editors, partner)
    given = {"choice": "another-way", "another_way": offered, "offer": "yes", "confidence": "2", **first}
    assert visitor.post(f"{at}/response", **given).status_code == 303
    assert visitor.post(f"{at}/shared-reason", text=words.new("shared", who, *editors)).status_code == 303
    again = {field: words.new(f"{field} again", who) for field in ("reasons", "another_way", "closing", "moved_by")}
    assert visitor.post(f"{at}/second-response", choice="another-way", confidence="3", **again).status_code == 303


def plant_notes(who: str, visitor: Visitor, words: Words, *group: str) -> None:
    """A note on every clip there is, one that cohort North reads in other words, and one brought in from a file."""
    with reading(visitor.library.engine) as db:
        clips = db.exec(select(Clip.key)).all()
    for number, clip in enumerate(clips):
        noted = {
            "note": f"note{number}{who}aaaaaaaa"[:12],
            "words": words.new(f"note {number}", who),
            "from": "0",
        }
        assert visitor.post(f"/clips/{clip}/annotations", **noted).status_code == 303
    let = {"text": words.new("let note", who, *group), "group": f"cohort:{north_key(visitor)}"}
    assert visitor.post(f"/annotations/{noted['note']}/readers", **let).status_code == 303
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
        recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
        assert recording is not None
        give_consent(db, recording, evidence=words.new("evidence", "ada"), uses=set(Use))


def plant_pair(one: Visitor, other: Visitor) -> str:
    """A pair that the other has accepted; its path."""
    made = one.post(f"{CASE}/pair").text
    secret = re.search(r"pair-invitations\?secret=([\w-]+)", made)
    assert secret
    return str(other.post("/pair-invitations", secret=secret[1]).headers["location"])


def plant_shown_pair(who: str, one: Visitor, partner: str, other: Visitor, words: Words) -> None:
    """A pair that has shown each other what they had answered, with a joint note."""
    where = plant_pair(one, other)
    for visitor in (one, other):
        assert visitor.post(f"{where}/agreement").status_code == 303
    assert one.post(f"{where}/note", text=words.new("joint note", who, partner), version="0").status_code == 303


def plant_remark(who: str, visitor: Visitor, author: Visitor, words: Words) -> None:
    """A word to the case's author, and her answer."""
    told, heard = words.new("remark", who, "ada", "vera"), words.new("remark answered", "ada", "vera", who)
    at = f"/decision-points/{point_key(visitor.library)}/remark"
    assert visitor.post(at, says="misled", text=told).status_code == 303
    key = re.search(r"/studio/remarks/(\w+)", author.get("/studio/readers/the-open-door").text)
    assert key
    assert author.post(f"/studio/remarks/{key[1]}", decision="stays", answer=heard).status_code == 303


def plant_teaching_notes(tom: Visitor, edie: Visitor, ada: Visitor, vera: Visitor, words: Words) -> None:
    """A note for whoever teaches; and a question with an answer, which a reviewer hides because somebody told her."""

    def written(visitor: Visitor, text: str, kind: str) -> str:
        sent = visitor.post(f"{CASE}/teaching-notes", text=text, kind=kind)
        assert sent.status_code == 303
        return f"/teaching-notes/{sent.headers['location'].rsplit('-', 1)[1]}"

    note = written(tom, words.new("teaching note", "tom", "edie", "stan", "ada", "vera"), "note")
    assert edie.post(f"{note}/report", because=words.new("reported", "vera", "edie")).status_code == 303
    asked = written(edie, words.new("hidden question", "edie", "vera"), "question")
    assert ada.post(f"{asked}/answers", text=words.new("hidden answer", "ada", "vera")).status_code == 303
    assert tom.post(f"{asked}/report", because="Unkind.").status_code == 303
    hidden = {"act": "hide", "because": words.new("hidden because", "vera", "edie")}
    assert vera.post(asked.replace("notes", "note-reports"), **hidden).status_code == 303


def plant_health_check(tom: Visitor, words: Words, members: Sequence[str]) -> None:
    """A health check of cohort North that has been closed, and what the cohort will do."""
    where = closed(tom)
    action = {"dimension": "time", "text": words.new("planned", *members), "due": "2027-01-31"}
    assert tom.post(f"{where}/actions", **action).status_code == 303


def plant_programmes(tom: Visitor, words: Words, takers: Sequence[str]) -> None:
    """A programme that cohort North takes, and one that nobody does."""
    for kind, readers in (("programme", ("tom", "adam", *takers)), ("shelved programme", ("tom", "adam"))):
        named = {field: words.new(f"{kind} {field}", *readers) for field in ("title", "note")}
        programme = tom.post("/programmes", **named).headers["location"].removesuffix("/edit")
        module = {"module": words.new(f"{kind} module", *readers), "level": "mid", "opens": "2026-01-05"}
        made = tom.post(f"{programme}/modules", **module, due="2099-03-01")
        at = made.headers["location"].removesuffix("/edit")
        assert tom.post(f"{at}/cases", case="the-open-door").status_code == 303
        if kind == "programme":
            assert tom.post(f"{programme}/enrolments", cohort=north_key(tom)).status_code == 303


def plant_sets(tom: Visitor, words: Words, members: Sequence[str]) -> None:
    """A set that its owner keeps to himself, and one that he lets to cohort North."""
    for kind, readers in (("set", ("tom",)), ("let set", ("tom", *members))):
        made = tom.post("/sets", title="Nights", slot="45")
        where = made.headers["location"].removesuffix("/builder")
        note = {"title": words.new(f"{kind} title", *readers), "note": words.new(f"{kind} note", *readers)}
        assert tom.post(where, slot="45", **note).status_code == 303
        assert tom.post(f"{where}/steps", case="the-open-door").status_code == 303
        (step,) = re.findall(r'id="step-(\w+)"', tom.get(f"{where}/builder").text)
        prompt = words.new(f"{kind} prompt", *readers)
        assert tom.post(f"{where}/steps/{step}", prompt=prompt, minutes="20").status_code == 303
        if kind == "let set":
            assert tom.post(f"{where}/shares", kind="cohort", cohort=north_key(tom)).status_code == 303


def plant_invitations(tom: Visitor, words: Words) -> None:
    """Invitations for named people, from a list, that nobody has used."""
    name, address = words.new("invited name", "tom", "adam"), words.new("invited address", "tom", "adam")
    rows = f"name,address,stage\n{name},{address}@elsewhere.example,gp\n"
    sent = tom.post(f"/cohorts/{north_key(tom)}/invitation-list", rows=rows, do="all")
    assert "can be invited" not in sent.text


def plant_unopened_share(who: str, visitor: Visitor, words: Words) -> None:
    """A reflection shared with an address that nobody signs in with."""
    where = begin(visitor, finished="yes", **{"part-what": words.new("unopened", who)})
    address = f"{words.new('address', who)}@elsewhere.example"
    assert visitor.post(f"{where}/shares", email=address, days="30").status_code == 303


def plant_session(tom: Visitor, learner: Visitor, guest: Visitor, words: Words) -> None:
    """A teaching session whose question has been closed: a guest's answer, what she lets her room read, which too few
    do for anybody to read it, and the notes of whoever ran it."""
    session = str(tom.post("/teaching-sessions", about="case:the-open-door").headers["location"])

    def press(act: str) -> None:
        with reading(tom.library.engine) as db:
            turn = db.exec(select(TeachingSession)).one().turn
        assert tom.post(f"{session}/turns", act=act, turn=str(turn)).status_code == 303

    with reading(tom.library.engine) as db:
        code = db.exec(select(TeachingSession)).one().code
    seat = f"{session}/seat"
    assert learner.post("/join", code=code).status_code == 303
    assert guest.post("/join", code=code, name=words.new("guest name", "guest"), stage="foundation").status_code == 303
    press("alone")
    drafted = {"choice": "another-way", "another_way": words.new("guest draft", "guest")}
    assert guest.post(f"{seat}/draft", step="1", **drafted).status_code in (200, 303)
    given = {"choice": "another-way", "confidence": "2", "step": "1"}
    given |= {field: words.new(f"guest {field}", "guest") for field in ("reasons", "another_way")}
    assert guest.post(f"{seat}/answers", **given).status_code == 303
    assert guest.post(f"{seat}/reason", text=words.new("room reason", "guest"), step="1").status_code == 303
    for act in ("discuss", "again", "debrief"):
        press(act)
    assert tom.post(f"{session}/record", notes=words.new("debrief", "tom")).status_code == 303


def north_key(visitor: Visitor) -> str:
    with reading(visitor.library.engine) as db:
        return db.exec(select(Cohort).where(Cohort.name == "North")).one().key
