"""The keyring: one random key a person, wrapped by a key file, in a small database of its own.

E2 and E3 of the privacy rules: destroying a person's key makes every copy of her words unreadable, old backups
included. The key files and this database live outside the main database and its backups. It is a file beside the key
files, or, where several machines need it, a database of its own on a server.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Engine, LargeBinary, MetaData, String, Table, delete, insert, inspect, select, update

from ..db.copying import copy_database
from ..db.engine import empty_log, open_engine
from ..errors import AlreadyDone, KeyMissing, SettingWrong
from .closed_ledger import ClosedLedger

PEOPLE = "people.db"
CONNECTIONS = 4  # of one process, where they are on a server

#: Different letters in a key. One of 64 random hexadecimal digits has fewer once in more than ten million million.
FEWEST_LETTERS = 8

_own = MetaData()  # not the main database's
_keys = Table(
    "person_keys", _own, Column("person", String, primary_key=True), Column("wrapped", LargeBinary, nullable=False)
)
# Whose keys were destroyed when their accounts were closed: a database restored from an older backup must not bring
# them back, so this is kept beside the keys and not in it. A key of random letters names nobody by itself.
_closed = Table("closed_accounts", _own, Column("person", String, primary_key=True))


class Keyring:
    """Keys of the library; `database` is the URL of theirs, empty for a file in their folder. Raises KeyMissing when
    the key file is missing, readable by others, guessable, or the wrong one, and SettingWrong for a database in which
    something else is kept."""

    def __init__(self, folder: Path, ledger: Path | None = None, *, database: str = "") -> None:
        self._folder = folder
        self._ledger = ClosedLedger(ledger or folder.parent / "ledger")
        self._read_master()
        self._reading = _opened(folder, database)
        self._engine = self._reading.execution_options(writing=True)
        # A person's key in the answers' HMAC must not change when the master key is rotated: a key of its own.
        self._naming = _key_file(folder / "naming.key")
        for other in sorted(folder.glob("*.key")):
            _key_file(other)  # such as metrics.key: no key that could be guessed or read by others is served with
        there = set(inspect(self._reading).get_table_names())
        if there - _own.tables.keys():
            raise SettingWrong(
                "CASEBOOK_KEYS_DATABASE: something else is kept there. Keys need a database of their own."
            )
        if not _own.tables.keys() <= there:
            with self._engine.begin() as connection:
                _own.create_all(connection)

    def key_of(self, person_key: str) -> AESGCM:
        """The key of a person. Raises KeyMissing where there is none, or it was wrapped by another master key."""
        with self._reading.connect() as connection:
            found = connection.execute(select(_keys.c.wrapped).where(_keys.c.person == person_key)).scalar()
        if found is None:
            raise KeyMissing("These words cannot be opened: their key is gone.")
        return self._unwrapped(found)

    def key_to_seal_with(self, person_key: str) -> AESGCM:
        """The key of a person, made at its first use. Raises KeyMissing for one whose account is closed."""
        with self._engine.begin() as connection:
            if connection.execute(select(_closed.c.person).where(_closed.c.person == person_key)).first():
                raise KeyMissing("This account is closed; nothing more is kept for it.")
            found = connection.execute(select(_keys.c.wrapped).where(_keys.c.person == person_key)).scalar()
            if found is None:
                found = self._wrapping.encrypt(AESGCM.generate_key(bit_length=256))
                connection.execute(insert(_keys).values(person=person_key, wrapped=found))
        return self._unwrapped(found)

    def check_master(self, person_key: str, file: Path) -> None:
        """Take a key file as proof that its holder may open a person's words. Raises KeyMissing where it is another's,
        no key, or readable by others; also where nothing was ever sealed for her."""
        with self._reading.connect() as connection:
            found = connection.execute(select(_keys.c.wrapped).where(_keys.c.person == person_key)).scalar()
        if found is None:
            raise KeyMissing("Nothing is sealed for this person.")
        try:
            MultiFernet([Fernet(line) for line in _key_file(file).split()]).decrypt(found)
        except (ValueError, InvalidToken):
            raise KeyMissing(f"The key in {file} does not open this person's words.") from None

    def _read_master(self) -> None:
        self._master = _key_file(self._folder / "master.key")
        try:
            self._wrapping = MultiFernet([Fernet(line) for line in self._master.split()])
        except ValueError:
            raise KeyMissing("What stands in master.key is no key. Restore the right one from its backup.") from None

    def _unwrapped(self, found: bytes) -> AESGCM:
        with suppress(InvalidToken):
            return AESGCM(self._wrapping.decrypt(found))
        self._read_master()  # another process may have rotated it since
        try:
            return AESGCM(self._wrapping.decrypt(found))
        except InvalidToken:
            raise KeyMissing("The key file is not the one these records were sealed with.") from None

    def destroy(self, person_key: str) -> None:
        """Make everything sealed for a person unreadable for ever."""
        with self._engine.begin() as connection:
            connection.execute(delete(_keys).where(_keys.c.person == person_key))
        empty_log(self._reading)  # where somebody reads just now it stays in the log until the next of these

    def close(self, person_key: str) -> None:
        """Destroy a person's key and remember that her account is closed. Safe to repeat."""
        self._ledger.write_down(person_key)
        with self._engine.begin() as connection:
            if not connection.execute(select(_closed.c.person).where(_closed.c.person == person_key)).first():
                connection.execute(insert(_closed).values(person=person_key))
        self.destroy(person_key)

    def closed_among(self, person_keys: list[str]) -> list[str]:
        """Those whose accounts were closed, as far as these keys or the ledger remember."""
        with self._reading.connect() as connection:
            known = set(connection.execute(select(_closed.c.person)).scalars())
        known.update(self._ledger.among(person_keys))
        return [key for key in person_keys if key in known]

    def rotate(self) -> int:
        """Wrap every person's key anew under a new master key, which is put before the others in its file; answers how
        many. What is sealed stays as it is. Stopped halfway, both master keys open what they wrapped: do it again."""
        ring = b"\n".join([Fernet.generate_key(), *self._master.split()])
        _write_whole(self._folder / "master.key", ring)
        self._read_master()
        with self._engine.begin() as connection:
            held = connection.execute(select(_keys.c.person, _keys.c.wrapped)).all()
            for person_key, wrapped in held:
                anew = {"wrapped": self._wrapping.rotate(wrapped)}
                connection.execute(update(_keys).where(_keys.c.person == person_key).values(anew))
        empty_log(self._reading)
        return len(held)

    def release(self) -> None:
        """Close what is open; the next use opens it again."""
        self._reading.dispose()

    def copy_to(self, target: Path) -> None:
        """Write the keys, wrapped as they are, to a new file of SQLite's; for backups."""
        if self._reading.dialect.name == "sqlite":
            copy_database(self._reading, target)
            return
        file = open_engine(f"sqlite:///{target}")
        try:
            self._carry(file)
        finally:
            empty_log(file)
            file.dispose()
        target.with_name(f"{target.name}-next").unlink(missing_ok=True)
        target.chmod(0o600)

    def move_to(self, database: str) -> int:
        """Bring all keys, wrapped as they are, into another database, which has none yet or the very same; answers how
        many. What is here stays. Raises AlreadyDone where others are there."""
        target = _opened(self._folder, database)
        try:
            return self._carry(target)
        finally:
            target.dispose()

    def _carry(self, target: Engine) -> int:
        many = 0
        with self._reading.connect() as here, target.execution_options(writing=True).begin() as there:
            _own.create_all(there)
            for table in _own.sorted_tables:
                rows = [dict(row) for row in here.execute(select(table).order_by(table.c.person)).mappings()]
                held = [dict(row) for row in there.execute(select(table).order_by(table.c.person)).mappings()]
                if held and held != rows:
                    raise AlreadyDone("Other keys are kept there. Nothing was changed.")
                if rows and not held:
                    there.execute(insert(table), rows)
                many += len(rows) if table is _keys else 0
        return many

    @property
    def fingerprint(self) -> str:
        """What tells these keys from any others, and nothing of the keys themselves; the database keeps a copy."""
        both = self._naming + b"\x1f" + self._master.split()[-1]  # rotation adds master keys before the first
        return hmac.new(both, b"casebook", hashlib.sha256).hexdigest()

    def own_key(self, purpose: str) -> bytes:
        """A key of its own for one purpose of the library, which tells nothing of the others; rotation leaves it."""
        return hmac.new(self._naming, b"\x00key for\x00" + purpose.encode(), hashlib.sha256).digest()

    def name(self, *parts: str) -> str:
        """A name for `parts` that only this key can make: 32 bytes of HMAC-SHA-256, in hexadecimal (D9)."""
        return hmac.new(self._naming, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def are_kept(folder: Path, database: str = "") -> bool:
    """Whether the database of keys is there; a new one in its place would lock everybody's words in."""
    if not database:
        return (folder / PEOPLE).exists()
    engine = _opened(folder, database)
    try:
        return _own.tables.keys() <= set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _opened(folder: Path, database: str) -> Engine:
    return open_engine(database or f"sqlite:///{folder / PEOPLE}", connections=CONNECTIONS)


def make_keys(folder: Path) -> None:
    """Make the key files of a new library, readable by their owner alone, each whole or not at all; those that exist
    are left as they are."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, key in (("master.key", Fernet.generate_key()), ("naming.key", secrets.token_hex(32).encode())):
        if (folder / name).exists():
            continue
        draft = _drafted(folder / name, key)
        with suppress(FileExistsError):  # another start was quicker; its key stands
            os.link(draft, folder / name)
        draft.unlink()
    _settle(folder)


def _write_whole(path: Path, key: bytes) -> None:
    """Put a key file in the place of another, whole or not at all."""
    os.replace(_drafted(path, key), path)
    _settle(path.parent)


def _drafted(path: Path, key: bytes) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return draft


def _settle(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    os.fsync(place)
    os.close(place)


def _key_file(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise KeyMissing(f"Others on this machine may read {path.name}; chmod 600 {path}")
        key = path.read_bytes().strip()
    except OSError:
        raise KeyMissing(
            f"The key file {path} is missing. Without it nobody can open what was sealed: restore it from its backup."
        ) from None
    if len(key) < 32:
        raise KeyMissing(f"The key in {path} is too short to be one.")
    if len(set(key)) < FEWEST_LETTERS:
        raise KeyMissing(f"The key in {path} could be guessed. Make it of 32 random bytes: openssl rand -hex 32")
    return key
