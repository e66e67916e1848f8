"""Answering errors: one page and one fragment for all of them, a sentence for a person, never an exception's text."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from ..errors import CasebookError, SecondFactorNeeded, SignInNeeded, StorageAway
from .render import accepts_html, elsewhere, page, redirect, wants_fragment

#: status -> (title, what the reader can do)
PAGES: dict[int, tuple[str, str]] = {
    400: ("That could not be read", "Go back and try again; what you typed is still in your browser."),
    401: ("Please sign in", "Nothing was changed. Sign in and try again."),
    403: ("Not yours to open", "If you think it should be, ask your organisation's administrator."),
    404: ("Not found", "It may have been withdrawn or moved, or the address may have a slip in it."),
    405: ("That cannot be done here", "Go back to the page you came from."),
    409: ("Not yet", "Nothing was changed."),
    410: ("No longer here", "Whoever tells a story here may take it back, and may lend it for a time."),
    413: ("Too much at once", "Nothing was saved. Shorten it and send it again."),
    422: ("Something is missing", "Nothing was lost; go back and look at the form."),
    429: ("A moment, please", "Try again in a few minutes."),
    500: ("Something went wrong here", "It was not your doing. It has been noted; please try again."),
    503: ("Not just now", "Please try again in a moment."),
    507: ("There is no room", "Answers are still saved; films cannot be taken in at present."),
}

RETRY_AFTER = "5"  # seconds, where what was asked for is away for now

#: Fields that stand in no page again, however the form is answered: passwords, and what a passkey has signed.
NOT_SENT_BACK = ("password", "old", "new", "credential")


def answer_error(request: Request, wrong: CasebookError) -> Response:
    """The answer to an error raised on purpose."""
    if isinstance(wrong, SignInNeeded) and request.method == "GET" and accepts_html(request):
        if wants_fragment(request):
            return Response(status_code=401, headers={"HX-Redirect": str(request.url_for("sign_ins.new").path)})
        return RedirectResponse(
            request.url_for("sign_ins.new").include_query_params(next=_path_of(request)).replace(scheme="", netloc=""),
            status_code=303,
        )
    if isinstance(wrong, SecondFactorNeeded) and request.method == "GET" and accepts_html(request):
        if wants_fragment(request):
            return elsewhere(request, "second_factors.show")
        return redirect(request, "second_factors.show", query={"next": _path_of(request)})
    form = getattr(request.state, "form", None)  # what streams its body has none to hand back
    if isinstance(wrong, SignInNeeded) and request.method == "POST" and accepts_html(request) and form is not None:
        fields = [(n, value) for n, value in form.multi_items() if isinstance(value, str) and n not in NOT_SENT_BACK]
        return page(request, "errors/signed_out.html", status_code=401, path=request.url.path, fields=fields)
    answer = say(request, wrong.status, str(wrong))
    if isinstance(wrong, StorageAway):
        answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def say(request: Request, status: int, sentence: str = "") -> Response:
    """A page for a status, or one line of text for those who do not read HTML."""
    title, advice = PAGES.get(status, PAGES[500])
    if not accepts_html(request):
        return PlainTextResponse(f"{sentence or title}\n", status_code=status)
    return page(
        request, "errors/show.html", status_code=status, status=status, title=title, sentence=sentence, advice=advice
    )


def _path_of(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
