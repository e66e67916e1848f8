"""A list of people: read first, nothing done while a row is bad, a link for each shown once."""

import base64
import csv
import html
import io
import re
from collections.abc import Callable
from dataclasses import replace

from httpx2 import Response
from sqlmodel import select

from casebook.db.engine import reading
from casebook.library import Library
from casebook.people.invitation import Invitation
from casebook.people.letter import Letter, LetterKind
from casebook.people.post_office import PostOffice
from tests.conftest import Visitor
from tests.people.organised import north

Visit = Callable[[str], Visitor]
GOOD = "name,address,stage\nMina Webb,mina@trust.example,gp\nOlu Ade,olu@trust.example,F2\n"
MIXED = GOOD + "Pat Kim,pat at trust,wizard\n"


def path(library: Library) -> str:
    with reading(library.engine) as db:
        return f"/cohorts/{north(db).key}/invitation-list"


def invited(library: Library) -> list[str]:
    with reading(library.engine) as db:
        return sorted(db.exec(select(Invitation.email)).all())


def links(answer: Response) -> list[str]:
    return re.findall(r"<code>([^<]+)</code>", html.unescape(answer.text))


def test_a_check_alone_invites_nobody(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    answer = tom.post(path(stocked), rows=GOOD, do="check")
    assert answer.status_code == 200
    assert "2 people can be invited" in answer.text
    assert invited(stocked) == []


def test_while_a_row_is_bad_nobody_is_invited_and_every_row_is_kept(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    for do in ("check", "all", ""):
        answer = tom.post(path(stocked), rows=MIXED, do=do)
        assert answer.status_code == 422
        text = html.unescape(answer.text)
        assert "1 of 3 rows cannot be invited yet" in text
        assert "Row 4, Pat Kim" in text
        assert "not an e-mail address" in text
        assert "The stage is none we know" in text
        assert MIXED.strip() in text, "the rows stay in the form"
        assert invited(stocked) == []


def test_with_a_mail_server_each_link_may_go_by_mail_and_is_shown_to_nobody(stocked: Library) -> None:
    office = PostOffice("127.0.0.1", 1, "none", "casebook@hospital.example")
    tom = Visitor(replace(stocked, post_office=office)).enter("tom")
    assert "Send each of them her link by mail" in tom.get(path(stocked)).text
    answer = tom.post(path(stocked), rows=GOOD, do="all", by_mail="yes")
    assert "2 letters on their way" in answer.text
    assert "link=" not in answer.text
    with reading(stocked.engine) as db:
        written = [(one.kind, one.email, one.about) for one in db.exec(select(Letter)).all()]
        keys = {one.email: one.key for one in db.exec(select(Invitation)).all()}
    assert written == [
        (LetterKind.joining, email, keys[email]) for email in ("mina@trust.example", "olu@trust.example")
    ]
    assert len(links(tom.post(path(stocked), rows=GOOD, do="anew"))) == 2, "unticked, they are shown"


def test_without_a_mail_server_nothing_is_written_whatever_was_sent(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    assert len(links(tom.post(path(stocked), rows=GOOD, do="all", by_mail="yes"))) == 2
    with reading(stocked.engine) as db:
        assert db.exec(select(Letter)).all() == []


def test_add_the_good_ones_invites_them_and_them_alone(visit: Visit, stocked: Library) -> None:
    answer = visit("tom").post(path(stocked), rows=MIXED, do="good")
    assert answer.status_code == 200
    assert len(links(answer)) == 2
    assert invited(stocked) == ["mina@trust.example", "olu@trust.example"]


def test_each_has_a_link_of_her_own_that_works_and_is_shown_once(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    answer = tom.post(path(stocked), rows=GOOD, do="all")
    first, second = links(answer)
    assert first != second
    page = visit("").get(first.replace("http://localhost:8000", ""))
    assert 'value="mina@trust.example"' in page.text
    kept = path(stocked).rsplit("/", 1)[0]
    for address in (kept, path(stocked)):
        assert "joining?link" not in tom.get(address).text


def test_the_same_list_sent_again_invites_nobody_twice(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    tom.post(path(stocked), rows=GOOD, do="all")
    answer = tom.post(path(stocked), rows=GOOD, do="all")
    assert answer.status_code == 422
    assert "Has a link that still works" in answer.text
    assert len(invited(stocked)) == 2


def test_links_that_were_lost_by_a_second_press_are_given_anew_and_the_lost_ones_end(
    visit: Visit, stocked: Library
) -> None:
    tom = visit("tom")
    lost = links(tom.post(path(stocked), rows=GOOD, do="all"))
    assert 'value="anew"' in tom.post(path(stocked), rows=GOOD, do="all").text
    fresh = links(tom.post(path(stocked), rows=GOOD, do="anew"))
    assert len(fresh) == 2
    works = {one: visit("").get(one.replace("http://localhost:8000", "")).status_code == 200 for one in (*lost, *fresh)}
    assert works == {one: one in fresh for one in works}


def test_no_link_ends_while_a_row_of_the_list_is_bad(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    first = links(tom.post(path(stocked), rows=GOOD, do="all"))[0]
    for rows in (MIXED, GOOD + "Lena,lena@casebook.example\n"):
        answer = tom.post(path(stocked), rows=rows, do="anew")
        assert answer.status_code == 422
        assert 'value="anew"' not in answer.text
        assert visit("").get(first.replace("http://localhost:8000", "")).status_code == 200


def test_who_is_in_the_cohort_is_told_and_who_has_an_account_elsewhere_is_not(visit: Visit, stocked: Library) -> None:
    rows = "Lena,lena@casebook.example\nOtto,otto@casebook.example\nNew,new@trust.example\n"
    answer = visit("tom").post(path(stocked), rows=rows, do="check")
    text = html.unescape(answer.text)
    assert text.count("Is in this cohort already.") == 2  # in the summary and in the row
    assert "1 of 3 rows" in text


def test_a_file_is_read_before_what_was_typed_and_only_looked_at(visit: Visit, stocked: Library) -> None:
    tom = visit("tom")
    answer = tom.client.post(
        path(stocked),
        data={"rows": "", "do": "all"},
        files={"file": ("people.csv", GOOD.replace(",", ";").encode("utf-16"), "text/csv")},
        headers={"sec-fetch-site": "same-origin", "accept": "text/html"},
    )
    assert answer.status_code == 200
    assert "2 people can be invited" in answer.text
    assert "mina@trust.example;gp" in answer.text, "the file's rows are in the form now"
    assert invited(stocked) == []


def test_an_empty_list_says_so(visit: Visit, stocked: Library) -> None:
    answer = visit("tom").post(path(stocked), rows=" \n", do="check")
    assert answer.status_code == 422
    assert "There is nobody in this list" in answer.text


def test_the_file_of_links_starts_no_formula(visit: Visit, stocked: Library) -> None:
    answer = visit("tom").post(path(stocked), rows='"=HYPERLINK(1)",mina@trust.example', do="all")
    (packed,) = re.findall(r"data:text/csv;base64,([^\"]+)", answer.text)
    rows = list(csv.reader(io.StringIO(base64.b64decode(packed).decode("utf-8-sig"))))
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][2] == links(answer)[0]


def test_names_in_a_list_are_text_and_nothing_else_on_the_page(visit: Visit, stocked: Library) -> None:
    rows = "<script>alert(1)</script>,x@trust.example\n</textarea><b>x,y@trust.example\n"
    for do in ("check", "all"):
        text = visit("tom").post(path(stocked), rows=rows, do=do).text
        assert "<script>alert" not in text
        assert "</textarea><b>" not in text
