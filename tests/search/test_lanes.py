"""Numbers of all documents in one integer, held against one number after the other."""

from array import array
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from casebook.search.lanes import MOST, FewScores, Held, InSight, Scores, highest, points, standing, united

SIZE = 300
weights = some.dictionaries(some.integers(0, SIZE - 1), some.integers(1, MOST))
dense = some.dictionaries(some.integers(0, SIZE - 1), some.integers(1, MOST), min_size=SIZE // 8)
seen = some.integers(0, 2**SIZE - 1).map(lambda bits: bytes(bits >> document & 1 for document in range(SIZE)))
unhurried = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def held(of: dict[int, int]) -> Held:
    return Held(array("I", of), bytes(of.values()), SIZE)


def told(lanes: int) -> dict[int, int]:
    return dict(Scores(lanes, SIZE).among(range(SIZE)))


@unhurried
@given(weights | dense, seen)
def test_those_in_sight_are_counted_right_be_they_few_or_many(of: dict[int, int], seen: bytes) -> None:
    assert InSight(seen).count(held(of)) == sum(seen[document] for document in of)


@unhurried
@given(weights | dense, weights | dense, seen)
def test_points_are_added_for_each_document_alone(one: dict[int, int], other: dict[int, int], seen: bytes) -> None:
    lanes = points(held(one), lambda tenth: 300 + tenth) + points(held(other), lambda tenth: 32_000 + 100 * tenth)
    expected = Counter({document: 300 + tenth for document, tenth in one.items()})
    expected.update({document: 32_000 + 100 * tenth for document, tenth in other.items()})
    assert told(lanes) == expected
    assert told(lanes & InSight(seen).lanes) == {one: many for one, many in expected.items() if seen[one]}
    assert told(standing(lanes, SIZE)) == dict.fromkeys(expected, 65_535)


@unhurried
@given(weights | dense, weights | dense)
def test_the_highest_of_several_counts(one: dict[int, int], other: dict[int, int]) -> None:
    lanes = highest([(held(one), lambda tenth: 400 + tenth), (held(other), lambda tenth: 300 + 2 * tenth)])
    assert told(lanes) == {
        document: max(400 + one[document] if document in one else 0, 300 + 2 * other.get(document, -150))
        for document in {*one, *other}
    }
    most = united([held(one), held(other)], SIZE)
    assert dict(zip(most.documents, most.tenths, strict=True)) == {
        document: max(one.get(document, 0), other.get(document, 0)) for document in {*one, *other}
    }


@pytest.mark.parametrize("apart", [1, 7, 300])
@unhurried
@given(some.dictionaries(some.integers(0, SIZE - 1), some.integers(1, 200), min_size=1))
def test_the_best_come_first_and_equals_in_their_order(apart: int, of: dict[int, int]) -> None:
    worth = {tenth: 256 + (tenth * apart) % 60_000 for tenth in of.values()}
    scores = Scores(points(held(of), worth.__getitem__), SIZE)
    # a number that ends in 0 of its lower byte stands with the one after it
    order = sorted(of, key=lambda document: (-(worth[of[document]] | (worth[of[document]] & 255 == 0)), document))
    assert list(scores.best_first()) == order


@unhurried
@given(weights)
def test_owners_are_those_of_a_document_with_a_number(of: dict[int, int]) -> None:
    runs = [(f"case {document // 7}", document // 7 * 7 + 7) for document in range(SIZE)]
    scores = Scores(points(held(of), lambda _: 500), SIZE)
    assert scores.owners(runs) == {f"case {document // 7}" for document in of}


@unhurried
@given(weights, seen)
def test_a_few_documents_have_the_numbers_they_have_among_all(of: dict[int, int], seen: bytes) -> None:
    def worth(tenth: int) -> int:
        return 301 + 2 * tenth

    some_of_them = [document for document in range(SIZE) if seen[document]]
    few = FewScores(points(held(of).among(some_of_them), worth), some_of_them)
    expected = {document: worth(tenth) for document, tenth in of.items() if seen[document]}
    runs = [(f"case {document // 7}", document // 7 * 7 + 7) for document in range(SIZE)]
    assert dict(few.among(range(SIZE))) == expected
    assert [number for _, number in few.among(range(SIZE))] == sorted(expected.values(), reverse=True)
    assert list(few.best_first()) == sorted(expected, key=lambda document: (-expected[document], document))
    assert few.owners(runs) == {f"case {document // 7}" for document in expected}
