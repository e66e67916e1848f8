"""The library: what every door opens. The web, the worker and the command line all get the same."""

from dataclasses import dataclass

from sqlalchemy import Engine

from .audit.chaining import Trail
from .db.engine import open_engine
from .db.postgresql import LISTENING, same_server
from .jobs.queue import Queue, open_queue
from .media import part_file
from .media.captioner import open_captioner
from .media.growing import Room
from .media.ledger import Ledger
from .media.storage import Storage
from .media.storage_opening import open_storage
from .media.workshop import Workshop
from .people.post_office import PostOffice
from .people.providers import Provider, read_providers, read_secret
from .reflect.keyring import CONNECTIONS as FOR_KEYS
from .reflect.keyring import Keyring
from .search.index import Index, open_index
from .search.postgres_index import CONNECTIONS as FOR_INDEX
from .settings import Settings

#: What the making of film leaves free at most: uploads stop long before, and what they brought must become film.
FOR_ANSWERS_BYTES = 256 * 1024**2

#: The kind of job that writes what changed, a clip's words among it, to the search index: alone, on all machines.
INDEX = "index"


@dataclass(frozen=True)
class Library:
    """An open library."""

    settings: Settings
    engine: Engine
    storage: Storage
    index: Index
    queue: Queue
    keyring: Keyring
    providers: dict[str, Provider]
    post_office: PostOffice | None  # None: letters wait

    @property
    def trail(self) -> Trail:
        """What writes and checks the audit, under a key that is not in the database."""
        return Trail(self.keyring.own_key("audit"))

    @property
    def workshop(self) -> Workshop:
        """What the stations of a clip's path work with."""
        return Workshop(
            engine=self.engine,
            storage=self.storage,
            folder=self.settings.work_folder,
            ffmpeg=self.settings.ffmpeg,
            threads=self.settings.ffmpeg_threads,
            longest_ms=self.settings.max_recording_minutes * 60_000,
            leave_bytes=min(self.room.reserve_bytes // 2, FOR_ANSWERS_BYTES),
            fenced=self.settings.sandbox == "required",
            captioner=open_captioner(self.settings.captioner, self.settings.captioner_model),
            ledger=self.ledger,
        )

    @property
    def ledger(self) -> Ledger:
        """What remembers ended recordings outside the database."""
        return Ledger(self.settings.tombstones_folder)

    @property
    def room(self) -> Room:
        """Where uploads grow, and what is the most they may be."""
        folder = self.settings.uploads_folder
        return Room(
            folder=folder,
            most_bytes=self.settings.max_recording_bytes,
            quota_bytes=self.settings.upload_quota_bytes,
            reserve_bytes=part_file.reserve(folder, self.settings.reserve_bytes),
            days=self.settings.upload_days,
            parts=self.storage if self.storage.remote else None,
        )


def most_connections(settings: Settings) -> int:
    """How many connections one process takes of the database's server at most: those of the database and one to
    listen by, and those of the index and of the keys where they are on that server. None of a file."""
    if not settings.database_url.startswith("postgresql"):
        return 0
    beside = ((settings.index_url, FOR_INDEX), (settings.keys_database, FOR_KEYS))
    there = (most for url, most in beside if url and same_server(settings.database_url, url))
    return settings.database_connections + LISTENING + sum(there)


def open_library(settings: Settings) -> Library:
    """Open everything a library is made of. Raises SettingWrong, KeyMissing."""
    engine = open_engine(settings.database_url, connections=settings.database_connections)
    return Library(
        settings=settings,
        engine=engine,
        storage=open_storage(settings.storage_url, settings.keys),
        index=open_index(settings.index_url),
        queue=open_queue(engine, lease_seconds=settings.lease_seconds, alone=(INDEX,)),
        keyring=Keyring(settings.keys, settings.ledger_folder, database=settings.keys_database),
        providers=read_providers(settings.providers_folder, settings.keys / "providers"),
        post_office=open_post_office(settings),
    )


def open_post_office(settings: Settings) -> PostOffice | None:
    """Where letters leave, if anywhere. Raises SettingWrong."""
    if not settings.smtp_host:
        return None
    return PostOffice(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.mail_from,
        user=settings.smtp_user,
        password=read_secret(settings.keys / "smtp.password", least=1) if settings.smtp_user else "",
    )
