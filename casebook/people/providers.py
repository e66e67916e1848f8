"""Sign-in providers: by which organisation's OpenID Connect people may come in, and what we take its word for."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ..errors import SettingWrong

_SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_LEAST_SECRET = 16


class _File(BaseModel):
    """What `<slug>.toml` may say; anything else in it is a mistake."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=80)
    issuer: str
    client_id: str = Field(min_length=1, max_length=200)
    organisation: str = Field(pattern=f"^{_SLUG.pattern}$")
    domains: list[str] = []
    makes_accounts: bool = False
    second_factor_acr: list[str] = []
    second_factor_amr: list[str] = []

    @field_validator("issuer")
    @classmethod
    def _reached_safely(cls, issuer: str) -> str:
        if not may_be_asked(issuer, plain=on_this_machine(issuer)) or urlsplit(issuer).query:
            raise ValueError("an issuer is an https address")
        return issuer

    @field_validator("domains")
    @classmethod
    def _plain(cls, domains: list[str]) -> list[str]:
        plain = [one.lower().lstrip("@") for one in domains]
        if any(not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", one) for one in plain):
            raise ValueError("a mail domain looks like hospital.example")
        return plain


@dataclass(frozen=True)
class Provider:
    """One provider. It speaks for the addresses of its `domains` alone: an account that has such an address may be
    linked, and made where `makes_accounts` says so, on its word. `second_factor_acr` and `_amr` are the values by which
    it says that a second factor was used."""

    slug: str
    name: str
    issuer: str
    client_id: str
    organisation: str
    client_secret: str = field(repr=False)
    domains: tuple[str, ...] = ()
    makes_accounts: bool = False
    second_factor_acr: tuple[str, ...] = ()
    second_factor_amr: tuple[str, ...] = ()

    def speaks_for(self, email: str) -> bool:
        """Whether this provider is the authority for the domain of an address."""
        return email.rpartition("@")[2].lower() in self.domains


def read_providers(folder: Path, secrets: Path) -> dict[str, Provider]:
    """Every provider of a folder by its slug, each with its secret from `secrets/<slug>.secret`; none where there is no
    folder. Raises SettingWrong, naming the file."""
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    return {path.stem: _provider(path, secrets / f"{path.stem}.secret") for path in files}


def _provider(path: Path, secret: Path) -> Provider:
    if not _SLUG.fullmatch(path.stem):
        raise SettingWrong(f"{path}: a provider's file is named by small letters, digits and hyphens.")
    try:
        read = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise SettingWrong(f"{path} cannot be read as TOML: {wrong}") from None
    except ValidationError as wrong:
        lines = [f"{path}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong.errors()]
        raise SettingWrong("\n".join(lines)) from None
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in read.model_dump().items()
    }
    return Provider(slug=path.stem, client_secret=read_secret(secret, least=_LEAST_SECRET), **given)


def read_secret(path: Path, *, least: int) -> str:
    """A secret from a file that its owner alone may read. Raises SettingWrong."""
    try:
        mode, secret = path.stat().st_mode, path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingWrong(f"There is no secret in {path}.") from None
    if mode & 0o077:
        raise SettingWrong(f"Others on this machine may read {path}; chmod 600 {path}")
    if len(secret) < least:
        raise SettingWrong(f"The secret in {path} is shorter than {least} characters.")
    return secret


def may_be_asked(address: object, *, plain: bool) -> bool:
    """Whether an address is one we may send a person or a request to: https, or http on this machine where `plain`."""
    if not isinstance(address, str) or not address.isprintable() or len(address) > 2000:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.username or parts.fragment or not parts.hostname:
        return False
    return parts.scheme == "https" or (plain and on_this_machine(address))


def on_this_machine(address: str) -> bool:
    """Whether an address is plain http of this very machine, as in tests and on a laptop."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
