"""Asking: each route as each actor for each thing, in-process, and the library as it was before the next is asked."""

import hashlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from httpx2 import Response
from starlette.routing import compile_path, replace_params
from starlette.testclient import TestClient

from casebook.app import create_app
from casebook.web.line import Line
from tests.databases import ON, url_at

from .hospital import MISSING, NO_KEYS, SITUATIONS, Hospital
from .made_alone import Places
from .people import ACTORS
from .policy import Row

TUS = {
    "tus-resumable": "1.0.0",
    "upload-length": "4",
    "upload-offset": "0",
    "content-type": "application/offset+octet-stream",
}
FORM = {"content-type": "application/x-www-form-urlencoded"}
CHANGES = ("x-request-id", "date", "content-length")  # the last one goes by the length of the key


@dataclass
class Asked:
    """One answer to one actor, with what it was for."""

    actor: str
    situation: str
    outcome: str
    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)


class Asking:
    """One application and one client for all; the sign-in goes along in each request."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.client = TestClient(create_app(hospital.library), base_url="http://localhost:8000", follow_redirects=False)
        self.cookies = {actor: one.client.cookies.get("sid") for actor, one in hospital.actors.items()}
        data = hospital.library.settings.data
        own: _Kept | _KeptOnAServer = _Kept(data / "casebook.db") if ON == "sqlite" else _KeptOnAServer(data)
        self.databases = [own, _Kept(data / "keys" / "people.db")]

    def everybody(self, line: Line, row: Row, let_in: Callable[[str, str], bool]) -> list[Asked]:
        """A route as everybody: for what there is of a kind in each situation, or once where it has no places. Where
        an answer never ends, those are left out who would be let in to it."""
        situations = SITUATIONS if "{" in line.path else ("own",)
        found = []
        for situation in situations:
            for actor in ACTORS:
                places = self.hospital.places(row.kind, situation, actor) if "{" in line.path else {}
                if places is not None and not (row.endless and let_in(actor, situation)):
                    found.append(self.ask(line, actor, situation, places, row.sends))
        return found

    def ask(self, line: Line, actor: str, situation: str, places: Places, sent: dict[str, str]) -> Asked:
        """One call."""
        _, pattern, converters = compile_path(line.path)
        values = {
            name: one.to_string(int(places[name]) if name == "version" else places[name])
            for name, one in converters.items()
        }
        path = replace_params(pattern, converters, dict(values))[0]  # which empties what it is given
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
        if cookie := self.cookies[actor]:
            headers["cookie"] = f"sid={cookie}"
        tus = line.path.startswith("/studio/uploads") and line.method != "GET"
        filled = {name: self._fill(value) for name, value in sent.items()}
        if line.method == "GET":
            answer = self.client.get(path, params=filled or None, headers=headers)
        else:
            kind = TUS | {"x-http-method-override": "PATCH"} if tus else FORM
            if tus and line.name == "uploads.create":
                kind = {name: value for name, value in TUS.items() if name != "content-type"}
            body = b"" if tus else urlencode(filled).encode()
            answer = self.client.request(line.method, path, content=body, headers=headers | kind)
            for database in self.databases:
                database.put_back()
        return Asked(actor, situation, outcome_of(answer), answer.status_code, _masked(answer.text, values), {
            name: _masked(value, values) for name, value in answer.headers.items() if name not in CHANGES})  # fmt: skip

    def as_it_was(self) -> set[str]:
        """Undo what has changed; answers the tables that had."""
        changed = set().union(*(database.changed() for database in self.databases))
        for database in self.databases:
            database.put_back()
        return changed

    def _fill(self, value: str) -> str:
        """`{cohort.own.key}` in what a form sends is what stands there."""

        def place(found: re.Match[str]) -> str:
            kind, situation, name = found[1].split(".")
            return (self.hospital.places(kind, situation, "*") or {})[name]

        return re.sub(r"\{([\w.-]+)\}", place, value)


def outcome_of(answer: Response) -> str:
    """How an answer is called in the policy."""
    if answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in"):
        return "sign-in"
    if answer.status_code in (403, 404, 410):
        return str(answer.status_code)
    return "broken" if answer.status_code >= 500 else "see"


def _masked(text: str, values: dict[str, str]) -> str:
    """Without the keys that were asked for."""
    words = {*NO_KEYS.values(), "html"}  # which stand in pages in any case
    for value in sorted({*values.values(), MISSING} - words, key=len, reverse=True):
        text = text.replace(value, "…")
    return text


class _Kept:
    """A database as it was, put back after each call that changed it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.watching = sqlite3.connect(path, check_same_thread=False)
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        self.watching.backup(self.kept)
        self.tables = _tables(self.kept)
        self.version = self._version()

    def _version(self) -> int:
        return int(self.watching.execute("PRAGMA data_version").fetchone()[0])

    def changed(self) -> set[str]:
        """The tables that have changed since; which they are takes as long to find as to put all of them back."""
        if self._version() == self.version:
            return set()
        return {name for name, rows in _tables(self.watching).items() if rows != self.tables.get(name)}

    def put_back(self) -> None:
        """Put it back where it has changed since."""
        if self._version() == self.version:
            return
        with closing(sqlite3.connect(self.path, timeout=5)) as held:
            held.execute("PRAGMA synchronous=OFF")  # nobody pulls the plug on it
            self.kept.backup(held)
        self.version = self._version()


def _tables(database: sqlite3.Connection) -> dict[str, str]:
    """A digest of every table."""
    names = [one for (one,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: hashlib.sha256(repr(database.execute(f'SELECT * FROM "{name}"').fetchall()).encode()).hexdigest()
        for name in names
    }


class _KeptOnAServer:
    """The same on PostgreSQL: the tables as they were stand beside, in a schema of their own."""

    def __init__(self, data: Path) -> None:
        self.connection = psycopg.connect(url_at(data).replace("+psycopg", ""), autocommit=True)
        self.names = [one for (one,) in self._ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        self._ask("CREATE SCHEMA kept")
        for name in self.names:
            self._ask(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"')
        self.tables = self._tables()
        self._ask("CREATE SEQUENCE kept.times_written")
        self._ask(
            "CREATE FUNCTION kept.note() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM nextval('kept.times_written'); RETURN NULL; END $$"
        )
        for name in self.names:
            self._ask(
                f'CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public."{name}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION kept.note()"
            )
        self.version = self._version()

    def _version(self) -> tuple[Any, ...]:
        return self._ask("SELECT last_value, is_called FROM kept.times_written")[0]

    def _ask(self, sentence: str) -> list[tuple[Any, ...]]:
        answer = self.connection.execute(sentence)  # type: ignore[call-overload]
        return answer.fetchall() if answer.description else []

    def _tables(self) -> dict[str, str]:
        digest = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM public.\"{0}\" AS t"
        return dict(self._ask(" UNION ALL ".join(digest.format(name) for name in self.names)))

    def changed(self) -> set[str]:
        """The tables that have changed since; looked for where anything was written, kept or not."""
        if self._version() == self.version:
            return set()
        return {name for name, rows in self._tables().items() if rows != self.tables[name]}

    def put_back(self) -> None:
        """Put back what has changed; what is kept for good included."""
        with self.connection.transaction():
            self._ask("SET LOCAL session_replication_role = replica")
            for name in self.changed():
                self._ask(f'DELETE FROM public."{name}"')
                self._ask(f'INSERT INTO public."{name}" SELECT * FROM kept."{name}"')
        self.version = self._version()
