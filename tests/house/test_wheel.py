"""The built wheel carries everything that serving needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_serves_pages_outside_the_clone(tmp_path: Path) -> None:
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("casebook/static", "templates"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {".html", ".css", ".js", ".svg", ".woff2", ".json"}:
                inside = path.relative_to(ROOT).as_posix()
                assert (inside if inside.startswith("casebook/") else f"casebook/{inside}") in names
    assert {"casebook/reflect/portfolio.typ", "casebook/cases/set_guide.typ"} <= names
    zipfile.ZipFile(wheel).extractall(tmp_path / "out")
    serve = (
        "from casebook.web import render; assert 'out' in str(render.TEMPLATES), render.TEMPLATES; "
        "render.environment().get_template('layout.html'); print(render.static_address('base.css'))"
    )
    done = subprocess.run([sys.executable, "-c", serve], cwd=tmp_path / "out", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("/static/base.css?v=")
