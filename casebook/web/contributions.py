"""A contributor's own page: where her words are used, what she agreed to, what she withdrew. Opened by her personal
link, which travels in the query or a form and in no path, or by her account."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ..cases.contribution import contributions_of
from ..people.contributor import Contributor
from ..people.contributor_links import contributors_for, keep_in_account
from ..people.queries import organisations_by_name
from .forms import text_of
from .render import page, redirect


@dataclass(frozen=True)
class Opened:
    """Whose consents these are, and the link they were opened with; empty where it was by her account."""

    contributors: list[Contributor]
    link: str

    @property
    def query(self) -> dict[str, str]:
        return {"link": self.link} if self.link else {}


def opened(request: Request) -> Opened:
    """Who asks. Raises NotFound."""
    link = text_of(request.state.form, "link") or request.query_params.get("link", "")
    return Opened(contributors_for(request.state.db, request.state.viewer, link[:200]), link[:200])


def show(request: Request) -> Response:
    """GET /contribution"""
    asked = opened(request)
    undo_days = request.app.state.library.settings.consent_undo_days
    return page(
        request,
        "contributions/show.html",
        opened=asked,
        contributions=contributions_of(request.state.db, asked.contributors, undo_days=undo_days),
        organisations=organisations_by_name(request.state.db),
    )


def keep(request: Request) -> Response:
    """POST /contribution/account"""
    keep_in_account(request.state.db, request.state.viewer, opened(request).link)
    return redirect(request, "contributions.show")
