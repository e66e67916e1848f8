"""A guide's Markdown as plain blocks, for documents that are not pages: paragraphs and list items with their runs."""

from dataclasses import asdict, dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["replacements", "smartquotes"])


@dataclass
class Run:
    """Words in one manner."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass
class Block:
    """A paragraph, or an item of a list: `level` 0 is no list, and `mark` is what stands before an item."""

    level: int = 0
    mark: str = ""
    heading: bool = False
    runs: list[Run] = field(default_factory=list)


def blocks_of(markdown: str) -> list[dict[str, Any]]:
    """Markdown as blocks, ready to be given as JSON. Links keep their words."""
    blocks: list[Block] = []
    lists: list[int | None] = []  # of each list we are in, the number of its next item, or None for plain marks
    mark, heading = "", False
    for token in _markdown.parse(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1]
            mark = "•" if number is None else f"{number}."
            lists[-1] = None if number is None else number + 1
        elif token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "inline":
            blocks.append(Block(len(lists), mark, heading, _runs(token.children or [])))
            mark = ""
    return [asdict(block) for block in blocks]


def _runs(tokens: list[Token]) -> list[Run]:
    runs: list[Run] = []
    bold = italic = 0
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        elif token.type in ("softbreak", "hardbreak"):
            runs.append(Run(" "))
        elif token.content:
            runs.append(Run(token.content, bold > 0, italic > 0))
    return runs
