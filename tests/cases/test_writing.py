"""Writing a case in the studio: nothing of it is seen before it is published, no word is lost, and what was answered
keeps its words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.cases.case import Case, CaseClip, ContentNote
from casebook.cases.checklist import checks, missing
from casebook.cases.confidentiality import words_of
from casebook.cases.content_shape import GUIDE_PARTS
from casebook.cases.content_text import as_clock, milliseconds
from casebook.cases.decision_point import Option
from casebook.cases.manuscript import Manuscript, ManuscriptReading
from casebook.cases.manuscript_words import CaseWords, ClipWords, NoteWords, OptionWords, guide_parts
from casebook.cases.previewing import preview_of
from casebook.cases.publishing import open_publication
from casebook.cases.revising import add_option
from casebook.cases.taking_up import keyed_options, publish_manuscript
from casebook.cases.versioning import case_as_of
from casebook.cases.viewing import may_play
from casebook.cases.writing import (
    SavedMeanwhile,
    begin,
    begin_from,
    keep_mine,
    read_through,
    save,
    take_away,
    throw_away,
)
from casebook.clock import now
from casebook.errors import NotAllowed, NotReady, WrongInput
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Clip, ClipState, Recording
from casebook.media.consent import Use
from casebook.media.consenting import give_consent, review_for_patients
from casebook.media.receiving import cut_clip
from casebook.media.webvtt import SpokenCue
from casebook.people.contributor import Contributor
from casebook.people.joining import add_person
from casebook.people.person import Person, Role
from tests.conftest import cast, the_case, viewer


def told(db: Session, name: str) -> Clip:
    return db.get_one(Clip, db.exec(select(CaseClip).where(CaseClip.name == name)).one().clip_id)


def whole(db: Session, manuscript: Manuscript, clip: Clip) -> None:
    """Everything an author writes of a case, but for what others do."""
    typed = {
        "dilemma": "He asks me whether she knew.", "story": "It is ten at night.", "setting": "gp", "level": "core",
        "jurisdiction": "England", "moment": "It is 22:00.", "question": "What do you say?",
        "closing": "What led?", "guide": dict.fromkeys(GUIDE_PARTS, "Say it."),
        "options": [OptionWords("", f"Say {n}", "For.", "Against.") for n in ("one", "two", "three")],
        "continua": ["courage", "trustworthiness"], "themes": ["truth-telling"], "guidance": ["some-guidance"],
        "notes": [NoteWords("Mentions grief", clip.key, "0:00.5", "0:01")], "clips": [ClipWords(clip.key)],
        "attribution": "Ada and others",
    }  # fmt: skip
    save(db, manuscript, typed, seen=manuscript.saved)


def ready_clip(db: Session) -> Clip:
    """Another cut of the film that the case tells, with words somebody has read."""
    recording = db.get_one(Recording, told(db, "ada-before").recording_id)
    clip = cut_clip(db, recording, title="At the door", in_ms=0, out_ms=2000)
    clip.version, clip.state, clip.duration_ms = 1, ClipState.ready, 2000
    said = [SpokenCue(100, 900, "At the door.", "Dr First")]
    keep_transcript(db, clip, said, read_by="The tests", read_on=None)
    db.add(clip)
    db.flush()
    return clip


def read(db: Session, manuscript: Manuscript, by: Person) -> ManuscriptReading:
    """A reading of a manuscript as it stands."""
    said = words_of(db, manuscript)
    return read_through(db, manuscript, seen=manuscript.saved, said=said, by=by)


def test_a_case_goes_from_nothing_to_published(db: Session) -> None:
    ada, vera = cast(db, "ada"), cast(db, "vera")
    manuscript = begin(db, title="The  key ", by=ada)
    whole(db, manuscript, ready_clip(db))
    assert [one.place for one in missing(checks(db, manuscript))] == ["reading"]
    with pytest.raises(NotReady):
        publish_manuscript(db, manuscript, by=ada)
    read(db, manuscript, vera)
    assert missing(checks(db, manuscript)) == []
    publish_manuscript(db, manuscript, by=ada)
    case = db.exec(select(Case).where(Case.slug == "the-key")).one()
    assert (case.title, case.author_id, case.version, case.attribution) == ("The key", ada.pk, 1, "Ada and others")
    assert open_publication(db, case) is not None
    assert guide_parts(case.guide) == dict.fromkeys(GUIDE_PARTS, "Say it.")
    (in_case,) = db.exec(select(CaseClip).where(CaseClip.case_id == case.pk)).all()
    assert (in_case.name, in_case.told_in, in_case.after) == ("dr-before", "dr", False)
    (note,) = db.exec(select(ContentNote).where(ContentNote.case_id == case.pk)).all()
    assert (note.from_ms, note.to_ms) == (500, 1000)
    assert db.exec(select(Manuscript)).all() == []


def test_a_reviewer_is_told_of_a_recording_nobody_has_listened_to(db: Session) -> None:
    """No page of the studio led a reviewer to where she says that she has listened."""
    ada, vera = cast(db, "ada"), cast(db, "vera")
    clip = ready_clip(db)
    recording = db.get_one(Recording, clip.recording_id)
    consent = give_consent(db, recording, by=ada, evidence="A form")
    manuscript = begin(db, title="The key", by=ada)
    whole(db, manuscript, clip)

    def to_listen() -> list[str]:
        return [one.at for one in checks(db, manuscript) if one.place == "consent"]

    assert to_listen() == []  # her speaker is invented, and tells of nobody
    speaker = db.get_one(Contributor, recording.contributor_id)
    speaker.invented = False
    db.add(speaker)
    assert to_listen() == [consent.key]
    assert [one.place for one in missing(checks(db, manuscript))] == ["reading"]  # it is advice
    review_for_patients(db, consent, by=vera)
    assert to_listen() == []


def test_a_case_written_anew_stays_open_as_it_was_until_the_new_words_are(db: Session) -> None:
    case, _, _ = the_case(db)
    ada, vera = cast(db, "ada"), cast(db, "vera")
    manuscript = begin_from(db, case)
    assert begin_from(db, case) is manuscript
    save(db, manuscript, {"dilemma": "He asks.", "story": "You stand."}, seen=1)
    assert (case.dilemma, case.version) == ("He asks me to stay and the bleep is going.", 1)
    read(db, manuscript, vera)
    for row in db.exec(select(Clip)).all():  # no worker has been here
        row.version = 1
        db.add(row)
    before = {row.clip_id: (row.name, row.told_in, row.chose) for row in db.exec(select(CaseClip)).all()}
    publish_manuscript(db, manuscript, by=ada)
    assert (case.dilemma, case.version) == ("He asks.", 2)
    assert open_publication(db, case) is not None
    first = case_as_of(db, case, 1)
    assert first
    assert first.dilemma == "He asks me to stay and the bleep is going."
    assert {row.clip_id: (row.name, row.told_in, row.chose) for row in db.exec(select(CaseClip)).all()} == before
    assert [option.key for option in db.exec(select(Option).order_by(Option.position)).all()] == ["stay", "go", "ask"]


def test_a_second_tab_is_told_and_nothing_is_written(db: Session) -> None:
    manuscript = begin(db, title="The key", by=cast(db, "ada"))
    save(db, manuscript, {"story": "First tab."}, seen=1)
    with pytest.raises(SavedMeanwhile):
        save(db, manuscript, {"story": "Second tab."}, seen=1)
    assert CaseWords.of(manuscript.words).story == "First tab."
    assert not save(db, manuscript, {"story": "First tab."}, seen=1), "the same words are no clash"
    assert save(db, manuscript, {"story": "Second tab."}, seen=2)
    with pytest.raises(WrongInput):
        save(db, manuscript, {"story": "x" * 20_001}, seen=3)
    with pytest.raises(WrongInput):
        save(db, manuscript, {"title": ""}, seen=3)


def test_a_changed_word_asks_for_another_reading(db: Session) -> None:
    vera = cast(db, "vera")
    manuscript = begin(db, title="The key", by=cast(db, "ada"))
    read(db, manuscript, vera)
    assert "reading" not in {one.place for one in missing(checks(db, manuscript))}
    save(db, manuscript, {"story": "Mrs Smith of Acacia Avenue."}, seen=1)
    assert "reading" in {one.place for one in missing(checks(db, manuscript))}
    with pytest.raises(SavedMeanwhile):
        read_through(db, manuscript, seen=1, said=words_of(db, manuscript), by=vera)


def test_nobody_reads_her_own_case_and_nobody_reads_and_publishes(db: Session) -> None:
    both = add_person(db, name="Bea", email="bea@casebook.example", roles=[Role.author, Role.reviewer])
    own = begin(db, title="Her own", by=both)
    with pytest.raises(NotAllowed):
        read(db, own, both)
    with pytest.raises(NotAllowed):
        read(db, own, cast(db, "lena"))
    case, _, _ = the_case(db)
    case.author_id = None  # the command line brought it
    for row in db.exec(select(Clip)).all():
        row.version = 1
        db.add(row)
    manuscript = begin_from(db, case)
    read(db, manuscript, both)
    with pytest.raises(NotAllowed):
        publish_manuscript(db, manuscript, by=both)


def test_a_version_that_came_meanwhile_is_to_be_looked_at(db: Session) -> None:
    case, point, _ = the_case(db)
    manuscript = begin_from(db, case)
    add_option(db, case, point, label="Call her", speaks_for="Not alone.", speaks_against="It is late.")
    assert any(one.place == "case" for one in missing(checks(db, manuscript)))
    keep_mine(db, manuscript, case)
    assert not any(one.place == "case" for one in missing(checks(db, manuscript)))


def test_what_is_missing_names_each_thing(db: Session) -> None:
    manuscript = begin(db, title="The key", by=cast(db, "ada"))
    places = {(one.place, one.at) for one in missing(checks(db, manuscript))}
    assert {("words", name) for name in ("story", "options", "continua", "themes", "guide", "notes")} <= places
    assert {("clips", ""), ("reading", "")} <= places
    clip = told(db, "ada-before")
    whole(db, manuscript, clip)
    words = CaseWords.of(manuscript.words)
    says = " ".join(one.says for one in missing(checks(db, manuscript)))
    assert "is told in “The open door”" in says
    for wrong in (
        {"dilemma": "word " * 26},
        {"notes": [NoteWords("A death", clip.key, "0:02", "0:01")]},
        {"notes": [NoteWords("A death", clip.key, "soon", "")]},
        {"notes": [NoteWords("A death", "", "0:01", "")]},
        {"options": words.options[:2]},
        {"options": [*words.options, OptionWords("", "Say four", "", "")]},
        {"continua": ["courage", "nonsense"]},
        {"clips": [ClipWords(clip.key, weighed="His hand.")]},
        {"clips": [ClipWords(clip.key), ClipWords("gone2345", after=True)]},
        {"guidance": ["some-guidance", "gone"]},
    ):
        manuscript.words = words.kept()
        before = {one.says for one in missing(checks(db, manuscript))}
        manuscript.words = replace(words, **wrong).kept()  # type: ignore[arg-type]
        assert {one.says for one in missing(checks(db, manuscript))} - before, wrong


def test_a_reviewer_plays_what_a_manuscript_tells_and_nobody_else_does(db: Session) -> None:
    clip = ready_clip(db)
    everyone = {name: viewer(db, name) for name in ("vera", "tom", "lena", "otto")}

    def plays() -> set[str]:
        return {name for name, one in everyone.items() if may_play(db, one, clip)}

    assert plays() == set()
    manuscript = begin(db, title="The key", by=cast(db, "ada"))
    named = {"story": f'"clip": "{clip.key}"', "notes": [NoteWords("A death", clip.key)]}
    save(db, manuscript, named, seen=1)
    assert plays() == set(), "a key in a text or a note tells nothing"
    save(db, manuscript, {"clips": [ClipWords(clip.key, after=True)]}, seen=2)
    assert plays() == {"vera"}
    before, after = (preview_of(db, everyone["vera"], manuscript, after=when) for when in (False, True))
    assert [one.key for one in before.clips] == []
    assert [one.key for one in after.clips] == [clip.key]
    recording = db.get_one(Recording, clip.recording_id)
    give_consent(db, recording, evidence="Form 7", uses=set(Use), until=now() - timedelta(seconds=1))
    db.flush()
    assert plays() == set(), "no consent, no playing"
    assert preview_of(db, everyone["vera"], manuscript, after=True).clips == []
    give_consent(db, recording, evidence="Form 8", uses=set(Use))
    db.flush()
    assert plays() == {"vera"}
    throw_away(db, manuscript)
    assert plays() == set()


def test_what_she_was_writing_goes_with_her_account_and_what_is_published_stays(db: Session) -> None:
    ada = cast(db, "ada")
    manuscript = begin(db, title="The key", by=ada)
    read(db, manuscript, cast(db, "vera"))
    take_away(db, ada)
    assert db.exec(select(Manuscript)).all() == []
    assert db.exec(select(ManuscriptReading)).all() == []
    assert len(db.exec(select(Case)).all()) == 1


@given(st.integers(0, 5 * 3_600_000))
def test_a_time_that_is_written_is_read_the_same(ms: int) -> None:
    assert milliseconds(as_clock(ms)) == ms


@given(st.lists(st.text(max_size=30), max_size=5), st.dictionaries(st.sampled_from(GUIDE_PARTS), st.text(max_size=40)))
def test_words_are_kept_as_they_were_typed_and_options_have_keys_of_their_own(
    labels: list[str], guide: dict[str, str]
) -> None:
    options = [OptionWords("", label, "for", "against") for label in labels]
    words = CaseWords(title="x", options=options, guide=guide, notes=[NoteWords("n")], clips=[ClipWords("k")])
    assert CaseWords.of(words.kept()) == words
    keys = [one.key for one in keyed_options(options)]
    assert len(set(keys)) == len(keys)
    assert all(keys)
    assert "another-way" not in keys
