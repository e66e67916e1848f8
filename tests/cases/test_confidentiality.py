"""Words that may name somebody are looked at by a second person before publishing, and again when they change."""

import pytest
from sqlmodel import Session, select

from casebook.cases.case import Case, CaseClip
from casebook.cases.confidentiality import clear_invented, clear_mark, marks_of, open_marks
from casebook.cases.publication import Publication
from casebook.cases.publishing import confidentiality_review, publish, reasons_not_ready, review_confidentiality
from casebook.clock import now
from casebook.errors import NotAllowed, NotFound, NotReady
from casebook.media.clip import Clip
from casebook.media.editing import CueChange, change_cues, review
from casebook.media.queries import cues_of, transcript_of
from tests.conftest import cast


@pytest.fixture
def case(db: Session) -> Case:
    """The small case, closed, with one name in what is said."""
    case = db.exec(select(Case)).one()
    for publication in db.exec(select(Publication)).all():
        publication.ended_at = now()
        db.add(publication)
    say(db, case, "That was when Mrs Okafor rang from her daughter’s house.")
    return case


def first_clip(db: Session, case: Case) -> Clip:
    question = select(Clip).join(CaseClip).where(CaseClip.case_id == case.pk).order_by(CaseClip.position)  # type: ignore[arg-type]
    return db.exec(question).first()  # type: ignore[return-value]


def say(db: Session, case: Case, words: str) -> None:
    """Other words in the first line, read against the sound."""
    clip = first_clip(db, case)
    transcript = transcript_of(db, clip)
    assert transcript
    change = CueChange(cues_of(db, clip)[0].pk, text=words)
    changed = change_cues(db, clip, [change], seen=transcript.version, by=cast(db, "ada"))
    review(db, clip, seen=changed.version, by=cast(db, "ada"))


def test_a_name_is_marked_with_the_time_of_its_line(db: Session, case: Case) -> None:
    (mark,) = open_marks(db, case)
    assert mark.words == "Mrs Okafor"
    assert mark.line.start_ms == cues_of(db, first_clip(db, case))[0].start_ms
    assert not mark.line.seen


def test_a_case_is_not_published_while_a_mark_is_open(db: Session, case: Case) -> None:
    ada, vera = cast(db, "ada"), cast(db, "vera")
    with pytest.raises(NotReady, match="One place in what is said may name somebody"):
        review_confidentiality(db, case, by=vera)
    with pytest.raises(NotReady, match="One place"):
        publish(db, case, by=ada)
    (mark,) = open_marks(db, case)
    clear_mark(db, case, mark.line.clip.key, mark.fingerprint, by=vera)
    assert [one.cleared_by for one in marks_of(db, case)] == [vera.name]
    review_confidentiality(db, case, by=vera)
    publish(db, case, by=ada)


def test_only_a_reviewer_other_than_the_author_may_look_at_marks(db: Session, case: Case) -> None:
    (mark,) = open_marks(db, case)
    for name in ("ada", "tom", "lena", "otto"):
        with pytest.raises(NotAllowed):
            clear_mark(db, case, mark.line.clip.key, mark.fingerprint, by=cast(db, name))
    assert open_marks(db, case)


def test_new_words_open_it_again(db: Session, case: Case) -> None:
    vera = cast(db, "vera")
    clear_invented(db, case, by=vera)
    review_confidentiality(db, case, by=vera)
    assert reasons_not_ready(db, case) == []
    say(db, case, "That was when Mrs Okafor rang from her own house.")
    assert len(open_marks(db, case)) == 1, "the name was looked at in other words"
    assert confidentiality_review(db, case) is None
    say(db, case, "That was when she rang.")
    assert open_marks(db, case) == []
    assert confidentiality_review(db, case) is None, "nobody has read these words"
    assert any("second person" in reason for reason in reasons_not_ready(db, case))


def test_reading_the_same_words_against_the_sound_once_more_opens_nothing(db: Session, case: Case) -> None:
    vera, clip = cast(db, "vera"), first_clip(db, case)
    clear_invented(db, case, by=vera)
    review_confidentiality(db, case, by=vera)
    transcript = transcript_of(db, clip)
    assert transcript
    review(db, clip, seen=transcript.version, by=vera)
    assert confidentiality_review(db, case) is not None


def test_a_mark_whose_line_has_changed_cannot_be_cleared_any_more(db: Session, case: Case) -> None:
    (mark,) = open_marks(db, case)
    say(db, case, "That was when Mrs Okafor came back.")
    with pytest.raises(NotFound):
        clear_mark(db, case, mark.line.clip.key, mark.fingerprint, by=cast(db, "vera"))


def test_what_is_told_of_the_picture_is_marked_too(db: Session, case: Case) -> None:
    clip = first_clip(db, case)
    transcript = transcript_of(db, clip)
    assert transcript
    told = "A door, with Dr Adeyemi on its plate."
    change_cues(db, clip, [], described=told, seen=transcript.version, by=cast(db, "ada"))
    mark = open_marks(db, case)[-1]
    assert (mark.words, mark.line.seen, mark.line.start_ms) == ("Dr Adeyemi", True, None)
