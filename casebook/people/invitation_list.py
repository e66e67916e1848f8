"""A list of people to invite, as a spreadsheet saves it: read in any sane way, judged row by row, and nothing done."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from .person import CareerStage

MOST_PEOPLE = 500  # in one list, or by one link
FIELDS = ("name", "address", "stage", "starts", "ends")
LONGEST_NAME = 120
_ALSO = {
    "full name": "name", "person": "name", "email": "address", "e-mail": "address", "mail": "address",
    "email address": "address", "e-mail address": "address", "grade": "stage", "career stage": "stage",
    "level": "stage", "start": "starts", "from": "starts", "start date": "starts", "starts on": "starts",
    "end": "ends", "until": "ends", "to": "ends", "end date": "ends", "ends on": "ends",
}  # fmt: skip
#: Stages as people write them, besides their own words.
_STAGES = {
    "f1": "foundation", "f2": "foundation", "fy1": "foundation", "fy2": "foundation", "foundation doctor": "foundation",
    "st": "specialty-training", "specialty": "specialty-training", "registrar": "specialty-training",
    "medical student": "student", "general practitioner": "gp", "general practice": "gp",
}  # fmt: skip
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d/%m/%y", "%Y/%m/%d")
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


@dataclass
class Line:
    """A row of the list as it was typed, and read where it could be; `problems` says what is wrong with it."""

    number: int  # as a spreadsheet counts
    name: str = ""
    email: str = ""
    stage: CareerStage = CareerStage.other
    typed_stage: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    problems: list[str] = field(default_factory=list)
    invited: bool = False  # this address has a link that still works


def text_of_file(given: bytes) -> str:
    """The words of a file, whichever way a spreadsheet wrote them: UTF-8, UTF-16, or Windows' own."""
    if given.startswith((b"\xff\xfe", b"\xfe\xff")):
        return given.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return given.decode(encoding)
        except UnicodeDecodeError:
            continue
    return given.decode("latin-1")


def read_list(text: str, *, today: date) -> list[Line]:
    """The rows of a list. A first row that names the columns may put them in any order; without one they are name,
    address, stage, starts, ends. Empty rows are passed over, and so is what follows the first that are too many."""
    text = text.replace("\x00", "").removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if len(rows) > MOST_PEOPLE + 1:  # a row of names, all who may be, and the one that says it is enough
                break
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, [" ".join(cell.split()) for cell in cells]))
    except csv.Error:
        broken = Line(reader.line_num, problems=["This row and what follows cannot be read. Save the list as CSV."])
        return [*_judged(rows, today), broken]
    return _judged(rows, today)


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t|", key=first.count)


def _judged(rows: list[tuple[int, list[str]]], today: date) -> list[Line]:
    columns = list(FIELDS)
    if rows and (named := _columns(rows[0][1])):
        columns, rows = named, rows[1:]
    lines = [_line(number, dict(zip(columns, cells, strict=False)), today) for number, cells in rows]
    earlier: dict[str, int] = {}
    for line in lines:
        if line.email and earlier.setdefault(line.email, line.number) != line.number:
            line.problems.append(f"The same address stands in row {earlier[line.email]}.")
    for line in lines[MOST_PEOPLE:]:
        line.problems.append(f"A list has at most {MOST_PEOPLE} people. Put this one and all below it in another.")
    return lines


def _columns(cells: list[str]) -> list[str]:
    """What the columns are, where a first row names them; empty where it is a person already."""
    named = [_ALSO.get(cell.casefold(), cell.casefold()) for cell in cells]
    return named if "address" in named else []


def _line(number: int, cells: dict[str, str], today: date) -> Line:
    line = Line(number, name=cells.get("name", ""), email=cells.get("address", "").lower())
    if not line.name:
        line.problems.append("The name is missing.")
    elif len(line.name) > LONGEST_NAME:
        line.problems.append(f"The name is longer than {LONGEST_NAME} characters.")
    if not _ADDRESS.fullmatch(line.email) or len(line.email) > 254:
        line.problems.append("The address is not an e-mail address; one looks like name@hospital.example.")
    if (stage := _stage(cells.get("stage", ""))) is None:
        known = ", ".join(one.value.replace("-", " ") for one in CareerStage)
        line.typed_stage = cells["stage"][:40]
        line.problems.append(f"The stage is none we know. It is one of: {known}.")
    else:
        line.stage = stage
    line.starts_on, starts_wrong = _day(cells.get("starts", ""), "start")
    line.ends_on, ends_wrong = _day(cells.get("ends", ""), "end")
    line.problems += starts_wrong + ends_wrong
    line.starts_on = line.starts_on or (None if starts_wrong else today)
    if line.ends_on and line.starts_on and line.ends_on < line.starts_on:
        line.problems.append("It ends before it starts.")
    elif line.ends_on and line.ends_on < today:
        line.problems.append("It has ended already.")
    return line


def _stage(typed: str) -> CareerStage | None:
    plain = re.sub(r"[\s_-]+", " ", typed.casefold()).strip()
    if re.fullmatch(r"(st|ct|gpst)\s?\d", plain):
        plain = "gp" if plain.startswith("gpst") else "st"
    plain = _STAGES.get(plain, plain).replace(" ", "-")
    if not plain:
        return CareerStage.other
    return CareerStage(plain) if plain in list(CareerStage) else None


def _day(typed: str, which: str) -> tuple[date | None, list[str]]:
    if not typed:
        return None, []
    for form in _DAYS:
        try:
            return datetime.strptime(typed, form).date(), []
        except ValueError:
            continue
    return None, [f"The {which} “{typed[:40]}” is not a day. Write it like 2027-03-31 or 31/03/2027."]
