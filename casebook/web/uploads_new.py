"""The page on which an author sends a recording, and what of hers is still on its way."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from ..media.sizes import as_size
from ..media.uploading import unfinished_uploads
from ..people.viewer import Viewer
from .forms import FORM_STILLS, UploadForm
from .handle import decide
from .render import page


def new(request: Request) -> Response:
    """GET /studio/uploads/new"""
    return page(request, "uploads/new.html", **_values(request, request.state.db, request.state.viewer))


def form_values(request: Request) -> dict[str, Any]:
    """What the page shows, for a form that comes back with words about what is wrong."""
    return decide(request, lambda db, viewer: _values(request, db, viewer), "studio")


def _values(request: Request, db: Session, viewer: Viewer) -> dict[str, Any]:
    settings = request.app.state.library.settings
    return {
        "form": UploadForm(),
        "unfinished": unfinished_uploads(db, viewer.person.pk) if viewer.person else [],
        "most": as_size(settings.max_recording_bytes),
        "longest_minutes": settings.max_recording_minutes,
        "numbers": FORM_STILLS,
    }
