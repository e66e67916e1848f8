"""A list of people, however a spreadsheet wrote it; each bad row says what is wrong with it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.people.invitation_list import MOST_PEOPLE, read_list, text_of_file
from casebook.people.person import CareerStage

TODAY = date(2026, 11, 22)
GOOD = "name,address,stage,starts,ends\nMina Wéb,mina@trust.example,foundation,2026-12-01,2027-03-31\n"


def read(text: str) -> list[tuple[str, str, str, str, str]]:
    lines = read_list(text, today=TODAY)
    assert [one.problems for one in lines] == [[] for _ in lines]
    return [
        (one.name, one.email, one.stage.value, str(one.starts_on), str(one.ends_on)) for one in lines
    ]  # fmt: skip


MINA = ("Mina Wéb", "mina@trust.example", "foundation", "2026-12-01", "2027-03-31")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_sane_file_is_read_alike(encoding: str, delimiter: str, end: str) -> None:
    text = GOOD.replace(",", delimiter).replace("\n", end)
    given = text.encode(encoding)
    if encoding == "utf-16-le":
        given = b"\xff\xfe" + given
    assert read(text_of_file(given)) == [MINA]


def test_columns_may_be_in_any_order_by_many_names_and_some_may_be_missing() -> None:
    assert read("E-mail;Grade;Full name\nMINA@Trust.example;FY1;Mina Wéb\n") == [
        ("Mina Wéb", "mina@trust.example", "foundation", "2026-11-22", "None")
    ]


def test_a_list_without_a_first_row_of_names_is_taken_in_the_usual_order() -> None:
    assert read("Mina Wéb,mina@trust.example,foundation,01/12/2026,31/03/2027") == [MINA]


def test_a_name_with_a_comma_in_quotes_is_one_name() -> None:
    assert read('name,address\n"Wéb, Mina",mina@trust.example')[0][0] == "Wéb, Mina"


@pytest.mark.parametrize(
    ("typed", "stage"),
    [("F2", "foundation"), ("ST5", "specialty-training"), ("Specialty training", "specialty-training"),
     ("GPST 2", "gp"), ("SAS", "sas"), ("consultant", "consultant"), ("Medical student", "student"), ("", "other")],
)  # fmt: skip
def test_stages_are_known_by_how_people_write_them(typed: str, stage: str) -> None:
    assert read(f"Mina,mina@trust.example,{typed}")[0][2] == stage


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",mina@trust.example,gp", "The name is missing"),
        ("Mina,,gp", "not an e-mail address"),
        ("Mina,mina at trust,gp", "not an e-mail address"),
        ("Mina,mina@trust.example,wizard", "The stage is none we know"),
        ("Mina,mina@trust.example,gp,soon", "“soon” is not a day"),
        ("Mina,mina@trust.example,gp,2026-02-30", "is not a day"),
        ("Mina,mina@trust.example,gp,2027-01-02,2027-01-01", "It ends before it starts"),
        ("Mina,mina@trust.example,gp,2026-01-01,2026-02-01", "It has ended already"),
    ],
)
def test_a_bad_row_says_what_is_wrong_with_it_and_its_neighbours_are_good(row: str, says: str) -> None:
    before, bad, after = read_list(
        f"name,address,stage,starts,ends\nA,a@b.example\n{row}\nC,c@b.example\n", today=TODAY
    )
    assert (before.problems, after.problems) == ([], [])
    assert any(says in one for one in bad.problems), bad.problems
    assert bad.number == 3


def test_everything_that_is_wrong_with_a_row_is_said_at_once() -> None:
    (line,) = read_list(",nowhere,wizard,soon,later", today=TODAY)
    assert len(line.problems) == 5


def test_the_same_address_twice_is_told_of_the_second() -> None:
    first, second = read_list("A,a@b.example\nB,A@b.example\n", today=TODAY)
    assert first.problems == []
    assert second.problems == ["The same address stands in row 1."]


def test_empty_rows_are_passed_over_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    lines = read_list("name,address\n\n,,,\nA,a@b.example\n", today=TODAY)
    assert [one.number for one in lines] == [4]


def test_a_list_that_is_too_long_says_so_of_what_is_too_much() -> None:
    lines = read_list("\n".join(f"P{n},p{n}@b.example" for n in range(MOST_PEOPLE + 1)), today=TODAY)
    assert [bool(one.problems) for one in lines] == [False] * MOST_PEOPLE + [True]


def test_a_list_far_too_long_is_not_read_to_its_end() -> None:
    lines = read_list("name,address\n" + "a\n" * 50_000, today=TODAY)
    assert len(lines) == MOST_PEOPLE + 1
    assert "Put this one and all below it in another" in lines[-1].problems[-1]


def test_an_address_stays_as_it_is_written_but_for_capitals() -> None:
    assert read("Mina,Ma.Voß@Trust.example")[0][1] == "ma.voß@trust.example"


@given(st.text(max_size=400))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    for line in read_list(text, today=TODAY):
        assert line.problems or ("@" in line.email and line.name and line.starts_on)
        assert isinstance(line.stage, CareerStage)


@given(st.binary(max_size=400))
def test_no_file_whatever_breaks_the_reading(given_: bytes) -> None:
    read_list(text_of_file(given_), today=TODAY)
