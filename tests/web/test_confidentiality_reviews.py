"""What a second person said yes to goes out, and no more: else the case closes until somebody has read it again."""

from collections.abc import Callable

from sqlmodel import select

from casebook.cases.case import Case
from casebook.cases.publishing import close_until_read, confidentiality_review, open_publication
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"


def a_clip(library: Library) -> tuple[Clip, Recording]:
    with reading(library.engine) as db:
        question = select(Clip, Recording).where(Clip.title == "The bleep", Recording.id == Clip.recording_id)
        return db.exec(question).one()


def test_what_was_redacted_is_let_out_again_only_when_somebody_else_has_said_so(visit: Visit, ready: Library) -> None:
    ada, lena, clip = visit("ada"), visit("lena"), a_clip(ready)[0]
    studio = f"/studio/clips/{clip.key}/redaction"
    ada.post(f"{studio}/plans", way="silence", start="0:00", end="0:01")
    assert ada.post(studio).status_code == 303
    assert lena.get(CASE).status_code == 200, "taking something out hinders nobody"
    assert ada.post(f"{studio}/removal").status_code == 303
    assert lena.get(CASE).status_code == 404
    with reading(ready.engine) as db:
        case = db.exec(select(Case)).one()
        assert open_publication(db, case) is None
        assert confidentiality_review(db, case) is None, "the reading was of a film in which it was not heard"


def test_another_sound_track_is_another_thing_to_say_yes_to(stocked: Library) -> None:
    recording = a_clip(stocked)[1]
    with writing(stocked.engine) as db:
        case = db.exec(select(Case)).one()
        assert confidentiality_review(db, case) is not None
        row = db.get_one(Recording, recording.pk)
        row.sound_track = 2
        db.add(row)
        db.flush()
        assert confidentiality_review(db, case) is None
        assert close_until_read(db, row) == [case]
        assert close_until_read(db, row) == []
