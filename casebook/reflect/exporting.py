"""Exporting a portfolio: as plain text, as Markdown, and as a tagged PDF. Its HTML is a page of the web's."""

import re

from .portfolio import Portfolio, PortfolioEntry

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_START = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([-+=.)])", re.MULTILINE)


def as_text(portfolio: Portfolio) -> str:
    """The portfolio as plain text, headings underlined."""
    lines = [_under(f"Reflections by {portfolio.name}", "="), portfolio.period, ""]
    lines += [f"{what}: {said}" for what, said in portfolio.summary]
    for entry in portfolio.entries:
        lines += ["", "", _under(entry.title, "-"), "", entry.label, ""]
        lines += [f"{what}: {said}" for what, said in facts_of(entry)]
        for heading, words in entry.parts:
            lines += ["", heading, "", words.strip()]
        for heading, items in lists_of(entry):
            lines += ["", heading, "", *(f"- {item}" for item in items)]
    return "\n".join(lines) + "\n"


def as_markdown(portfolio: Portfolio) -> str:
    """The portfolio as Markdown; what she typed is escaped, so that it reads as she typed it."""
    lines = [f"# Reflections by {_plain(portfolio.name)}", "", _plain(portfolio.period), ""]
    lines += [f"- **{what}:** {_plain(said)}" for what, said in portfolio.summary]
    for entry in portfolio.entries:
        lines += ["", f"## {_plain(entry.title)}", "", f"*{entry.label}*", ""]
        lines += [f"- **{what}:** {_plain(said)}" for what, said in facts_of(entry)]
        for heading, words in entry.parts:
            lines += ["", f"### {heading}", "", _plain(words.strip()).replace("\n", "  \n")]
        for heading, items in lists_of(entry):
            lines += ["", f"### {heading}", "", *(f"- {_plain(item)}" for item in items)]
    return "\n".join(lines) + "\n"


def facts_of(entry: PortfolioEntry) -> list[tuple[str, str]]:
    """What is said of an entry before its words, in the order in which every form of it says it."""
    rows = [
        ("Library case", entry.about),
        (f"Its dilemma{entry.stood}", entry.dilemma),
        ("What there was to choose from", entry.options),
        ("Written", entry.written),
        ("Headings", entry.template),
        ("Time given", entry.minutes),
    ]
    return [(what, said) for what, said in rows if said]


def lists_of(entry: PortfolioEntry) -> list[tuple[str, list[str]]]:
    """What follows an entry's words, each list under its heading."""
    lists = [
        ("Capabilities", [f"{title}: {why}" if why else title for title, why in entry.capabilities]),
        ("Guidance", entry.guidance),
        ("Moments of the film", entry.moments),
        ("What I will do", [f"{text} ({standing})" for text, standing in entry.actions]),
    ]
    return [(heading, items) for heading, items in lists if items]


def _under(words: str, mark: str) -> str:
    return f"{words}\n{mark * len(words)}"


def _plain(words: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", words))
