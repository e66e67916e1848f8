"""What a database with a server tells of itself: whether it takes writes, what time it has, who stands by."""

from dataclasses import dataclass

from sqlmodel import Session


@dataclass(frozen=True)
class Told:
    """A server as it is now."""

    writable: bool
    clock_s: float  # seconds since 1970


def told_apart(db: Session) -> Told | None:
    """What the server says, or None where there is none."""
    if db.get_bind().dialect.name != "postgresql":
        return None
    writable, clock_s = (
        db.connection()
        .exec_driver_sql(
            "SELECT NOT pg_is_in_recovery() AND NOT current_setting('default_transaction_read_only')::boolean,"
            " extract(epoch FROM clock_timestamp())::float8"
        )
        .one()
    )
    return Told(bool(writable), float(clock_s))


def standbys(db: Session) -> tuple[bool, int | None]:
    """Whether a commit is to wait for a standby, and how many there are for which it does; None where the server does
    not show that to us (`GRANT pg_monitor`)."""
    wanted, shown, there = (
        db.connection()
        .exec_driver_sql(
            "SELECT current_setting('synchronous_standby_names') <> '', pg_has_role('pg_monitor', 'usage'),"
            " (SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum'))"
        )
        .one()
    )
    return bool(wanted), int(there) if shown else None
