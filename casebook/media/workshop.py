"""What a station of the clip's path needs around it: the database, the storage, a folder to work in, the programs."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from .captioner import Captioner
from .ledger import Ledger
from .storage import Storage


@dataclass(frozen=True)
class Workshop:
    """Handed to each station by `work.py`. `folder` holds one folder an attempt, cleared before and after."""

    engine: Engine
    storage: Storage
    folder: Path
    ffmpeg: str  # path of the program; empty: the one that pip installed
    threads: int
    longest_ms: int
    leave_bytes: int = 0  # of the disk that must stay free, for the answers people give
    fenced: bool = True  # whether programs that open recordings must be fenced in
    captioner: Captioner | None = None
    ledger: Ledger | None = None  # of ended recordings
