"""A real S3 server for tests: OpenStack Swift with its s3api, which checks every signature, on loopback, without root.

Its storage (account, container, object) and its front are two processes, so that the front can be stopped and started
while what was kept stays.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx2

from casebook.media.s3_calls import ask, signed
from casebook.media.s3_place import S3Place

KEY, SECRET, BUCKET, REGION = "casebook:storage", "a-secret-of-the-tests", "film", "eu-test-1"
_CHILD = Path(__file__).with_name("s3_child.py")
_PARTS = ("account", "container", "object")
#: A busy machine is no failing disk: nothing is given up or put off, as nothing runs here that would do it later.
_PATIENT = (
    "conn_timeout = 20\nnode_timeout = 60\nclient_timeout = 60\nrecoverable_node_timeout = 60\n"
    "container_update_timeout = 60\nerror_suppression_limit = 1000000\n"
)
_FILTERS = "catch_errors gatekeeper listing_formats s3api tempauth copy slo dlo versioned_writes symlink"


class S3Server:
    """One Swift in a folder, with one account. `lets` is the site whose pages browsers may show its film in."""

    def __init__(self, folder: Path, *, lets: str = "") -> None:
        self._folder = folder
        self._lets = lets
        self._ports = _free_ports(4)
        self.address = f"http://127.0.0.1:{self._ports[3]}"
        self._storage: subprocess.Popen[bytes] | None = None
        self._front: subprocess.Popen[bytes] | None = None

    def start(self) -> "S3Server":
        """Start what does not run. It answers when this returns."""
        if self._storage is None:
            _lay_out(self._folder, self._ports, self._lets)
            self._storage = self._run("storage", *map(str, self._ports[:3]))
            _answers(self._storage, self._folder, *self._ports[:3])
        if self._front is None:
            self._front = self._run("front", str(self._ports[3]))
            _answers(self._front, self._folder, self._ports[3])
            assert ask(self.place(), "PUT", {}).status in (200, 409)
        return self

    def stop(self) -> None:
        """Let nobody reach it any more: the port is closed, what was kept stays."""
        self._front = _ended(self._front)

    def end(self) -> None:
        """Stop everything."""
        self.stop()
        self._storage = _ended(self._storage)

    def place(self, *, bucket: str = BUCKET, secret: str = SECRET) -> S3Place:
        """A bucket of it, as casebook sees it."""
        return S3Place(bucket, "", self.address, REGION, KEY, secret)

    def keep_versions(self, bucket: str) -> None:
        """Make a bucket that keeps every version of what is put there."""
        place = self.place(bucket=bucket)
        assert ask(place, "PUT", {}).status == 200
        body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        headers = {"host": self.address.removeprefix("http://"), "x-amz-content-sha256": sha256(body).hexdigest()}
        headers |= signed(place, "PUT", f"/{bucket}", "versioning=", headers, datetime.now(UTC))
        assert httpx2.put(f"{self.address}/{bucket}?versioning=", content=body, headers=headers).status_code == 200

    def url(self, prefix: str = "", *, bucket: str = BUCKET, **more: str) -> str:
        """The URL of a storage in it, under a prefix of its own."""
        asked = "".join(f"&{name}={value}" for name, value in more.items())
        return f"s3://{bucket}/{prefix or secrets.token_hex(6)}?endpoint={self.address}&region={REGION}{asked}"

    @staticmethod
    def keys(folder: Path, *, secret: str = SECRET) -> Path:
        """A folder of keys as casebook wants them, with the account's in it."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in (("s3.id", KEY), ("s3.secret", secret)):
            (folder / name).write_text(value)
            (folder / name).chmod(0o600)
        return folder

    def _run(self, *role: str) -> "subprocess.Popen[bytes]":
        with open(self._folder / f"{role[0]}.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", str(_CHILD), str(self._folder), *role],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip


def _answers(process: "subprocess.Popen[bytes]", folder: Path, *ports: int) -> None:
    end = time.monotonic() + 60
    for port in ports:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > end or process.poll() is not None:
                    logs = "".join(log.read_text() for log in folder.glob("*.log"))
                    raise RuntimeError(f"Swift did not start: {logs[-2000:]}") from None
                time.sleep(0.05)


def _ended(process: "subprocess.Popen[bytes] | None") -> None:
    if process is not None:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _free_ports(many: int) -> list[int]:
    open_ones = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports: list[int] = [one.getsockname()[1] for one in open_ones]
    for one in open_ones:
        one.close()
    return ports


def knows_attributes(folder: Path) -> bool:
    """Whether files there may carry what Swift writes on them."""
    probe = folder / "probe"
    probe.touch()
    try:
        os.setxattr(probe, "user.swift", b"x" * 1000)
    except OSError:
        return False
    finally:
        probe.unlink()
    return True


def _lay_out(folder: Path, ports: list[int], lets: str) -> None:
    from swift.common.ring.builder import RingBuilder

    (folder / "disks" / "d1").mkdir(parents=True)
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = tests\n")
    for part, port in zip(_PARTS, ports, strict=False):
        ring = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
        ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": port, "device": "d1"})
        ring.rebalance()
        ring.get_ring().save(str(folder / f"{part}.ring.gz"))
        memory = part == "object" and not knows_attributes(folder)  # then what is kept goes with the process
        app = "swift.obj.mem_server" if memory else f"swift.{'obj' if part == 'object' else part}.server"
        (folder / f"{part}.conf").write_text(
            f"[DEFAULT]\nswift_dir = {folder}\ndevices = {folder / 'disks'}\nmount_check = false\n"
            f"[pipeline:main]\npipeline = app\n[app:app]\npaste.app_factory = {app}:app_factory\n"
            f"fallocate_reserve = 0\ndisable_fallocate = true\n{_PATIENT}"
        )
    filters = {name: f"swift.common.middleware.{name}" for name in _FILTERS.split()}
    filters |= {"s3api": "swift.common.middleware.s3api.s3api"}
    told = {
        "s3api": f"location = {REGION}\ns3_acl = false\nauth_pipeline_check = true\n"
        f"cors_preflight_allow_origin = {lets}\n",
        "tempauth": f"user_{KEY.replace(':', '_')} = {SECRET} .admin\n",
        "versioned_writes": "allow_object_versioning = true\nallow_versioned_writes = true\n",
    }
    (folder / "front.conf").write_text(
        f"[DEFAULT]\nswift_dir = {folder}\n[pipeline:main]\npipeline = {_FILTERS} proxy-server\n"
        "[app:proxy-server]\npaste.app_factory = swift.proxy.server:app_factory\naccount_autocreate = true\n"
        f"allow_account_management = true\ncors_allow_origin = {lets}\n{_PATIENT}"
        + "".join(
            f"[filter:{name}]\npaste.filter_factory = {module}:filter_factory\n{told.get(name, '')}"
            for name, module in filters.items()
        )
    )
