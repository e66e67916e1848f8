"""Whether the code of the version before can go on with a newer database: does it take what that code writes and reads?

What code writes is told by the shape it was written for: rows with the columns of that time, each of which it may
change, and rows taken away. What the words in them mean to either version is not looked at.
"""

from itertools import count

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DatabaseError

Shape = dict[str, list[str]]


def made_of(engine: Engine) -> dict[str, str]:
    """What each table was made by: its own sentence, and those of its indexes and triggers."""
    found: dict[str, str] = {}
    with engine.connect() as connection:
        for table, sentence in connection.exec_driver_sql("SELECT tbl_name, sql FROM sqlite_master ORDER BY name"):
            found[table] = f"{found.get(table, '')}{sentence or ''};"
    return found


def shape_of(engine: Engine) -> Shape:
    """Each table with its columns."""
    found = inspect(engine)
    return {
        table: [column["name"] for column in found.get_columns(table)]
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def refused(engine: Engine, shape: Shape) -> set[str]:
    """What code written for this shape does that the database does not take, such as `consents: insert`. Nothing of it
    is left there."""
    with engine.execution_options(writing=True).connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")  # the rows are made up and point nowhere
        try:
            with connection.begin() as all_of_it:
                wrong = {name for table in shape for name in _of_table(connection, table, shape[table])}
                all_of_it.rollback()
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
    return wrong | {f"{table}: unique {columns}" for table in shape for columns in _unique(engine, table, shape[table])}


def _of_table(connection: Connection, table: str, columns: list[str]) -> list[str]:
    numbers = count(7_000_000)  # SQLite takes a number in any column

    def insert() -> str:
        names = ", ".join(f'"{column}"' for column in columns)
        return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(str(next(numbers)) for _ in columns)})'

    names = ", ".join(f'"{table}"."{column}"' for column in columns)  # a name alone could be taken for a word
    tries = [("insert", insert()), ("second insert", insert()), ("read", f'SELECT {names} FROM "{table}"')]
    tries += [(f"update {one}", f'UPDATE "{table}" SET "{one}" = {next(numbers)} WHERE rowid = '
               f'(SELECT max(rowid) FROM "{table}")') for one in columns]  # fmt: skip
    tries += [("delete", f'DELETE FROM "{table}" WHERE rowid = (SELECT max(rowid) FROM "{table}")')]
    wrong = []
    for told, sentence in tries:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(sentence)
        except DatabaseError:
            wrong.append(f"{table}: {told}")
    return wrong


def _unique(engine: Engine, table: str, columns: list[str]) -> list[str]:
    # Two rows that were allowed side by side must still be.
    found = inspect(engine)
    if not found.has_table(table):
        return []
    alone = [one["column_names"] for one in found.get_unique_constraints(table)]
    alone += [one["column_names"] for one in found.get_indexes(table) if one["unique"]]
    return [" ".join(map(str, one)) for one in alone if set(one) <= set(columns)]
