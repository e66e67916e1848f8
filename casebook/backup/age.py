"""Encryption of backups: the age format, version 1, for X25519 keys (age-encryption.org/v1).

A fresh key for each file, wrapped for every recipient; then ChaCha20-Poly1305 in chunks of 64 KiB, each bound to its
place and the last one to being the last. Whoever has only the recipient can write and not read. The public `age`
program opens these files too: a backup must outlive the program that made it.
"""

import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..errors import BackupBroken, SettingWrong
from .bech32 import decoded, encoded

_FIRST = b"age-encryption.org/v1\n"
_X25519 = b"age-encryption.org/v1/X25519"
_CHUNK, _TAG = 64 * 1024, 16
_LONGEST_LINE, _MOST_LINES = 4096, 100
_NO_NONCE = bytes(12)  # each wrapping key is used once
_SHARE, _WRAPPED, _FILE_KEY = 32, 32, 16  # bytes

NOT_OURS = "The backup key does not open this file: it was encrypted for another key."
BROKEN = "This backup file is damaged or was changed; take another backup."


def new_identity() -> str:
    """A new secret key, as `age-keygen` writes one."""
    return encoded("age-secret-key-", secrets.token_bytes(32)).upper()


def recipient_of(identity: str) -> str:
    """The public half of a secret key: enough to write backups, useless for reading them."""
    return encoded("age", _private(identity).public_key().public_bytes_raw())


def sealed(plain: Iterable[bytes], recipients: Sequence[str]) -> Iterator[bytes]:
    """The bytes of an encrypted file that each of the recipients can open. Raises SettingWrong where none is."""
    if not recipients:
        raise SettingWrong("No backup key is named, and a backup is never written unencrypted.")
    file_key = secrets.token_bytes(_FILE_KEY)
    header = _FIRST + b"".join(_stanza(_public(one), file_key) for one in recipients) + b"---"
    yield header + b" " + _text(_mac(file_key, header)) + b"\n"
    nonce = secrets.token_bytes(16)
    yield nonce
    cipher, number, held = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")), 0, bytearray()
    for data in plain:
        held += data
        while len(held) > _CHUNK:  # one more byte is there, so this is not the last
            yield cipher.encrypt(_place(number), bytes(held[:_CHUNK]), None)
            del held[:_CHUNK]
            number += 1
    yield cipher.encrypt(_place(number, last=True), bytes(held), None)


def opened(file: BinaryIO, identities: Sequence[str]) -> Iterator[bytes]:
    """What an encrypted file holds, chunk by chunk, each authentic; it is whole only when the last has come. Raises
    BackupBroken where a bit of it was changed, anything is missing or added, or the key is another."""
    file_key = _unwrapped(file, identities)
    cipher, number = ChaCha20Poly1305(_derived(file_key, _exactly(file, 16), b"payload")), 0
    chunk = file.read(_CHUNK + _TAG)
    while True:
        following = file.read(_CHUNK + _TAG)
        try:
            plain = cipher.decrypt(_place(number, last=not following), chunk, None)
        except InvalidTag:
            raise BackupBroken(BROKEN) from None
        if not plain and number:
            raise BackupBroken(BROKEN)
        yield plain
        if not following:
            return
        chunk, number = following, number + 1


def _unwrapped(file: BinaryIO, identities: Sequence[str]) -> bytes:
    header, stanzas = _header(file)
    keys = [_private(one) for one in identities]
    for kind, body in stanzas:
        for key in keys if len(kind) == 3 and kind[1] == b"X25519" else ():
            file_key = _tried(key, _bytes(kind[2], _SHARE), body)
            if file_key is None:
                continue
            whole, mac = header
            if not hmac.compare_digest(_mac(file_key, whole), mac):
                raise BackupBroken(BROKEN)
            return file_key
    raise BackupBroken(NOT_OURS)


def _header(file: BinaryIO) -> tuple[tuple[bytes, bytes], list[tuple[list[bytes], bytes]]]:
    seen, stanzas, body = _line(file), [], b""
    if seen != _FIRST:
        raise BackupBroken("This is not an encrypted backup file.")
    kind: list[bytes] = []
    for _ in range(_MOST_LINES):
        line = _line(file)
        if line.startswith((b"-> ", b"--- ")) and kind:
            stanzas.append((kind, _bytes(body)))
        if line.startswith(b"--- "):
            return (seen + b"---", _bytes(line[4:-1], sha256().digest_size)), stanzas
        kind, body = (line.split(), b"") if line.startswith(b"-> ") else (kind, body + line[:-1])
        seen += line
    raise BackupBroken(BROKEN)


def _line(file: BinaryIO) -> bytes:
    line = file.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise BackupBroken(BROKEN)
    return line


def _stanza(recipient: X25519PublicKey, file_key: bytes) -> bytes:
    once = X25519PrivateKey.generate()
    share = once.public_key().public_bytes_raw()
    wrapping = _derived(once.exchange(recipient), share + recipient.public_bytes_raw(), _X25519)
    body = ChaCha20Poly1305(wrapping).encrypt(_NO_NONCE, file_key, None)
    return b"-> X25519 " + _text(share) + b"\n" + _text(body) + b"\n"


def _tried(key: X25519PrivateKey, share: bytes, body: bytes) -> bytes | None:
    if len(body) != _WRAPPED:
        raise BackupBroken(BROKEN)
    try:
        secret = key.exchange(X25519PublicKey.from_public_bytes(share))
        wrapping = _derived(secret, share + key.public_key().public_bytes_raw(), _X25519)
        return ChaCha20Poly1305(wrapping).decrypt(_NO_NONCE, body, None)
    except ValueError:  # a share that makes every secret the same
        raise BackupBroken(BROKEN) from None
    except InvalidTag:
        return None


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.new(_derived(file_key, b"", b"header"), header, sha256).digest()


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(secret)


def _place(number: int, *, last: bool = False) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes, length: int | None = None) -> bytes:
    data = b64decode(text + b"=" * (-len(text) % 4)) if re.fullmatch(rb"[A-Za-z0-9+/]*", text) else b""
    if _text(data) != text or length not in (None, len(data)):
        raise BackupBroken(BROKEN)
    return data


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise BackupBroken(BROKEN)
    return data


def _private(identity: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_key(identity, "age-secret-key-", "a secret key, AGE-SECRET-KEY-1…"))


def _public(recipient: str) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(_key(recipient, "age", "a public key, age1…"))


def _key(text: str, name: str, expected: str) -> bytes:
    try:
        found, data = decoded(text)
    except ValueError:
        found, data = "", b""
    if found != name or len(data) != 32:
        raise SettingWrong(f"The key cannot be read: {expected}, is expected.")
    return data
