"""Editing a transcript: each act, its version, and the draft it becomes."""

import pytest
from sqlmodel import Session

from casebook.errors import NotFound, NotReady, WrongInput
from casebook.media import editing, queries
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Clip
from casebook.media.editing import CueChange, TranscriptChanged
from casebook.media.webvtt import SpokenCue
from casebook.people.person import Person
from tests.media.test_captioning import a_clip, noted

CUES = [
    SpokenCue(0, 2000, "One two three four", "Nia"),
    SpokenCue(2000, 3000, "Five", "Nia"),
    SpokenCue(4000, 5000, "six", "Sam"),
]


@pytest.fixture
def ada(db: Session) -> Person:
    person = Person(name="Ada Kowalczyk", email="ada@casebook.example")
    db.add(person)
    db.flush()
    return person


@pytest.fixture
def clip(db: Session) -> Clip:
    made = a_clip(db)
    keep_transcript(db, made, CUES, read_by="Vera")
    noted(db)
    return made


def told(db: Session, clip: Clip) -> list[tuple[int, int, str, str]]:
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in queries.cues_of(db, clip)]


def ids(db: Session, clip: Clip) -> list[int]:
    return [cue.pk for cue in queries.cues_of(db, clip)]


def test_changed_words_are_a_draft_again_and_told_to_the_index(db: Session, clip: Clip, ada: Person) -> None:
    first = ids(db, clip)[0]
    kept = editing.change_cues(db, clip, [CueChange(first, text=" One\n two ", speaker="Dr Nia")], seen=1, by=ada)
    assert told(db, clip)[0] == (0, 2000, "Dr Nia", "One two")
    assert (kept.version, kept.reviewed, kept.read_on, kept.changed_by_id) == (2, False, None, ada.pk)
    assert noted(db) == 1


def test_saving_the_same_words_changes_nothing(db: Session, clip: Clip, ada: Person) -> None:
    first = ids(db, clip)[0]
    kept = editing.change_cues(db, clip, [CueChange(first, text="One two three four")], described="", seen=1, by=ada)
    assert (kept.version, kept.read_by) == (1, "Vera")
    assert noted(db) == 0


def test_a_second_tab_is_told_and_overwrites_nothing(db: Session, clip: Clip, ada: Person) -> None:
    first = ids(db, clip)[0]
    editing.change_cues(db, clip, [CueChange(first, text="Hers")], seen=1, by=ada)
    for act in (
        lambda: editing.change_cues(db, clip, [CueChange(first, text="Mine")], seen=1, by=ada),
        lambda: editing.split_cue(db, clip, first, seen=1, by=ada),
        lambda: editing.merge_cue(db, clip, first, seen=1, by=ada),
        lambda: editing.insert_cue(db, clip, after=first, seen=1, by=ada),
        lambda: editing.delete_cue(db, clip, first, seen=1, by=ada),
        lambda: editing.shift_cues(db, clip, first=1, last=3, by_ms=100, seen=1, by=ada),
        lambda: editing.replace_words(db, clip, "Hers", "Mine", seen=1, by=ada),
        lambda: editing.take_cues(db, clip, CUES, seen=1, by=ada),
        lambda: editing.review(db, clip, seen=1, by=ada),
    ):
        with pytest.raises(TranscriptChanged) as told_so:
            act()
        assert told_so.value.version == 2
    assert [text for *_, text in told(db, clip)] == ["Hers", "Five", "six"]


def test_what_is_seen_is_kept_beside_the_words(db: Session, clip: Clip, ada: Person) -> None:
    kept = editing.change_cues(db, clip, [], described=" A lamp. ", seen=1, by=ada)
    assert (kept.described, kept.version) == ("A lamp.", 2)


def test_a_line_is_split_at_the_letter_and_at_the_moment(db: Session, clip: Clip, ada: Person) -> None:
    kept, rest = editing.split_cue(db, clip, ids(db, clip)[0], at=7, at_ms=800, seen=1, by=ada)
    assert told(db, clip)[:2] == [(0, 800, "Nia", "One two"), (800, 2000, "Nia", "three four")]
    assert rest.text == "three four"
    assert kept.version == 2
    editing.split_cue(db, clip, rest.pk, seen=2, by=ada)
    assert [one[3] for one in told(db, clip)][:3] == ["One two", "three", "four"]


def test_a_moment_outside_the_line_is_not_where_it_is_split(db: Session, clip: Clip, ada: Person) -> None:
    editing.split_cue(db, clip, ids(db, clip)[0], at=7, at_ms=3600, seen=1, by=ada)
    assert 0 < told(db, clip)[0][1] < 2000


def test_one_word_cannot_be_split(db: Session, clip: Clip, ada: Person) -> None:
    for at in (None, 0, 4, 99):
        with pytest.raises(WrongInput):
            editing.split_cue(db, clip, ids(db, clip)[1], at=at, seen=1, by=ada)


def test_lines_are_merged_with_the_next(db: Session, clip: Clip, ada: Person) -> None:
    editing.merge_cue(db, clip, ids(db, clip)[0], seen=1, by=ada)
    assert told(db, clip)[0] == (0, 3000, "Nia", "One two three four Five")
    with pytest.raises(WrongInput, match="last line"):
        editing.merge_cue(db, clip, ids(db, clip)[-1], seen=2, by=ada)


def test_lines_are_inserted_where_there_is_room_and_deleted(db: Session, clip: Clip, ada: Person) -> None:
    second = ids(db, clip)[1]
    _, cue = editing.insert_cue(db, clip, after=second, seen=1, by=ada)
    assert (cue.start_ms, cue.end_ms, cue.speaker, cue.text) == (3000, 4000, "Nia", "")
    editing.delete_cue(db, clip, cue.pk, seen=2, by=ada)
    assert len(told(db, clip)) == 3
    with pytest.raises(NotFound):
        editing.delete_cue(db, clip, 10_000, seen=3, by=ada)


def test_a_clip_without_words_begins_with_a_line(db: Session, ada: Person) -> None:
    empty = a_clip(db)
    kept, _ = editing.insert_cue(db, empty, after=None, seen=0, by=ada)
    assert (kept.version, told(db, empty)) == (1, [(0, 2000, "", "")])
    with pytest.raises(NotReady, match="line 1"):
        editing.review(db, empty, seen=1, by=ada)
    with pytest.raises(TranscriptChanged):
        editing.insert_cue(db, empty, after=None, seen=0, by=ada)


def test_a_span_is_shifted_and_never_before_the_film(db: Session, clip: Clip, ada: Person) -> None:
    editing.shift_cues(db, clip, first=2, last=3, by_ms=-500, seen=1, by=ada)
    assert [(start, end) for start, end, *_ in told(db, clip)] == [(0, 2000), (1500, 2500), (3500, 4500)]
    for first, last, by_ms in ((1, 2, -1), (0, 2, 5), (2, 1, 5), (1, 4, 5)):
        with pytest.raises(WrongInput):
            editing.shift_cues(db, clip, first=first, last=last, by_ms=by_ms, seen=2, by=ada)


def test_words_are_found_and_replaced_and_counted(db: Session, clip: Clip, ada: Person) -> None:
    kept, count = editing.replace_words(db, clip, "o", r"\1", seen=1, by=ada)
    assert (count, told(db, clip)[0][3]) == (3, r"\1ne tw\1 three f\1ur")
    kept, count = editing.replace_words(db, clip, "FIVE", "5", match_case=True, seen=kept.version, by=ada)
    assert (count, kept.version) == (0, 2)
    with pytest.raises(WrongInput):
        editing.replace_words(db, clip, "  ", "x", seen=2, by=ada)


def test_a_file_takes_the_place_of_all(db: Session, clip: Clip, ada: Person) -> None:
    kept = editing.take_cues(db, clip, CUES, seen=1, by=ada)
    assert (kept.version, kept.read_by) == (1, "Vera")
    kept = editing.take_cues(db, clip, CUES[:1], seen=1, by=ada)
    assert (kept.version, kept.read_by, len(told(db, clip))) == (2, "", 1)
    with pytest.raises(WrongInput, match="2001"):
        editing.take_cues(db, clip, [SpokenCue(0, 1, "x")] * 2001, seen=2, by=ada)


def test_words_changed_in_the_studio_are_not_taken_back_by_a_later_import(db: Session, clip: Clip, ada: Person) -> None:
    editing.change_cues(db, clip, [CueChange(ids(db, clip)[0], text="Mended.")], seen=1, by=ada)
    keep_transcript(db, clip, CUES, read_by="Vera")
    assert told(db, clip)[0][3] == "Mended."


def test_a_named_person_says_that_she_has_read_it(db: Session, clip: Clip, ada: Person) -> None:
    kept = editing.review(db, clip, seen=1, by=ada)
    assert (kept.read_by, kept.read_by_id, kept.version) == ("Ada Kowalczyk", ada.pk, 2)
    assert kept.read_on is not None
    assert noted(db) == 1
    assert editing.review(db, clip, seen=2, by=ada).version == 2
