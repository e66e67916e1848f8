"""QR codes, drawn here as SVG so that no address leaves for another site."""

import io

import segno
from markupsafe import Markup


def as_svg(text: str) -> Markup:
    """A text as a QR code: black on white in every colour scheme, with the white border that readers need."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        made, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, light="#fff", dark="#000", nl=False
    )
    return Markup(made.getvalue().decode())  # drawn from numbers alone: nothing of the text stands in it
