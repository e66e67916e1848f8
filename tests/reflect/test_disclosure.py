"""D10, from outside and exact: random populations answer, answer again, leave and wait; what is shown is read as words.

From any release on, fewer than ten changes alter no byte; and at every release a reader who knows every earlier answer,
who the newcomers are, and one newcomer's answer, cannot tell what any other newcomer answered.
"""

import itertools
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from casebook.clock import now, standing_at
from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.joining import add_person
from casebook.people.person import CareerStage, Person
from casebook.reflect.comparing import comparison, latest_release
from casebook.reflect.comparison import Comparison, Distribution
from casebook.reflect.responding import respond, withdraw
from tests.conftest import Visitor, an_answer, the_case
from tests.web.test_cases import respond as send

CHOICES = ("stay", "go", "ask", "another-way")
PLACES = (*map(str, range(1, 8)), "blank")
STAGES = (CareerStage.student, CareerStage.gp)
_number = iter(range(1_000_000))


@dataclass
class Trainee:
    """Someone of the population, with all she answered: what the test knows and the page must not tell."""

    person: Person
    stage: str
    first: dict[str, str]  # question -> answer
    second: str = ""
    known_first: bool = False  # a release has counted it, so a reader is taken to know it
    known_second: bool = False
    here: bool = True


@dataclass
class World:
    """A population and what of it is shown, event by event."""

    db: Session
    library: Library
    chance: random.Random
    leaning: Sequence[float]
    clock: datetime
    people: list[Trainee] = field(default_factory=list)
    shown: str = "null"
    number: int = 0
    changes: int = 0
    released_at: datetime | None = None

    def happen(self) -> None:
        """One event, and what must hold after it."""
        kind = self.chance.choices(("answer", "again", "leave", "wait"), (70, 18, 8, 4))[0]
        if kind == "wait":
            self.clock += timedelta(hours=self.chance.choice((5, 13, 25)))
            return
        with standing_at(self.clock):
            if not getattr(self, kind)():
                return
            self.changes += 1
            self.look()

    def answer(self) -> bool:
        case, point, options = the_case(self.db)
        stage = self.chance.choice(STAGES)
        choice = self.chance.choices(CHOICES, self.leaning)[0]
        place = self.chance.choice(("1", "2", "4", "7", "blank", "blank"))
        sure = self.chance.choice(("1", "3", "3", "4"))
        positions = {} if place == "blank" else {"courage": int(place)}
        answer = an_answer(choice, positions=positions, confidence=int(sure), another_way="I would wait.")
        person = add_person(self.db, name="Someone", email=f"d{next(_number)}@casebook.example", stage=stage)
        respond(self.db, self.library.keyring, case, point, options, answer, by=person)
        first = {"choices": choice, "confidence": sure, "courage": place, "trustworthiness": "blank"}
        self.people.append(Trainee(person, stage.value, first))
        return True

    def again(self) -> bool:
        ready = [one for one in self.people if one.here and not one.second]
        if not ready:
            return False
        one, (case, point, options) = self.chance.choice(ready), the_case(self.db)
        one.second = self.chance.choices(CHOICES, self.leaning)[0]
        answer = an_answer(one.second, another_way="I would wait.")
        respond(self.db, self.library.keyring, case, point, options, answer, by=one.person, again=True)
        return True

    def leave(self) -> bool:
        here = [one for one in self.people if one.here]
        if not here:
            return False
        one, (_, point, _) = self.chance.choice(here), the_case(self.db)
        withdraw(self.db, self.library.keyring, point, by=one.person)
        one.here = False
        return True

    def look(self) -> None:
        """What every viewer is shown now, held against what was shown before."""
        _, point, options = the_case(self.db)
        figures = comparison(self.db, point, options)
        shown = json.dumps(asdict(figures) if figures else None)
        release = latest_release(self.db, point)
        if release is None or release.number == self.number:
            assert shown == self.shown, "figures changed between releases"
            return
        assert figures is not None
        assert self.changes >= (11 if self.number == 0 else 10), "fewer than ten changes were let out"
        assert self.released_at is None or self.clock - self.released_at >= timedelta(hours=24)
        charts = release.figures | release.figures["stages"]
        drawn = {name for name, chart in charts.items() if chart.get("through") == release.number}
        self.judge(figures, drawn)
        for one in self.people:
            one.known_first = True
            one.known_second = one.known_second or ("second" in drawn and bool(one.second))
        self.shown, self.number, self.changes, self.released_at = shown, release.number, 0, self.clock

    def judge(self, figures: Comparison, drawn: set[str]) -> None:
        here = [one for one in self.people if one.here]
        said = [(figures.choices, "choices", CHOICES), (figures.confidence, "confidence", ("1", "2", "3", "4"))]
        said += [(line, slug, PLACES) for slug, line in figures.continua.items()]
        for shown, question, keys in said:
            old = Counter(one.first[question] for one in here if one.known_first)
            new = Counter(one.first[question] for one in here if not one.known_first)
            assert_nobody_is_found_out(shown, old, new, keys)
        if "second" in drawn and figures.second:
            old = Counter(one.second for one in here if one.known_second)
            new = Counter(one.second for one in here if one.second and not one.known_second)
            assert_nobody_is_found_out(figures.second, old, new, CHOICES)
        assert_nobody_is_found_out_by_stage(figures, here, drawn)


def said_of(count: int) -> str:
    """How a count is said, reckoned here anew."""
    return "fewer than 5" if count < 5 else f"about {(count + 2) // 5 * 5}"


def assert_nobody_is_found_out(shown: Distribution, old: Counter[str], new: Counter[str], keys: Sequence[str]) -> None:
    """For one question of all: how many newcomers may have given each answer is a span, and all spans together have a
    fixed sum, so what is possible can be reckoned exactly."""
    newcomers = new.total()
    words = {share.key: share.words for share in shown.shares}
    spans = {}
    for key in keys:
        fitting = [late for late in range(newcomers + 1) if said_of(old[key] + late) == words.get(key, "")]
        spans[key] = (min(fitting), max(fitting)) if key in words else (0, newcomers)
    for own in [None, *(key for key in keys if new[key])]:
        if newcomers - (own is not None) <= 0:
            continue
        possible = set()
        for other in keys:
            least = {key: max(low, (key == own) + (key == other)) for key, (low, _) in spans.items()}
            fits = all(least[key] <= high for key, (_, high) in spans.items())
            if fits and sum(least.values()) <= newcomers <= sum(high for _, high in spans.values()):
                possible.add(other)
        assert len(possible) >= 2, f"whoever answered {own} knows that others answered {possible}"


def assert_nobody_is_found_out_by_stage(figures: Comparison, here: list[Trainee], drawn: set[str]) -> None:
    """For the choices with career stages beside the whole: every way of sharing the newcomers out, tried one by one."""
    stages = sorted({one.stage for one in here})
    shown = {one.stage: one.choices for one in figures.stages if one.stage in drawn}
    assert all(sum(one.stage == stage for one in here) >= 10 for stage in shown)
    rest = sum(one.stage not in {stage.stage for stage in figures.stages} for one in here)
    assert not shown or rest == 0 or rest >= 10
    old = {s: Counter(one.first["choices"] for one in here if one.stage == s and one.known_first) for s in stages}
    new = {s: Counter(one.first["choices"] for one in here if one.stage == s and not one.known_first) for s in stages}
    per_stage = [
        [
            way
            for way in shared_out(new[stage].total(), len(CHOICES))
            if stage not in shown
            or all(
                said_of(old[stage][key] + late) == shown[stage].of(key).words
                for key, late in zip(CHOICES, way, strict=True)
            )
        ]
        for stage in stages
    ]
    whole_old = [sum(old[stage][key] for stage in stages) for key in CHOICES]
    words = [figures.choices.of(key).words for key in CHOICES]
    fitting = [
        ways
        for ways in itertools.product(*per_stage)
        if all(said_of(whole_old[at] + sum(way[at] for way in ways)) == words[at] for at in range(len(CHOICES)))
    ]
    readers = [(s, at) for s in range(len(stages)) for at, key in enumerate(CHOICES) if new[stages[s]][key]]
    for reader in [None, *readers]:
        for place, stage in enumerate(stages):
            mine = [reader[1]] if reader and reader[0] == place else []
            if new[stage].total() - len(mine) <= 0:
                continue
            possible = {
                at
                for ways in fitting
                if reader is None or ways[reader[0]][reader[1]]
                for at, late in enumerate(ways[place])
                if late - mine.count(at) > 0
            }
            assert len(possible) >= 2, f"someone of {stage} is found out"


def shared_out(people: int, answers: int) -> Iterator[tuple[int, ...]]:
    if answers == 1:
        yield (people,)
        return
    for first in range(people + 1):
        yield from ((first, *rest) for rest in shared_out(people - first, answers - 1))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), leaning=st.sampled_from([(5, 3, 2, 1), (20, 1, 1, 1), (1, 1, 1, 1), (12, 9, 0, 0)]))
def test_no_release_tells_on_anyone_and_fewer_than_ten_changes_alter_nothing(
    stocked: Library, seed: int, leaning: tuple[float, ...]
) -> None:
    with writing(stocked.engine) as db:
        world = World(db, stocked, random.Random(seed), leaning, now())
        for _ in range(110):
            world.happen()
        assert world.number > 0 or max(leaning) > 5, "nothing was ever let out, so nothing was tried"
        db.rollback()


def test_every_actor_gets_the_same_bytes_until_ten_have_come_or_gone(
    visit: Callable[[str], Visitor], stocked: Library
) -> None:
    page = "/cases/the-open-door/comparison"
    watchers = {name: visit(name) for name in ("lena", "tom", "ada", "vera")}
    with writing(stocked.engine) as db:
        world = World(db, stocked, random.Random(3), (5, 3, 2, 1), now() - timedelta(days=3))
        with standing_at(world.clock):
            for _ in range(9):
                world.answer()
    for name in ("lena", "tom"):
        send(watchers[name])
    first = {name: watchers[name].get(page) for name in watchers}
    assert "about 10 people" in first["tom"].text.lower(), "eleven have answered"
    assert first["ada"].status_code == first["vera"].status_code == 303, "who makes cases has not answered"
    for _ in range(8):  # a day has not passed, and then too few have come or gone
        with writing(stocked.engine) as db:
            world.db = db
            world.chance.choice((world.answer, world.leave))()
        for name, watcher in watchers.items():
            assert watcher.get(page).text == first[name].text
