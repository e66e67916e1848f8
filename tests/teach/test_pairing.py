"""Whatever two people do, neither holds the other's words before both have agreed, or after the end."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.db.engine import writing
from casebook.errors import CasebookError
from casebook.library import Library
from casebook.people.person import Person
from casebook.reflect.queries import own_answer
from casebook.reflect.responding import respond
from casebook.reflect.response import SealedRecord
from casebook.reflect.sealing import unsealed
from casebook.teach.pair import NOTE, OFFERED, SHOWN, Pair
from casebook.teach.pair_showing import prompts
from casebook.teach.pairing import accept, agree, halves_of, invite, leave, take_agreement_back, write_note
from tests.conftest import an_answer, cast, the_case, viewer

WHO = ("lena", "tom")
ACTS = ("answer", "agree", "agree", "agree", "take back", "write", "leave")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.lists(st.tuples(st.sampled_from(WHO), st.sampled_from(ACTS)), max_size=14))
@example(True, [("lena", "agree"), ("tom", "agree"), ("lena", "write"), ("tom", "leave"), ("lena", "leave")])
@example(True, [("tom", "agree"), ("tom", "take back"), ("lena", "agree"), ("tom", "agree"), ("lena", "take back")])
def test_words_are_held_by_the_other_only_between_both_agreements_and_the_end(
    stocked: Library, answered: bool, told: list[tuple[str, str]]
) -> None:
    with writing(stocked.engine) as db:
        _, point, _ = the_case(db)
        pair, secret = invite(db, point, by=cast(db, "lena"))
        accept(db, viewer(db, "tom"), secret)
        for name in WHO if answered else ():
            attempt(db, stocked, pair, name, "answer")
        agreed: set[str] = set()
        shown = ended = False
        for name, act in told:
            done = attempt(db, stocked, pair, name, act)
            ended = ended or (act == "leave" and done)
            if done and not shown and not ended:
                agreed = agreed | {name} if act == "agree" else agreed - {name} if act == "take back" else agreed
            shown = shown or agreed == set(WHO)
            for one, other in (WHO, WHO[::-1]):
                holds = words_of(db, stocked, cast(db, one))
                assert (f"the reasons of {other}" in holds) == (shown and not ended), (act, holds)
                assert f"the reasons of {one}" in holds or own_answer(
                    db, stocked.keyring, cast(db, one), point
                ) is None  # fmt: skip
        db.rollback()


def attempt(db: Session, library: Library, pair: Pair, name: str, act: str) -> bool:
    """Do it as this person; whether it could be done."""
    person, keyring, (case, point, options) = cast(db, name), library.keyring, the_case(db)
    if person.pk not in [one.pk for _, one in halves_of(db, pair)]:
        return False  # she has deleted what was left of it
    try:
        if act == "answer":
            given_ = an_answer(reasons=f"the reasons of {name}")
            respond(db, keyring, case, point, options, given_, by=person)
        elif act == "agree":
            agree(db, keyring, pair, by=person)
        elif act == "take back":
            take_agreement_back(db, pair, by=person)
        elif act == "write":
            write_note(db, keyring, pair, "both", version=pair.note_version, by=person)
        else:
            leave(db, pair, by=person)
    except CasebookError:
        return False
    return True


def words_of(db: Session, library: Library, person: Person) -> str:
    """All that a person holds, opened as she would find it in everything."""
    return str([words for _, words in unsealed(db, library.keyring, person)])


def test_when_both_are_gone_nothing_of_a_pair_is_left(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    pair, secret = invite(db, point, by=cast(db, "lena"))
    accept(db, viewer(db, "tom"), secret)
    for name, act in (("lena", "answer"), ("tom", "answer"), ("lena", "agree"), ("tom", "agree"), ("tom", "write"),
                      ("lena", "leave"), ("tom", "leave"), ("lena", "leave")):  # fmt: skip
        assert attempt(db, stocked, pair, name, act), (name, act)
    assert db.exec(select(Pair)).all() == []
    kinds = {one.kind for one in db.exec(select(SealedRecord)).all()}
    assert not kinds & {OFFERED, SHOWN, NOTE}


def test_what_to_talk_about_follows_from_what_both_have_shown() -> None:
    mine = {"label": "Stay", "places": [{"slug": "courage", "from": "Rash", "to": "Cowed", "at": 2}]}
    near = {"label": "Stay", "places": [{"slug": "courage", "from": "Rash", "to": "Cowed", "at": 2}]}
    far = {"label": "Go", "places": [{"slug": "courage", "from": "Rash", "to": "Cowed", "at": 6}]}
    assert prompts(mine, near)[0].startswith("You would do the same")
    assert "had you not thought of" in prompts(mine, near)[1]
    assert prompts(mine, far)[0].startswith("You would do different things")
    assert "“Rash” and “Cowed”" in prompts(mine, far)[1]
    assert len(prompts(mine, {"label": "Go", "places": []})) == 3
