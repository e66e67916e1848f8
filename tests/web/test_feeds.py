"""What machines read without signing in."""

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree as Xml

import pytest
from sqlmodel import col, select

from casebook.cases.case import Case
from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db.engine import writing
from casebook.library import Library
from casebook.media.clip import Recording
from casebook.media.consent import Audience, Use
from casebook.media.consenting import give_consent
from casebook.web.feeds import ATOM, OPENSEARCH, PAGES, SITEMAP
from tests.conftest import Visitor

Visit = Callable[[str], Visitor]


def entries(visitor: Visitor) -> list[str]:
    answer = visitor.get("/cases.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = Xml.fromstring(answer.content)
    assert {feed.find(f"{{{ATOM}}}{name}") is not None for name in ("id", "title", "updated", "author")} == {True}
    return [entry.findtext(f"{{{ATOM}}}title", "") for entry in feed.iter(f"{{{ATOM}}}entry")]


def resources(visitor: Visitor) -> list[dict[str, object]]:
    text = visitor.get("/").text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    return [one for one in json.loads(found[1])["@graph"] if one["@type"] == "LearningResource"]


def let_out(library: Library, audience: Audience, *, most: int | None = None) -> None:
    with writing(library.engine) as db:
        for recording in db.exec(select(Recording).limit(most)).all():
            give_consent(db, recording, evidence="Form 7", audience=audience, uses=set(Use))


def give_cover(library: Library) -> None:
    (library.settings.data / "cover").write_bytes(b"\xff\xd8\xff")
    library.storage.put("covers/x.jpg", library.settings.data / "cover")
    with writing(library.engine) as db:
        db.exec(select(Case)).one().cover = "covers/x.jpg"


def test_a_cover_is_shown_to_strangers_only_where_its_case_is_named_to_them(visit: Visit, stocked: Library) -> None:
    give_cover(stocked)
    nobody, lena = visit(""), visit("lena")
    assert lena.get("/covers/the-open-door").status_code == 200
    refused = nobody.get("/covers/the-open-door")
    assert refused.status_code == 404
    assert refused.text == nobody.get("/covers/nosuch").text
    let_out(stocked, Audience.public)
    assert nobody.get("/covers/the-open-door").status_code == 200


def test_the_front_page_shows_strangers_a_case_only_where_everyone_in_it_agreed_to_that(
    visit: Visit, stocked: Library
) -> None:
    give_cover(stocked)
    nobody = visit("")
    assert "The open door" not in nobody.get("/").text, "all agreed to be seen by those who are signed in"
    let_out(stocked, Audience.public)
    front = nobody.get("/").text
    assert "The open door" in front
    pictures = re.findall(r'<img src="(/covers/[^"]+)"', front)
    assert [nobody.get(picture).status_code for picture in pictures] == [200]


def test_a_case_is_named_to_strangers_only_when_everyone_in_it_agreed_to_that(visit: Visit, stocked: Library) -> None:
    nobody = visit("")
    assert entries(nobody) == [] == resources(nobody), "all agreed to be seen by those who are signed in"
    let_out(stocked, Audience.public, most=1)
    assert entries(nobody) == [] == resources(nobody), "one of two has not agreed"
    let_out(stocked, Audience.public)
    assert entries(nobody) == ["The open door"]
    with writing(stocked.engine) as db:
        recording = db.exec(select(Recording).order_by(col(Recording.id))).first()
        assert recording
        give_consent(db, recording, evidence="Form 7", audience=Audience.public, uses=set(Use), until=now())
    assert entries(nobody) == [] == resources(nobody), "it has run out"


def test_a_draft_is_named_to_nobody(visit: Visit, stocked: Library) -> None:
    let_out(stocked, Audience.public)
    with writing(stocked.engine) as db:
        publication = db.exec(select(Publication)).one()
        publication.ended_at = now()
        db.add(publication)
    assert entries(visit("")) == [] == resources(visit(""))
    assert entries(visit("ada")) == [], "the feed is the same for all"


def test_an_entry_leads_to_the_case_and_tells_nothing_of_what_comes_after(visit: Visit, stocked: Library) -> None:
    let_out(stocked, Audience.public)
    nobody = visit("")
    text = nobody.get("/cases.atom").text
    assert "<summary>He asks me to stay and the bleep is going.</summary>" in text
    assert 'href="http://localhost:8000/cases/the-open-door"' in text
    assert '<category term="truth-telling" label="Truth-telling" />' in text
    for words in ("zebracanary", "His hand", "What I did", "leave the door", "He has not long"):
        assert words not in text + json.dumps(resources(nobody))
    assert nobody.get("/cases/the-open-door").headers["location"].startswith("/sign-in")


def test_public_cases_are_described_in_the_words_of_schema_org(visit: Visit, stocked: Library) -> None:
    let_out(stocked, Audience.public)
    resource = resources(visit(""))[0]
    assert resource["name"] == "The open door"
    assert resource["url"] == "http://localhost:8000/cases/the-open-door"
    assert resource["about"] == ["Truth-telling"]
    assert "video" not in resource, "a film is described only with its still"


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "A & B <i>", "“quoted” \u2028"])
def test_no_title_ends_the_description_or_the_feed(visit: Visit, stocked: Library, name: str) -> None:
    let_out(stocked, Audience.public)
    with writing(stocked.engine) as db:
        case = db.exec(select(Case)).one()
        case.title = name
        db.add(case)
    assert entries(visit("")) == [name]
    assert resources(visit(""))[0]["name"] == name


def test_the_sitemap_and_robots_name_the_pages_that_open_without_signing_in(visit: Visit, stocked: Library) -> None:
    nobody = visit("")
    found = [one.text or "" for one in Xml.fromstring(nobody.get("/sitemap.xml").content).iter(f"{{{SITEMAP}}}loc")]
    assert len(found) == len(PAGES)
    for address in found:
        assert nobody.get(address.removeprefix("http://localhost:8000")).status_code == 200
    robots = nobody.get("/robots.txt").text
    assert "Disallow: /\n" in robots
    assert "Allow: /about$" in robots
    assert robots.endswith("Sitemap: http://localhost:8000/sitemap.xml\n")


def test_a_browser_can_search_here_from_its_address_line(visit: Visit, stocked: Library) -> None:
    nobody = visit("")
    link = re.search(
        r'<link rel="search" type="application/opensearchdescription\+xml" [^>]*href="([^"]+)"', nobody.get("/").text
    )
    assert link
    described = Xml.fromstring(nobody.get(link[1]).content)
    templates = {one.get("type"): one.get("template") for one in described.iter(f"{{{OPENSEARCH}}}Url")}
    assert templates["text/html"] == templates["application/json"] == "http://localhost:8000/search?q={searchTerms}"
    assert len(described.findtext(f"{{{OPENSEARCH}}}ShortName", "")) <= 16


def test_addresses_come_from_the_settings_and_not_from_the_asker(visit: Visit, stocked: Library) -> None:
    text = visit("").client.get("/cases.atom", headers={"host": "127.0.0.1:9", "x-forwarded-host": "evil.example"}).text
    assert "http://localhost:8000/cases.atom" in text
    assert "evil" not in text
    assert "127.0.0.1" not in text
