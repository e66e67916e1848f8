"""Captions in, plain cues out; and back, with nothing that could be markup."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import CaptionsUnreadable
from casebook.media.webvtt import ENCODINGS, SpokenCue, captions_text, parse_captions, write_text, write_webvtt

WEBVTT = """WEBVTT - an interview

NOTE made by hand

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:02.500 align:start
<v Dr Nia Bell>I asked <i>her</i> &amp; she said
“nothing”.</v>

00:02.500 --> 00:04.000
<v.loud Sam><c.yellow>Fish &lt; chips</c>
"""


def test_webvtt_is_read_with_its_speakers_and_without_its_markup() -> None:
    assert parse_captions(WEBVTT.encode()) == [
        SpokenCue(1000, 2500, "I asked her & she said “nothing”.", "Dr Nia Bell"),
        SpokenCue(2500, 4000, "Fish < chips", "Sam"),
    ]


def test_srt_is_read() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,500\nHello <b>there</b>\n\n2\n00:01:00,000 --> 01:00:00,000\nBye\n"
    srt = srt.replace("\n", "\r\n")
    assert parse_captions(srt.encode()) == [SpokenCue(1000, 2500, "Hello there"), SpokenCue(60_000, 3_600_000, "Bye")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
)
def test_any_usual_encoding_is_read(encoding: str) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nÉlodie naïve\n"
    assert parse_captions(text.encode(encoding))[0].text == "Élodie naïve"


def test_quotation_marks_of_windows_are_read() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nI don\u2019t \u2013 \u201cyet\u201d\n"
    assert parse_captions(text.encode("cp1252"))[0].text == "I don’t – “yet”"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("cp1250", "Zielińska śpi"), ("mac-roman", "naïve “yes”"), ("shift-jis", "こんにちは"), ("koi8-r", "Привет")],
)
def test_an_encoding_that_is_named_is_used(encoding: str, words: str) -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{words}\n"
    assert parse_captions(text.encode(encoding), encoding=encoding)[0].text == words
    assert encoding in ENCODINGS


def test_every_encoding_on_offer_is_one_that_python_knows() -> None:
    for encoding in filter(None, ENCODINGS):
        assert captions_text(b"WEBVTT", encoding=encoding)


def test_words_are_written_as_paragraphs_of_whoever_speaks() -> None:
    cues = [SpokenCue(0, 1000, "One", "Nia"), SpokenCue(1000, 2000, "two.", "Nia"), SpokenCue(2000, 3000, "No.", "Sam"),
            SpokenCue(9000, 9500, "Later.", "Sam")]  # fmt: skip
    assert write_text(cues) == "Nia: One two.\n\nSam: No.\n\nLater."


def test_a_line_without_words_or_length_is_no_caption() -> None:
    assert write_webvtt([SpokenCue(0, 1000, " ", "Nia"), SpokenCue(1000, 1000, "x")]) == "WEBVTT\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nx\n\n00:03.000 --> 3.9\ny\n", 6, "times are expected"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", 3, "must end after it begins"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nx\n", 3, "times are expected"),
        ("WEBVTT\n\nnothing here\n", 1, "no cue"),
        ("Dear all,\n", 1, "WebVTT"),
        ("", 1, "WebVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n00:00:03,000 --> soon\ny\n", 6, "times are expected"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(CaptionsUnreadable, match=f"Line {line}: .*{words}") as refused:
        parse_captions(text.encode())
    assert refused.value.line == line  # type: ignore[attr-defined]


def test_captions_of_monstrous_size_are_refused() -> None:
    with pytest.raises(CaptionsUnreadable, match="2 MB"):
        parse_captions(b"WEBVTT\n" + b"x" * 3_000_000)


def test_what_is_written_can_hold_no_markup_and_no_new_cue() -> None:
    cue = SpokenCue(0, 1500, "<script>alert(1)</script> --> & \n\n00:00.000 --> 00:01.000", "O'Neil <b>")
    assert write_webvtt([cue]) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n"
        "<v O'Neil &lt;b&gt;>&lt;script&gt;alert(1)&lt;/script&gt; --&gt; &amp; 00:00.000 --&gt; 00:01.000\n"
    )


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(_WORDS, _WORDS | st.just(""), st.integers(0, 10**7), st.integers(1, 10**5))
def test_what_was_written_is_read_back_the_same(text: str, speaker: str, start_ms: int, lasts_ms: int) -> None:
    cue = SpokenCue(start_ms, start_ms + lasts_ms, text, speaker)
    assert parse_captions(write_webvtt([cue]).encode()) == [cue]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_whatever_is_sent_is_read_or_refused(data: bytes) -> None:
    for sent in (data, b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + data):
        with suppress(CaptionsUnreadable):
            cues = parse_captions(sent)
            assert all(0 <= cue.start_ms < cue.end_ms for cue in cues)
            assert [cue.start_ms for cue in cues] == sorted(cue.start_ms for cue in cues)
