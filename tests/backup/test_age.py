"""The age format: what others wrote opens here, what was changed in any way does not, and every length comes back."""

import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.backup.age import new_identity, opened, recipient_of, sealed
from casebook.backup.bech32 import decoded, encoded
from casebook.errors import BackupBroken, SettingWrong

IDENTITY = "AGE-SECRET-KEY-1ZZDQYSNQ2F6TY3N8TSDAVR8UPK06DXPXRH6H7KYHUM6A2NS6THRQGWC3X9"
RECIPIENT = "age1vfuqe0t875vh2hqwy3amafd47ydvsaczvdefsgcxhc0c5tmtk5sqgf06z6"
#: Written by rage, the age program in Rust; the second stanza is grease, which every reader must pass over.
OF_RAGE = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBVa2VFaXIvYkkyZ1dGZDBqYmRlTGFubWFvdG93SXNYWkcxTkdKY0MvV1JzCnJxY05Jb1pT"
    "MU95Y3pqcEhWOWNaMTJUSkR5ajBFWHB4WEhDQTAzWmVLVTQKLT4gWWJjLWdyZWFzZSAhSl93CjBpelFPdkZyMnoyU1k4Y3pJeGxtM0NiL250VCtq"
    "VGJ2Q29jRG90TGppTUpMR0Q4THdld1NVNjN5OUZXNnYzSVAKc1hza3dRZnJnVXhya0FiUUdMVkdlazJrbERidloya1VkWC9VCi0tLSBNbUlPQmR0"
    "NnVNVHRDY0ZYNytiK3lRSS8xKzZFYjhhMGJCYzVBQlR1UjUwCrKsgILx5VSPuTsl2207/UsTznCIinluNhVvajc27j4fHF8Yfm5+qwPk61ZThq2I"
    "DmGVTKT7+MKJD+jBAiQjhZlY"
)
WORDS = b"Kept for whoever comes after us.\n"
CHUNK = 64 * 1024


def read(data: bytes, *identities: str) -> bytes:
    return b"".join(opened(io.BytesIO(data), identities or [IDENTITY]))


def written(plain: bytes, *recipients: str) -> bytes:
    return b"".join(sealed([plain], recipients or [RECIPIENT]))


def test_a_public_key_is_that_of_its_secret() -> None:
    assert recipient_of(IDENTITY) == RECIPIENT


def test_what_another_program_encrypted_opens() -> None:
    assert read(OF_RAGE) == WORDS


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_every_length_comes_back_whole(length: int) -> None:
    plain = bytes(range(256)) * (length // 256) + bytes(length % 256)
    assert read(written(plain)) == plain


@given(st.lists(st.binary(max_size=3 * CHUNK), max_size=5))
@settings(max_examples=30, deadline=None)
def test_it_does_not_matter_in_which_pieces_it_came(given_pieces: list[bytes]) -> None:
    assert read(b"".join(sealed(given_pieces, [RECIPIENT]))) == b"".join(given_pieces)


def test_each_of_several_recipients_opens_it_and_nobody_else() -> None:
    other, third = new_identity(), new_identity()
    data = written(WORDS, RECIPIENT, recipient_of(other))
    assert read(data) == read(data, other) == read(data, third, other) == WORDS
    with pytest.raises(BackupBroken, match="another key"):
        read(data, third)


def test_the_same_words_are_never_encrypted_the_same() -> None:
    assert written(WORDS) != written(WORDS)


def test_a_change_of_any_bit_is_noticed() -> None:
    for place in range(len(OF_RAGE)):
        torn = bytearray(OF_RAGE)
        torn[place] ^= 1 << place % 8
        with pytest.raises(BackupBroken):
            read(bytes(torn))


@pytest.mark.parametrize("plain", [b"", WORDS, bytes(CHUNK), bytes(2 * CHUNK + 9)])
def test_what_was_cut_off_or_added_is_noticed(plain: bytes) -> None:
    data = written(plain)
    for torn in (b"", data[:30], data[:-1], data[: -len(data) // 3], data + b"x", data + bytes(CHUNK)):
        with pytest.raises(BackupBroken):
            read(torn)
    if len(plain) > 2 * CHUNK:  # whole chunks: at the end, and in another order
        sealed_chunk = CHUNK + 16
        head, body = data[: -2 * sealed_chunk - 25], data[-2 * sealed_chunk - 25 :]
        for torn in (head + body[: 2 * sealed_chunk], head + body[sealed_chunk:], head + body[sealed_chunk:] + body):
            with pytest.raises(BackupBroken):
                read(torn)


def test_nothing_is_ever_written_for_nobody() -> None:
    for wrong in ([], ["age1"], [RECIPIENT[:-1] + "q"], [IDENTITY]):
        with pytest.raises(SettingWrong):
            b"".join(sealed([WORDS], wrong))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 57), st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_a_slip_in_a_key_is_noticed(data: bytes, place: int, sign: str) -> None:
    text = encoded("age", data)
    assert decoded(text) == decoded(text.upper()) == ("age", data)
    slip = text[: 4 + place] + sign + text[5 + place :]
    if slip != text:
        with pytest.raises(ValueError, match="not a key of age"):
            decoded(slip)
