"""A room at one question: what counts in it, what it is told, and that its figures and the library's tell on nobody."""

import itertools
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from casebook.clock import now, standing_at
from casebook.errors import WrongInput
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import CareerStage, Person
from casebook.reflect.comparing import comparison, latest_release, room_comparison
from casebook.reflect.responding import respond, withdraw
from casebook.reflect.response import FIRST, SECOND
from casebook.reflect.room import OPEN_FOR, Room, RoomAnswer
from casebook.reflect.rooming import (
    Arriving,
    arriving,
    close_room,
    count_in,
    let_room_read,
    may_bring,
    open_room,
    own_reason,
    reasons_out,
    take_reason_back,
)
from tests.conftest import an_answer, cast, the_case

_number = iter(range(1_000_000))


def someone(db: Session, stage: CareerStage = CareerStage.gp) -> Person:
    return add_person(db, name="Someone", email=f"r{next(_number)}@casebook.example", stage=stage)


def answer(db: Session, library: Library, choice: str, room: Room | None = None) -> Person:
    """Someone new answers, in a room or in her own time."""
    person, (case, point, options) = someone(db), the_case(db)
    number = next(_number)
    places = {"courage": 1 + number % 7, "trustworthiness": 1 + number % 5}
    given = an_answer(choice, another_way="I would wait.", confidence=1 + number % 4, positions=places)
    respond(db, library.keyring, case, point, options, given, by=person)
    if room is not None:
        count_in(db, library.keyring, room, point, by=person, round=FIRST)
    return person


def again(db: Session, library: Library, person: Person, choice: str, room: Room) -> None:
    case, point, options = the_case(db)
    respond(db, library.keyring, case, point, options, an_answer(choice), by=person, again=True)
    count_in(db, library.keyring, room, point, by=person, round=SECOND)


def a_room(db: Session, library: Library, *choices: str) -> tuple[Room, list[Person]]:
    room = open_room(db, the_case(db)[1])
    return room, [answer(db, library, choice, room) for choice in choices]


MIXED = ["stay"] * 6 + ["go"] * 5 + ["ask"] * 2


def test_eleven_answers_are_shown_at_the_close_and_ten_are_not(db: Session, stocked: Library) -> None:
    _, point, options = the_case(db)
    room, _ = a_room(db, stocked, *MIXED[:11])
    assert room.figures is None, "nothing is drawn while the question is open"
    close_room(db, room, point)
    shown = room_comparison(room, point, options)
    assert shown is not None
    assert {share.key: share.words for share in shown.choices.shares} == {
        "stay": "about 5", "go": "about 5", "ask": "fewer than 5", "another-way": "fewer than 5",
    }  # fmt: skip
    few, _ = a_room(db, stocked, *MIXED[:10])
    close_room(db, few, point)
    assert room_comparison(few, point, options) is None


def test_a_unanimous_room_is_shown_nothing(db: Session, stocked: Library) -> None:
    room, _ = a_room(db, stocked, *["stay"] * 13)
    close_room(db, room, the_case(db)[1])
    assert room.figures is None


def test_the_library_stands_still_while_a_room_is_asked_and_takes_its_answers_in_later(
    db: Session, stocked: Library
) -> None:
    _, point, options = the_case(db)
    room, _ = a_room(db, stocked, *MIXED)
    assert latest_release(db, point) is None, "eleven have answered, but the question is open in a room"
    close_room(db, room, point)
    first = latest_release(db, point)
    assert first is not None, "all of them are in a room whose figures are out"
    assert comparison(db, point, options) is not None
    late = answer(db, stocked, "go", room)
    assert not count_in(db, stocked.keyring, room, point, by=late, round=FIRST)
    assert len(db.exec(select(RoomAnswer)).all()) == len(MIXED)


def test_a_late_answer_never_draws_the_room_anew(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    room, _ = a_room(db, stocked, *MIXED)
    close_room(db, room, point)
    drawn = json.dumps(room.figures)
    for _ in range(15):
        answer(db, stocked, "go", room)
    close_room(db, room, point)
    assert json.dumps(room.figures) == drawn


def test_a_few_outside_the_room_are_not_left_over(db: Session, stocked: Library) -> None:
    """The whole less the room is one to nine people: the library waits until they are ten (D6)."""
    _, point, _ = the_case(db)
    for _ in range(3):
        answer(db, stocked, "ask")
    room, _ = a_room(db, stocked, *MIXED, *MIXED, "stay", "go")
    close_room(db, room, point)
    assert room.figures is not None
    assert latest_release(db, point) is None
    for number in range(4, 10):
        answer(db, stocked, "ask" if number % 2 else "stay")
        assert latest_release(db, point) is None, f"{number} are outside the room"
    while latest_release(db, point) is None:
        answer(db, stocked, random.Random(3).choice(["stay", "go", "ask"]))
    outside = len(db.exec(select(Room)).all())
    assert outside == 1


def test_a_room_forgotten_open_holds_the_library_six_hours_and_is_never_drawn(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    room, _ = a_room(db, stocked, *MIXED)
    with standing_at(now() + OPEN_FOR + timedelta(minutes=1)):
        assert not room.asks
        person = answer(db, stocked, "go", room)
        assert db.exec(select(RoomAnswer).where(RoomAnswer.room_id == room.id)).all()
        assert not count_in(db, stocked.keyring, room, point, by=person, round=FIRST)
        for _ in range(7):
            answer(db, stocked, "ask")
        assert latest_release(db, point) is not None
        close_room(db, room, point)
        assert room.figures is None


def test_an_answer_given_before_can_be_brought_into_one_room_only(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    person = answer(db, stocked, "stay")
    one, other = open_room(db, point), open_room(db, point)
    assert may_bring(db, stocked.keyring, one, point, person)
    assert count_in(db, stocked.keyring, one, point, by=person, round=FIRST)
    assert count_in(db, stocked.keyring, one, point, by=person, round=FIRST), "pressed twice"
    assert not may_bring(db, stocked.keyring, other, point, person)
    assert not count_in(db, stocked.keyring, other, point, by=person, round=FIRST)
    assert len(db.exec(select(RoomAnswer)).all()) == 1


def test_answers_the_library_has_shown_make_no_new_group(db: Session, stocked: Library) -> None:
    """Brought answers that are in figures already could be grouped anew at will; ten must be in none."""
    _, point, _ = the_case(db)
    people = [answer(db, stocked, choice) for choice in MIXED[:11]]
    assert latest_release(db, point) is not None
    room, _ = a_room(db, stocked, "stay", "go", "ask")
    for person in people:
        assert count_in(db, stocked.keyring, room, point, by=person, round=FIRST)
    close_room(db, room, point)
    assert room.figures is None


def test_who_withdraws_leaves_the_room_too_and_its_figures_stay(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    for _ in range(3):
        answer(db, stocked, "ask")  # so that the library does not take the room in at once
    room, people = a_room(db, stocked, *MIXED)
    let_room_read(db, stocked.keyring, room, point, "Because.", by=people[0])
    close_room(db, room, point)
    drawn = json.dumps(room.figures)
    withdraw(db, stocked.keyring, point, by=people[0])
    db.refresh(room)
    assert json.dumps(room.figures) == drawn
    assert room.departed == 1
    assert len(db.exec(select(RoomAnswer)).all()) == len(MIXED) - 1
    assert own_reason(db, stocked.keyring, room, point, people[0]) is None


def test_second_answers_are_drawn_with_the_first(db: Session, stocked: Library) -> None:
    _, point, options = the_case(db)
    room, people = a_room(db, stocked, *MIXED)
    for person, choice in zip(people, ["go"] * 7 + ["stay"] * 6, strict=True):
        again(db, stocked, person, choice, room)
    close_room(db, room, point)
    shown = room_comparison(room, point, options)
    assert shown is not None
    assert shown.second is not None
    assert shown.second.of("go").words == "about 5"


def test_ten_reasons_come_out_together_and_nine_do_not(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    for many in (9, 10):
        room, people = a_room(db, stocked, *MIXED)
        for person in people[:many]:
            assert let_room_read(db, stocked.keyring, room, point, f"Reason {person.key}", by=person)
        assert reasons_out(db, room) == [], "none is shown while the question is open"
        close_room(db, room, point)
        assert len(reasons_out(db, room)) == (10 if many == 10 else 0)
        assert let_room_read(db, stocked.keyring, room, point, "Late", by=people[11]) is None
    take_reason_back(db, stocked.keyring, point, by=people[0])
    assert len(reasons_out(db, room)) == 9
    assert f"Reason {people[0].key}" not in reasons_out(db, room)


def test_reasons_that_tell_hold_figures_back_where_the_rest_would_be_found_out(db: Session, stocked: Library) -> None:
    """Ten let the room read why they stay or go; the five others all asked a nurse, and the figures would say so."""
    _, point, _ = the_case(db)
    room, people = a_room(db, stocked, *["stay"] * 8, *["go"] * 2, *["ask"] * 5)
    for person in people[:10]:
        let_room_read(db, stocked.keyring, room, point, "Plain words.", by=person)
    close_room(db, room, point)
    assert room.figures is None
    assert len(reasons_out(db, room)) == 10


def test_only_one_whose_answer_counts_here_lets_the_room_read(db: Session, stocked: Library) -> None:
    _, point, _ = the_case(db)
    room, people = a_room(db, stocked, "stay")
    assert let_room_read(db, stocked.keyring, room, point, "x", by=cast(db, "lena")) is None
    with pytest.raises(WrongInput):
        let_room_read(db, stocked.keyring, room, point, " ", by=people[0])


@pytest.mark.parametrize(("answered", "said"), [(0, "few"), (3, "few"), (4, "half"), (7, "half"), (8, "most")])
def test_while_it_is_open_the_room_is_told_few_half_or_most(
    db: Session, stocked: Library, answered: int, said: str
) -> None:
    room, _ = a_room(db, stocked, *MIXED[:answered])
    assert arriving(db, room, round=FIRST, joined=12) == Arriving(said)
    assert arriving(db, room, round=SECOND, joined=0) == Arriving.few


CHOICES = ("stay", "go", "ask", "another-way")


def said_of(count: int) -> str:
    return "fewer than 5" if count < 5 else f"about {(count + 2) // 5 * 5}"


def ways(people: int, answers: int) -> list[tuple[int, ...]]:
    if answers == 1:
        return [(people,)]
    return [(one, *rest) for one in range(people + 1) for rest in ways(people - one, answers - 1)]


def assert_nobody_is_found_out(
    groups: dict[str, tuple[Counter[str], dict[str, str] | None]], old: Counter[str], whole: dict[str, str] | None
) -> None:
    """Every way in which newcomers of each group may have answered, tried one by one against all that is shown: each
    newcomer but the reader keeps two possible answers."""
    names = list(groups)
    fitting = [
        tried
        for tried in itertools.product(
            *(
                [
                    way
                    for way in ways(counts.total(), len(CHOICES))
                    if words is None or all(said_of(late) == words[key] for key, late in zip(CHOICES, way, strict=True))
                ]
                for counts, words in groups.values()
            )
        )
        if whole is None
        or all(said_of(old[key] + sum(way[at] for way in tried)) == whole[key] for at, key in enumerate(CHOICES))
    ]
    readers = [(name, at) for name in names for at, key in enumerate(CHOICES) if groups[name][0][key]]
    for reader in [None, *readers]:
        for place, name in enumerate(names):
            own = reader[1] if reader and reader[0] == name else None
            if groups[name][0].total() - (own is not None) <= 0:
                continue
            possible = {
                at
                for tried in fitting
                if reader is None or tried[names.index(reader[0])][reader[1]]
                for at, late in enumerate(tried[place])
                if late - (own == at) > 0
            }
            assert len(possible) >= 2, f"someone of {name} is found out"


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    leaning=st.sampled_from([(5, 3, 2, 1), (30, 1, 1, 0), (12, 9, 0, 0), (1, 1, 1, 1)]),
    inside=st.integers(9, 14),
    before=st.integers(0, 9),
)
def test_neither_the_rooms_figures_nor_the_librarys_beside_them_tell_on_anyone(
    stock: object, tmp_path_factory: pytest.TempPathFactory, seed: int, leaning: Sequence[int], inside: int, before: int
) -> None:
    """Some answer in their own time, a room answers and closes, more answer in their own time until the library lets
    figures out: a reader of both, who knows who was where and her own answer, finds nobody out."""
    from casebook.db.engine import writing
    from tests.conftest import _copy

    library = _copy(stock, tmp_path_factory.mktemp("room"))  # type: ignore[arg-type]
    chance = random.Random(seed)
    inside_counts, outside_counts = Counter[str](), Counter[str]()
    with writing(library.engine) as db:
        _, point, options = the_case(db)

        def draw() -> str:
            return chance.choices(CHOICES, leaning)[0]

        def own_time() -> None:
            choice = draw()
            outside_counts[choice] += 1
            answer(db, library, choice)

        for _ in range(before):
            own_time()
        room = open_room(db, point)
        for _ in range(inside):
            choice = draw()
            inside_counts[choice] += 1
            answer(db, library, choice, room)
        assert latest_release(db, point) is None
        close_room(db, room, point)
        shown = room_comparison(room, point, options)
        words = {share.key: share.words for share in shown.choices.shares} if shown else None
        assert_nobody_is_found_out({"room": (inside_counts, words)}, Counter(), None)
        for _ in range(16):
            if latest_release(db, point) is not None:
                break
            own_time()
        figures = comparison(db, point, options)
        if figures is not None:
            if words:
                assert outside_counts.total() == 0 or outside_counts.total() >= 10
            whole = {share.key: share.words for share in figures.choices.shares}
            groups = {"room": (inside_counts, words), "outside": (outside_counts, None)}
            assert_nobody_is_found_out(groups, Counter(), whole)
            assert json.dumps(asdict(figures))
        db.rollback()
    library.engine.dispose()
