"""Setting a document as a PDF that reads aloud in order: tagged, PDF/UA-1. What was written goes in as data."""

import json
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import typst

#: What the fonts that come with typst can set; PDF/UA allows nothing that cannot be shown.
_CANNOT_BE_SET = re.compile(
    "[^\\n\\t -~\\u00a0-\\u024f\\u0370-\\u04ff\\u1e00-\\u1eff\\u2010-\\u2027\\u2030-\\u203a\\u20a0-\\u20bf"
    "\\u2190-\\u2199\\u2200-\\u22ff□]"
)
LEFT_OUT = "□"


def as_pdf(shape: Path, given: dict[str, Any]) -> bytes:
    """What was given, set in a shape (a file of typst's), as PDF bytes; nothing of it is written down on the way. A
    sign that cannot be set is shown as □, and the shape is told so."""
    settable = _settable(given)
    with tempfile.TemporaryDirectory() as empty:  # where typst may read files from: there are none
        made: bytes = typst.compile(  # type: ignore[call-overload]  # its types want root to be bytes where input is
            shape.read_bytes(),
            root=empty,
            ignore_system_fonts=True,
            sys_inputs={"given": json.dumps(settable), "left-out": LEFT_OUT if LEFT_OUT in str(settable) else ""},
            format="pdf",
            pdf_standards=["ua-1"],
        )
    return made


def _settable(value: Any) -> Any:
    """A value of JSON with every text in it as it can be set."""
    if isinstance(value, str):
        return _CANNOT_BE_SET.sub(LEFT_OUT, unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {name: _settable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_settable(one) for one in value]
    return value
