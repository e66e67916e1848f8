"""Words of a manuscript's clips that may name somebody are looked at by a second person, before it is read."""

import pytest
from sqlmodel import Session, select

from casebook.cases.case import Case
from casebook.cases.checklist import checks, missing
from casebook.cases.confidentiality import clear_mark, marks_of, open_marks, words_of
from casebook.cases.manuscript import Manuscript
from casebook.cases.publication import ConfidentialityReview
from casebook.cases.publishing import confidentiality_review
from casebook.cases.taking_up import publish_manuscript
from casebook.cases.viewing import edited_clip_for, edited_keys
from casebook.cases.writing import SavedMeanwhile, begin, read_through
from casebook.errors import NotAllowed, NotFound, NotReady
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Clip, Recording
from casebook.media.consenting import live_consent, withdraw_consent
from casebook.media.receiving import cut_clip
from casebook.media.webvtt import SpokenCue
from casebook.people.joining import add_person
from casebook.people.person import Person, Role
from tests.cases.test_writing import read, ready_clip, told, whole
from tests.conftest import cast, viewer

NAMED = "Then Mrs Okafor rang."


def say(db: Session, clip: Clip, words: str) -> None:
    """Other words in a clip, read against the sound."""
    keep_transcript(db, clip, [SpokenCue(100, 900, words, "Dr First")], read_by="The tests", read_on=None)
    db.flush()


@pytest.fixture
def clip(db: Session) -> Clip:
    """A clip that no case tells, with one name in what is said."""
    clip = ready_clip(db)
    say(db, clip, NAMED)
    return clip


@pytest.fixture
def manuscript(db: Session, clip: Clip) -> Manuscript:
    """Ada's manuscript, which tells that clip and lacks nothing but what a reviewer does."""
    manuscript = begin(db, title="The key", by=cast(db, "ada"))
    whole(db, manuscript, clip)
    return manuscript


def clear(db: Session, manuscript: Manuscript, by: Person) -> None:
    (mark,) = open_marks(db, manuscript)
    clear_mark(db, manuscript, mark.line.clip.key, mark.fingerprint, by=by)


def places(db: Session, manuscript: Manuscript) -> list[str]:
    return [one.place for one in missing(checks(db, manuscript))]


def test_an_open_mark_stops_the_reading_and_the_publishing(db: Session, manuscript: Manuscript) -> None:
    ada, vera = cast(db, "ada"), cast(db, "vera")
    assert [mark.words for mark in open_marks(db, manuscript)] == ["Mrs Okafor"]
    assert places(db, manuscript) == ["marks", "reading"]
    with pytest.raises(NotReady, match="One place in what is said may name somebody"):
        read(db, manuscript, vera)
    with pytest.raises(NotReady, match="One place in what is said may name somebody"):
        publish_manuscript(db, manuscript, by=ada)
    assert len(db.exec(select(Case)).all()) == 1


def test_a_cleared_mark_lets_it_go_on_and_the_review_is_of_the_words_she_read(
    db: Session, manuscript: Manuscript
) -> None:
    ada, vera = cast(db, "ada"), cast(db, "vera")
    clear(db, manuscript, vera)
    assert [mark.cleared_by for mark in marks_of(db, manuscript)] == [vera.name]
    assert places(db, manuscript) == ["reading"]
    said = read(db, manuscript, vera).words
    publication = publish_manuscript(db, manuscript, by=ada)
    case = db.get_one(Case, publication.case_id)
    review = confidentiality_review(db, case)
    assert review
    assert (review.version, review.words, review.person_id) == (1, said, vera.pk)
    assert (said, open_marks(db, case)) == (words_of(db, case), [])
    assert len(db.exec(select(ConfidentialityReview).where(ConfidentialityReview.case_id == case.pk)).all()) == 1


@pytest.mark.parametrize("words", ["Then Mrs Okafor rang twice.", "Then somebody from the village rang."])
def test_a_transcript_that_is_changed_after_the_reading_asks_for_a_new_one(
    db: Session, manuscript: Manuscript, clip: Clip, words: str
) -> None:
    ada, vera = cast(db, "ada"), cast(db, "vera")
    clear(db, manuscript, vera)
    before = words_of(db, manuscript)
    read(db, manuscript, vera)
    assert places(db, manuscript) == []
    say(db, clip, words)
    assert "reading" in places(db, manuscript)
    with pytest.raises(NotReady):
        publish_manuscript(db, manuscript, by=ada)
    for mark in open_marks(db, manuscript):
        clear_mark(db, manuscript, mark.line.clip.key, mark.fingerprint, by=vera)
    with pytest.raises(SavedMeanwhile, match="What is said"):
        read_through(db, manuscript, seen=manuscript.saved, said=before, by=vera)
    read(db, manuscript, vera)
    publish_manuscript(db, manuscript, by=ada)


def test_the_author_of_a_manuscript_cannot_clear_its_marks_nor_anyone_who_reviews_nothing(
    db: Session, manuscript: Manuscript
) -> None:
    bea = add_person(db, name="Bea", email="bea@casebook.example", roles=[Role.author, Role.reviewer])
    manuscript.author_id = bea.pk
    db.add(manuscript)
    for one in (bea, *(cast(db, name) for name in ("ada", "tom", "lena", "otto"))):
        with pytest.raises(NotAllowed):
            clear(db, manuscript, one)
    assert len(open_marks(db, manuscript)) == 1


def test_where_one_person_may_publish_the_author_looks_at_the_marks_and_reads_and_elsewhere_that_counts_for_nothing(
    db: Session, manuscript: Manuscript
) -> None:
    ada = cast(db, "ada")
    (mark,) = open_marks(db, manuscript, rule="one")
    for one in ("lena", "tom", "otto"):
        with pytest.raises(NotAllowed):
            clear_mark(db, manuscript, mark.line.clip.key, mark.fingerprint, by=cast(db, one), rule="one")
    said = words_of(db, manuscript)
    with pytest.raises(NotReady, match="you have to look at it"):
        read_through(db, manuscript, seen=manuscript.saved, said=said, by=ada, rule="one")
    clear_mark(db, manuscript, mark.line.clip.key, mark.fingerprint, by=ada, rule="one")
    assert open_marks(db, manuscript, rule="one") == []
    assert len(open_marks(db, manuscript)) == 1, "a second person has not looked"
    read_through(db, manuscript, seen=manuscript.saved, said=said, by=ada, rule="one")
    assert missing(checks(db, manuscript, rule="one")) == []
    assert places(db, manuscript) == ["marks", "reading"], "hers is no second person's"
    with pytest.raises(NotReady):
        publish_manuscript(db, manuscript, by=ada)
    assert publish_manuscript(db, manuscript, by=ada, rule="one").confidentiality_seen_by_id == ada.pk


def test_what_its_author_has_cleared_in_another_case_still_waits_for_a_second_person(db: Session, clip: Clip) -> None:
    bea = add_person(db, name="Bea", email="bea@casebook.example", roles=[Role.author, Role.reviewer])
    of_ada, of_bea = (begin(db, title="The key", by=by) for by in (cast(db, "ada"), bea))
    for one in (of_ada, of_bea):
        whole(db, one, clip)
    clear(db, of_ada, bea)
    assert open_marks(db, of_ada) == []
    assert len(open_marks(db, of_bea)) == 1
    clear(db, of_bea, cast(db, "vera"))
    assert open_marks(db, of_bea) == []


def test_a_mark_whose_line_has_changed_cannot_be_cleared_any_more(
    db: Session, manuscript: Manuscript, clip: Clip
) -> None:
    (mark,) = open_marks(db, manuscript)
    say(db, clip, "Then Mrs Okafor came.")
    with pytest.raises(NotFound):
        clear_mark(db, manuscript, clip.key, mark.fingerprint, by=cast(db, "vera"))


def test_a_reviewer_may_redact_what_a_manuscript_tells_while_consent_is_live(db: Session) -> None:
    ada, before = cast(db, "ada"), told(db, "ada-before")
    recording = db.get_one(Recording, before.recording_id)
    own = Recording(**recording.model_dump(exclude={"id", "key"}) | {"received_from_id": ada.pk})
    db.add(own)
    db.flush()
    clip = cut_clip(db, own, title="At the door", in_ms=0, out_ms=2000)
    consent = live_consent(db, recording.pk)
    assert consent
    mine = type(consent)(**consent.model_dump(exclude={"id", "key"}) | {"recording_id": own.pk})
    db.add(mine)
    db.flush()
    vera = viewer(db, "vera")
    assert edited_keys(db, vera, [clip.key]) == frozenset()
    manuscript = begin(db, title="The key", by=ada)
    whole(db, manuscript, clip)
    db.flush()
    assert edited_clip_for(db, vera, clip.key)[0].key == clip.key
    for name in ("tom", "lena", "otto"):
        assert edited_keys(db, viewer(db, name), [clip.key]) == frozenset()
    withdraw_consent(db, mine)
    db.flush()
    assert edited_keys(db, vera, [clip.key]) == frozenset()
