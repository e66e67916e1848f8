"""What educators write to each other: among themselves, changed and removed by its writer, hidden by a reviewer."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.reflect.everything import everything_of
from casebook.teach.closing import close_account
from casebook.teach.remark import Remark, RemarkReport
from casebook.work import open_worker
from tests.conftest import Visitor, cast

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"
WORDS = "bilbycanary opens slowly in a large room"


def written(visitor: Visitor, text: str = WORDS, kind: str = "note") -> str:
    """Write a remark; the path of it."""
    sent = visitor.post(f"{CASE}/remarks", text=text, kind=kind)
    assert sent.status_code == 303, sent.text
    return f"/remarks/{sent.headers['location'].rsplit('-', 1)[1]}"


def kept(library: Library) -> int:
    with reading(library.engine) as db:
        return len(db.exec(select(Remark)).all())


def test_a_question_is_answered_and_both_stand_for_educators_authors_and_reviewers(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    question = written(tom, "Has anyone split the room with it?", "question")
    assert ada.post(f"{question}/answers", text=f"Yes: {WORDS}").status_code == 303
    for name in ("tom", "ada", "vera"):
        page = visit(name).get(f"{CASE}/remarks").text
        assert "Has anyone split the room" in page
        assert WORDS in page
        assert "Ada Kowalczyk" in page
        assert "1 answer" in visit(name).get("/remarks").text
    assert f"{CASE}/remarks" in tom.get(CASE).text


@pytest.mark.parametrize("name", ["lena", "otto", ""])
def test_trainees_neither_read_nor_find_it_nor_learn_of_it(visit: Visit, name: str) -> None:
    remark = written(visit("tom"))
    worker = open_worker(visit("tom").library)
    while worker.work_once():
        pass
    other = visit(name)
    for path in ("/remarks", f"{CASE}/remarks", f"{remark}/edit", f"{remark}/report", "/remark-reports"):
        assert other.get(path).status_code == (403 if name else 303), path
        assert WORDS not in other.get(path).text
    for path in (f"{CASE}/remarks", remark, f"{remark}/removal", f"{remark}/answers", f"{remark}/report"):
        assert other.post(path, text="x", because="x").status_code == (403 if name else 401), path
    for path in (CASE, "/my-casebook", "/search?q=bilbycanary", "/"):
        page = other.get(path).text
        assert WORDS not in page
        assert "/remarks" not in page
    assert WORDS not in visit("tom").get("/search?q=bilbycanary").text, "nor is it in anybody's search"


def test_only_its_writer_changes_and_removes_it(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    remark = written(tom)
    for path in (remark, f"{remark}/removal"):
        assert ada.post(path, text="x").status_code == 404
    assert ada.get(f"{remark}/edit").text == ada.get("/remarks/nosuch/edit").text
    assert WORDS in tom.get(f"{remark}/edit").text
    assert tom.post(remark, text="quendacanary").status_code == 303
    page = ada.get(f"{CASE}/remarks").text
    assert "quendacanary" in page
    assert "changed" in page
    assert WORDS not in page
    assert tom.post(f"{remark}/removal").status_code == 303
    assert kept(tom.library) == 0


def test_a_removed_question_leaves_the_answers_of_others_and_goes_with_the_last(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    question = written(tom, WORDS, "question")
    sent = ada.post(f"{question}/answers", text="quendacanary")
    answer = f"/remarks/{sent.headers['location'].rsplit('-', 1)[1]}"
    tom.post(f"{question}/removal")
    page = ada.get(f"{CASE}/remarks").text
    assert WORDS not in page
    assert "Taken back by its writer" in page
    assert "quendacanary" in page
    assert ada.post(f"{question}/answers", text="more").status_code == 403
    ada.post(f"{answer}/removal")
    assert kept(tom.library) == 0


def test_a_reported_remark_is_hidden_by_a_reviewer_with_a_reason_its_writer_reads(visit: Visit) -> None:
    tom, ada, vera = visit("tom"), visit("ada"), visit("vera")
    remark = written(tom, WORDS, "question")
    answer = ada.post(f"{remark}/answers", text="quendacanary").headers["location"].rsplit("-", 1)[1]
    assert ada.post(f"{remark}/report", because=" ").status_code == 422
    for _ in range(2):
        assert ada.post(f"{remark}/report", because="It names a ward.").status_code == 303
    assert ada.get("/remark-reports").status_code == 403
    waiting = vera.get("/remark-reports").text
    assert waiting.count("It names a ward.") == 1
    assert "Kowalczyk" not in waiting, "who reported is told to nobody"
    act = f"/remark-reports/{remark.rsplit('/', 1)[1]}"
    assert tom.post(act, act="keep").status_code == ada.post(act, act="hide", because="x").status_code == 403
    assert vera.post(act, act="hide", because="").status_code == 422
    assert vera.post(act, act="hide", because="It tells which ward it was.").status_code == 303
    assert WORDS not in ada.get(f"{CASE}/remarks").text
    assert WORDS not in ada.get("/remarks").text
    assert ada.post(f"{remark}/answers", text="x").status_code == 404
    mine = tom.get(f"{CASE}/remarks").text
    assert WORDS in mine
    assert "It tells which ward it was." in mine
    assert tom.get(f"/remarks/{answer}/report").status_code == 404, "what stands under it is hidden with it"
    assert vera.post(act, act="keep").status_code == 303
    assert WORDS in ada.get(f"{CASE}/remarks").text
    with reading(tom.library.engine) as db:
        assert db.exec(select(RemarkReport)).one().settled_at is not None


def test_words_that_may_tell_who_somebody_is_are_shown_before_they_are_sent(visit: Visit) -> None:
    tom = visit("tom")
    told = "Mrs Quince, born 3/4/1951, would know."
    first = tom.post(f"{CASE}/remarks", text=told, kind="question")
    assert first.status_code == 422
    assert "<mark" in first.text
    assert told in re.sub(r"<[^>]+>", "", first.text)
    looked = re.findall(r'name="looked" value="(\w+)"', first.text)[0]
    assert tom.post(f"{CASE}/remarks", text=told + " And more, Mrs Quince.", looked=looked).status_code == 422
    assert tom.post(f"{CASE}/remarks", text=told, kind="question", looked=looked).status_code == 303


@pytest.mark.parametrize(("text", "said"), [("  ", "Write something first"), ("x" * 4001, "Shorten it")])
def test_what_cannot_be_kept_is_handed_back(visit: Visit, text: str, said: str) -> None:
    tom = visit("tom")
    for path in (f"{CASE}/remarks", f"{written(tom, 'Why?', 'question')}/answers"):
        refused = tom.post(path, text=text)
        assert refused.status_code == 422
        assert said in refused.text
        assert text in refused.text


def test_remarks_are_in_everything_and_go_with_the_account(visit: Visit) -> None:
    tom, ada = visit("tom"), visit("ada")
    written(tom)
    asked = written(tom, f"{WORDS}?", "question")
    ada.post(f"{asked}/answers", text="quendacanary")
    tom.post(f"{written(ada, 'Something else.')}/report", because="Just so.")
    library = tom.library
    with reading(library.engine) as db:
        person = cast(db, "tom")
        key, held = person.key, everything_of(db, library.keyring, person)
    assert len(held["rows"]["remarks"]) == 2
    assert len(held["rows"]["remark_reports"]) == 1
    close_account(library.engine, library.keyring, key)
    page = ada.get(f"{CASE}/remarks").text
    assert "quendacanary" in page
    assert WORDS not in page
    assert "Tom" not in page
    for path in library.settings.data.rglob("*"):
        assert not path.is_file() or WORDS.encode() not in path.read_bytes(), path
    with reading(library.engine) as db:
        assert db.exec(select(RemarkReport)).all() == []
