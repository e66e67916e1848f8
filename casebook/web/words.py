"""How values become words on a page: times, slugs, Markdown."""

import html
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from math import log

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["replacements", "smartquotes"])
_TAGS = {"p", "em", "strong", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "h4", "br", "hr", "code"}
#: The shapes a picture is given room in; the nearest is taken.
_SHAPES = ((9, 20), (9, 16), (3, 4), (1, 1), (4, 3), (16, 9), (21, 9))


def as_clock(ms: int) -> str:
    """94000 -> 1:34."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def as_time(ms: int) -> str:
    """94250 -> 1:34.250."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}.{ms:03d}" if hours else f"{minutes}:{seconds:02d}.{ms:03d}"


def as_minutes(ms: int) -> str:
    """250000 -> 4 min."""
    return f"{max(1, round(ms / 60_000))} min"


def as_long_day(day: date) -> str:
    """A day or a moment as 3 March 2027."""
    return f"{day:%-d %B %Y}"


@lru_cache(maxsize=512)
def as_short_week(week: str) -> str:
    """2026-W47 -> 16 Nov, the day on which it begins."""
    return f"{datetime.strptime(f'{week}-1', '%G-W%V-%u'):%-d %b}"


def as_week(week: str) -> str:
    """2026-W47 -> the week of 16 November 2026."""
    return f"the week of {datetime.strptime(f'{week}-1', '%G-W%V-%u'):%-d %B %Y}"


def as_shape(size: tuple[int, int]) -> str:
    """(1080, 1920) -> shape-9-16, the class of the nearest shape the player has room for."""
    width, height = size
    wide, high = min(_SHAPES, key=lambda shape: abs(log(width / height) - log(shape[0] / shape[1])))
    return f"shape-{wide}-{high}"


def initials(name: str) -> str:
    """Lena Marsh -> LM; titles are left out."""
    words = [word for word in re.findall(r"\w+", name) if word not in ("Dr", "Mr", "Mrs", "Ms", "Prof")]
    return "".join(word[0] for word in words[:2]).upper()


def markdown(text: str, *, moment: Callable[[str, str, int], str]) -> Markup:
    """Markdown as safe HTML. A link `moment:case/clip/ms` gets the address of that moment; one without an address
    becomes plain text."""

    def address(link: re.Match[str]) -> str:
        return f'href="{html.escape(moment(link[1], link[2], int(link[3])))}"'

    return Markup(re.sub(r'href="moment:([a-z0-9-]+)/([a-z0-9]+)/(\d+)"', address, _safe(text)))


@lru_cache(maxsize=1024)
def _safe(text: str) -> str:
    rendered = re.sub(r'<a href="">(.*?)</a>', r"\1", _markdown.render(text), flags=re.DOTALL)
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "tel", "mailto", "moment"},
        link_rel=None,
    )
