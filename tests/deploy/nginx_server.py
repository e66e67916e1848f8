"""A real nginx with the configuration that `deploy/` ships, on ports and folders of the test's own.

nginx is the one that is installed, or a package of the distribution taken apart in a folder, which needs no root.
"""

import functools
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casebook.clock import now
from tests.web.uploading import ROOT, free_port

DEPLOY = ROOT / "deploy"
PACKAGES = ("nginx", "nginx-common", "libpcre2-8-0")  # nginx, its types, and what a small system may lack

KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # for which nginx wants a folder


@functools.lru_cache(maxsize=1)
def found() -> tuple[str, dict[str, str]] | None:
    """The program and the environment it needs, or None where no nginx can be had."""
    for program in (os.environ.get("NGINX", ""), shutil.which("nginx"), "/usr/sbin/nginx"):
        if program and Path(program).is_file():
            return program, {}
    folder = Path.home() / ".cache/casebook-tests/nginx"  # nobody else can put a program there
    program = folder / "usr/sbin/nginx"
    if not program.is_file() and not _unpacked(folder):
        return None
    libraries = ":".join(str(place) for place in folder.glob("usr/lib/*-linux-gnu*"))
    environment = {"LD_LIBRARY_PATH": libraries}
    ran = subprocess.run([program, "-v"], env=environment, capture_output=True, check=False)
    return (str(program), environment) if ran.returncode == 0 else None


def _unpacked(folder: Path) -> bool:
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        got = Path(place) / "got"
        (Path(place) / "packages").mkdir()
        try:
            subprocess.run(["apt-get", "download", *PACKAGES], cwd=f"{place}/packages", check=True, timeout=120,
                           capture_output=True)  # fmt: skip
            for package in Path(place, "packages").glob("*.deb"):
                subprocess.run(["dpkg", "-x", package, got], check=True, capture_output=True)
            got.rename(folder)
        except (subprocess.SubprocessError, OSError):
            return (folder / "usr/sbin/nginx").is_file()  # another run was quicker, or it cannot be had
    return True


def certificate(folder: Path) -> ssl.SSLContext:
    """Make a key and a certificate for `localhost` there; answers what believes it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ssl.create_default_context(cafile=str(folder / "fullchain.pem"))


class Nginx:
    """The shipped files with other names, ports and folders put in, and nothing else changed but what is given."""

    def __init__(self, folder: Path, *, web: list[int], film: Path, **changed: str) -> None:
        self.folder, self.port, self.plain = folder, free_port(), free_port()
        folder.mkdir()
        self.trusts = certificate(folder / "tls")
        (folder / "conf.d").mkdir()
        upstream = (DEPLOY / "nginx/casebook-upstream.conf").read_text()
        for shipped, port in zip(("8001", "8002"), web, strict=True):
            upstream = upstream.replace(f"127.0.0.1:{shipped}", f"127.0.0.1:{port}")
        (folder / "conf.d/casebook-upstream.conf").write_text(upstream)
        text = (DEPLOY / "nginx/casebook.conf").read_text()
        text = re.sub(r"\n +listen \[::\].*", "", text)  # a container may have no IPv6
        for shipped, ours in {
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain}",
            "https://cases.example.org": f"https://localhost:{self.port}",
            "server_name cases.example.org": "server_name localhost",
            "/etc/casebook-tls": str(folder / "tls"),
            "/var/log/nginx": str(folder),
            "/srv/casebook-film": str(film),
            "/opt/casebook/casebook": str(ROOT / "casebook"),
            **changed,
        }.items():
            assert shipped in text, shipped
            text = text.replace(shipped, ours)
        (folder / "conf.d/casebook.conf").write_text(text)
        user = "user root;\n" if os.geteuid() == 0 else ""
        temporary = "".join(f"    {kind}_temp_path {folder}/{kind};\n" for kind in KINDS)
        (folder / "nginx.conf").write_text(
            f"{user}pid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
            f"events {{ worker_connections 2048; }}\nhttp {{\n{temporary}"
            "    types { text/css css; text/javascript js mjs; image/svg+xml svg; font/woff2 woff2; }\n"
            f"    include {folder}/conf.d/*.conf;\n}}\n"
        )

    def command(self, *more: str) -> "subprocess.Popen[bytes]":
        """nginx with these files."""
        program, environment = found() or ("", {})
        return subprocess.Popen(
            [program, "-e", f"{self.folder}/start.log", "-p", self.folder, "-c", f"{self.folder}/nginx.conf",
             "-g", "daemon off;", *more],
            env=environment, stderr=subprocess.PIPE,
        )  # fmt: skip

    def start(self) -> "Nginx":
        self.process = self.command()
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise AssertionError((self.folder / "start.log").read_text())

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}"

    def socket(self, trusts: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        """A bare connection."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return (trusts or self.trusts).wrap_socket(plain, server_hostname="localhost")

    def cpu_s(self) -> float:
        """Seconds of processor that it has used, with its workers."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                facts = stat.read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            if self.process.pid in (int(stat.parent.name), int(facts[1])):
                ticks += int(facts[11]) + int(facts[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
