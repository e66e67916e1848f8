"""The PDF of a portfolio as a screen reader meets it: tagged, in its own language, in the order of the entries, and
with nothing in it but its writer's words and the headings they stand under."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.reflect.exporting import as_text
from casebook.reflect.portfolio import portfolio_of
from casebook.reflect.portfolio_pdf import as_pdf
from tests.reflect.pdf_reading import TaggedPdf
from tests.reflect.test_exporting import ONE, TITLES

LONG = replace(
    ONE, key="b" * 12, title="Łucja’s day", parts={"what": "It went on and on. " * 400, "so-what": "It ended."}
)
ROLES = {"StructTreeRoot", "Document", "Title", "H1", "H2", "P", "L", "LI", "Lbl", "LBody", "Strong", "Em", "Span"}
HEADING = re.compile(r"H([1-6])")


@pytest.fixture(scope="module")
def pdf() -> TaggedPdf:
    return TaggedPdf(as_pdf(portfolio_of("Lena Marsh", [ONE, LONG], **TITLES)))


def squeezed(text: str) -> str:
    """Letters alone: lines end elsewhere in a PDF, and lists have marks of their own."""
    return re.sub(r"[\s•‣–-]+", "", text)


def test_it_says_that_it_is_tagged_what_it_is_called_and_in_what_language(pdf: TaggedPdf) -> None:
    assert pdf.catalog["/MarkInfo"]["/Marked"] is True or str(pdf.catalog["/MarkInfo"]["/Marked"]) == "True"
    assert str(pdf.catalog["/Lang"]) == "en-GB"
    assert pdf.catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.reader.metadata
    assert pdf.reader.metadata.title == "Reflections by Lena Marsh"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.catalog["/Metadata"].get_data()
    assert all(page.get("/Tabs") in (None, "/S") for page in pdf.reader.pages)
    assert len(pdf.reader.pages) > 2, "an entry runs over pages"


def test_every_mark_is_in_the_structure_once_and_nothing_is_outside_it(pdf: TaggedPdf) -> None:
    assert pdf.unread() == []
    assert pdf.unmarked() == ""
    assert {one.role for one in pdf.root.walk()} <= ROLES


def test_headings_are_nested_without_a_gap_and_name_what_follows(pdf: TaggedPdf) -> None:
    headings = [(int(level[1]), one.text) for one in pdf.root.walk() if (level := HEADING.fullmatch(one.role))]
    assert headings[0] == (1, ONE.title)
    assert all(after - before <= 1 for (before, _), (after, _) in pairwise(headings))
    names = ["What?", "So what?", "Capabilities", "Guidance", "Moments of the film", "What I will do"]
    assert headings == [(level, text) for title in (ONE.title, LONG.title)
                        for level, text in ((1, title), *((2, name) for name in names))]  # fmt: skip
    assert [one.text for one in pdf.root.walk() if one.role == "Title"] == ["Reflections by Lena Marsh"]
    outline = [entry["/Title"] for entry in pdf.reader.outline if isinstance(entry, dict)]
    assert outline == [ONE.title, LONG.title], "the bookmarks lead to the entries"


def test_lists_are_lists_of_items_with_a_mark_and_a_body(pdf: TaggedPdf) -> None:
    lists = [one for one in pdf.root.walk() if one.role == "L"]
    assert lists
    for one in lists:
        assert {part.role for part in one.parts if not isinstance(part, str)} == {"LI"}
        for item in one.parts:
            assert not isinstance(item, str)
            assert [part.role for part in item.parts if not isinstance(part, str)] == ["Lbl", "LBody"]


def test_it_is_read_in_the_order_of_the_entries_and_holds_nothing_else(pdf: TaggedPdf) -> None:
    read = squeezed(pdf.root.text)
    at = 0
    for said in as_text(portfolio_of("Lena Marsh", [ONE, LONG], **TITLES)).splitlines():
        wanted = squeezed(said.strip("=- "))
        found = read.find(wanted, at)
        assert found >= 0, f"{said!r} is not read, or before what stands above it"
        assert not re.search(r"\w", read[at:found]), f"{read[at:found]!r} is read before {said!r}, and nobody wrote it"
        at = found + len(wanted)
    assert not re.search(r"\w", read[at:])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text("abc éøŁ,.fi'’“”-\n", min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=3))
def test_whatever_was_typed_is_read_as_typed(typed: list[str]) -> None:
    entries = [replace(ONE, key=str(number), parts={"what": words}) for number, words in enumerate(typed)]
    tagged = TaggedPdf(as_pdf(portfolio_of("Łucja", entries, **TITLES)))
    read, at = squeezed(tagged.root.text), 0
    for words in typed:
        found = read.find("What?" + squeezed(words), at)
        assert found >= at
        at = found + 1
    assert tagged.unread() == []
