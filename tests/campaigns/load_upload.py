"""Sends so many bytes as a recording, in the pieces that the studio's page sends them in, as fast as they are taken."""

import secrets
import sys

from tests.web.uploading import Tus

PIECE = 8 * 1024 * 1024


def main(address: str, token: str, count: str) -> int:
    """0 once the whole is there."""
    tus, length, piece = Tus(address, token), int(count), secrets.token_bytes(PIECE)
    place, offset = tus.place(length, filename="ward.mp4", title="The ward"), 0
    while offset < length:
        answer = tus.patch(place, offset, piece[: length - offset])
        if answer.status_code != 204:
            print(answer.status_code, answer.text)
            return 1
        offset = int(answer.headers["upload-offset"])
    print(f"{offset} bytes are there")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
