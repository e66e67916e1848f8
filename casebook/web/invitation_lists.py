"""Inviting the people of a list: looked at first, row by row; then a link for each, shown once or sent by mail."""

import base64
import csv
import io
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ..people.cohort_sight import SeenCohort, kept_cohort_for, today
from ..people.invitation_list import MOST_PEOPLE, Line, read_list, text_of_file
from ..people.inviting import check_against, end_links_of, invite_person
from ..people.letter import LetterKind
from ..people.mailing import write_letter
from .forms import text_of
from .invitations import address_of
from .render import page

PERSONAL_DAYS = 30  # for which a link of a list works


@dataclass(frozen=True)
class GivenLink:
    """A person of the list with her link; without one where it goes by mail, as it is made when the letter is sent."""

    line: Line
    address: str = ""


def new(request: Request) -> Response:
    """GET /cohorts/{key}/invitation-list"""
    return _form(request, _kept(request), "", [])


def create(request: Request) -> Response:
    """POST /cohorts/{key}/invitation-list: `do` is check, all, good, or anew, which ends the links that people of the
    list have; nothing is done while any row is bad, unless it is good"""
    seen, form = _kept(request), request.state.form
    file = form.get("file")
    given = file.file.read() if isinstance(file, UploadFile) and file.filename else b""
    text = text_of_file(given) if given else text_of(form, "rows")
    lines = read_list(text, today=today())
    do = "check" if given else text_of(form, "do")
    if do == "anew" and not any(line.problems for line in lines):
        end_links_of(request.state.db, seen.cohort, lines, by=request.state.viewer.person)
    check_against(request.state.db, seen.cohort, lines)
    good = [line for line in lines if not line.problems]
    if (do in ("all", "anew") and len(good) == len(lines) > 0) or (do == "good" and good):
        return _given(request, seen, good)
    return _form(request, seen, text, lines, status_code=422 if len(good) < len(lines) or not lines else 200)


def _kept(request: Request) -> SeenCohort:
    return kept_cohort_for(request.state.db, request.state.viewer, request.path_params["key"])


def _given(request: Request, seen: SeenCohort, good: list[Line]) -> Response:
    db, person = request.state.db, request.state.viewer.person
    by_mail = _letters_leave(request) and text_of(request.state.form, "by_mail") == "yes"
    links = []
    for line in good:
        invitation, secret = invite_person(
            db,
            seen.cohort,
            name=line.name,
            email=line.email,
            stage=line.stage,
            starts_on=line.starts_on or today(),
            ends_on=line.ends_on,
            days=PERSONAL_DAYS,
            by=person,
        )
        if by_mail:
            write_letter(db, LetterKind.joining, email=line.email, about=invitation.key)
        links.append(GivenLink(line, "" if by_mail else address_of(request, secret)))
    template = "invitation_lists/sent.html" if by_mail else "invitation_lists/show.html"
    more: dict[str, Any] = {} if by_mail else {"file": _as_file(links)}
    return page(request, template, seen=seen, links=links, days=PERSONAL_DAYS, **more)


def _letters_leave(request: Request) -> bool:
    return request.app.state.library.post_office is not None


def _as_file(links: list[GivenLink]) -> str:
    """The links as CSV, in base 64 for an address of its own: they are in this one answer and nowhere else."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(("name", "address", "link"))
    writer.writerows((harmless(one.line.name), harmless(one.line.email), one.address) for one in links)
    return base64.b64encode(made.getvalue().encode("utf-8-sig")).decode()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell[:1] in "=+-@\t\r" and cell else cell


def _form(request: Request, seen: SeenCohort, rows: str, lines: list[Line], *, status_code: int = 200) -> Response:
    asked = request.method == "POST"
    return page(
        request,
        "invitation_lists/new.html",
        status_code=status_code,
        seen=seen,
        rows=rows,
        lines=lines,
        good=sum(not line.problems for line in lines),
        missing=asked and not lines,
        letters_leave=_letters_leave(request),
        by_mail=not asked or text_of(request.state.form, "by_mail") == "yes",
        most=MOST_PEOPLE,
    )
