"""Scripts in words: each payload is written into every text field that people fill, and the pages on which anybody
reads it are opened in a real browser. No script may run, no element of it may stand in a page, and the page's own
policy must have had nothing to refuse: a policy that has to help is a page that was wrong."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlmodel import col, select, update

from casebook.cases.case import Case
from casebook.cases.decision_point import DecisionPoint
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.people.contributor import Contributor
from casebook.people.person import Person
from tests.browser import find_chromium
from tests.campaigns.attack import Row
from tests.conftest import Visitor

CASE = "the-open-door"
_WATCH = """
document.addEventListener('securitypolicyviolation', (e) => {
  (window.refused = window.refused || []).push(e.effectiveDirective + ' ' + e.blockedURI)
})
"""
#: Who reads, and where.
PAGES = {
    "lena": ("/", f"/cases/{CASE}", "/my-casebook", "/cohorts", "/programmes", "/pairs", "/contributors/dr-first",
             "/search?q={q}", "/decision-points/{point}/remark", "/reflections/{reflection}", "/themes/truth-telling"),
    "tom": ("/teaching", "/sets", "/sets/{set}", "/sets/{set}/builder", "/sets/{set}/guide",
            "/sets/{set}/teaching-notes",
            f"/cases/{CASE}/teaching-notes", "/teaching-notes", "/cohorts/{cohort}", "/programmes/{programme}",
            "/programmes/{programme}/edit", "/teaching-sessions/{session}", f"/cases/{CASE}/guide"),
    "ada": ("/studio", "/studio/recordings/{recording}", "/studio/clips/{clip}/transcript", f"/studio/readers/{CASE}",
            "/studio/readers", "/studio/reasons"),
    "vera": ("/teaching-note-reports", f"/studio/readers/{CASE}"),
}  # fmt: skip


TOGETHER = 4  # payloads in one field: what breaks out hides its neighbours, and is seen itself


def scripts(library: Library, given: Sequence[str]) -> Row:
    """Try each of these. Names and titles of a line, which are too short for several, hold the first of each few."""
    row = Row("scripts in words, in a browser")
    with sync_playwright() as playwright:
        program, args = find_chromium()
        browser = playwright.chromium.launch(executable_path=program, args=args)
        visitors = {name: Visitor(library).enter(name) for name in PAGES}
        contexts = {name: _context(browser, library, visitor) for name, visitor in visitors.items()}
        held = _begun(library, visitors)
        for group in (given[at : at + TOGETHER] for at in range(0, len(given), TOGETHER)):
            payload = "\n".join(group)
            fields = len(group) * _planted(library, visitors, held, payload, group[0])
            for name, context in contexts.items():
                page = context.new_page()
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.on("dialog", lambda dialog: dialog.dismiss())
                for path in PAGES[name]:
                    where = path.format(**held, q=quote(payload[:60]))
                    wrong = _seen(page, f"http://localhost:{library.settings.port}{where}")
                    away = [
                        url
                        for url in asked
                        if not url.startswith((f"http://localhost:{library.settings.port}/", "data:", "blob:"))
                    ]
                    row.saw(not wrong and not away, f"{name} at {where} with {payload!r}: {wrong} {away}")
                    row.tried += fields - 1
                    asked.clear()
                page.close()
        browser.close()
    return row


def _context(browser: Browser, library: Library, visitor: Visitor) -> BrowserContext:
    context = browser.new_context()
    context.add_init_script(_WATCH)
    address = f"http://localhost:{library.settings.port}"
    context.add_cookies([{"name": "sid", "value": str(visitor.client.cookies.get("sid")), "url": address}])
    return context


def _seen(page: Page, address: str) -> str:
    """What is wrong with a page; empty where nothing is."""
    answer = page.goto(address, wait_until="domcontentloaded")
    page.wait_for_timeout(20)
    told = page.evaluate(
        "() => ({ran: !!window.taken, refused: window.refused || [],"
        " stands: document.querySelectorAll('[data-taken]').length})"
    )
    broken = answer is None or answer.status >= 500
    wrong = broken or told["ran"] or told["stands"] or told["refused"]
    return f"{answer and answer.status} {told}" if wrong else ""


def _begun(library: Library, visitors: dict[str, Visitor]) -> dict[str, str]:
    """The things whose words are filled again and again, by the names that paths give them."""
    lena, tom = visitors["lena"], visitors["tom"]
    with reading(library.engine) as db:
        point = db.exec(select(DecisionPoint.key)).one()
        clip, recording = db.exec(
            select(Clip.key, Recording.key).join(Recording, col(Recording.id) == Clip.recording_id)
        ).all()[0]
    lena.post(
        f"/decision-points/{point}/response",
        choice="another-way",
        another_way="Both.",
        reasons="He asked.",
        confidence="2",
    )
    reflection = re.search(r'action="/reflections/(\w+)"', lena.get(f"/reflections/new?case={CASE}").text)
    cohort = re.search(r"/cohorts/(\w{12})", tom.get("/cohorts").text)
    assert reflection
    assert cohort
    programme = tom.post("/programmes", title="Nights").headers["location"].split("/")[2]
    case_set = tom.post("/sets", title="Nights", slot="45").headers["location"].split("/")[2]
    tom.post(f"/sets/{case_set}/steps", case=CASE)
    tom.post(f"/sets/{case_set}/shares", kind="cohort", cohort=cohort[1])
    tom.post(f"/programmes/{programme}/enrolments", cohort=cohort[1])
    session = tom.post("/teaching-sessions", about=f"case:{CASE}").headers["location"].split("/")[2]
    return {"point": point, "clip": clip, "recording": recording, "reflection": reflection[1], "cohort": cohort[1],
            "programme": programme, "set": case_set, "session": session}  # fmt: skip


def _planted(library: Library, visitors: dict[str, Visitor], held: dict[str, str], words: str, short: str) -> int:
    """Put these words into every text field there is; answers how many fields that were."""
    lena, tom, ada, vera = (visitors[name] for name in ("lena", "tom", "ada", "vera"))
    point, clip = held["point"], held["clip"]
    page = lena.get(f"/reflections/{held['reflection']}").text or ""
    version = re.search(r'name="version" value="(\d+)"', page)
    parts = {f"part-{one}": words for one in ("what", "so-what", "now-what")}
    tom.post(f"/sets/{held['set']}/steps/{_step(tom, held)}", prompt=words, minutes="20")
    sent = [
        lena.post(f"/decision-points/{point}/draft", choice="another-way", another_way=words, reasons=words,
                  closing=words),
        lena.post(f"/decision-points/{point}/second-response", choice="another-way", another_way=words, reasons=words,
                  closing=words, moved_by=words, confidence="2", offer="yes"),
        lena.post(f"/decision-points/{point}/remark", says="misled", text=words),
        lena.post(f"/decision-points/{point}/shared-reason", text=words),
        lena.post(f"/clips/{clip}/annotations", note="attackaaaaaa", words=words, **{"from": "0"}),
        lena.post(f"/reflections/{held['reflection']}", title=words, version=version[1] if version else "0",
                  template="what",
                  case=CASE, tab="attack", **parts, **{"to-do": "abcdefghjkmn", "to-do-abcdefghjkmn": words}),
        tom.post(f"/sets/{held['set']}", title=short[:80], note=words, slot="45"),
        tom.post(f"/programmes/{held['programme']}", title=short[:80], note=words),
        tom.post(f"/cases/{CASE}/teaching-notes", text=words, kind="question", looked="x"),
        tom.post(f"/sets/{held['set']}/teaching-notes", text=words, kind="note"),
        tom.post(f"/teaching-sessions/{held['session']}/record", notes=words),
        tom.post("/cohorts", name=short[:60]),
        ada.post(f"/studio/recordings/{held['recording']}/withdrawal-of-nothing", reason=words),
        vera.get(f"/search?q={words[:50]!r}"),
    ]  # fmt: skip
    with writing(
        library.engine
    ) as db:  # what comes from files: titles, names and metadata, as somebody may have sent them
        db.exec(update(Case).values(title=words, dilemma=words, story=words, twist=words, guide=words))  # type: ignore[call-overload]
        db.exec(update(Clip).values(title=words))  # type: ignore[call-overload]
        db.exec(update(Recording).values(title=words))  # type: ignore[call-overload]
        db.exec(update(Contributor).values(name=words, role=words))  # type: ignore[call-overload]
        db.exec(update(Person).where(col(Person.email) == "otto@casebook.example").values(name=words))  # type: ignore[call-overload]
    assert all(answer.status_code < 500 for answer in sent), [answer.status_code for answer in sent]
    return len(sent) + 22


def _step(tom: Visitor, held: dict[str, str]) -> str:
    found = re.search(r'id="step-(\w+)"', tom.get(f"/sets/{held['set']}/builder").text)
    return found[1] if found else "x"
