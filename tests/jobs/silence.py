"""What time does to a worker that died, without waiting for it."""

from sqlmodel import Session, select

from casebook.jobs.job import Job, JobState


def fall_silent(db: Session) -> None:
    """Let whoever has a job in hand have been silent for longer than any lease."""
    for job in db.exec(select(Job).where(Job.state == JobState.running)).all():
        job.lease_until = 0.0
        db.add(job)
    if db.connection().dialect.name == "postgresql":
        db.connection().exec_driver_sql("UPDATE procrastinate_workers SET last_heartbeat = 'epoch'")
