"""The questions by which search is judged: as many as were promised, and answered by cases that there are."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
QUESTIONS = yaml.safe_load((ROOT / "bench/relevance/questions.yaml").read_text(encoding="utf-8"))["questions"]


def test_there_are_enough_questions_of_each_kind_and_none_twice() -> None:
    assert len(QUESTIONS) >= 60
    assert {one["kind"] for one in QUESTIONS} == {"remembered", "paraphrase", "synonym", "typo"}
    assert len({one["ask"].casefold() for one in QUESTIONS}) == len(QUESTIONS)


def test_a_question_names_a_case_and_a_clip_that_tells_it_when_it_says_so() -> None:
    judged = 0
    for one in QUESTIONS:
        assert one["case"], one["ask"]
        assert set(one) <= {"ask", "kind", "case", "clip", "after"}, one["ask"]
        for path in (ROOT / "content/cases" / slug / "case.md" for slug in one["case"]):
            if path.is_file() and "clip" in one:
                told = re.search(rf"- key: {one['clip']}\n.*?part: (\w+)", path.read_text(encoding="utf-8"), re.DOTALL)
                assert told, f"{path.parent.name} has no clip {one['clip']}"
                assert (told[1] == "after") == one.get("after", False), one["ask"]
                judged += 1
    assert judged, "the content has none of these cases"
