"""A portfolio leaves whole, in every form, with its writer's words as she typed them and nobody else's."""

import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from casebook.reflect.exporting import as_markdown, as_text
from casebook.reflect.portfolio import in_period, portfolio_of
from casebook.reflect.portfolio_pdf import as_pdf
from casebook.reflect.reflection import Action, Moment, Reflection
from casebook.typesetting import LEFT_OUT

ON = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
ONE = Reflection(
    key="a" * 12,
    title="On *staying* #not-a-heading",
    case="the-open-door",
    case_title="The open door",
    parts={"what": "He asked.\nTwice.\n\n1. first\n- second $x$ <b>", "so-what": "It held me."},
    minutes=90,
    capabilities={"k": "What I owe him."},
    guidance=["g"],
    moments=[Moment("c", "The bleep", 61_500, 61_500)],
    actions=[Action("a", "Ask about cover", date(2027, 3, 31)), Action("b", "Tell Tom", None, date(2026, 11, 4))],
    begun_at=ON,
    changed_at=ON,
    finished=True,
)
TITLES = {"capabilities": {"k": "Professional values"}, "guidance": {"g": "GMC: Good medical practice, 2024"}}
SAID = (
    "The open door", "does not count as a Clinical Case Review", "3 November 2026", "90 minutes", "So what?",
    "It held me.", "Professional values: What I owe him.", "GMC: Good medical practice, 2024", "The bleep, 1:01",
    "Ask about cover (by 31 March 2027)", "Tell Tom (done 4 November 2026)",
)  # fmt: skip


def test_plain_text_says_it_all_as_typed() -> None:
    text = as_text(portfolio_of("Lena Marsh", [ONE], **TITLES))
    for said in (*SAID, *ONE.parts.values(), ONE.title):
        assert said in text


def test_markdown_reads_as_typed_and_makes_nothing_of_it() -> None:
    html = MarkdownIt("commonmark").render(as_markdown(portfolio_of("Lena Marsh", [ONE], **TITLES)))
    assert "<h2>On *staying* #not-a-heading</h2>" in html
    assert "1. first" in html
    assert "- second $x$ &lt;b&gt;" in html
    for said in SAID:
        assert said in html


def text_of(pdf: bytes) -> list[str]:
    """The headings of a PDF's outline and structure, as far as its own strings say: whether it is tagged, its title."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    opened = []
    for stream in streams:
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    whole = pdf + b"\n".join(opened)
    return [found.decode("latin-1") for found in re.findall(rb"/S\s*/(\w+)", whole)]


def test_the_pdf_is_tagged_says_its_language_and_has_headings_paragraphs_and_lists() -> None:
    pdf = as_pdf(portfolio_of("Lena Marsh", [ONE, replace(ONE, key="b" * 12)], **TITLES))
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in pdf
    assert b"/Marked true" in pdf
    assert b"/Lang" in pdf
    assert b"pdfuaid:part" in pdf
    roles = text_of(pdf)
    assert {"Document", "H1", "H2", "P", "L", "LI"} <= set(roles)
    assert roles.count("H1") == 2
    assert roles.count("H2") == 2 * (2 + 4)


@pytest.mark.parametrize("words", ["😀 and 中文", "\x07\x00", "e\u0301", '#import "x"', "$ x $ @y <z> `a` // b", ""])
def test_the_pdf_can_be_made_of_whatever_was_typed(words: str) -> None:
    assert as_pdf(portfolio_of("Łucja", [replace(ONE, title=words, parts={"what": words})], **TITLES))


@settings(max_examples=15, deadline=None)
@given(words=st.text(max_size=200))
def test_the_pdf_can_be_made_of_any_text(words: str) -> None:
    assert as_pdf(portfolio_of(words, [replace(ONE, title=words, parts={"what": words, "free": words})], **TITLES))


def test_the_sign_for_what_cannot_be_set_can_be_set() -> None:
    assert as_pdf(portfolio_of(LEFT_OUT, [ONE], **TITLES))


def test_a_period_has_both_its_days_and_only_what_is_finished() -> None:
    day = ON.date()
    assert in_period([ONE], day, day) == [ONE]
    assert in_period([ONE], date(2026, 11, 4), None) == []
    assert in_period([ONE], None, date(2026, 11, 2)) == []
    assert in_period([replace(ONE, finished=False)], None, None) == []


def test_more_than_one_reflection_is_summed_up_without_any_score() -> None:
    summary = dict(portfolio_of("Lena", [ONE, ONE], **TITLES).summary)
    assert summary == {
        "Reflections": "2",
        "Library cases": "The open door",
        "Time given": "3 h 0 min",
        "Capabilities": "Professional values",
        "Actions": "2 done, 2 open",
    }
