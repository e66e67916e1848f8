"""Bech32 (BIP 173): how age writes its keys, so that a slip of the pen is noticed."""

_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_FACTORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6  # signs


def encoded(name: str, data: bytes) -> str:
    """`data` under a name, in lower case."""
    fives = _regrouped(data, 8, 5)
    rest = _remainder([*_expanded(name), *fives, *[0] * _CHECK]) ^ 1
    check = [rest >> 5 * (_CHECK - 1 - place) & 31 for place in range(_CHECK)]
    return f"{name}1" + "".join(_SIGNS[five] for five in [*fives, *check])


def decoded(text: str) -> tuple[str, bytes]:
    """The name and the data of what was encoded, in one case of letters. Raises ValueError for anything else."""
    name, one, signs = text.lower().rpartition("1")
    if not one or not name or len(signs) < _CHECK or text not in (text.lower(), text.upper()):
        raise ValueError("not a key of age")
    fives = [_SIGNS.index(sign) for sign in signs]
    if _remainder([*_expanded(name), *fives]) != 1:
        raise ValueError("not a key of age: a sign of it is wrong")
    return name, bytes(_regrouped(fives[:-_CHECK], 5, 8, whole=True))


def _expanded(name: str) -> list[int]:
    return [ord(sign) >> 5 for sign in name] + [0] + [ord(sign) & 31 for sign in name]


def _remainder(fives: list[int]) -> int:
    rest = 1
    for five in fives:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ five
        for place, factor in enumerate(_FACTORS):
            rest ^= factor if top >> place & 1 else 0
    return rest


def _regrouped(given: bytes | list[int], wide: int, narrow: int, *, whole: bool = False) -> list[int]:
    held, bits, out = 0, 0, []
    for one in given:
        held, bits = held << wide | one, bits + wide
        while bits >= narrow:
            bits -= narrow
            out.append(held >> bits & (1 << narrow) - 1)
    left = held & (1 << bits) - 1
    if whole and (left or bits >= wide):
        raise ValueError("not a key of age")
    return [*out, left << narrow - bits] if bits and not whole else out
