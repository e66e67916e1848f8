"""casebook's own search with its index on PostgreSQL: a server of our own in the folder."""

from pathlib import Path

from .ours import Casebook
from .postgresql import Server, spent_by


class CasebookOnPostgresql(Casebook):
    """The same library, database and questions; only the index is elsewhere."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._server = Server(folder)
        super().__init__(library, folder, index=self._server.url)

    def cpu(self) -> float:
        """Seconds of processor time so far, of this process and of those on the server that answer it."""
        asked = "SELECT pid FROM pg_stat_activity WHERE application_name = 'casebook'"
        return super().cpu() + sum(spent_by(pid) for (pid,) in self._server.db.execute(asked))

    def close(self) -> None:
        super().close()
        self._server.stop()
