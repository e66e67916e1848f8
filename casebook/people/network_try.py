"""A try that counts against a network: a failed sign-in, or asking for a new password."""

from enum import StrEnum

from sqlmodel import Field

from ..db.row import Row, words


class Tried(StrEnum):
    """What was tried."""

    sign_in = "sign-in"  # and failed
    reset = "reset"  # a letter was asked for


class NetworkTry(Row, table=True):
    """That something was tried from a network, which stands here as a code that only our key can make; never by whom,
    and never for longer than an hour or so."""

    __tablename__ = "network_tries"

    network_hmac: str = Field(index=True)
    what: Tried = Field(sa_type=words(Tried))
