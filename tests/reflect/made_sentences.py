"""Five hundred made sentences, each with one identifier as people write them; nobody in them exists."""

import random
from collections.abc import Callable

FIRST = ("Amina", "Tomasz", "Grace", "Oluwaseun", "Siân", "Priya", "Connor", "Mei", "Yusuf", "Bridget")
LAST = (
    "Khan", "O'Neill", "van der Berg", "Adeyemi-Clarke", "McAllister", "Nowak", "D’Souza", "Hughes", "al-Rashid",
    "Patel",
)  # fmt: skip
MONTHS = ("January", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "October", "Nov", "December")
SENTENCES = (
    "I saw {} on the ward round and could not stop thinking about it.",
    "The handover sheet said {}, and I copied it without thinking.",
    "When I rang, the switchboard asked for {} first.",
    "{} was what the family had written at the top of the letter.",
    "We argued about it at the nurses’ station ({}).",
    "It was {}; nobody had checked.",
)


def nhs_number(chance: random.Random) -> str:
    """Ten digits whose last checks the rest, as the numbering says, reckoned here anew."""
    while True:
        nine = [chance.randrange(10) for _ in range(9)]
        check = (11 - sum(digit * (10 - place) for place, digit in enumerate(nine)) % 11) % 11
        if check != 10:
            return "".join(map(str, [*nine, check]))


def an_nhs_number(chance: random.Random) -> str:
    ten = nhs_number(chance)
    apart = chance.choice((" ", "-", "", " "))
    shown = apart.join((ten[:3], ten[3:6], ten[6:]))
    return chance.choice(("", "NHS number ", "NHS no. ", "nhs no ", "NHS: ")) + shown


def a_birthday(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1930, 2018)
    name, ending = MONTHS[month - 1], "th" if 3 < day < 21 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    date = chance.choice(
        (
            f"{day}/{month}/{year}", f"{day:02}.{month:02}.{year % 100:02}", f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}", f"{day}{ending} of {name} {year}", f"{name} {day}{ending}, {year}",
            f"{day}-{month}-{year % 100:02}", f"{day}{ending} {name} ’{year % 100:02}",
        )
    )  # fmt: skip
    return chance.choice(("DOB {}", "d.o.b. {}", "date of birth {}", "born on {}", "born {}", "{}")).format(date)


def a_postcode(chance: random.Random) -> str:
    area, inward = chance.choice(("B", "M", "LS", "SW", "EC", "NG", "CV", "G")), "ABDEFGHJLNPQRSTUWXYZ"
    district = chance.choice((str(chance.randint(1, 9)), str(chance.randint(10, 29)), f"{chance.randint(1, 4)}A"))
    whole = f"{area}{district}{chance.choice((' ', ' ', ''))}{chance.randint(0, 9)}" + "".join(
        chance.choices(inward, k=2)
    )
    return chance.choice((whole, whole, whole.lower()))


def a_telephone(chance: random.Random) -> str:
    tail = f"{chance.randint(0, 999):03}"
    return chance.choice(
        (
            f"07700 900{tail}", f"07700900{tail}", f"+44 7700 900{tail}", f"+447700900{tail}", f"0121 496 0{tail}",
            f"(0121) 496 0{tail}", f"020 7946 0{tail}", f"01632 960{tail}", f"+44 (0)20 7946 0{tail}",
            f"0161-496-0{tail}",
        )
    )  # fmt: skip


def an_address(chance: random.Random) -> str:
    first, last = chance.choice(FIRST).lower(), chance.choice(("khan", "oneill", "nowak", "patel"))
    host = chance.choice(("nhs.net", "example.org", "doctors.org.uk", "mail.example.co.uk"))
    return f"{first}{chance.choice(('.', '_', '', '-'))}{last}{chance.choice(('', '2', '87'))}@{host}"


def a_hospital_number(chance: random.Random) -> str:
    digits = "".join(chance.choices("0123456789", k=chance.randint(6, 8)))
    return chance.choice(
        (
            f"hospital number {digits}", f"MRN {digits}", f"MRN: {digits}", f"hosp no. {digits}", f"RR{digits}",
            f"K{digits[:7]}", f"unit number {digits}", f"patient ID {digits}", f"hospital no {digits[:3]}/{digits[3:]}",
            f"X{digits[:6]}",
        )
    )  # fmt: skip


def a_name(chance: random.Random) -> str:
    last, first = chance.choice(LAST), chance.choice(FIRST)
    return chance.choice(
        (
            f"Mrs {last}", f"Mr. {last}", f"Dr {first} {last}", f"Dr {first[0]}. {last}", f"Professor {last}",
            f"Ms {last}", f"Sister {first}", f"Nurse {last}", f"mr {last.lower()}" if " " not in last else f"Mr {last}",
            f"a man called {first} {chance.choice(('Khan', 'Nowak', 'Hughes', 'Patel'))}",
        )
    )  # fmt: skip


KINDS: dict[str, Callable[[random.Random], str]] = {
    "NHS number": an_nhs_number,
    "date of birth": a_birthday,
    "postcode": a_postcode,
    "telephone": a_telephone,
    "e-mail": an_address,
    "hospital number": a_hospital_number,
    "titled name": a_name,
}


def made_sentences(count: int = 500) -> list[tuple[str, str, int, int]]:
    """(kind, sentence, start, end of the identifier), the same each time."""
    chance, made = random.Random(20261122), []
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        identifier, frame = KINDS[kind](chance), chance.choice(SENTENCES)
        start = frame.index("{")
        made.append((kind, frame.format(identifier), start, start + len(identifier)))
    return made
