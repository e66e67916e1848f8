"""What casebook must never have, looked for on every page as it is sent: marks, ranks, others' answers too early."""

import re
from collections.abc import Callable

from casebook.library import Library
from tests.conftest import Visitor
from tests.web.test_cases import respond
from tests.web.test_comparisons import fill

Visit = Callable[[str], Visitor]
PAGES = (
    "/", "/themes", "/themes/truth-telling", "/cases/the-open-door", "/cases/the-open-door/comparison",
    "/cases/the-open-door/second-answer", "/cases/the-open-door/guide", "/my-casebook", "/search?q=door", "/studio",
    "/studio/reasons", "/studio/readers", "/studio/readers/the-open-door", "/contributors/dr-first", "/about",
    "/who-sees-what", "/cohorts", "/programmes",
)  # fmt: skip
MARKS = re.compile(
    r"\b(scores?|ranks?|ranking|badges?|leader ?board|league|streaks?|points? earned|correct(ly)?|wrong answer|"
    r"right answer|percentile|average|best answer|most liked|likes)\b",
    re.IGNORECASE,
)
NONE = re.compile(r"\b(no|not|never|nobody|nothing|nowhere)\b", re.IGNORECASE)


def words_of(page: str) -> str:
    """What a page says, what it says to a screen reader among it."""
    said = " . ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', page))
    return re.sub(r"<[^>]+>", " ", page) + " . " + said


def crawl(visitor: Visitor) -> dict[str, str]:
    """Every page this visitor may open, and every link of this site on those, once."""
    seen: dict[str, str] = {}
    waiting = list(PAGES)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = visitor.get(path)
        seen[path] = answer.text if answer.status_code == 200 and "html" in answer.headers["content-type"] else ""
        links = re.findall(r'href="(/[^"#]*)', seen[path])
        waiting += [link.replace("&amp;", "&") for link in links if not link.startswith(("/static", "/m/"))]
    return seen


def test_no_page_gives_anyone_a_mark_a_rank_or_a_right_answer(visit: Visit, stocked: Library) -> None:
    fill(stocked)
    for name in ("lena", "tom", "ada"):
        visitor = visit(name)
        respond(visitor)
        for path, page in crawl(visitor).items():
            for sentence in re.split(r"[.:;?!\n]", words_of(page)):
                if MARKS.search(sentence):
                    assert NONE.search(sentence), f"{path} as {name}: {sentence.strip()!r}"


def test_before_her_own_answer_no_page_holds_a_figure_of_others(visit: Visit, stocked: Library) -> None:
    fill(stocked)
    for name in ("lena", "tom", "ada", "vera"):
        for path, page in crawl(visit(name)).items():
            told = re.search(r"about \d+ people|about \d+0\b|What colleagues chose", words_of(page), re.IGNORECASE)
            assert not told or path in ("/who-sees-what", "/about"), f"{path} as {name}: {told[0]}"


def test_no_page_names_another_site_to_fetch_from(visit: Visit, stocked: Library) -> None:
    lena = visit("lena")
    respond(lena)
    for path, page in crawl(lena).items():
        fetched = re.findall(r'(?:src|hx-get|hx-post|srcset|poster)="([^"]+)"', page)
        fetched += re.findall(r'<link[^>]+href="([^"]+)"', page)
        assert all(address.startswith(("/", "data:")) for address in fetched), path
