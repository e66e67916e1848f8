"""A form that is refused before all of it has come: whoever sends first and listens afterwards hears why."""

import socket

from casebook.db.engine import writing
from casebook.library import Library
from casebook.people.signing_in import sign_in
from tests.conftest import cast

from .uploading import Server

MB = 1024 * 1024


def test_a_sender_that_listens_only_afterwards_hears_why_it_was_refused(library: Library) -> None:
    server = Server(library.settings.data, CASEBOOK_MAX_RECORDING_BYTES=str(MB)).start()
    with writing(library.engine) as db:
        _, secret = sign_in(db, cast(db, "ada"), hours=1)
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    body = part + bytes(48 * MB) + b"\r\n--x--\r\n"
    head = (
        f"POST /studio/uploads HTTP/1.1\r\nHost: localhost:{server.port}\r\nCookie: sid={secret}\r\n"
        f"Sec-Fetch-Site: same-origin\r\nAccept: text/html\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as sender:
            sender.sendall(head.encode() + body)
            answer = b""
            while b"</html>" not in answer and (more := sender.recv(65536)):
                answer += more
    finally:
        server.kill()
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"1.0 MB" in answer
