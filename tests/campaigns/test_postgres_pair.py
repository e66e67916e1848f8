"""The pair of servers itself: what is acknowledged is on both, and the standby takes over."""

import threading

from .postgres_pair import Pair


def test_nothing_is_acknowledged_that_the_standby_has_not() -> None:
    pair = Pair()
    try:
        pair.start()
        pair.primary.ask("CREATE TABLE told (what int)")
        pair.standby.kill()
        writer = threading.Thread(target=pair.primary.ask, args=("INSERT INTO told VALUES (1)",), daemon=True)
        writer.start()
        writer.join(1)
        assert writer.is_alive(), "it was acknowledged by the primary alone"
        pair.standby.start()
        writer.join(30)
        assert not writer.is_alive()
        pair.kill_primary()
        pair.promote()
        pair.standby.ask("INSERT INTO told VALUES (2)")
        assert pair.standby.ask("SELECT array_agg(what) FROM told") == [1, 2]
    finally:
        pair.stop()
