"""A PDF as a screen reader meets it: its structure in order, each element with the text that it marks."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

_RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_CHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass
class Element:
    """One element of the structure: its role, its own text and what is in it, in reading order."""

    role: str
    parts: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that is read out in it."""
        return "".join(one if isinstance(one, str) else one.text for one in self.parts)

    def walk(self) -> Iterator["Element"]:
        """This element and all in it, in reading order."""
        yield self
        for one in self.parts:
            if isinstance(one, Element):
                yield from one.walk()


class TaggedPdf:
    """A tagged PDF, read by its structure tree."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(pdf))
        self.catalog: Any = self.reader.trailer["/Root"].get_object()
        self._texts = {page.indirect_reference.idnum: _marked(page, self.reader) for page in self.reader.pages}  # type: ignore[union-attr]
        self._read: list[tuple[int, int]] = []
        self.root = self._element(self.catalog["/StructTreeRoot"], 0)

    def unread(self) -> list[str]:
        """Marked text of the pages that the structure does not reach, or reaches twice."""
        marked = [(page, mcid) for page, texts in self._texts.items() for mcid in texts if mcid >= 0]
        return [self._texts[page][mcid] for page, mcid in marked if self._read.count((page, mcid)) != 1]

    def unmarked(self) -> str:
        """Text that is neither in the structure nor said to be ornament."""
        return "".join(texts.get(-1, "") for texts in self._texts.values())

    def _element(self, node: Any, page: int) -> Element:
        node = node.get_object()
        page = node.raw_get("/Pg").idnum if "/Pg" in node else page
        element = Element(str(node.get("/S", "/StructTreeRoot"))[1:])
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if hasattr(kid, "get_object") else kid
            if isinstance(kid, int):
                element.parts.append(self._text(page, int(kid)))
            elif kid.get("/Type") == "/MCR":
                element.parts.append(self._text(kid.raw_get("/Pg").idnum if "/Pg" in kid else page, int(kid["/MCID"])))
            elif "/S" in kid:
                element.parts.append(self._element(kid, page))
        return element

    def _text(self, page: int, mcid: int) -> str:
        self._read.append((page, mcid))
        return self._texts[page].get(mcid, "")


def _marked(page: PageObject, reader: PdfReader) -> dict[int, str]:
    """The text of a page by its marks; -1 for what has none, -2 for ornament."""
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}  # type: ignore[index]
    texts: dict[int, str] = {}
    marks: list[tuple[int, bool]] = []
    letters: dict[bytes, str] = {}
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        mark, said = marks[-1] if marks else (-1, False)
        if operator in (b"BDC", b"BMC"):
            given = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            mark = -2 if operands[0] == "/Artifact" else int(given.get("/MCID", mark))
            if "/ActualText" in given:
                texts[mark] = texts.get(mark, "") + str(given["/ActualText"])
            marks.append((mark, said or "/ActualText" in given))
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ") and not said:
            shown = operands[0] if operator == b"TJ" else operands
            texts[mark] = texts.get(mark, "") + "".join(_decoded(one, letters) for one in shown)
    return texts


def _decoded(shown: Any, letters: dict[bytes, str]) -> str:
    if not isinstance(shown, TextStringObject | ByteStringObject):
        return ""
    codes = shown.original_bytes
    width = len(next(iter(letters), b"\0"))
    return "".join(letters[codes[at : at + width]] for at in range(0, len(codes), width))


def _letters(font: Any) -> dict[bytes, str]:
    """What each code of a font means, as the font itself says."""
    told, found = font["/ToUnicode"].get_data(), {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for first, last, letter in _RANGE.findall(block):
            begins, width = int(first, 16), len(first) // 2
            for code in range(begins, int(last, 16) + 1):
                start = int(letter, 16) + code - begins
                found[code.to_bytes(width, "big")] = start.to_bytes(len(letter) // 2, "big").decode("utf-16-be")
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        for code, letter in _CHAR.findall(block):
            found[bytes.fromhex(code.decode())] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    return found
