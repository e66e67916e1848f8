"""Second factors: an authenticator app, passkeys, recovery codes; and the half sign-in before the second step."""

from datetime import datetime

from sqlmodel import Field

from ..db.row import Row, new_key


class Authenticator(Row, table=True):
    """That a person has an authenticator app. Its secret is a sealed record of hers; a code counts once, so the last
    step that was used is kept. Until its first code was right it counts as nothing."""

    __tablename__ = "authenticators"

    person_id: int = Field(foreign_key="people.id", unique=True)
    last_step: int = 0
    confirmed_at: datetime | None = None


class Passkey(Row, table=True):
    """A key pair that one of a person's devices holds; we have its public half."""

    __tablename__ = "passkeys"

    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    name: str  # what she calls it
    credential: str = Field(unique=True)  # how the device knows it, in base64url
    public_key: str  # COSE, in base64url
    uses: int = 0  # as its device counts them, where it does
    used_at: datetime | None = None


class PasskeyChallenge(Row, table=True):
    """What a passkey must sign, once and within minutes: for one person, or for whoever comes."""

    __tablename__ = "passkey_challenges"

    challenge_sha256: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    ends_at: datetime


class RecoveryCode(Row, table=True):
    """A code on paper that stands for a second factor once. Kept as an HMAC under a key outside the database."""

    __tablename__ = "recovery_codes"

    person_id: int = Field(foreign_key="people.id", index=True)
    code_hmac: str = Field(unique=True)
    used_at: datetime | None = None


class HalfSignIn(Row, table=True):
    """That the password was right, or a provider's word, and the second step is still to come. It opens that step and
    nothing else. What the provider said stays, so that leaving there ends what comes of it."""

    __tablename__ = "half_sign_ins"

    secret_sha256: str = Field(unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    ends_at: datetime
    provider: str = ""  # its slug; empty where it was the password
    issuer: str = ""
    subject: str = ""
    sid: str = ""
