"""Fetch the browser files casebook serves itself, check them and write their manifest.

``python tools/vendor.py`` fills ``casebook/static/vendor`` from the npm packages pinned
below (needs node and npm, nothing else in the project does); ``--check`` compares what
is in the folder with its manifest and needs no network. A package is used only when its
SHA-512 is the one written here. To take a newer version change ``version`` and
``integrity`` (``npm view NAME@VERSION dist.integrity``) and run it again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "casebook" / "static" / "vendor"


@dataclass(frozen=True)
class Package:
    """One npm package and the few files taken from it, as {path here: path in the package}."""

    name: str
    version: str
    integrity: str
    license: str
    why: str
    files: dict[str, str] = field(default_factory=dict)
    changes: str = "sourceMappingURL comments removed, as the maps are not here"

    @property
    def folder(self) -> str:
        """Name of the folder below ``vendor``, without the npm scope."""
        return f"{self.name.rpartition('/')[2]}@{self.version}"


def _font(name: str, *styles: str) -> dict[str, str]:
    names = [f"{name}-latin-wght-{style}.woff2" for style in styles]
    return {"LICENSE": "LICENSE"} | {n: f"files/{n}" for n in names}


PACKAGES = [
    Package(
        "htmx.org",
        "2.0.11",
        "sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "0BSD",
        "Partial page updates. Pinned to 2: version 4 has another interface.",
        {"LICENSE": "LICENSE", "htmx.min.js": "dist/htmx.min.js"},
        "none",
    ),
    Package(
        "media-chrome",
        "4.19.4",
        "sha512-QAL48kT03+InLijPzXN1end9fcsl0/l53j1laCfbt/79vF2iZ45dovv4wQMw2q9zOLEiDwWsB718NJPhtZUBDg==",
        "MIT",
        "Player controls. The bundle with the menus: index.js has no captions or speed menu, "
        "and its plain captions button fails an accessibility rule.",
        {"LICENSE": "LICENSE", "all.js": "dist/iife/all.js"},
    ),
    Package(
        "hls.js",
        "1.7.4",
        "sha512-3GlxGdPvT2YHvQYOt+yOzT/DEior/qJVNIylHA77kgeoBTdQQqi70GwefNEUmHQeNGyjC8U62+bruqW/Tpm+tg==",
        "Apache-2.0",
        "HLS playback where the browser has none of its own. The full build: the light one "
        "has no alternate audio. Give hls.worker.js as workerPath and no blob: worker is needed.",
        {"LICENSE": "LICENSE", "hls.min.js": "dist/hls.min.js", "hls.worker.js": "dist/hls.worker.js"},
    ),
    Package(
        "@fontsource-variable/source-serif-4",
        "5.3.1",
        "sha512-4Rtay22SC4lMvw11r/+9kxANB6P3M0X8s1NudBC2v0J1KU2y3DcMoNcT3lBoZ/CqLirzf+StlO6UlJilyrvaUg==",
        "OFL-1.1",
        "Headings and quotations; latin subset, weights 200 to 900.",
        _font("source-serif-4", "normal", "italic"),
        "none",
    ),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "sha512-OupL48va4JNofb97w6NYeF9S7W/kHNKM0Er8Dem5nqi4jeOLrVJDoE8tZEpnMJmtkvNbB1EIPPwHcdkF6b1oUA==",
        "OFL-1.1",
        "Text and interface; latin subset, weights 100 to 900.",
        _font("inter", "normal"),
        "none",
    ),
    Package(
        "tus-js-client",
        "4.3.1",
        "sha512-ZLeYmjrkaU1fUsKbIi8JML52uAocjEZtBx4DKjRrqzrZa0O4MYwT6db+oqePlspV+FxXJAyFBc/L5gwUi2OFsg==",
        "MIT",
        "Uploads that go on where they stopped, on the studio's page alone.",
        {"tus.min.js": "dist/tus.min.js", "LICENSE": "LICENSE"},
    ),
    Package(
        "nhsuk-frontend",
        "10.6.1",
        "sha512-PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw==",
        "MIT",
        "Structure and look of form parts only: no header, footer, logo, font or script of the NHS.",
        changes="forms.css is compiled from the package's Sass by tools/vendor.py: form components only, the "
        "page's own font instead of Frutiger, colours readable as --form-… custom properties with the "
        "published colours as fallback, rules for Internet Explorer and for the search field's cross (an "
        "image that is not here) left out. LICENSE is the text of the project's repository, as the package "
        "carries none.",
    ),
]

SASS = "1.108.2"
FORM_PARTS = [
    "radios",
    "checkboxes",
    "input",
    "textarea",
    "select",
    "fieldset",
    "label",
    "hint",
    "error-message",
    "error-summary",
    "tag",
    "details",
    "character-count",
]
# Colours one step beside the published one keep apart two roles that share a colour.
FORM_SCSS = """@use "nhsuk/core/settings" with (
  $nhsuk-font-family: inherit, $nhsuk-include-font-face: false, $nhsuk-focus-text-colour: #212b33,
  $nhsuk-input-border-colour: #4c6273, $nhsuk-input-background-colour: #fffffe);
@use "nhsuk/core/objects/form-group"; @use "nhsuk/core/objects/input-wrapper";
@use "nhsuk/core/utilities/visually-hidden";
""" + "".join(f'@use "nhsuk/components/{part}";\n' for part in FORM_PARTS)
FORM_COLOURS = {  # compiled colour: (custom property, fallback)
    "#212b32": ("text", "#212b32"),
    "#212b33": ("focus-text", "#212b32"),
    "#4c6272": ("secondary-text", "#4c6272"),
    "#4c6273": ("edge", "#4c6272"),
    "#fffffe": ("field", "#ffffff"),
    "#ffeb3b": ("focus", "#ffeb3b"),
    "#aeb7bd": ("hover", "#aeb7bd"),
    "#d8dde0": ("rule", "#d8dde0"),
    "#d5281b": ("error", "#d5281b"),
    "#951c13": ("error-hover", "#951c13"),
    "#005eb8": ("link", "#005eb8"),
    "#7c2855": ("link-hover", "#7c2855"),
    "#002f5c": ("link-active", "#002f5c"),
}
MIT_NHSUK = """MIT License

Copyright (c) 2019 NHS.UK

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def npm_unpack(name: str, version: str, integrity: str, into: Path) -> Path:
    """Download one npm package, check its SHA-512, unpack it and return its folder."""
    into.mkdir(parents=True, exist_ok=True)
    command = ["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"]
    done = subprocess.run(command, cwd=into, check=True, capture_output=True, text=True, timeout=600)
    tarball = into / done.stdout.split()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != integrity:
        raise RuntimeError(f"{name}@{version} has {found}, expected {integrity}: not used")
    with tarfile.open(tarball) as archive:
        unpack(archive, into)
    tarball.unlink()
    return into / "package"


def unpack(archive: tarfile.TarFile, into: Path) -> None:
    """Unpack an archive whose hash has been checked; Python before 3.11.4 knows no filter."""
    if hasattr(tarfile, "data_filter"):
        archive.extractall(into, filter="data")
    else:
        archive.extractall(into)


def form_css(package: Path, work: Path) -> str:
    """Compile the form parts of nhsuk-frontend to one stylesheet without remote addresses."""
    install = ["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(work)]
    subprocess.run([*install, f"sass@{SASS}"], check=True, capture_output=True, timeout=600)
    (work / "forms.scss").write_text(FORM_SCSS)
    sass = [str(work / "node_modules/.bin/sass"), "--no-source-map", "--quiet-deps", f"--load-path={package / 'dist'}"]
    done = subprocess.run([*sass, str(work / "forms.scss")], check=True, capture_output=True, timeout=120)
    css = done.stdout.decode().removeprefix('@charset "UTF-8";\n')
    # A top-level block ends at a brace in the first column. U+FFFD marks the media queries for Internet Explorer.
    blocks = re.findall(r"^[^\s}].*?^\}\n?", css, re.S | re.M)
    css = "\n".join(b for b in blocks if "\ufffd" not in b and "search-cancel-button" not in b)
    css = css.replace("\xa0", "\\a0")
    for colour, (role, fallback) in FORM_COLOURS.items():
        css = css.replace(colour, f"var(--form-{role}, {fallback})")
    if re.search(r"url\(|@font-face|Frutiger|[^\x00-\x7f]", css):
        raise RuntimeError("forms.css still names an image, a font or a character it should not")
    return "/* Form parts of nhsuk-frontend, MIT: see LICENSE. Made by tools/vendor.py, not by hand. */\n" + css


def _facts(path: Path) -> dict[str, str | int]:
    data = path.read_bytes()
    return {"path": f"{path.parent.name}/{path.name}", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def vendor() -> None:
    """Fill the vendor folder anew, all or nothing, and write its manifest."""
    manifest = []
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "vendor"
        for package in PACKAGES:
            work, target = Path(scratch) / package.folder, fresh / package.folder
            source = npm_unpack(package.name, package.version, package.integrity, work)
            target.mkdir(parents=True)
            for name, origin in package.files.items():
                data = (source / origin).read_bytes()
                if name.endswith(".js"):
                    data = re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", data)
                (target / name).write_bytes(data)
            if package.name == "nhsuk-frontend":
                (target / "forms.css").write_text(form_css(source, work))
                (target / "LICENSE").write_text(MIT_NHSUK)
            manifest.append(
                {
                    "package": package.name,
                    "version": package.version,
                    "integrity": package.integrity,
                    "license": package.license,
                    "why": package.why,
                    "changes": package.changes,
                    "files": [_facts(p) for p in sorted(target.iterdir())],
                }
            )
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(fresh, VENDOR)


def check() -> list[str]:
    """Name every file that the manifest lacks, lists in vain or describes otherwise."""
    packages = json.loads((VENDOR / "manifest.json").read_text())
    listed: dict[str, object] = {facts["path"]: facts for package in packages for facts in package["files"]}
    found: dict[str, object] = {str(facts["path"]): facts for facts in map(_facts, VENDOR.glob("*/*"))}
    return sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))


if __name__ == "__main__":
    if "--check" not in sys.argv[1:]:
        vendor()
    if wrong := check():
        sys.exit("not as the manifest says: " + ", ".join(wrong))
    print(f"{VENDOR}: as the manifest says")
