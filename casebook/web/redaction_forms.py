"""The form that plans a redaction, kept as it was typed, with what is wrong beside it."""

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from ..media.redaction import WHOLE, Way
from .transcript_forms import TIME_EXPECTED, read_time

BOX = "box"  # of the picture; what the page offers beside the ways there are
WAYS = (*(way.value for way in Way), BOX)
SIDES = ("left", "top", "width", "height")
_A_BOX = ("30", "20", "40", "40")  # where one begins


@dataclass
class RedactionForm:
    """Fields: way (silence, bleep, blur, box or cut), start and end (times of the clip), and for a box its left, top,
    width and height in per cent of the picture."""

    way: str = Way.bleep.value
    start: str = ""
    end: str = ""
    sides: dict[str, str] = field(default_factory=lambda: dict(zip(SIDES, _A_BOX, strict=True)))
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: FormData) -> "RedactionForm":
        """Read a posted form and judge it; `problems` is empty when it can be planned."""

        def typed(name: str) -> str:
            return " ".join(str(form.get(name, "")).replace("\x00", "").split())[:40]

        read = cls(typed("way"), typed("start"), typed("end"), {name: typed(name) for name in SIDES})
        if read.way not in WAYS:
            read.problems["way"] = "Choose what is to be done."
        for name in ("start", "end"):
            if read_time(getattr(read, name)) is None:
                read.problems[name] = TIME_EXPECTED
        if read.way == BOX and read._box() is None:
            read.problems["box"] = "Give each side in whole per cent of the picture; the box has to lie within it."
        return read

    @property
    def span(self) -> tuple[int, int]:
        """The span in ms."""
        return read_time(self.start) or 0, read_time(self.end) or 0

    @property
    def does(self) -> Way:
        """What is done."""
        return Way.blur if self.way == BOX else Way(self.way)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The box in thousandths: the whole picture where none was asked for."""
        return (self._box() if self.way == BOX else None) or (0, 0, WHOLE, WHOLE)

    def _box(self) -> tuple[int, int, int, int] | None:
        given = [self.sides[name] for name in SIDES]
        if not all(one.isascii() and one.isdecimal() and len(one) <= 3 for one in given):
            return None
        left, top, width, height = (int(one) * 10 for one in given)
        within = left + width <= WHOLE and top + height <= WHOLE and width > 0 and height > 0
        return (left, top, width, height) if within else None
