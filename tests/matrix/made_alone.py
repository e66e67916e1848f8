"""What somebody makes for herself or for one other: reflections, notes, shares, pairs, sets, teaching notes, uploads.
Each is made by its form, as a person makes it, and answers what stands in the places of its paths."""

import itertools
import re
from pathlib import Path
from typing import TypeVar

from sqlmodel import SQLModel, col, select

from casebook.cases.case_set import CaseSet, SetShare, SetStep
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.receiving import keep_recording, save_with_clip
from casebook.media.upload import Upload
from casebook.people.person import Person
from casebook.reflect.share import Share
from casebook.teach.pair import Pair
from casebook.teach.shared_note import SharedNote
from casebook.teach.teaching_note import TeachingNote
from tests.conftest import Visitor, cast

CASE = "the-open-door"
ACTION = "abcdefghjkmn"
Places = dict[str, str]
T = TypeVar("T", bound=SQLModel)
_NUMBERS = itertools.count()  # the same words twice would be one note


def newest(library: Library, noun: type[T]) -> T:
    """The row that was made last."""
    with reading(library.engine) as db:
        return db.exec(select(noun).order_by(col(noun.id).desc()).limit(1)).one()  # type: ignore[attr-defined]


def done(answer, status: int = 303):  # type: ignore[no-untyped-def]
    """What was asked for was done, or there is nothing to test."""
    assert answer.status_code == status, (answer.status_code, answer.request.url, answer.text[-1500:])
    return answer


def reflection(by: Visitor, case: str = CASE) -> Places:
    """A finished reflection with an action."""
    page = by.get(f"/reflections/new?case={case}").text
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("case", "version", "tab")}  # type: ignore[index]
    where = re.search(r'action="(/reflections/\w+)"', page)
    assert where
    typed = {
        "template": "what",
        "part-what": "He asked.",
        "to-do": ACTION,
        f"to-do-{ACTION}": "Ask her",
        "finished": "yes",
    }
    done(by.post(where[1], **hidden, **typed))
    return {"key": where[1].rsplit("/", 1)[1], "action": ACTION, "form": "text"}


def note(by: Visitor, clip: str, key: str) -> Places:
    """A note beside a film."""
    done(by.post(f"/clips/{clip}/annotations", note=key, words="Here he stops.", **{"from": "0"}))
    return {"key": key}


def let_note(by: Visitor, email: str, note: Places, cohort: str) -> Places:
    """The same, let to a cohort to read."""
    done(by.post(f"/annotations/{note['key']}/readers", text="Here he stops.", group=f"cohort:{cohort}"))
    with reading(by.library.engine) as db:
        hers = select(SharedNote.key).join(Person, col(Person.id) == SharedNote.person_id).where(Person.email == email)
        return {"key": db.exec(hers).one()}


def share(by: Visitor, reflection: Places, reader: str) -> Places:
    """A reflection shared with one person."""
    address = f"{reader}@casebook.example"
    done(by.post(f"/reflections/{reflection['key']}/shares", email=address, days="30"))
    return {"key": newest(by.library, Share).key}


def pair(by: Visitor, other: Visitor) -> Places:
    """A pair that both are in."""
    secret = re.search(r"pair-invitations\?secret=([\w-]+)", done(by.post(f"/cases/{CASE}/pair"), 200).text)
    assert secret
    done(other.post("/pair-invitations", secret=secret[1]))
    return {"key": newest(by.library, Pair).key}


def case_set(by: Visitor, cohort: str = "") -> Places:
    """A set of one case with a join code; let to a cohort where one is named."""
    where = done(by.post("/sets", title="Nights", slot="45")).headers["location"].removesuffix("/builder")
    done(by.post(f"{where}/steps", case=CASE))
    if cohort:
        done(by.post(f"{where}/shares", kind="cohort", cohort=cohort))
    done(by.post(f"{where}/shares", kind="link"))
    let = newest(by.library, SetShare)
    step = newest(by.library, SetStep).key
    return {"key": newest(by.library, CaseSet).key, "step": step, "share": let.key, "code": let.code or ""}


def teaching_note(by: Visitor, kind: str = "question") -> Places:
    """A question to those who teach."""
    done(by.post(f"/cases/{CASE}/teaching-notes", text=f"How do you begin? ({next(_NUMBERS)})", kind=kind))
    return {"key": newest(by.library, TeachingNote).key}


def upload(by: Visitor) -> Places:
    """A recording that has begun to arrive."""
    headers = {"tus-resumable": "1.0.0", "upload-length": "4", "sec-fetch-site": "same-origin"}
    done(by.client.post("/studio/uploads", headers=headers), 201)
    return {"key": newest(by.library, Upload).key}


def recording(by: str, library: Library, folder: Path) -> tuple[Places, Places]:
    """A recording that is told in no case yet, and its clip."""
    folder.mkdir(exist_ok=True)
    (folder / by).write_bytes(by.encode())
    with reading(library.engine) as db:
        by_id = cast(db, by).pk
    kept = keep_recording(library.storage, folder / by, title=f"{by}'s", by_id=by_id, reserve_bytes=0)
    with writing(library.engine) as db:
        clip = save_with_clip(db, kept, title=f"{by}'s")
    return {"key": kept.key}, {"key": clip.key, "clip": clip.key}
