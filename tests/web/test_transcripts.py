"""The transcript editor as a plain form, its file of captions, and the words that go out."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from httpx2 import Response
from sqlmodel import select

from casebook.cases.case import CaseClip
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media import queries
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent, Use
from casebook.media.consenting import give_consent, withdraw_consent
from casebook.media.transcript import Cue
from casebook.media.webvtt import parse_captions
from casebook.web.middleware import MOST_BODY
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]


@pytest.fixture
def key(stocked: Library) -> str:
    """The clip told before the decision: two lines by Dr First, reviewed."""
    with reading(stocked.engine) as db:
        return db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after == False)).one()  # noqa: E712


def path(key: str) -> str:
    return f"/studio/clips/{key}/transcript"


def fields(text: str) -> dict[str, str]:
    """What a browser without scripts would send of the form of lines."""
    words = text.split('id="words"')[1].split("</form>")[0]
    found = dict(re.findall(r'<input(?! type="checkbox")[^>]*\bname="([^"]+)" value="([^"]*)"', words))
    found |= dict(re.findall(r'<textarea[^>]*\bname="([^"]+)"[^>]*>([^<]*)</textarea>', words))
    for name, options in re.findall(r'<select[^>]*\bname="([^"]+)"[^>]*>(.*?)</select>', words, re.DOTALL):
        found[name] = re.findall(r'<option value="([^"]*)" selected', options)[0]
    return {name: unescape(value) for name, value in found.items()}


def of(kind: str, given: dict[str, str]) -> list[str]:
    return [name for name in given if name.startswith(f"{kind}-")]


def kept(library: Library, key: str) -> list[Cue]:
    with reading(library.engine) as db:
        return list(queries.cues_of(db, queries.clip_by_key(db, key)))


def send(visitor: Visitor, key: str, **given: str) -> Response:
    return visitor.post(path(key), **given)


def test_only_those_who_make_cases_edit_words(visit: Visit, key: str) -> None:
    assert visit("").get(path(key)).status_code == 303
    for name in ("lena", "tom", "otto"):
        assert visit(name).get(path(key)).status_code == 403
        assert visit(name).post(path(key), act="save").status_code == 403
        assert visit(name).post(f"{path(key)}/file", pasted="WEBVTT").status_code == 403
    for name in ("ada", "vera"):
        assert visit(name).get(path(key)).status_code == 200
    assert visit("ada").get(path("abcdefghjkmn")).status_code == 404


def test_words_are_saved_by_the_plain_form_and_are_a_draft_again(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    page = ada.get(path(key)).text
    assert "Read against the sound by The tests" in page
    given = fields(page)
    assert [given[name] for name in of("start", given)] == ["0:00.200", "0:01.500"]
    first = of("text", given)[0]
    answer = send(ada, key, **(given | {first: "The lights <hummed>\r\nall night.", of("end", given)[1]: "2.95"}))
    assert answer.status_code == 303
    page = ada.get(path(key)).text
    assert "The lights &lt;hummed&gt; all night." in page
    assert "Nobody has read this version" in page
    assert "by Ada Kowalczyk" in page
    assert [cue.end_ms for cue in kept(stocked, key)] == [1400, 2950]


def test_saving_what_is_there_leaves_it_reviewed(visit: Visit, key: str) -> None:
    vera = visit("vera")
    assert send(vera, key, **fields(vera.get(path(key)).text)).status_code == 303
    assert "Read against the sound by The tests" in vera.get(path(key)).text


def test_lines_are_split_merged_added_and_deleted_by_buttons(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")

    def press(act: str, line: int) -> Response:
        given = fields(ada.get(path(key)).text)
        number = of("text", given)[line].split("-")[1]
        return send(ada, key, **given, act=f"{act}-{number}")

    went = press("split", 0)
    assert re.search(r"\?line=\d+#line-\d+$", went.headers["location"])
    assert "autofocus" in ada.get(went.headers["location"].split("#")[0]).text
    assert [cue.text for cue in kept(stocked, key)][:2] == ["The corridor lights", "hummed all night."]
    press("merge", 0)
    press("insert", 0)
    assert [cue.text for cue in kept(stocked, key)] == [
        "The corridor lights hummed all night.", "", "He said, please leave the door open.",
    ]  # fmt: skip
    press("delete", 1)
    refused = press("merge", 1)
    assert refused.status_code == 200
    assert "there is none after it" in refused.text
    assert len(kept(stocked, key)) == 2


def test_a_time_that_cannot_be_read_is_said_beside_it_and_the_rest_is_saved(
    visit: Visit, stocked: Library, key: str
) -> None:
    ada = visit("ada")
    given = fields(ada.get(path(key)).text)
    start, text = of("start", given)[0], of("text", given)[0]
    answer = send(ada, key, **(given | {start: "soon", text: "Kept."}))
    assert 'value="soon"' in answer.text
    assert "A time is expected" in answer.text
    assert (kept(stocked, key)[0].text, kept(stocked, key)[0].start_ms) == ("Kept.", 200)


def test_of_two_tabs_the_second_is_told_and_neither_loses_a_word(visit: Visit, stocked: Library, key: str) -> None:
    ada, vera = visit("ada"), visit("vera")
    hers, mine = fields(ada.get(path(key)).text), fields(vera.get(path(key)).text)
    first, second = of("text", hers)
    assert send(ada, key, **(hers | {first: "Ada's words."})).status_code == 303
    told = send(vera, key, **(mine | {first: "Vera's words.", second: "And more."}))
    assert told.status_code == 409
    assert "Ada Kowalczyk saved at" in told.text
    again = fields(told.text)
    assert (again[first], again[second]) == ("Vera's words.", "And more.")
    assert "Saved by the other: “Ada&#39;s words.”" in told.text
    assert kept(stocked, key)[0].text == "Ada's words."
    assert send(vera, key, **again).status_code == 303
    assert [cue.text for cue in kept(stocked, key)] == ["Vera's words.", "And more."]


def test_words_of_a_line_that_is_gone_are_given_back(visit: Visit, key: str) -> None:
    ada, vera = visit("ada"), visit("vera")
    hers = fields(ada.get(path(key)).text)
    first = of("text", hers)[0]
    send(vera, key, **fields(vera.get(path(key)).text), act=f"delete-{first.split('-')[1]}")
    told = send(ada, key, **(hers | {first: "A long thought."}))
    assert told.status_code == 409
    assert "In a line that is no longer there you had written: “A long thought.”" in told.text


def test_finding_and_replacing_says_how_often(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    given = fields(ada.get(path(key)).text)
    answer = send(ada, key, **(given | {"find": "THE ", "replacement": "that "}), act="replace")
    assert "was replaced in 2 places" in answer.text
    assert kept(stocked, key)[0].text == "that corridor lights hummed all night."
    given = fields(answer.text)
    assert "is not in the words" in send(ada, key, **(given | {"find": "zebra"}), act="replace").text


def test_lines_are_moved_in_time(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    given = fields(ada.get(path(key)).text) | {"first": "1", "last": "2", "by": "+0,1"}
    assert "moved by 0.1 s" in send(ada, key, **given, act="shift").text
    assert [cue.start_ms for cue in kept(stocked, key)] == [300, 1600]
    given = fields(ada.get(path(key)).text) | {"first": "1", "last": "2"}
    for by, words in (("-5", "before the film"), ("soon", "by how many seconds"), ("", "by how many seconds")):
        assert words in send(ada, key, **(given | {"by": by}), act="shift").text


def test_a_named_person_reads_it(visit: Visit, key: str) -> None:
    ada, vera = visit("ada"), visit("vera")
    given = fields(ada.get(path(key)).text)
    send(ada, key, **(given | {of("text", given)[0]: "Other words."}))
    assert send(vera, key, **fields(vera.get(path(key)).text), act="review").status_code == 303
    assert "Read against the sound by Vera Lindqvist" in vera.get(path(key)).text
    assert "Read by Vera Lindqvist" in visit("lena").get("/cases/the-open-door").text


def test_what_is_seen_is_told_of_the_clip(visit: Visit, key: str) -> None:
    ada = visit("ada")
    page = ada.get(path(key)).text
    assert "Coloured bars." in page, "what is said of the recording stands there until there are words of its own"
    assert send(ada, key, **(fields(page) | {"described": "A ward at night.\r\nA lamp."})).status_code == 303
    assert "A ward at night." in visit("lena").get("/cases/the-open-door").text


def test_scripts_get_the_lines_alone(visit: Visit, key: str) -> None:
    ada = visit("ada")
    headers = {"HX-Request": "true", "sec-fetch-site": "same-origin"}
    given = fields(ada.get(path(key)).text)
    text = of("text", given)[0]
    saved = ada.post(path(key), headers=headers, version=given["version"], act="save", **{text: "Hm."})
    assert saved.status_code == 200
    assert saved.text.startswith('<div id="lines" data-version="2"')
    told = ada.post(path(key), headers=headers, version=given["version"], act="save", **{text: "Hm?"})
    assert told.status_code == 409
    assert '<div id="lines" data-version="2"' in told.text
    assert "data-theirs" in told.text


def test_a_long_transcript_can_be_sent_as_a_form(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    cues = "\n\n".join(
        f"{n // 60:02d}:{n % 60:02d}.000 --> {n // 60:02d}:{n % 60:02d}.900\n{'word ' * 40}" for n in range(1500)
    )
    sent = f"WEBVTT\n\n{cues}\n"
    assert len(sent) > MOST_BODY
    assert ada.post(f"{path(key)}/file", version="1", pasted=sent).status_code == 303
    given = fields(ada.get(path(key)).text)
    assert len(given) > 6000
    assert send(ada, key, **(given | {of("text", given)[-1]: "The end."})).status_code == 303
    assert kept(stocked, key)[-1].text == "The end."


def test_a_clip_without_words_gets_its_first_line(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    with writing(stocked.engine) as db:
        clip = queries.clip_by_key(db, key)
        for cue in queries.cues_of(db, clip):
            db.delete(cue)
        db.flush()
        db.delete(queries.transcript_of(db, clip))
    page = ada.get(path(key)).text
    assert "There are no words yet." in page
    assert "It has no lines yet" not in page
    assert send(ada, key, **fields(page), act="insert-0").status_code == 303
    assert len(kept(stocked, key)) == 1
    assert "Nothing is said in this line yet." in ada.get(path(key)).text
    refused = send(ada, key, **fields(ada.get(path(key)).text), act="review")
    assert "write it or delete it" in refused.text
    number = of("text", fields(refused.text))[0].split("-")[1]
    send(ada, key, **fields(refused.text), act=f"delete-{number}")
    assert "It has no lines yet" in send(ada, key, **fields(ada.get(path(key)).text), act="review").text


SRT = "1\r\n00:00:00,500 --> 00:00:02,000\r\nI don’t know.\r\n"


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", ""), ("utf-16", ""), ("cp1252", ""), ("mac-roman", "mac-roman")]
)
def test_a_file_in_any_encoding_takes_the_place_of_the_lines(
    visit: Visit, stocked: Library, key: str, encoding: str, named: str
) -> None:
    ada = visit("ada")
    answer = ada.client.post(
        f"{path(key)}/file", headers={"sec-fetch-site": "same-origin"}, data={"version": "1", "encoding": named},
        files={"captions": ("words.srt", SRT.encode(encoding))},
    )  # fmt: skip
    assert answer.status_code == 303
    assert [(cue.start_ms, cue.text) for cue in kept(stocked, key)] == [(500, "I don’t know.")]


def test_a_wrong_file_is_given_back_with_its_line_and_changes_nothing(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    wrong = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne <i>\n\n00:03.000 --> soon\nTwo\n"
    answer = ada.client.post(
        f"{path(key)}/file", headers={"sec-fetch-site": "same-origin"}, data={"version": "1"},
        files={"captions": ("words.vtt", wrong.encode())},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Line 6: times are expected" in answer.text
    assert "One &lt;i&gt;" in answer.text
    assert len(kept(stocked, key)) == 2
    mended = unescape(answer.text.split('id="pasted"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert mended.strip() == wrong.strip()
    done = ada.post(f"{path(key)}/file", version="1", pasted=mended.replace("soon", "00:04.000"))
    assert done.status_code == 303
    assert [cue.text for cue in kept(stocked, key)] == ["One", "Two"]


def test_a_file_over_words_changed_meanwhile_and_no_file_at_all_are_refused(visit: Visit, key: str) -> None:
    ada = visit("ada")
    given = fields(ada.get(path(key)).text)
    send(ada, key, **(given | {of("text", given)[0]: "Newer."}))
    late = ada.post(f"{path(key)}/file", version="1", pasted=SRT)
    assert late.status_code == 409
    assert "changed elsewhere" in late.text
    assert "I don’t know." in late.text
    assert ada.post(f"{path(key)}/file", version="2", pasted=" ").status_code == 422


HOSTILE = (
    "<script>alert(1)</script> <c.x>y</c> --> &lt;b&gt; &amp;",
    "\n\nNOTE x\n\n00:00.000 --> 00:09.000\nnew",
    "</v><v Someone else>words<00:00:01.000>",
    "<ruby>a<rt>b</rt></ruby><lang en>c</lang> \u2028 STYLE ::cue{}",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_go_out_as_words(visit: Visit, key: str, hostile: str) -> None:
    ada = visit("ada")
    given = fields(ada.get(path(key)).text)
    first = of("text", given)[0].split("-")[1]
    assert send(ada, key, **(given | {f"text-{first}": hostile, f"speaker-{first}": hostile})).status_code == 303
    captions = visit("lena").get(f"/clips/{key}/captions.vtt")
    assert captions.headers["content-type"].startswith("text/vtt")
    assert captions.text.count("-->") == 2, "as many times as there are lines"
    tags = re.findall(r"<[^>]*>", captions.text)
    assert len(tags) == 2
    assert all(re.fullmatch(r"<v [^<>]+>", tag) for tag in tags)
    read = parse_captions(captions.content)
    assert read[0].text == " ".join(hostile.split())
    assert "<script>" not in ada.get(path(key)).text
    assert "<script>alert" not in visit("lena").get("/cases/the-open-door").text


def test_words_are_taken_away_where_the_contributor_allows_it(visit: Visit, stocked: Library, key: str) -> None:
    lena = visit("lena")
    text = lena.get(f"/clips/{key}/transcript.txt")
    assert text.headers["content-disposition"] == f'attachment; filename="transcript-{key}.txt"'
    assert text.headers["content-type"].startswith("text/plain")
    assert text.text == (
        "The bleep\n\nDr First: The corridor lights hummed all night. He said, please leave the door open.\n\n"
        "What is seen: Coloured bars.\n\nRead against the sound by The tests.\n"
    )
    assert lena.get(f"/clips/{key}/transcript.vtt").text.startswith("WEBVTT")
    assert f"/clips/{key}/transcript.txt" in lena.get("/cases/the-open-door").text
    with writing(stocked.engine) as db:
        for recording in db.exec(select(Recording)).all():
            give_consent(db, recording, evidence="Form 7", uses=set(Use) - {Use.transcript})
    for ending in ("txt", "vtt"):
        assert lena.get(f"/clips/{key}/transcript.{ending}").status_code == 403
    assert f"/clips/{key}/transcript.txt" not in lena.get("/cases/the-open-door").text
    assert lena.get(f"/clips/{key}/captions.vtt").status_code == 200, "the words are still shown with the film"


def test_words_told_after_the_decision_are_not_there_before(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    with reading(stocked.engine) as db:
        after = db.exec(select(Clip.key).join(CaseClip).where(CaseClip.after)).all()
    for key in after:
        for ending in ("txt", "vtt"):
            assert lena.get(f"/clips/{key}/transcript.{ending}").status_code == 404


def test_when_consent_has_ended_nobody_edits_or_takes_the_words(visit: Visit, stocked: Library, key: str) -> None:
    ada = visit("ada")
    with writing(stocked.engine) as db:
        for consent in db.exec(select(Consent)).all():
            withdraw_consent(db, consent)
    for address in (f"/clips/{key}/transcript.txt", f"/clips/{key}/captions.vtt"):
        assert ada.get(address).status_code == 410
    assert ada.get(path(key)).status_code == 404
    assert send(ada, key, version="1", act="save").status_code == 404


def test_a_clip_in_no_case_and_without_consent_can_be_written_but_not_played(
    visit: Visit, stocked: Library, key: str
) -> None:
    ada = visit("ada")
    with writing(stocked.engine) as db:
        clip = queries.clip_by_key(db, key)
        db.delete(db.exec(select(CaseClip).where(CaseClip.clip_id == clip.pk)).one())
    assert ada.get(f"/clips/{key}/captions.vtt").status_code == 200, "by those who make cases, while consent is live"
    assert visit("lena").get(f"/clips/{key}/captions.vtt").status_code == 404
    with writing(stocked.engine) as db:
        clip = queries.clip_by_key(db, key)
        like = db.get_one(Recording, clip.recording_id).model_dump(exclude={"id", "key", "received_from_id"})
        db.add(unasked := Recording(**like))
        db.flush()
        clip.recording_id = unasked.pk
        db.add(clip)
    assert ada.get(path(key)).status_code == 200
    assert ada.get(f"/clips/{key}/captions.vtt").status_code == 404
