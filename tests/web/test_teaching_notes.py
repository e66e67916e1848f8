"""What educators write to each other: among themselves, changed and removed by its writer, hidden by a reviewer."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.reflect.everything import everything_of
from casebook.teach.closing import close_account
from casebook.teach.teaching_note import TeachingNote, TeachingNoteReport
from casebook.work import open_worker
from tests.conftest import Visitor, cast

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"
WORDS = "bilbycanary opens slowly in a large room"


def written(visitor: Visitor, text: str = WORDS, kind: str = "note") -> str:
    """Write a teaching note; the path of it."""
    sent = visitor.post(f"{CASE}/teaching-notes", text=text, kind=kind)
    assert sent.status_code == 303, sent.text
    return f"/teaching-notes/{sent.headers['location'].rsplit('-', 1)[1]}"


def kept(library: Library) -> int:
    with reading(library.engine) as db:
        return len(db.exec(select(TeachingNote)).all())


def test_a_question_is_answered_and_both_stand_for_educators_authors_and_reviewers(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    question = written(tom, "Has anyone split the room with it?", "question")
    assert ada.post(f"{question}/answers", text=f"Yes: {WORDS}").status_code == 303
    for name in ("tom", "ada", "vera"):
        page = visit(name).get(f"{CASE}/teaching-notes").text
        assert "Has anyone split the room" in page
        assert WORDS in page
        assert "Ada Kowalczyk" in page
        assert "1 answer" in visit(name).get("/teaching-notes").text
    assert f"{CASE}/teaching-notes" in tom.get(CASE).text


@pytest.mark.parametrize("name", ["lena", "otto", ""])
def test_trainees_neither_read_nor_find_it_nor_learn_of_it(visit: Visit, name: str) -> None:
    note = written(visit("tom"))
    worker = open_worker(visit("tom").library)
    while worker.work_once():
        pass
    other = visit(name)
    for path in (
        "/teaching-notes",
        f"{CASE}/teaching-notes",
        f"{note}/edit",
        f"{note}/report",
        "/teaching-note-reports",
    ):
        assert other.get(path).status_code == (403 if name else 303), path
        assert WORDS not in other.get(path).text
    for path in (
        f"{CASE}/teaching-notes",
        note,
        f"{note}/removal",
        f"{note}/answers",
        f"{note}/report",
    ):
        assert other.post(path, text="x", because="x").status_code == (403 if name else 401), path
    for path in (CASE, "/my-casebook", "/search?q=bilbycanary", "/"):
        page = other.get(path).text
        assert WORDS not in page
        assert "/teaching-notes" not in page
    assert WORDS not in visit("tom").get("/search?q=bilbycanary").text, "nor is it in anybody's search"


def test_only_its_writer_changes_and_removes_it(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    note = written(tom)
    for path in (note, f"{note}/removal"):
        assert ada.post(path, text="x").status_code == 404
    assert ada.get(f"{note}/edit").text == ada.get("/teaching-notes/nosuch/edit").text
    assert WORDS in tom.get(f"{note}/edit").text
    assert tom.post(note, text="quendacanary").status_code == 303
    page = ada.get(f"{CASE}/teaching-notes").text
    assert "quendacanary" in page
    assert "changed" in page
    assert WORDS not in page
    assert tom.post(f"{note}/removal").status_code == 303
    assert kept(tom.library) == 0


def test_a_removed_question_leaves_the_answers_of_others_and_goes_with_the_last(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    question = written(tom, WORDS, "question")
    sent = ada.post(f"{question}/answers", text="quendacanary")
    answer = f"/teaching-notes/{sent.headers['location'].rsplit('-', 1)[1]}"
    tom.post(f"{question}/removal")
    page = ada.get(f"{CASE}/teaching-notes").text
    assert WORDS not in page
    assert "Taken back by its writer" in page
    assert "quendacanary" in page
    assert ada.post(f"{question}/answers", text="more").status_code == 403
    ada.post(f"{answer}/removal")
    assert kept(tom.library) == 0


def test_a_reported_teaching_note_is_hidden_by_a_reviewer_with_a_reason_its_writer_reads(visit: Visit) -> None:
    tom, ada, vera = visit("tom"), visit("ada"), visit("vera")
    note = written(tom, WORDS, "question")
    answer = ada.post(f"{note}/answers", text="quendacanary").headers["location"].rsplit("-", 1)[1]
    assert ada.post(f"{note}/report", because=" ").status_code == 422
    for _ in range(2):
        assert ada.post(f"{note}/report", because="It names a ward.").status_code == 303
    assert ada.get("/teaching-note-reports").status_code == 403
    waiting = vera.get("/teaching-note-reports").text
    assert waiting.count("It names a ward.") == 1
    assert "Kowalczyk" not in waiting, "who reported is told to nobody"
    act = f"/teaching-note-reports/{note.rsplit('/', 1)[1]}"
    assert tom.post(act, act="keep").status_code == ada.post(act, act="hide", because="x").status_code == 403
    assert vera.post(act, act="hide", because="").status_code == 422
    assert vera.post(act, act="hide", because="It tells which ward it was.").status_code == 303
    assert WORDS not in ada.get(f"{CASE}/teaching-notes").text
    assert WORDS not in ada.get("/teaching-notes").text
    assert ada.post(f"{note}/answers", text="x").status_code == 404
    mine = tom.get(f"{CASE}/teaching-notes").text
    assert WORDS in mine
    assert "It tells which ward it was." in mine
    assert tom.get(f"/teaching-notes/{answer}/report").status_code == 404, "what stands under it is hidden with it"
    assert vera.post(act, act="keep").status_code == 303
    assert WORDS in ada.get(f"{CASE}/teaching-notes").text
    with reading(tom.library.engine) as db:
        assert db.exec(select(TeachingNoteReport)).one().settled_at is not None


def test_words_that_may_tell_who_somebody_is_are_shown_before_they_are_sent(visit: Visit) -> None:
    tom = visit("tom")
    told = "Mrs Quince, born 3/4/1951, would know."
    first = tom.post(f"{CASE}/teaching-notes", text=told, kind="question")
    assert first.status_code == 422
    assert "<mark" in first.text
    assert told in re.sub(r"<[^>]+>", "", first.text)
    looked = re.findall(r'name="looked" value="(\w+)"', first.text)[0]
    assert tom.post(f"{CASE}/teaching-notes", text=told + " And more, Mrs Quince.", looked=looked).status_code == 422
    assert tom.post(f"{CASE}/teaching-notes", text=told, kind="question", looked=looked).status_code == 303


@pytest.mark.parametrize(("text", "said"), [("  ", "Write something first"), ("x" * 4001, "Shorten it")])
def test_what_cannot_be_kept_is_handed_back(visit: Visit, text: str, said: str) -> None:
    tom = visit("tom")
    for path in (f"{CASE}/teaching-notes", f"{written(tom, 'Why?', 'question')}/answers"):
        refused = tom.post(path, text=text)
        assert refused.status_code == 422
        assert said in refused.text
        assert text in refused.text


def test_teaching_notes_are_in_everything_and_go_with_the_account(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    written(tom)
    asked = written(tom, f"{WORDS}?", "question")
    ada.post(f"{asked}/answers", text="quendacanary")
    tom.post(f"{written(ada, 'Something else.')}/report", because="Just so.")
    library = tom.library
    with reading(library.engine) as db:
        person = cast(db, "tom")
        key, held = person.key, everything_of(db, library.keyring, person)
    assert len(held["rows"]["teaching_notes"]) == 2
    assert len(held["rows"]["teaching_note_reports"]) == 1
    close_account(library.engine, library.keyring, key)
    page = ada.get(f"{CASE}/teaching-notes").text
    assert "quendacanary" in page
    assert WORDS not in page
    assert "Tom" not in page
    for path in library.settings.data.rglob("*"):
        assert not path.is_file() or WORDS.encode() not in path.read_bytes(), path
    with reading(library.engine) as db:
        assert db.exec(select(TeachingNoteReport)).all() == []


def test_one_that_is_not_there_is_called_by_its_name(visit: Visit) -> None:
    tom = visit("tom")
    assert "could not find that teaching note." in tom.get("/teaching-notes/nosuch/edit").text
    assert "a teaching note may have" in tom.post(f"{CASE}/teaching-notes", text="a" * 4001).text


def test_words_sent_twice_are_kept_once(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    question = written(tom, WORDS, "question")
    assert written(tom, WORDS, "question") == question
    for _ in range(2):
        assert ada.post(f"{question}/answers", text="Yes.").status_code == 303
    assert kept(tom.library) == 2
    written(ada, WORDS, "question")
    assert kept(tom.library) == 3, "the same words of somebody else are hers"
    assert tom.post(f"{question}/removal").status_code == 303
    assert written(tom, WORDS, "question") != question


def a_set(visitor: Visitor, *, let_to: str = "") -> str:
    """A set of hers with the one case, let to a named educator; its address."""
    where = visitor.post("/sets", title="Nights on call", slot="45").headers["location"].removesuffix("/builder")
    assert visitor.post(f"{where}/steps", case="the-open-door").status_code == 303
    if let_to:
        assert visitor.post(f"{where}/shares", kind="person", email=f"{let_to}@casebook.example").status_code == 303
    return where


def on_set(visitor: Visitor, where: str, text: str = WORDS, kind: str = "note") -> str:
    sent = visitor.post(f"{where}/teaching-notes", text=text, kind=kind)
    assert sent.status_code == 303, sent.text
    return f"/teaching-notes/{sent.headers['location'].rsplit('-', 1)[1]}"


def test_a_set_has_notes_of_its_own_for_those_educators_who_may_open_it(visit: Visit) -> None:
    tom, ada, vera = visit("tom"), visit("ada"), visit("vera")
    where = a_set(tom, let_to="ada")
    question = on_set(tom, where, WORDS, "question")
    assert f"{where}/teaching-notes" in ada.get(where).text
    assert ada.post(f"{question}/answers", text="quendacanary").status_code == 303
    for visitor in (tom, ada):
        for path in (f"{where}/teaching-notes", "/teaching-notes"):
            assert WORDS in visitor.get(path).text
        assert "quendacanary" in visitor.get(f"{where}/teaching-notes").text
    assert WORDS not in tom.get(f"{CASE}/teaching-notes").text, "it is about the set, not about its cases"
    nowhere = vera.get("/sets/nosuch/teaching-notes")
    assert nowhere.status_code == 404
    assert vera.get(f"{where}/teaching-notes").text == nowhere.text
    assert vera.post(f"{where}/teaching-notes", text="x").status_code == 404
    assert vera.post(f"{question}/answers", text="x").status_code == 404
    assert vera.get(f"{question}/report").status_code == 404
    assert WORDS not in vera.get("/teaching-notes").text
    cohort = re.findall(r'name="cohort"[^>]*>\s*<option value="(\w+)"', tom.get(f"{where}/shares").text)
    assert tom.post(f"{where}/shares", kind="cohort", cohort=cohort[0]).status_code == 303
    lena = visit("lena")
    assert lena.get(where).status_code == 200, "her cohort may open it"
    assert "/teaching-notes" not in lena.get(where).text
    assert lena.get(f"{where}/teaching-notes").status_code == 403


def test_her_own_words_stay_hers_to_change_when_the_set_is_no_longer_let_to_her(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    where = a_set(tom, let_to="ada")
    note = on_set(ada, where)
    share = re.findall(rf'action="{where}/shares/(\w+)/removal"', tom.get(f"{where}/shares").text)[0]
    assert tom.post(f"{where}/shares/{share}/removal").status_code == 303
    assert ada.get(f"{where}/teaching-notes").status_code == 404
    page = ada.get("/teaching-notes").text
    assert WORDS in page
    assert "Nights on call" not in page, "what the set is called is not told any more"
    assert "Nights on call" not in ada.get(f"{note}/edit").text
    assert ada.post(note, text="quendacanary").headers["location"].startswith("/teaching-notes#")
    assert "quendacanary" in tom.get(f"{where}/teaching-notes").text
    assert ada.post(f"{note}/removal").headers["location"] == "/teaching-notes"
    assert kept(tom.library) == 0


def test_what_is_reported_on_a_set_reaches_a_reviewer_who_may_not_open_it(visit: Visit) -> None:
    tom, ada, vera = visit("tom"), visit("ada"), visit("vera")
    where = a_set(tom, let_to="ada")
    note = on_set(tom, where)
    act = f"/teaching-note-reports/{note.rsplit('/', 1)[1]}"
    assert vera.post(act, act="hide", because="x").status_code == 404, "nobody has reported it"
    assert ada.post(f"{note}/report", because="It names a ward.").status_code == 303
    waiting = vera.get("/teaching-note-reports").text
    assert WORDS in waiting
    assert "Nights on call" not in waiting
    assert vera.post(act, act="hide", because="It tells which ward it was.").status_code == 303
    assert WORDS not in ada.get(f"{where}/teaching-notes").text
    assert "It tells which ward it was." in tom.get(f"{where}/teaching-notes").text


@pytest.mark.parametrize("how", ["removed", "closed"])
def test_a_set_takes_its_notes_along_when_it_goes(visit: Visit, how: str) -> None:
    tom, ada = visit("tom"), visit("ada")
    where = a_set(tom, let_to="ada")
    question = on_set(ada, where, WORDS, "question")
    tom.post(f"{question}/answers", text="quendacanary")
    tom.post(f"{question}/report", because="Just so.")
    if how == "removed":
        assert tom.post(f"{where}/removal").status_code == 303
    else:
        with reading(tom.library.engine) as db:
            key = cast(db, "tom").key
        close_account(tom.library.engine, tom.library.keyring, key)
    assert kept(tom.library) == 0
    assert WORDS not in ada.get("/teaching-notes").text


def test_words_about_a_set_that_may_tell_who_somebody_is_are_shown_before_they_are_sent(visit: Visit) -> None:
    tom = visit("tom")
    where = a_set(tom)
    told = "Mrs Quince, born 3/4/1951, would know."
    refused = tom.post(f"{where}/teaching-notes", text=told)
    assert refused.status_code == 422
    assert "<mark" in refused.text
    assert told in re.sub(r"<[^>]+>", "", refused.text)
