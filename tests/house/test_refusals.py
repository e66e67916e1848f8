"""The reasons for which recordings are refused are one closed list."""

import ast
import re

import pytest

from casebook.media.reader_child import _looks_like
from casebook.media.refusals import Refusal

from .test_layers import PACKAGE, files


def test_only_the_closed_list_refuses_a_recording() -> None:
    naming = {
        str(path.relative_to(PACKAGE))
        for path in files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ClipUnreadable"
    }
    assert naming == {"media/refusals.py"}


@pytest.mark.parametrize("reason", list(Refusal), ids=lambda one: one.name)
def test_a_refusal_says_what_is_wrong_and_what_to_do(reason: Refusal) -> None:
    known = dict.fromkeys(re.findall(r"\{(\w+)\}", reason.value), "x")
    said = str(reason.error(**known))
    assert "{" not in said
    assert said.endswith(".")
    assert re.search(r"[.:;] ", said), "what is wrong, and what to do"


def test_every_guess_at_a_file_is_a_refusal(tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("guess") / "file"
    heads = (b"#EXTM3U", b"WEBVTT", b"GIF89a", b"%PDF", b"\0" * 9, b"\0\0\0\1ftyp", b"Dear", b"\1\2\3")
    guesses = []
    for head in heads:
        place.write_bytes(head)
        guesses.append(Refusal[_looks_like(str(place))].name)
    assert guesses == ["playlist", "subtitles", "picture", "document", "empty", "broken", "text", "unknown"]
