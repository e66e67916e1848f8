"""F8: the power goes after any operation on the disk. What was not synced is lost, torn at 512 bytes, or there yet.

Everything casebook itself writes as files goes through `os`; a shim there takes a picture of the folder after each
operation, with what the disk has promised by then. SQLite sees to its own and is tested by its makers.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from casebook.backup.age import new_identity, opened, recipient_of
from casebook.backup.place import write_sealed
from casebook.errors import CasebookError
from casebook.media.file_storage import FileStorage
from casebook.reflect.closed_ledger import ClosedLedger
from casebook.reflect.keyring import _write_whole

OPERATIONS = ("fsync", "rename", "replace", "link", "unlink", "mkdir")
SECTOR = 512
OLD, NEW = b"old" * 700, b"new!" * 900


@dataclass(frozen=True)
class Picture:
    """A folder at one moment: names by folder, bytes by file, and what of both the disk had promised."""

    names: dict[str, dict[str, int]]
    data: dict[int, bytes]
    synced_names: dict[str, dict[str, int]]
    synced_data: dict[int, bytes]
    told: bool

    def laid(self, root: Path, *, names: bool, keep: Callable[[bytes], bytes]) -> None:
        """Lay out what is found after the crash: the newest names or only those promised; of bytes that nobody
        promised, what `keep` leaves."""
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        self._folder(root, "", self.names if names else self.synced_names, keep)

    def _folder(self, place: Path, folder: str, all_names: dict[str, dict[str, int]], keep: Callable[[bytes], bytes]
                ) -> None:  # fmt: skip
        for name, number in all_names.get(folder, {}).items():
            inner = f"{folder}/{name}" if folder else name
            if inner in self.names:
                (place / name).mkdir()
                self._folder(place / name, inner, all_names, keep)
            else:
                (place / name).write_bytes(self.synced_data.get(number, keep(self.data.get(number, b""))))
                (place / name).chmod(0o600)


@dataclass
class Shim:
    """Takes the pictures."""

    root: Path
    pictures: list[Picture] = field(default_factory=list)
    synced_names: dict[str, dict[str, int]] = field(default_factory=dict)
    synced_data: dict[int, bytes] = field(default_factory=dict)
    told: bool = False
    held: dict[int, int] = field(default_factory=dict)

    def take(self) -> None:
        names, data = self._now()
        self.pictures.append(
            Picture(names, data, {k: dict(v) for k, v in self.synced_names.items()}, dict(self.synced_data), self.told)
        )

    def promised_all(self) -> None:
        """What is there now is on the disk: where a scenario begins."""
        self.synced_names, self.synced_data = self._now()

    def _now(self) -> tuple[dict[str, dict[str, int]], dict[int, bytes]]:
        names: dict[str, dict[str, int]] = {}
        data: dict[int, bytes] = {}
        for place in [self.root, *(one for one in self.root.rglob("*") if one.is_dir())]:
            key = "" if place == self.root else place.relative_to(self.root).as_posix()
            names[key] = {one.name: one.stat().st_ino for one in place.iterdir()}
            for one in place.iterdir():
                if one.is_file():
                    data[one.stat().st_ino] = one.read_bytes()
                    if one.stat().st_ino not in self.held:  # so that its number is not given to another
                        self.held[one.stat().st_ino] = os.open(one, os.O_RDONLY)
        return names, data

    def synced(self, handle: int) -> None:
        place = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if place.is_dir():
            key = "" if place == self.root else place.relative_to(self.root).as_posix()
            self.synced_names[key] = self._now()[0][key]
        elif place.is_file():
            self.synced_data[place.stat().st_ino] = place.read_bytes()

    @contextmanager
    def watching(self) -> Iterator[None]:
        real = {name: getattr(os, name) for name in OPERATIONS}

        def watched(name: str) -> Callable[..., object]:
            def act(*given: object, **more: object) -> object:
                self.take()  # the power may go before it, with whatever was written until then
                done = real[name](*given, **more)
                if name == "fsync":
                    self.synced(given[0])  # type: ignore[arg-type]
                self.take()
                return done

            return act

        for name in OPERATIONS:
            setattr(os, name, watched(name))
        try:
            yield
        finally:
            for name, act in real.items():
                setattr(os, name, act)
            for handle in self.held.values():
                os.close(handle)


def _kept(root: Path) -> bytes | None:
    try:
        return FileStorage(root).read("film/a/one")
    except CasebookError:
        return None


def _sealed(root: Path) -> bytes | None:
    place = root / "one.age"
    if not place.is_file():
        return None
    with open(place, "rb") as file:
        return b"".join(opened(file, [IDENTITY]))


def _ledger(root: Path) -> bytes | None:
    return NEW if ClosedLedger(root).holds("somebody") else OLD if ClosedLedger(root).holds("another") else b"torn"


def _key(root: Path) -> bytes | None:
    return (root / "master.key").read_bytes().strip() if (root / "master.key").is_file() else None


IDENTITY = new_identity()
Act = Callable[[Path], object]
#: name, what is there before, what is done, what is found
SCENARIOS: tuple[tuple[str, Act, Act, Callable[[Path], bytes | None]], ...] = (
    ("a file of film put anew", lambda root: FileStorage(root).put_bytes("film/a/one", OLD),
     lambda root: FileStorage(root).put_bytes("film/a/one", NEW), _kept),
    ("a first file of film", lambda root: root.mkdir(exist_ok=True),
     lambda root: FileStorage(root).put_bytes("film/a/one", NEW), _kept),
    ("a recording taken over", lambda root: FileStorage(root).put_bytes("uploads/one", NEW),
     lambda root: FileStorage(root).take("film/a/one", root / "uploads" / "one"), _kept),
    ("a master key put in another's place", lambda root: _write_whole(root / "master.key", OLD),
     lambda root: _write_whole(root / "master.key", NEW), _key),
    ("an account written in the ledger", lambda root: ClosedLedger(root).write_down("another"),
     lambda root: ClosedLedger(root).write_down("somebody"), _ledger),
    ("a file of a backup", lambda root: root.mkdir(exist_ok=True),
     lambda root: write_sealed(root / "one.age", [NEW], [recipient_of(IDENTITY)]), _sealed),
)  # fmt: skip


def crashed(folder: Path) -> tuple[int, list[str]]:
    """Every crash of every scenario: how many there were, and what was wrong after them."""
    count, wrong = 0, []
    for number, (name, before, act, found) in enumerate(SCENARIOS):
        root, after = folder / f"{number}", folder / f"{number}-after"
        root.mkdir(parents=True)
        before(root)
        had = found(root)
        shim = Shim(root)
        shim.promised_all()
        with shim.watching():
            act(root)
            shim.told = True
            shim.take()
        for picture in shim.pictures:
            for names in (False, True):
                for keep in (lambda data: b"", lambda data: data[:SECTOR], lambda data: data):
                    picture.laid(after, names=names, keep=keep)
                    count += 1
                    seen = found(after)
                    if seen != NEW and (picture.told or seen != had):
                        wrong.append(f"{name}: {'told, and ' if picture.told else ''}{(seen or b'nothing')[:8]!r}")
    return count, wrong
