"""Every setting: name, type, default, help. Read once when the program starts, checked at once."""

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import SettingWrong

LOCATION = re.compile(r"(/[a-z0-9-]+)+/")


class Settings(BaseSettings):
    """Settings come from the environment as `CASEBOOK_<NAME>`; `docs/settings.md` is tested against this table."""

    model_config = SettingsConfigDict(env_prefix="CASEBOOK_", frozen=True, extra="forbid")

    data: Path = Field(
        Path("data"),
        description="Folder that holds everything the embedded default keeps: database, film, index, keys.",
    )
    database: str = Field(
        "",
        description="Database URL: `postgresql+psycopg://…` or `sqlite:///…`; empty means SQLite in the data folder.",
    )
    database_connections: int = Field(
        16,
        ge=4,
        le=1000,
        description="Connections to PostgreSQL that one process takes at most for its rows, beside up to nine to "
        "listen by, for the index and for keys; it needs three more than requests may read at the same time. SQLite "
        "needs none of them.",
    )
    keys_database: str = Field(
        "",
        description="URL of a small PostgreSQL database of its own for each person's key, wrapped, where several "
        "machines need them; empty means a file in the folder of keys. Its backups are kept seven days at most.",
    )
    storage: str = Field(
        "",
        description="Where film is kept, as a URL: `file:///folder`, or `s3://bucket/prefix?endpoint=…&region=…`; "
        "empty means a folder inside the data folder.",
    )
    film_from: Literal["casebook", "store"] = Field(
        "casebook",
        description="Where browsers have film from that is kept on S3: `casebook` passes it on; `store`: by addresses "
        "of the store, each signed for whoever may see it.",
    )
    film_link_seconds: int = Field(
        30,
        ge=5,
        le=60,
        description="Seconds such an address is good for: so long film of a withdrawn clip may still come.",
    )
    ledger: str = Field(
        "",
        description="Folder that remembers what must stay ended whatever backup is restored; empty means one inside "
        "the data folder. Best on another disk.",
    )
    backup_keys: str = Field(
        "",
        description="Public keys (age1…) that backups are encrypted for, joined by commas; their secret halves are "
        "kept elsewhere.",
    )
    index: str = Field(
        "",
        description="Search index, as a URL; empty means PostgreSQL's own where the database is PostgreSQL, else "
        "Whoosh inside the data folder. After a change: `casebook reindex`.",
    )
    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the web server listens on.")
    address: str = Field(
        "", description="The site's own address as people type it; empty means http://localhost and the port."
    )
    allowed_hosts: str = Field(
        "localhost,127.0.0.1,[::1]", description="Host names the site answers to, joined by commas."
    )
    proxies: str = Field(
        "",
        description="Addresses of proxies whose `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Request-Id` are "
        "believed, joined by commas; empty means that nobody's are.",
    )
    drain_seconds: int = Field(
        0,
        ge=0,
        le=15,
        description="Seconds a web process that is told to stop (SIGTERM) goes on serving while `/readyz` says 503, "
        "for a proxy that asks there; what is at work then has the rest of 20.",
    )
    film_location: str = Field(
        "",
        description="The internal location of nginx from which it sends film that casebook lets out "
        "(`X-Accel-Redirect`), such as `/film-kept/`; empty means that casebook sends it itself.",
    )
    reading_threads: int = Field(2, ge=1, le=64, description="Requests that may read the database at the same time.")
    ffmpeg: str = Field("", description="Path of an ffmpeg to use; empty means the one that pip installed.")
    ffmpeg_threads: int = Field(2, ge=1, le=64, description="Threads one transcode may use.")
    transcodes: int = Field(
        1, ge=1, le=64, description="Films one worker makes at the same time; short work goes on beside them."
    )
    av1: bool = Field(True, description="Make film smaller by AV1 too, when nothing else is to be done and ffmpeg can.")
    sandbox: Literal["required", "best"] = Field(
        "required",
        description="`required`: no recording is opened where programs cannot be fenced in; `best`: as well as can be.",
    )
    captioner: Literal["", "faster-whisper"] = Field(
        "", description="Program that drafts a transcript where none is given; empty means none."
    )
    captioner_model: str = Field(
        "", description="Folder of the captioner's model, which the deployer provides; nothing is downloaded."
    )
    max_recording_minutes: int = Field(120, ge=1, le=600, description="Longest recording accepted, in minutes.")
    max_recording_bytes: int = Field(4 * 1024**3, ge=1, description="Largest recording accepted, in bytes.")
    upload_quota_bytes: int = Field(
        200 * 1024**3, ge=1, description="Bytes one person may have sent in all, unfinished uploads counted."
    )
    upload_days: int = Field(7, ge=1, le=365, description="Days an unfinished upload is kept.")
    reserve_bytes: int = Field(
        0,
        ge=0,
        description="Bytes that uploads leave free, and half of it, 256 MiB at most, the making of film; 0 means 2 GiB "
        "or a tenth of the disk, whichever is more.",
    )
    lease_seconds: float = Field(60, gt=0, description="Seconds a worker may be silent before its job is given away.")
    consent_grace_days: int = Field(
        30, ge=0, le=365, description="Days a film is kept, shown to nobody, after the last day of its consent."
    )
    consent_undo_days: int = Field(
        7,
        ge=0,
        le=7,
        description="Days the recording itself is kept after its film was taken back or redacted, to undo a mistake.",
    )
    tombstones: str = Field(
        "",
        description="Folder of the ledger of ended recordings, which must outlive every backup of the database; empty "
        "means `tombstones` inside the data folder.",
    )
    publishing: Literal["two", "one"] = Field(
        "two",
        description="`two`: a case is published once its author and a reviewer have each said yes to that version; "
        "`one`: the author alone.",
    )
    session_idle_minutes: int = Field(20, ge=1, description="Minutes without a request after which a sign-in ends.")
    session_hours: int = Field(12, ge=1, description="Hours after which a sign-in ends in any case.")
    second_factor: Literal["required", "offered"] = Field(
        "required",
        description="`required`: what an educator, author, reviewer, consent officer, lay "
        "reviewer, administrator or operator may do "
        "opens with a second factor; `offered`: also without.",
    )
    draft_days: int = Field(90, ge=1, le=3650, description="Days a draft of an answer is kept after its last change.")
    sign_in_days: int = Field(
        7, ge=1, le=365, description="Days a sign-in is kept after its end, and a failed attempt."
    )
    refused_upload_days: int = Field(
        7, ge=1, le=365, description="Days an upload is kept of which nothing can be used."
    )
    audit_days: int = Field(730, ge=30, le=36500, description="Days a row of the audit is kept; its head stays.")
    unused_months: int = Field(
        24, ge=3, le=600, description="Months after which somebody who has not been here is told of it."
    )
    unused_notice_days: int = Field(
        60, ge=14, le=730, description="Days between telling her and closing the account nobody uses."
    )
    providers: str = Field(
        "",
        description="Folder of the sign-in providers, one file each; empty means `providers` inside the data folder.",
    )
    smtp_host: str = Field("", description="Mail server that letters leave by; empty means that they wait.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How it is spoken to: `starttls`, `tls` from the start, or `none` on this machine alone.",
    )
    smtp_user: str = Field("", description="The name we have there; empty means none. The password is a file.")
    mail_from: str = Field("", description="The address letters come from.")
    demo: bool = Field(
        False,
        description="Offer the demo's people by one click; refused unless the host is this machine's own.",
    )
    worker_metrics: str = Field(
        "",
        description="File into which a worker writes its numbers every 15 seconds, one of its own for each, such as "
        "`/var/lib/prometheus/node-exporter/casebook-work-1.prom`; empty means none.",
    )
    traces: str = Field(
        "",
        description="Where traces of requests and jobs are sent, by OTLP over HTTP, such as "
        "`http://127.0.0.1:4318/v1/traces`; empty means nowhere. Needs `casebook[traces]`.",
    )
    log: Literal["text", "json"] = Field("text", description="How the log is written: for people or for machines.")

    @field_validator("data")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'casebook.db'}"

    @property
    def storage_url(self) -> str:
        return self.storage or f"file://{self.data / 'film'}"

    @property
    def index_url(self) -> str:
        if not self.index and self.database_url.startswith("postgresql"):
            return self.database_url
        return self.index or f"whoosh://{self.data / 'index'}"

    @property
    def own_address(self) -> str:
        return (self.address or f"http://localhost:{self.port}").rstrip("/")

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def ledger_folder(self) -> Path:
        return Path(self.ledger).expanduser().absolute() if self.ledger else self.data / "ledger"

    @property
    def providers_folder(self) -> Path:
        return Path(self.providers).expanduser().absolute() if self.providers else self.data / "providers"

    @property
    def tombstones_folder(self) -> Path:
        return Path(self.tombstones).expanduser().absolute() if self.tombstones else self.data / "tombstones"

    @property
    def work_folder(self) -> Path:
        return self.data / "work"

    @property
    def uploads_folder(self) -> Path:
        return self.data / "uploads"

    @property
    def on_loopback(self) -> bool:
        return self.host in ("127.0.0.1", "localhost", "::1")


def read_settings(**given: object) -> Settings:
    """Read and check every setting. Raises SettingWrong, one line a setting, with what is expected."""
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as wrong:
        raise SettingWrong(
            "\n".join(
                f"CASEBOOK_{'_'.join(str(part) for part in one['loc']).upper()}: {one['msg']}" for one in wrong.errors()
            )
        ) from None
    unknown = [
        name
        for name in os.environ
        if name.startswith("CASEBOOK_") and name.removeprefix("CASEBOOK_").lower() not in Settings.model_fields
    ]
    if unknown:
        raise SettingWrong(f"There is no setting {unknown[0]}. `docs/settings.md` lists those there are.")
    if not settings.allowed_hosts.strip() or "*" in settings.allowed_hosts:
        raise SettingWrong("CASEBOOK_ALLOWED_HOSTS: name each host the site answers to; a star is not taken.")
    if "*" in settings.proxies:
        raise SettingWrong("CASEBOOK_PROXIES: name each proxy by its address; whoever is believed can be anybody.")
    if settings.film_from == "store" and not settings.storage.startswith("s3://"):
        raise SettingWrong("CASEBOOK_FILM_FROM: `store` needs film on S3: CASEBOOK_STORAGE=s3://…")
    if settings.film_location and not LOCATION.fullmatch(settings.film_location):
        raise SettingWrong("CASEBOOK_FILM_LOCATION: small letters, digits and hyphens between slashes: /film-kept/")
    if settings.film_location and not settings.proxies:
        raise SettingWrong("CASEBOOK_FILM_LOCATION: nginx alone understands it; name nginx in CASEBOOK_PROXIES.")
    if settings.smtp_host and "@" not in settings.mail_from:
        raise SettingWrong("CASEBOOK_MAIL_FROM: letters need an address to come from.")
    if settings.smtp_security == "none" and settings.smtp_host not in ("", "127.0.0.1", "localhost", "::1"):
        raise SettingWrong("CASEBOOK_SMTP_SECURITY: `none` would send letters and our password for all to read.")
    if settings.demo and not settings.on_loopback:
        raise SettingWrong(
            f"CASEBOOK_DEMO lets anyone enter without a password, so it is refused on {settings.host}; use 127.0.0.1."
        )
    return settings
