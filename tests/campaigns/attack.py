"""The campaign `make attack`: what strangers try on a site, in words, addresses, headers and forms. It prints a table
of what was tried and what came of it; everything has to come to nothing. Exit 1 where something did not.

Scripts are tried in a real browser (`attack_scripts.py`); everything else is asked of a server on a port, byte by byte.
"""

import argparse
import itertools
import re
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from httpx2 import Response
from sqlalchemy import inspect
from sqlmodel import col, select

from casebook.cases.case_set import CaseSet
from casebook.db.engine import reading
from casebook.library import Library
from casebook.people.person import Appointment, Person
from casebook.web.form_fields import FIELDS
from casebook.web.routes import MAP
from tests.campaigns import payloads
from tests.campaigns.attack_site import site
from tests.conftest import Visitor, cast, make_ready, stock_in
from tests.small_content import write_small_content

SITES = (None, "same-site", "cross-site", "none", "SAME-ORIGIN", "same-origin, cross-site")
ORIGINS = (
    None,
    "null",
    "https://evil.example",
    "http://localhost:8000.evil.example",
    "http://localhost",
    "https://localhost:8000",
)
ROLES = ("ada", "vera", "tom", "lena")
PROVE_THEMSELVES = ("health.csp", "provider_endings.create")  # sent by browsers and by providers, with no cookie


@dataclass
class Row:
    """One kind of attack: how often it was tried, and where it came to something."""

    name: str
    tried: int = 0
    taken: list[str] = field(default_factory=list)

    def saw(self, harmless: object, what: str) -> None:
        """Count one try."""
        self.tried += 1
        if not harmless:
            self.taken.append(what[:300])


def forged_forms(library: Library) -> Row:
    """Every unsafe line of the map, as those who may use it, with every set of headers another site can send."""
    row, visitors = Row("forms sent from elsewhere"), {name: Visitor(library).enter(name) for name in ROLES}
    before = _rows(library)
    sets = list(itertools.product(SITES, ORIGINS))
    for number, line in enumerate(
        line for line in MAP if line.method not in ("GET", "HEAD", "OPTIONS") and line.name not in PROVE_THEMSELVES
    ):
        path = re.sub(r"\{\w+(:\w+)?\}", "abcdefghjkmn", line.path)
        for came_from, origin in sets:
            given = (("sec-fetch-site", came_from), ("origin", origin))
            headers = {name: value for name, value in given if value}
            answer = visitors[ROLES[number % 4]].client.request(line.method, path, headers=headers)
            row.saw(answer.status_code == 403, f"{line.method} {path} {headers}: {answer.status_code}")
    row.saw(_rows(library) == before, "something was written")
    return row


def ways_out(library: Library) -> Row:
    """Ways out of the folder, in each place of a film's address and of a static file's."""
    row, secrets = Row("ways out of a folder"), _secrets(library)
    visitor = Visitor(library).enter("ada")
    clip = re.search(r"/m/(\w+)/", visitor.get("/cases/the-open-door").text)
    key = clip[1] if clip else "abcdefghjkmn"
    for way in payloads.WAYS_OUT:
        for path in (f"/m/{way}/1/hls/index.m3u8", f"/m/{key}/1/{way}/index.m3u8", f"/m/{key}/1/hls/{way}",
                     f"/static/{way}",
                     f"/covers/{way}", f"/clips/{way}/captions.vtt"):  # fmt: skip
            status, _, body = raw(library, f"GET {path} HTTP/1.1", cookie=visitor)
            row.saw(status >= 400 and not any(secret in body for secret in secrets), f"{path}: {status}")
    return row


def sent_elsewhere(library: Library) -> Row:
    """Where a sign-in may send somebody on to."""
    row = Row("redirects to elsewhere")
    for place in payloads.ELSEWHERE:
        answer = Visitor(library).client.post("/demo/sign-in", data={"person": "lena@casebook.example", "next": place},
                                              headers={"sec-fetch-site": "same-origin"})  # fmt: skip
        location = answer.headers.get("location", "")
        ours = answer.status_code == 303 and re.fullmatch(r"/(?![/\\])[^\\\x00-\x1f]*", location)
        row.saw(ours and answer.headers.get("set-cookie", "").count("sid=") == 1, f"{place!r}: {location!r}")
        shown = Visitor(library).get(f"/sign-in?{urlencode({'next': place.encode('utf-8', 'replace')})}")
        kept = re.findall(r'name="next" value="([^"]*)"', shown.text)
        row.saw(all(not one or re.match(r"/(?![/\\])", one) for one in kept), f"the form keeps {kept}")
    return row


def other_hosts(library: Library) -> Row:
    """Names of hosts that are not ours: refused, and never said again in an answer."""
    row = Row("hosts that are not ours")
    for host in payloads.HOSTS:
        for path in ("/", "/cases.atom", "/nope"):
            status, head, body = raw(library, f"GET {path} HTTP/1.1", host=host)
            said = len(host) > 3 and (host.encode() in head or host.encode() in body)
            row.saw(status == 400 and not said, f"{host!r} at {path}: {status}")
    return row


def assigned(library: Library) -> Row:
    """Forms with fields that only rows have."""
    row, extra = (
        Row("fields that no form has"),
        dict.fromkeys(payloads.ASSIGNED, "1") | {"role": "administrator", "roles": "author"},
    )
    lena, tom = Visitor(library).enter("lena"), Visitor(library).enter("tom")
    before = _rights(library)
    with reading(library.engine) as db:
        ada, toms = str(cast(db, "ada").pk), cast(db, "tom").pk
    extra |= {"owner_id": ada, "person_id": ada, "by_id": ada, "author_id": ada}
    for line in MAP:
        if line.method == "POST" and line.name not in ("sign_ins.remove", "accounts.close", "sets.create"):
            path = re.sub(r"\{\w+(:\w+)?\}", "the-open-door", line.path)
            named = {name: "1" for name in FIELDS.get(line.name, "").split() if "*" not in name and name != "file"}
            for name, visitor in (("lena", lena), ("tom", tom)):
                if _signed_out(visitor.post(path, **extra | named)):
                    visitor.enter(name).post(path, **extra | named)
                row.saw(_rights(library) == before, f"{line.name} changed who somebody is or what she may do")
    made = tom.enter("tom").post("/sets", **extra | {"title": "Mine", "slot": "45"})
    with reading(library.engine) as db:
        mine = db.exec(select(CaseSet)).all()[-1]
        row.saw(
            made.status_code == 303 and mine.owner_id == toms and mine.key != "1", "a set was made in another's name"
        )
    return row


def _signed_out(answer: Response) -> bool:
    return answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")


def fixed_sign_ins(library: Library) -> Row:
    """A cookie that an attacker chose, or knew before, opens nothing after somebody signs in, or out."""
    row = Row("sign-ins that were fixed before")
    for chosen in ("known", "a" * 43, "", "../../x", "0", "' OR 1=1 --"):
        victim, attacker = Visitor(library), Visitor(library)
        victim.client.cookies.set("sid", chosen)
        attacker.client.cookies.set("sid", chosen)
        victim.enter("lena")
        given = [one.value for one in victim.client.cookies.jar if one.name == "sid"]
        row.saw(chosen not in given[-1:], f"{chosen!r} was kept")
        row.saw(attacker.get("/my-casebook").status_code == 303, f"{chosen!r} opens")
    for change in ("/sign-out", "/demo/sign-in"):  # out, or in as another
        person = Visitor(library).enter("lena")
        before = person.client.cookies.get("sid")
        person.post(change, person="otto@casebook.example")
        old = Visitor(library)
        old.client.cookies.set("sid", before or "")
        row.saw(old.get("/my-casebook").status_code == 303, f"the old cookie opens after {change}")
    return row


def hostile_captions(library: Library) -> Row:
    """Files of captions with scripts in them: what goes out again holds no tag of theirs."""
    row, ada = Row("captions"), Visitor(library).enter("ada")
    clip = re.search(r'id="player-(\w+)"', ada.get("/cases/the-open-door").text)
    assert clip
    headers = {"sec-fetch-site": "same-origin", "accept": "text/html"}
    for payload in payloads.SCRIPTS:
        for name, text in _caption_files(payload):
            page = ada.get(f"/studio/clips/{clip[1]}/transcript").text
            version = re.search(r'name="version" value="(\d+)"', page)
            sent = {"version": version[1] if version else "0"}
            answer = ada.client.post(f"/studio/clips/{clip[1]}/transcript/file", data=sent, headers=headers,
                                     files={"file": (name, text.encode("utf-8", "replace"), "text/vtt")})  # fmt: skip
            row.saw(answer.status_code < 500, f"{name} {payload!r}: {answer.status_code}")
            for path in (
                f"/clips/{clip[1]}/captions.vtt",
                f"/studio/clips/{clip[1]}/transcript",
                "/cases/the-open-door",
            ):
                told = ada.get(path)
                row.saw(told.status_code < 500 and not _an_element(told.text), f"{path} after {payload!r}")
    return row


def _caption_files(payload: str) -> Iterator[tuple[str, str]]:
    line = payload.replace("\n", " ")
    yield (
        "words.vtt",
        f"WEBVTT\n\nSTYLE\n::cue {{ background: url(//evil.example) }}\n\nNOTE {line}\n\n"
        f"1\n00:00.000 --> 00:02.000\n<v {line}>{line}\n",
    )
    yield "words.srt", f"1\n00:00:00,000 --> 00:00:02,000\n{line}\n"


def _an_element(text: str) -> bool:
    """Whether a tag of an attacker's stands in a page or a file as a tag."""
    return re.search(r"<(?!!--)[^<>]*\bdata-taken", text) is not None


def raw(
    library: Library, line: str, *, host: str | None = None, cookie: Visitor | None = None
) -> tuple[int, bytes, bytes]:
    """An answer to a request as it was written, which no client has put right before."""
    port = library.settings.port
    head = (
        f"{line}\r\nHost: {f'localhost:{port}' if host is None else host}\r\nAccept: text/html\r\nConnection: close\r\n"
    )
    if cookie is not None:
        head += f"Cookie: sid={cookie.client.cookies.get('sid')}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head.encode("utf-8", "surrogateescape") + b"\r\n")
        found = b""
        while piece := connection.recv(65536):
            found += piece
    head_of, _, body = found.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.1 (\d+)", head_of)
    return int(status[1]) if status else 400, head_of, body  # a connection closed without a word is a refusal


def _secrets(library: Library) -> list[bytes]:
    keys = [path.read_bytes().strip() for path in library.settings.keys.glob("*.key")]
    return [*keys, b"SQLite format 3", b"root:x:0"]


def _rows(library: Library) -> list[int]:
    with reading(library.engine) as db:
        tables = inspect(db.connection()).get_table_names()
        return [db.connection().exec_driver_sql(f'SELECT count(*) FROM "{one}"').scalar() or 0 for one in tables]


def _rights(library: Library) -> tuple[list[object], list[object]]:
    with reading(library.engine) as db:
        people = [(one.id, one.key, one.email, one.password_hash, one.organisation_id, one.simulated, one.guest)
                  for one in db.exec(select(Person).order_by(col(Person.id))).all()]  # fmt: skip
        held = db.exec(select(Appointment).order_by(col(Appointment.id))).all()
        return list(people), [(one.person_id, one.role, one.ended_at) for one in held]


ROWS: tuple[Callable[[Library], Row], ...] = (
    forged_forms, ways_out, sent_elsewhere, other_hosts, assigned, fixed_sign_ins, hostile_captions,
)  # fmt: skip


def table(rows: list[Row]) -> str:
    """What was tried and what came of it."""
    lines = [f"{row.name:<34}{row.tried:>8}{len(row.taken):>8}" for row in rows]
    return "\n".join(
        [f"{'attack':<34}{'tried':>8}{'taken':>8}", *lines, *(one for row in rows for one in row.taken[:20])]
    )


def main() -> int:
    """Try everything; 1 where something came of it."""
    from .attack_scripts import scripts

    argparse.ArgumentParser(prog="python -m tests.campaigns.attack", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="casebook-attack-") as folder:
        made = stock_in(Path(folder), write_small_content(Path(folder) / "content"))
        make_ready(made)
        made.index.close()
        made.engine.dispose()
        with site(made.settings.data) as library:
            rows = [row(library) for row in ROWS]
            rows.append(scripts(library, payloads.SCRIPTS))
    print(table(rows))
    return 1 if any(row.taken or not row.tried for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
