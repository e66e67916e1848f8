"""What machines read without signing in: new cases as Atom, the sitemap, robots.txt, the search box as OpenSearch, and
the public cases in schema.org's words. All tell only what may be told to anyone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ..cases.labels import in_words
from ..cases.queries import cards_for_everyone
from ..cases.shown import CaseCard

MOST_ENTRIES = 50
#: The pages that anyone may read, by the names of their routes.
PAGES = ("home.show", "pages.about", "pages.privacy", "pages.accessibility")
ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def atom(request: Request) -> Response:
    """GET /cases.atom: the newest cases that may be named to anyone"""
    found = cards_for_everyone(request.state.db, most=MOST_ENTRIES)
    feed = Xml.Element("feed", xmlns=ATOM)
    site = request.app.state.site
    _add(feed, "id", _address(request, "feeds.atom"))
    _add(feed, "title", f"{site.name}: new cases")
    _add(feed, "updated", _time(max((at for _, at in found), default=datetime(2026, 1, 1, tzinfo=UTC))))
    _add(_add(feed, "author"), "name", site.name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=_address(request, "feeds.atom"))
    _add(feed, "link", rel="alternate", type="text/html", href=_address(request, "home.show"))
    for card, published_at in found:
        address = _address(request, "cases.show", slug=card.slug)
        entry = _add(feed, "entry")
        _add(entry, "id", address)
        _add(entry, "title", card.title)
        _add(entry, "updated", _time(published_at))
        _add(entry, "published", _time(published_at))
        _add(entry, "link", rel="alternate", type="text/html", href=address)
        _add(entry, "summary", card.dilemma)
        for theme in card.themes:
            _add(entry, "category", term=theme.slug, label=theme.title)
    return _xml(feed, "application/atom+xml")


def sitemap(request: Request) -> Response:
    """GET /sitemap.xml: the pages that anyone may read"""
    every = Xml.Element("urlset", xmlns=SITEMAP)
    for name in PAGES:
        _add(_add(every, "url"), "loc", _address(request, name))
    return _xml(every, "application/xml")


def robots(request: Request) -> Response:
    """GET /robots.txt: these pages, and nothing behind the door"""
    paths = [f"{request.url_for(name).path}$" for name in PAGES]
    paths += ["/static/", "/covers/", str(request.url_for("feeds.atom").path)]
    lines = ["User-agent: *", *(f"Allow: {path}" for path in paths), "Disallow: /", ""]
    return PlainTextResponse("\n".join([*lines, f"Sitemap: {_address(request, 'feeds.sitemap')}", ""]))


def opensearch(request: Request) -> Response:
    """GET /opensearch.xml: so that a browser can search here from its address line"""
    site, search = request.app.state.site, _address(request, "search.index")
    about = Xml.Element("OpenSearchDescription", xmlns=OPENSEARCH)
    _add(about, "ShortName", site.name)
    _add(about, "Description", "Moments in films of ethical decisions, by what is said in them.")
    _add(about, "InputEncoding", "UTF-8")
    _add(about, "Url", type="text/html", template=f"{search}?q={{searchTerms}}")
    _add(about, "Url", type="application/json", template=f"{search}?q={{searchTerms}}")
    return _xml(about, "application/opensearchdescription+xml")


def described(request: Request, named: Sequence[tuple[CaseCard, datetime]]) -> dict[str, Any]:
    """The site and the cases that are named to everyone, in schema.org's words, for the front page."""
    site = request.app.state.site
    home = {"@type": "WebSite", "name": site.name, "url": _address(request, "home.show"), "inLanguage": "en-GB"}
    return {"@context": "https://schema.org", "@graph": [home, *(_resource(request, *one) for one in named)]}


def _resource(request: Request, card: CaseCard, published_at: datetime) -> dict[str, Any]:
    told = {"name": card.title, "description": card.dilemma, "inLanguage": "en-GB"}
    resource: dict[str, Any] = {
        "@type": "LearningResource",
        **told,
        "url": _address(request, "cases.show", slug=card.slug),
        "learningResourceType": "case study",
        "educationalLevel": in_words(card.level),
        "about": [theme.title for theme in card.themes],
        "datePublished": _time(published_at),
        "conditionsOfAccess": "Open to people who are signed in.",
    }
    if card.has_cover:
        film = {
            "@type": "VideoObject",
            **told,
            "thumbnailUrl": _address(request, "covers.show", slug=card.slug),
            "uploadDate": _time(published_at),
            "duration": f"PT{round(card.duration_ms / 1000)}S",
        }
        resource["video"] = film
    return resource


def _address(request: Request, name: str, **params: str) -> str:
    """An address from the configured one, never from the request's own host."""
    return f"{request.app.state.site.address}{request.url_for(name, **params).path}"


def _add(to: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    made = Xml.SubElement(to, name, attributes)
    made.text = text
    return made


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: Xml.Element, kind: str) -> Response:
    return Response(Xml.tostring(root, encoding="utf-8", xml_declaration=True), media_type=kind)
