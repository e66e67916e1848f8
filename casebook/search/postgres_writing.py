"""Writing the tables of a PostgreSQL index, each function in the transaction of whoever writes alone."""

import secrets
from collections.abc import Collection, Iterable
from typing import Any

from .document import Document
from .postgres_rows import MAKE_SERVED, SCHEMA, SERVED, SHAPE, Edition, numbered

#: Numbers without a document beyond which, where they are the most, all are given out anew.
SPARSE = 4096

#: The words and stems of rows with `terms`, each with the number of rows that hold so much of it.
_COUNTED = (
    "SELECT left(lexeme, 1) AS kind, split_part(lexeme, ':', 2) AS term,"
    " split_part(substr(lexeme, 2), ':', 1)::smallint AS tenths, count(*)::integer AS documents"
    " FROM {}, unnest(tsvector_to_array(terms)) AS lexeme WHERE left(lexeme, 1) <> 'p' GROUP BY 1, 2, 3"
)


def made(cursor: Any, documents: Iterable[Document]) -> tuple[Edition, int]:
    """A new edition of these documents, and the number after the last."""
    # not IF NOT EXISTS, for which one must be allowed to make schemas even where it is there
    if not cursor.execute("SELECT to_regnamespace(%s)::oid", [SCHEMA]).fetchone()[0]:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    cursor.execute(MAKE_SERVED)
    edition = Edition.fresh()
    for sentence in edition.tables():
        cursor.execute(sentence)
    size = _add(cursor, edition, documents, start=0)
    for sentence in edition.indexes():
        cursor.execute(sentence)
    return edition, size


def updated(
    cursor: Any,
    edition: Edition,
    size: int,
    documents: Iterable[Document],
    *,
    cases: Collection[str],
    clips: Collection[str],
) -> tuple[Edition, int]:
    """The edition without these cases and clips and with these documents, or a denser one, and the number after the
    last. New documents get new numbers: what is out of sight moves nobody's order."""
    _take_away(cursor, edition, [one for one in cases if one], [one for one in clips if one])
    size = _add(cursor, edition, documents, start=size)
    if size - _number(cursor, edition) > max(SPARSE, size // 2):
        return _made_dense(cursor, edition)
    return edition, size


def _take_away(cursor: Any, edition: Edition, cases: list[str], clips: list[str]) -> None:
    """All documents of these cases and clips, and their words from the vocabulary."""
    cursor.execute(
        f"WITH gone AS (DELETE FROM {edition.owners} WHERE case_slug = ANY(%s) OR clip_key = ANY(%s)"
        f" RETURNING first, next), lost AS (DELETE FROM {edition.documents} USING gone"
        f" WHERE number >= gone.first AND number < gone.next RETURNING terms)"
        f" MERGE INTO {edition.vocabulary} AS kept USING ({_COUNTED.format('lost')}) AS lost"
        " ON (kept.kind, kept.term, kept.tenths) = (lost.kind, lost.term, lost.tenths)"
        " WHEN MATCHED AND kept.documents > lost.documents"
        " THEN UPDATE SET documents = kept.documents - lost.documents WHEN MATCHED THEN DELETE",
        [cases, clips],
    )


def _add(cursor: Any, edition: Edition, documents: Iterable[Document], *, start: int) -> int:
    """Add documents, numbered from `start`; answers the number after the last."""
    runs: list[tuple[str, str, int, int]] = []
    with cursor.copy(f"COPY {edition.documents} (number, kept, passages, terms) FROM STDIN") as copy:
        for row in numbered(documents, start, runs):
            copy.write_row(row)
    with cursor.copy(f"COPY {edition.owners} (case_slug, clip_key, first, next) FROM STDIN") as copy:
        for run in runs:
            copy.write_row(run)
    added = _COUNTED.format(f"(SELECT terms FROM {edition.documents} WHERE number >= %s) AS written")
    cursor.execute(
        f"MERGE INTO {edition.vocabulary} AS kept USING ({added}) AS added"
        " ON (kept.kind, kept.term, kept.tenths) = (added.kind, added.term, added.tenths)"
        " WHEN MATCHED THEN UPDATE SET documents = kept.documents + added.documents"
        " WHEN NOT MATCHED THEN INSERT VALUES (added.kind, added.term, added.tenths, added.documents)",
        [start],
    )
    return runs[-1][3] if runs else start


def _number(cursor: Any, edition: Edition) -> int:
    """How many documents there are."""
    return int(cursor.execute(f"SELECT coalesce(sum(next - first), 0) FROM {edition.owners}").fetchone()[0])


def _made_dense(cursor: Any, old: Edition) -> tuple[Edition, int]:
    """The same documents in an edition without gaps, in the same order."""
    new = Edition.fresh()
    for sentence in new.tables():
        cursor.execute(sentence)
    cursor.execute(
        f"INSERT INTO {new.documents}"
        f" SELECT row_number() OVER (ORDER BY number) - 1, kept, passages, terms FROM {old.documents}"
    )
    cursor.execute(
        f"INSERT INTO {new.owners} SELECT case_slug, clip_key, after - (next - first), after FROM"
        f" (SELECT *, sum(next - first) OVER (ORDER BY first) AS after FROM {old.owners}) AS numbered"
    )
    cursor.execute(f"INSERT INTO {new.vocabulary} SELECT * FROM {old.vocabulary}")
    for sentence in new.indexes():
        cursor.execute(sentence)
    return new, _number(cursor, new)


def serve(cursor: Any, edition: Edition, size: int) -> None:
    """Let an edition be the one that is read from now on, as of this write, and clear away all others: those that were
    set aside too, as they hold words that may have been taken back since."""
    cursor.execute(
        f"INSERT INTO {SERVED} (shape, edition, written, size) VALUES (%s, %s, %s, %s) ON CONFLICT (one) DO UPDATE"
        " SET (shape, edition, written, size) = (EXCLUDED.shape, EXCLUDED.edition, EXCLUDED.written, EXCLUDED.size)",
        [SHAPE, edition.name, secrets.token_hex(6), size],
    )
    tables = cursor.execute(
        "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = %s"
        " AND relkind = 'r' AND relname ~ '^(documents|owners|vocabulary)_[0-9a-f]{12}$' AND right(relname, 12) <> %s",
        [SCHEMA, edition.name],
    ).fetchall()
    for (table,) in tables:
        cursor.execute(f"DROP TABLE {SCHEMA}.{table}")
