"""Five hundred random and hostile questions through the whole of the web: an answer each time, of one shape, soon."""

import re
import time
from collections.abc import Callable

from casebook.library import Library
from casebook.search.indexing import rebuild
from tests.conftest import Visitor
from tests.search.hostile import hostile

MOST_S = 0.5  # of processor time: what else the machine does is not the question's


def shape(page: str) -> list[str]:
    """What every answer has, whatever was asked."""
    return [re.sub(r"\s+", " ", one) for one in re.findall(r'<(?:form[^>]*role="search"|div id="found")', page)]


def test_five_hundred_hostile_questions_are_answered_alike_and_soon(
    visit: Callable[[str], Visitor], stocked: Library
) -> None:
    rebuild(stocked.engine, stocked.index)
    lena = visit("lena")
    usual = shape(lena.get("/search?q=bleep").text)
    assert usual
    slowest = 0.0
    for text in hostile(500):
        began = time.process_time()
        answer = lena.client.get(
            "/search", params={"q": text.encode("utf-8", "surrogatepass")}, headers={"accept": "text/html"}
        )
        slowest = max(slowest, time.process_time() - began)
        assert answer.status_code == 200, (text, answer.status_code)
        assert shape(answer.text) == usual, text
    assert slowest < MOST_S
