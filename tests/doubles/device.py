"""A device that makes passkeys and signs with them, as far as a site can tell."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256


def text(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


def plain(some: str) -> bytes:
    return base64.urlsafe_b64decode(some + "=" * (-len(some) % 4))


@dataclass
class Device:
    """One key pair. `knows_owner` says that it asked for a finger or a PIN."""

    origin: str = "http://localhost:8000"
    knows_owner: bool = True
    identity: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    uses: int = 0

    def __post_init__(self) -> None:
        self.pair = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: str) -> str:
        asked = json.loads(options)
        numbers = self.pair.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        identity = len(self.identity).to_bytes(2, "big") + self.identity
        data = self._data(asked["rp"]["id"], attested=bytes(16) + identity + cbor2.dumps(public))
        whole = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._told({"clientDataJSON": self._client("create", asked), "attestationObject": whole})

    def sign(self, options: str) -> str:
        asked, self.uses = json.loads(options), self.uses + 1
        client, data = self._client("get", asked), self._data(asked["rpId"])
        signature = self.pair.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        told = {"type": f"webauthn.{kind}", "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _data(self, site: str, *, attested: bytes = b"") -> bytes:
        flags = 0x01 | (0x04 if self.knows_owner else 0) | (0x40 if attested else 0)
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big") + attested

    def _told(self, response: dict[str, bytes]) -> str:
        parts = {name: text(part) for name, part in response.items()}
        name = text(self.identity)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
