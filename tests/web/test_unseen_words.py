"""Two hundred pairs of searches that differ only in a word: one that is said where the asker may not see, the other
nowhere at all. She gets the same answer. `python -m bench unseen` measures that it takes as long."""

import random
from collections.abc import Callable

from sqlmodel import Session, col, select

from casebook.cases.case import Case, CaseClip
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.transcript import Cue, Transcript
from casebook.search.indexing import rebuild
from tests.conftest import Visitor

PAIRS = 200
#: The word alone, beside one that is seen, in quotes, joined, left out, begun, and misspelt.
SHAPES = ("{} ", "{} corridor ", '"{} corridor"', "corridor AND {} ", "corridor NOT {} ", "corridor {}", "{}x ")


def words(number: int) -> list[str]:
    """Words without a vowel, each like no other."""
    chance = random.Random(11)
    return ["".join(chance.sample("bcdfghjkmnpqrtvwxz", 10)) for _ in range(number)]


def plant(db: Session, unseen: list[str]) -> None:
    """Half of them in what is told after the decision, half in a draft."""
    told_after = (
        select(Cue)
        .join(Transcript, col(Transcript.id) == Cue.transcript_id)
        .join(CaseClip, col(CaseClip.clip_id) == Transcript.clip_id)
        .where(CaseClip.after)
    )
    cue = db.exec(told_after).first()
    assert cue is not None
    cue.text = " ".join([cue.text, *unseen[::2]])
    place = {"setting": "ward", "jurisdiction": "England", "level": "foundation"}
    story = " ".join(unseen[1::2])
    db.add_all([cue, Case(slug="draft", title="A draft", dilemma="It is not open yet.", story=story, **place)])


def test_a_word_that_is_only_said_out_of_sight_is_answered_as_one_that_nobody_says(
    visit: Callable[[str], Visitor], stocked: Library
) -> None:
    unseen, nowhere = words(2 * PAIRS)[:PAIRS], words(2 * PAIRS)[PAIRS:]
    with writing(stocked.engine) as db:
        plant(db, unseen)
    rebuild(stocked.engine, stocked.index)
    lena, ada = visit("lena"), visit("ada")

    def answer(visitor: Visitor, text: str, accept: str) -> str:
        found = visitor.client.get("/search", params={"q": text}, headers={"accept": accept})
        assert found.status_code == 200
        return found.text

    for number, (one, other) in enumerate(zip(unseen, nowhere, strict=True)):
        shape, accept = SHAPES[number % len(SHAPES)], ("text/html", "application/json")[number % 2]
        assert answer(lena, shape.format(one), accept).replace(one, other) == answer(lena, shape.format(other), accept)
        if number % 20 < 2:  # who makes cases sees all of it, so these words can be found
            assert answer(ada, one, accept).replace(one, other) != answer(ada, other, accept)
