"""What is seen, told among what is said: written in the editor, shown and taken away as such, and never a caption."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Clip
from casebook.media.cue_rules import advice
from casebook.media.queries import clip_by_key, said_in, seen_in
from casebook.media.webvtt import SpokenCue, write_text
from casebook.search.indexing import rebuild
from tests.conftest import Visitor

from .test_transcripts import fields, of, path, send

Visit = Callable[[str], Visitor]
SAID = ["The corridor lights hummed all night.", "He said, please leave the door open."]
SEEN = "Her hand on a zinctulip handle"


@pytest.fixture
def key(stocked: Library) -> str:
    with reading(stocked.engine) as db:
        return db.exec(select(Clip.key).where(Clip.title == "The bleep")).one()


def describe(ada: Visitor, key: str) -> None:
    """Put a line of what is seen after the first, by the plain form alone."""
    given = fields(ada.get(path(key)).text)
    first = of("text", given)[0].split("-")[1]
    assert send(ada, key, **given, act=f"describe-{first}").status_code == 303
    given = fields(ada.get(path(key)).text)
    empty = next(name for name in of("text", given) if not given[name])
    assert send(ada, key, **given | {empty: SEEN}).status_code == 303


def test_what_is_seen_is_shown_and_taken_away_as_such_and_never_a_caption(
    visit: Visit, stocked: Library, key: str
) -> None:
    ada = visit("ada")
    describe(ada, key)
    with reading(stocked.engine) as db:
        clip = clip_by_key(db, key)
        assert [cue.text for cue in said_in(db, clip)] == SAID
        assert [(cue.text, cue.speaker, cue.start_ms) for cue in seen_in(db, clip)] == [(SEEN, "", 1400)]
    page = ada.get("/cases/the-open-door").text
    assert f"<i><b>Seen:</b> {SEEN}</i>" in page
    assert "What is said and seen" in page
    for captions in (f"/clips/{key}/captions.vtt", f"/clips/{key}/transcript.vtt"):
        assert SEEN not in ada.get(captions).text
        assert SAID[0] in ada.get(captions).text
    for described in (f"/clips/{key}/descriptions.vtt", f"/clips/{key}/seen.vtt"):
        answer = ada.get(described)
        assert answer.headers["content-type"].startswith("text/vtt")
        assert answer.text == f"WEBVTT\n\n00:00:01.400 --> 00:00:01.500\n{SEEN}\n"
    assert f"[Seen: {SEEN}]" in ada.get(f"/clips/{key}/transcript.txt").text
    for someone in ("", "otto"):
        signed_out = someone == ""
        for described in (f"/clips/{key}/descriptions.vtt", f"/clips/{key}/seen.vtt"):
            assert visit(someone).get(described).status_code == (303 if signed_out else 200)


def test_search_quotes_only_what_was_said(visit: Visit, stocked: Library, key: str) -> None:
    describe(visit("ada"), key)
    rebuild(stocked.engine, stocked.index)
    lena = visit("lena")
    assert "hummed" in re.sub(r"</?mark>", "", lena.get("/search?q=hummed").text)
    assert SEEN not in re.sub(r"</?mark>", "", lena.get("/search?q=zinctulip").text)


def test_a_line_becomes_what_is_seen_and_stays_when_captions_or_an_import_come(
    visit: Visit, stocked: Library, key: str
) -> None:
    ada = visit("ada")
    given = fields(ada.get(path(key)).text)
    kind = of("kind", given)[1]
    assert given[kind] == "said"
    assert send(ada, key, **given | {kind: "seen"}).status_code == 303
    version = fields(ada.get(path(key)).text)["version"]
    new = "WEBVTT\n\n00:00.000 --> 00:01.000\nAnother beginning.\n"
    assert ada.post(f"{path(key)}/file", pasted=new, version=version).status_code == 303
    with writing(stocked.engine) as db:
        clip = clip_by_key(db, key)
        keep_transcript(db, clip, [SpokenCue(0, 900, "From the folder.")])
        assert [cue.text for cue in said_in(db, clip)] == ["Another beginning."]
        assert [(cue.text, cue.speaker) for cue in seen_in(db, clip)] == [(SAID[1], "")]
    # what is said and what is seen do not become one line
    given = fields(ada.get(path(key)).text)
    refused = send(ada, key, **given, act=f"merge-{of('text', given)[0].split('-')[1]}")
    assert "they stay two lines" in refused.text


def test_rules_of_captions_do_not_bind_what_is_seen() -> None:
    cues = [
        SpokenCue(0, 3000, "One.", "Nia"),
        SpokenCue(1000, 9000, "A long corridor, and at its end a lamp on a desk. " * 3, seen=True),
        SpokenCue(2500, 5000, "Two.", "Nia"),
        SpokenCue(6000, 6000, "", seen=True),
    ]
    assert advice(cues) == [
        ["Overlaps the next line by 0.5 s."], [], [],
        ["Nothing is described in this line yet.", "It ends before it begins."],
    ]  # fmt: skip
    assert (
        write_text([*cues[:1], SpokenCue(1, 2, "A lamp", seen=True), *cues[2:]])
        == "Nia: One.\n\n[Seen: A lamp]\n\nTwo."
    )
