"""The release guard of D4: would these figures tell what any one newcomer answered?

The reader is taken to know every earlier answer, how many newcomers there are, and one newcomer's answer, which is her
own. From the rounded counts she sees, each other newcomer must still have at least two possible answers.
"""

from collections.abc import Sequence

from .rounding import range_of, rounded


def tells_on_someone(old: Sequence[int], new: Sequence[int]) -> bool:
    """Whether the rounded counts of `old` + `new` leave some newcomer, other than the reader, one possible answer.

    Newcomers are alike to the reader, so one of them is certain only where every way to share them out that fits the
    figures gives all of them the same answer. The ways that fit are a range for each answer with a fixed sum; the
    least that an answer can have follows from the most that the others can.
    """
    newcomers = sum(new)
    if newcomers == 0:
        return False
    ranges = [range_of(rounded(earlier + late)) for earlier, late in zip(old, new, strict=True)]
    least = [max(0, low - earlier) for (low, _), earlier in zip(ranges, old, strict=True)]
    most = [min(newcomers, high - earlier) for (_, high), earlier in zip(ranges, old, strict=True)]
    for own, late in enumerate(new):
        if late == 0:
            continue  # no newcomer gave this answer, so it is not the reader's own
        floor = [max(low, 1) if answer == own else low for answer, low in enumerate(least)]
        for answer in range(len(new)):
            others_at_most = sum(most) - most[answer]
            fewest = max(floor[answer], newcomers - others_at_most)
            if fewest - (answer == own) >= newcomers - 1 > 0:
                return True
    return False
