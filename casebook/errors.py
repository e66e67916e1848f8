"""Every error casebook raises on purpose: a name, and a sentence for the person who asked."""

from collections.abc import Sequence


class CasebookError(Exception):
    """A mistake or a limit that can be said to a person: `str(error)` is that sentence."""

    status = 400


class NotFound(CasebookError):
    """It is not there, or it is not yours to see; nobody is told which."""

    status = 404

    def __init__(self, what: str = "page") -> None:
        super().__init__(f"We could not find that {what}.")


class Gone(CasebookError):
    """It was there and has been withdrawn; said only to those who could see it before."""

    status = 410


class ClipClosed(Gone):
    """The clip was taken back or replaced while something was made of it: nothing of that is kept."""


class NotAllowed(CasebookError):
    """You may see it, but not do this with it."""

    status = 403


class SignInNeeded(CasebookError):
    """Sign in first."""

    status = 401


class SecondFactorNeeded(NotAllowed):
    """Your role opens it, once you have shown a second factor."""


class ProviderAway(CasebookError):
    """An organisation's sign-in provider does not answer in time, or says nothing that can be used."""

    status = 503


class NotProved(CasebookError):
    """What came back from a sign-in provider does not prove who is there; nobody is told which part of it failed."""

    status = 403


class NotReady(CasebookError):
    """A case that cannot be published yet, with every reason at once."""

    status = 409

    def __init__(self, what: str, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(f"{what} is not ready: " + " ".join(self.reasons))


class AlreadyDone(CasebookError):
    """It has been done and cannot be done twice."""

    status = 409


class OnHold(CasebookError):
    """A legal hold keeps it; said as far as its person may know."""

    status = 409


class WrongInput(CasebookError):
    """What was asked for cannot be read; says what is wrong and what is expected."""

    status = 422


class ContentWrong(CasebookError):
    """Content that cannot be imported: one line for each complaint, with file, line and what is expected."""

    status = 422

    def __init__(self, complaints: Sequence[str]) -> None:
        self.complaints = list(complaints)
        super().__init__("\n".join(self.complaints))


class ClipUnreadable(CasebookError):
    """A recording that cannot be used, in words for the author. Final: trying again will not help."""

    status = 422


class TooLarge(CasebookError):
    """A file, or all that one person has sent, is larger than may be; says how large and what to do."""

    status = 413


class UploadBusy(CasebookError):
    """Another process is receiving this very upload."""

    status = 423


class CaptionsUnreadable(CasebookError):
    """A transcript that cannot be read; names the line."""

    status = 422


class ProgramMissing(CasebookError):
    """An outside program is not there or does not start."""

    status = 503


class SandboxMissing(ProgramMissing):
    """Programs cannot be fenced in on this machine, and must be."""


class ProgramFailed(CasebookError):
    """An outside program ended badly."""

    status = 500


class ProgramKilled(ProgramFailed):
    """An outside program was killed by somebody or by the machine; nothing that it read can have done that."""


class StorageFull(CasebookError):
    """There is no room; nothing was lost, and answers are still saved."""

    status = 507


class StorageAway(CasebookError):
    """The place where film is kept does not answer, or does not let us in; nothing was lost, and answers are saved."""

    status = 503


class IndexUnavailable(CasebookError):
    """The search index cannot be read just now."""

    status = 503


class IndexMissing(IndexUnavailable):
    """No search index has been made yet, or the last one has been set aside."""


class IndexBusy(IndexUnavailable):
    """Another worker is writing the search index just now."""


class SettingWrong(CasebookError):
    """A setting is missing or cannot be used; says which and what is expected."""


class DatabaseBehind(CasebookError):
    """The database has not been migrated to this version of casebook."""

    status = 503


class DatabaseMoved(CasebookError):
    """The library has been moved to another database, and nothing is saved in this one any more."""

    status = 503


class DatabaseDamaged(CasebookError):
    """The database is not what was written to it; nothing is served from it."""

    status = 503


class MoveFailed(CasebookError):
    """A library's rows could not be moved to another database; it goes on with the one it had."""

    status = 503


class MigrationFailed(CasebookError):
    """The database could not be brought to this version, and is as it was."""

    status = 503


class KeyMissing(CasebookError):
    """The key that seals private writing is missing, unreadable or wrong; nothing is written without it."""

    status = 503


class BackupBroken(CasebookError):
    """A backup that cannot be opened, is damaged, or does not hold what it says."""


class GivesWay(CasebookError):
    """This work has been stopped for work that comes first; it is taken up again later."""


class LeaseLost(CasebookError):
    """This job has been given to another worker; whatever this one still wants to write is refused."""
