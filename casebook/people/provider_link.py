"""What is kept of signing in by a provider: whose account a provider's subject opens, and which sign-ins came so."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, UniqueConstraint
from sqlmodel import Field

from ..db.row import Row, new_key


class ProviderLink(Row, table=True):
    """That one subject of one issuer is a person. Nothing else ties an account to a provider: no address does."""

    __tablename__ = "provider_links"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    key: str = Field(default_factory=new_key, unique=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    issuer: str
    subject: str


class ProviderSignIn(Row, table=True):
    """That a sign-in came by a provider, so that the provider can end it; gone with the sign-in."""

    __tablename__ = "provider_sign_ins"
    __table_args__ = (UniqueConstraint("sign_in_id"),)

    sign_in_id: int = Field(sa_column=Column(Integer, ForeignKey("sign_ins.id", ondelete="CASCADE"), nullable=False))
    provider: str  # its slug
    issuer: str
    subject: str = Field(index=True)
    sid: str = ""
    second_factor: bool = False  # the provider said so, and is set to be believed


class LinkOffer(Row, table=True):
    """That a provider has proved somebody to whom no account is linked yet: for a quarter of an hour, in one browser,
    she may link the account of the address the provider gave, by its password. Only the hash of its secret is kept."""

    __tablename__ = "link_offers"

    secret_sha256: str = Field(unique=True)
    provider: str
    issuer: str
    subject: str
    email: str
    sid: str = ""
    second_factor: bool = False
    until: datetime


class UsedLogoutToken(Row, table=True):
    """That a provider's word that somebody has left was taken once, until it would be refused for its age."""

    __tablename__ = "used_logout_tokens"
    __table_args__ = (UniqueConstraint("issuer", "jti_sha256"),)

    issuer: str
    jti_sha256: str
    until: datetime
