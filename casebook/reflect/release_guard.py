"""The release guard of D4: would these figures tell what any one newcomer answered?

The reader is taken to know every earlier answer, who the newcomers are and of which group, and one newcomer's answer,
which is her own. From the rounded counts she sees, of the whole and of each group shown beside it, each other newcomer
must still have at least two possible answers.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from .rounding import range_of, rounded

Counts = Mapping[str, Counter[str]]  # group -> answer -> people


def tells_on_someone(
    old: Counts, new: Counts, keys: Collection[str], shown: Collection[str] = (), known: Collection[str] = ()
) -> bool:
    """Whether the rounded counts of `old` + `new`, over all groups and over each that is `shown`, leave some newcomer,
    other than the reader, one possible answer of `keys`. Of groups that are `known` the reader has the exact counts.

    Newcomers of a group are alike to the reader, so one of them is certain only where all of her group gave the same
    answer and no other way to share the answers out fits the figures.
    """
    figures = _Figures(old, new, keys, shown, known)
    readers = [(group, key) for group, counts in new.items() for key in keys if counts[key]]
    for reader in [None, *readers]:
        for group, counts in new.items():
            own = reader[1] if reader and reader[0] == group else None
            others = counts.total() - (own is not None)
            for key in keys:
                alike = counts[key] - (own == key) == others > 0
                if alike and not figures.can_give_up(group, key, reader):
                    return True
    return False


class _Figures:
    """How many of each group may have given each answer, as far as the rounded counts tell."""

    def __init__(
        self, old: Counts, new: Counts, keys: Collection[str], shown: Collection[str], known: Collection[str]
    ) -> None:
        self.new, self.keys, self.groups = new, list(keys), list(new)
        whole_old: Counter[str] = sum((Counter(counts) for counts in old.values()), Counter())
        whole_new: Counter[str] = sum((Counter(counts) for counts in new.values()), Counter())
        self.whole = {key: (whole_new[key], *_span(whole_old[key], whole_new[key])) for key in self.keys}
        self.spans = {
            (group, key): (new[group][key], new[group][key])
            if group in known
            else _span(old[group][key] if group in old else 0, new[group][key])
            if group in shown
            else (0, new[group].total())
            for group in new
            for key in self.keys
        }

    def can_give_up(self, group: str, key: str, reader: tuple[str, str] | None) -> bool:
        """Whether one newcomer of `group` may as well have answered otherwise than `key`, the others' answers moved as
        need be, with the same figures; the reader's own answer stays hers."""
        if self.new[group][key] - 1 < self._least(group, key, reader):
            return False
        # one answer `key` of this group is taken away: it needs a place, and what it held has to be held by another
        seen, frontier = {group}, [group]
        while frontier:
            for there in self._steps(frontier.pop(), (group, key), reader):
                if there == _answer(key):
                    return True
                if there not in seen:
                    seen.add(there)
                    frontier.append(there)
        return False

    def _steps(self, here: str, taken: tuple[str, str], reader: tuple[str, str] | None) -> Iterator[str]:
        """Where one answer too many can go on to: from a group to an answer, from an answer to another group that has
        one to give, or out of the figures and in again where the whole leaves room."""
        if here in self.groups:
            for key in self.keys:
                if (here, key) != taken and self.new[here][key] < self.spans[here, key][1]:
                    yield _answer(key)
        elif here == _OUTSIDE:
            yield from (_answer(key) for key in self.keys if self.whole[key][0] > self.whole[key][1])
        else:
            key = here.removeprefix(_answer(""))
            if self.whole[key][0] < self.whole[key][2]:
                yield _OUTSIDE
            for group in self.groups:
                if (group, key) != taken and self.new[group][key] > self._least(group, key, reader):
                    yield group

    def _least(self, group: str, key: str, reader: tuple[str, str] | None) -> int:
        return max(self.spans[group, key][0], 1 if reader == (group, key) else 0)


_OUTSIDE = "outside "


def _answer(key: str) -> str:
    return f"answer {key}"


def _span(earlier: int, late: int) -> tuple[int, int]:
    """The least and the most newcomers that fit the rounded count of `earlier` + `late`."""
    low, high = range_of(rounded(earlier + late))
    return max(0, low - earlier), high - earlier
