"""A job: one piece of work, what it is about, who has it and how far it is."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from ..clock import now
from ..db.row import Row, new_key, words


class JobState(StrEnum):
    waiting = "waiting"
    running = "running"
    done = "done"
    refused = "refused"  # the work itself cannot be done; trying again would not help
    quarantined = "quarantined"  # three attempts failed; a person must look


class Job(Row, table=True):
    """One piece of work. `lease_token` grows with each worker that takes it: an older worker's writes are refused."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_next", "state", "priority", "id"),
        Index("ix_jobs_about", "kind", "about"),
    )

    key: str = Field(default_factory=new_key, unique=True)
    kind: str
    about: str = ""
    given: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    priority: int = 50  # smaller comes first
    state: JobState = Field(default=JobState.waiting, sa_type=words(JobState))
    attempts: int = 0
    not_before: datetime = Field(default_factory=now)
    lease_token: int = 0
    lease_until: float | None = None  # seconds of clock.steady(); on PostgreSQL, that its worker may be silent
    lease_boot: str = ""
    worker: str = ""
    progress: float = 0.0  # 0 to 1
    says: str = ""  # what it is doing, in words
    reason: str = ""  # why it failed, in words
    sandbox: str = Field(default="", sa_column_kwargs={"server_default": ""})  # what fenced its programs in
    started_at: datetime | None = None
    finished_at: datetime | None = None
