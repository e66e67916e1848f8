"""One process of the S3 server of the tests: `s3_child.py FOLDER storage|front PORT…`. It imports nothing of ours, so
that it starts quickly and nothing of Swift's loop gets into the tests."""

import os
import sys
from pathlib import Path

PARTS = {"storage": ("account", "container", "object"), "front": ("front",)}


def serve(folder: Path, role: str, ports: list[int]) -> None:
    """What the child does: one role, all its parts in one loop, till it is told to end."""
    import eventlet

    eventlet.monkey_patch()
    from eventlet import wsgi
    from swift.common import storage_policy, utils
    from swift.common.wsgi import loadapp

    utils.set_swift_dir(str(folder))
    storage_policy.reload_storage_policies()
    quiet = utils.get_logger({"log_level": "ERROR"}, "tests")
    serving = []
    for part, port in zip(PARTS[role], ports, strict=True):
        app = loadapp(str(folder / f"{part}.conf"))
        heard = eventlet.listen(("127.0.0.1", port))
        serving.append(eventlet.spawn(wsgi.server, heard, app, log=quiet, log_output=False, debug=False))
    parent = os.getppid()
    while os.getppid() == parent:  # tests that were killed leave nothing running
        eventlet.sleep(1)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2], [int(port) for port in sys.argv[3:]])
