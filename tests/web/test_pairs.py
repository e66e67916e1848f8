"""A pair reads each other's reasons when both have answered and both agree; nobody else learns that there is one."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from httpx2 import Response
from sqlmodel import col, select

from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.reflect.response import SealedRecord
from casebook.teach.closing import close_account
from casebook.teach.pair import NOTE, OFFERED, SHOWN, Pair, PairHalf
from tests.conftest import Visitor, cast, the_case

Visit = Callable[[str], Visitor]
CASE = "/cases/the-open-door"
HERS, HIS, NOTED = "numbatcanary", "dunnartcanary", "pademeloncanary"


def link_of(inviter: Visitor) -> str:
    """Make an invitation; the path of its link."""
    page = inviter.post(f"{CASE}/pair")
    assert page.status_code == 200
    found = re.search(r"http://localhost:8000(/pair-invitations\?secret=[\w-]+)", page.text)
    assert found
    return found[1]


def paired(inviter: Visitor, partner: Visitor) -> str:
    """The path of a pair that has been accepted."""
    accepted = accept(partner, link_of(inviter))
    assert accepted.status_code == 303
    return accepted.headers["location"]


def accept(visitor: Visitor, link: str) -> Response:
    return visitor.post("/pair-invitations", secret=link.split("=")[1])


def answer(visitor: Visitor, reasons: str, choice: str = "stay") -> None:
    with reading(visitor.library.engine) as db:
        point = the_case(db)[1].key
    fields = {"choice": choice, "reasons": reasons, "confidence": "3", "position-courage": "6"}
    sent = visitor.post(f"/decision-points/{point}/response", **fields, consideration="courage", closing="quokkacanary")
    assert sent.status_code == 303, sent.text


def shown_to_both(one: Visitor, other: Visitor) -> str:
    """A pair in which both have answered and agreed."""
    where = paired(one, other)
    answer(one, HERS)
    answer(other, HIS, choice="go")
    for visitor in (one, other):
        assert visitor.post(f"{where}/agreement").status_code == 303
    return where


def records(library: Library, *kinds: str) -> int:
    with reading(library.engine) as db:
        return len(db.exec(select(SealedRecord).where(col(SealedRecord.kind).in_(kinds))).all())


def test_both_read_each_other_in_full_once_both_have_answered_and_agreed(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = shown_to_both(lena, tom)
    for visitor in (lena, tom):
        page = visitor.get(where).text
        assert HERS in page
        assert HIS in page
        assert "Fairly sure" in page
        assert "Three things to talk about" in page
        assert page.count('class="pair-dot"') == 2
        assert "quokkacanary" not in page, "what she said to the closing question is not part of it"


def test_nothing_is_told_before_both_agree_not_even_whether_the_other_has_answered(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = paired(lena, tom)
    answer(lena, HERS)
    quiet = lena.get(where).text
    answer(tom, HIS)
    assert lena.get(where).text == quiet, "his answer shows in nothing"
    tom.post(f"{where}/agreement")
    assert lena.get(where).text == quiet, "nor does his agreement"
    assert HIS not in quiet
    assert records(lena.library, SHOWN) == 0
    with zipfile.ZipFile(io.BytesIO(lena.client.get("/my-casebook/everything.zip").content)) as everything:
        assert HIS not in everything.read("everything.json").decode()


def test_she_sees_exactly_what_will_be_shown_and_that_is_what_is(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = paired(lena, tom)
    answer(lena, f"{HERS} Mrs Ellery Quince would know.")
    before = lena.get(where).text
    assert "This is what Tom Ferreira would read" in before
    assert "Look at the marked words first" in before
    side = re.compile(r'<dl class="own">.*?</ul>', re.DOTALL)
    answer(tom, HIS)
    for visitor in (lena, tom):
        visitor.post(f"{where}/agreement")
    read = side.findall(tom.get(where).text)[1]
    assert read == side.findall(before)[0]


def test_one_who_has_answered_already_keeps_that_answer_for_it(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    answer(lena, HERS)
    where = paired(tom, lena)
    assert HERS in lena.get(where).text
    assert HERS not in tom.get(where).text


def test_nobody_can_agree_before_answering_or_alone(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = paired(lena, tom)
    assert lena.post(f"{where}/agreement").status_code == 403
    answer(lena, HERS)
    lena.post(f"{CASE}/pair")
    with reading(lena.library.engine) as db:
        waiting = db.exec(select(Pair.key).where(col(Pair.secret_sha256).is_not(None))).one()
    assert lena.post(f"/pairs/{waiting}/agreement").status_code == 403


def test_agreement_can_be_taken_back_until_both_have_agreed(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = paired(lena, tom)
    answer(lena, HERS)
    answer(tom, HIS)
    lena.post(f"{where}/agreement")
    assert lena.post(f"{where}/agreement/removal").status_code == 303
    assert records(lena.library, OFFERED) == 0
    tom.post(f"{where}/agreement")
    assert HERS not in tom.get(where).text
    lena.post(f"{where}/agreement")
    assert HERS in tom.get(where).text
    assert lena.post(f"{where}/agreement/removal").status_code == 403


@pytest.mark.parametrize("name", ["otto", "ada", "vera", ""])
def test_for_everyone_else_there_is_no_pair(visit: Visit, name: str) -> None:
    where = shown_to_both(visit("lena"), visit("tom"))
    other = visit(name)
    missing = other.get("/pairs/nosuchpair")
    found = other.get(where)
    assert found.status_code == missing.status_code == (404 if name else 303)
    if name:
        assert found.text == missing.text
        for path in ("agreement", "agreement/removal", "note", "removal"):
            assert other.post(f"{where}/{path}", text="x", version="0").status_code == 404
        for page in ("/pairs", "/my-casebook", CASE):
            text = other.get(page).text
            assert where not in text
            assert HERS not in text


def test_an_invitation_works_once_for_one_other_person_until_its_day(visit: Visit) -> None:
    lena, tom, otto = visit("lena"), visit("tom"), visit("otto")
    link = link_of(lena)
    assert "Lena Marsh" in tom.get(link).text
    own = lena.get(link).text
    assert "your own invitation" in own
    assert accept(lena, link).status_code == 403
    assert visit("").get(link).status_code == 303
    renewed = link_of(lena)
    assert tom.get(link).status_code == 404, "a new link ends the one before"
    assert accept(tom, renewed).status_code == 303
    assert otto.get(renewed).status_code == accept(otto, renewed).status_code == 404
    late = link_of(lena)
    with writing(lena.library.engine) as db:
        pair = db.exec(select(Pair).where(col(Pair.secret_sha256).is_not(None))).one()
        pair.until = now() - timedelta(seconds=1)
        db.add(pair)
    assert accept(otto, late).status_code == 404
    with reading(lena.library.engine) as db:
        assert len(db.exec(select(PairHalf)).all()) == 3


def test_the_secret_of_an_invitation_is_nowhere_on_the_disk(visit: Visit) -> None:
    lena = visit("lena")
    secret = link_of(lena).split("=")[1].encode()
    held = [path for path in lena.library.settings.data.rglob("*") if path.is_file()]
    assert [path for path in held if secret in path.read_bytes()] == []


def test_the_joint_note_is_both_ones_and_neither_writes_over_the_other(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = shown_to_both(lena, tom)
    assert lena.post(f"{where}/note", text=NOTED, version="0").status_code == 303
    assert NOTED in tom.get(where).text
    clash = tom.post(f"{where}/note", text="potoroocanary", version="0")
    assert clash.status_code == 409
    assert NOTED in clash.text
    assert "potoroocanary" in clash.text
    assert "potoroocanary" not in lena.get(where).text
    assert tom.post(f"{where}/note", text=f"{NOTED} potoroocanary", version="1").status_code == 303
    assert "potoroocanary" in lena.get(where).text
    long = lena.post(f"{where}/note", text="x" * 8001, version="2")
    assert long.status_code == 422
    assert "x" * 8001 in long.text


def test_after_one_leaves_both_keep_the_note_and_neither_the_others_reasons(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = shown_to_both(lena, tom)
    lena.post(f"{where}/note", text=NOTED, version="0")
    assert lena.post(f"{where}/removal").status_code == 303
    for visitor, others in ((lena, HIS), (tom, HERS)):
        page = visitor.get(where).text
        assert NOTED in page
        assert others not in page
        assert visitor.post(f"{where}/note", text="x", version="1").status_code == 403
    assert records(lena.library, OFFERED, SHOWN) == 0
    assert tom.post(f"{where}/removal", ended="yes").status_code == 303
    assert tom.get(where).status_code == 404
    assert NOTED in lena.get(where).text
    lena.post(f"{where}/removal", ended="yes")
    assert records(lena.library, NOTE) == 0
    with reading(lena.library.engine) as db:
        assert db.exec(select(Pair)).all() == []


def test_no_word_of_it_is_readable_on_the_disk_and_each_takes_all_of_hers_away(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = shown_to_both(lena, tom)
    lena.post(f"{where}/note", text=NOTED, version="0")
    for path in lena.library.settings.data.rglob("*"):
        held = path.read_bytes() if path.is_file() else b""
        assert not [words for words in (HERS, HIS, NOTED) if words.encode() in held], path
    with zipfile.ZipFile(io.BytesIO(lena.client.get("/my-casebook/everything.zip").content)) as everything:
        held = json.loads(everything.read("everything.json"))
    assert held["words"][OFFERED][0]["words"]["reasons"] == HERS
    assert held["words"][SHOWN][0]["words"]["reasons"] == HIS
    assert held["words"][NOTE][0]["words"]["text"] == NOTED
    assert len(held["rows"]["pair_halves"]) == 1


def test_closing_an_account_leaves_the_partner_the_note_and_nothing_else(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = shown_to_both(lena, tom)
    lena.post(f"{where}/note", text=NOTED, version="0")
    link_of(lena)
    library = lena.library
    with reading(library.engine) as db:
        key = cast(db, "lena").key
    close_account(library.engine, library.keyring, key)
    page = tom.get(where).text
    assert NOTED in page
    assert HERS not in page
    assert "Lena" not in page
    assert records(library, OFFERED, SHOWN) == 0
    assert records(library, NOTE) == 1
    with reading(library.engine) as db:
        assert len(db.exec(select(PairHalf)).all()) == len(db.exec(select(Pair)).all()) == 1


def test_leaving_twice_at_once_leaves_her_the_note(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = shown_to_both(lena, tom)
    lena.post(f"{where}/note", text=NOTED, version="0")
    for _ in range(2):
        assert lena.post(f"{where}/removal").headers["location"] == where
    assert NOTED in lena.get(where).text
    assert records(lena.library, NOTE) == 2


def test_a_note_that_comes_after_the_other_has_left_is_handed_back(visit: Visit) -> None:
    lena, tom = visit("lena"), visit("tom")
    where = shown_to_both(lena, tom)
    tom.post(f"{where}/removal")
    late = lena.post(f"{where}/note", text=f"{NOTED} & more", version="0")
    assert late.status_code == 403
    assert f"{NOTED} &amp; more" in late.text
    assert "cannot be changed now" in late.text
    assert records(lena.library, NOTE) == 0
