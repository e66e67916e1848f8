"""Playing in a real browser what was really made of what people bring: a phone's film, HDR, a voice, a slideshow."""

import struct
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest
from playwright.sync_api import Page, expect

from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.captioning import keep_transcript
from casebook.media.clip import Medium
from casebook.media.receiving import GivenStill, keep_recording, save_with_clip
from casebook.media.webvtt import SpokenCue
from tests.browser_fixtures import axe_violations
from tests.conftest import cast
from tests.walks.serving import served

Open = Callable[..., Page]
SECONDS = 7
SAID = [SpokenCue(0, 6500, "I had drawn it up.", "Dr Nia Bevan")]
VIDEO = "document.querySelector('clip-player video')"
TONE = ("-f", "lavfi", "-i", f"sine=f=330:d={SECONDS}")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with served(tmp_path_factory.mktemp("playing")) as made:
        yield made


@pytest.fixture(scope="module")
def site(library: Library) -> str:
    return f"http://localhost:{library.settings.port}"


def make(target: Path, *argv: str) -> Path:
    exe = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([exe, "-nostdin", "-y", "-v", "error", *argv, str(target)], check=True, timeout=120)
    return target


def bars(size: str) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d={SECONDS}", *TONE)


def bring(library: Library, source: Path, *, medium: Medium | None = None, stills: tuple[GivenStill, ...] = ()) -> str:
    """Take a recording of Ada's in with its words, for the worker to find; answers where its page is."""
    with reading(library.engine) as db:
        ada = cast(db, "ada").pk
    recording = keep_recording(
        library.storage, source, title=source.stem, by_id=ada, medium=medium, stills=stills, reserve_bytes=0
    )
    with writing(library.engine) as db:
        clip = save_with_clip(db, recording, title=source.stem)
        keep_transcript(db, clip, SAID)
        return f"/studio/recordings/{recording.key}?clip={clip.key}"


def play(page: Page, path: str) -> tuple[int, int]:
    """Open a recording's page, wait for the film without a reload, and watch two seconds with captions; answers the
    size of the picture that is played, (0, 0) for none."""
    page.goto(path)
    page.wait_for_selector("clip-player video", state="attached", timeout=120_000)
    page.wait_for_function(f"() => {VIDEO}.readyState >= 2", timeout=30_000)
    page.locator(".big-play").click()
    page.wait_for_function(f"() => {VIDEO}.currentTime > 2", timeout=20_000)
    shown = page.evaluate(
        f"() => [...{VIDEO}.textTracks].filter(one => one.mode === 'showing')"
        ".flatMap(one => [...(one.activeCues ?? [])].map(cue => [one.kind, cue.text]))"
    )
    assert shown == [["captions", "<v Dr Nia Bevan>I had drawn it up."]]
    assert page.locator("[data-broken]").is_hidden()
    width, height = page.evaluate(f"() => [{VIDEO}.videoWidth, {VIDEO}.videoHeight]")
    return int(width), int(height)


def box(page: Page, what: str = "clip-player video") -> tuple[float, float]:
    found = page.locator(what).first.bounding_box()
    assert found is not None
    return found["width"], found["height"]


def test_a_film_held_upright_stays_upright_on_the_page(open_page: Open, library: Library, tmp_path: Path) -> None:
    flat = make(tmp_path / "flat.mp4", *bars("1280x720"), "-c:v", "libx264", "-preset", "ultrafast",
                "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest")  # fmt: skip
    phone = make(tmp_path / "Phone.mp4", "-display_rotation", "90", "-i", str(flat), "-c", "copy")
    path = bring(library, phone)
    page = open_page("Ada")
    width, height = play(page, path)
    assert round(width / height, 2) == round(9 / 16, 2)
    for window, high in ((360, 740), (1280, 900), (1920, 1080), (320, 560)):
        page.set_viewport_size({"width": window, "height": high})
        wide, tall = box(page)
        assert abs(wide / tall - 9 / 16) < 0.01, f"no bars beside it at {window} px: {wide} × {tall}"
        assert tall <= high or wide <= 288, f"all of it fits into the window at {window} px"
        assert wide >= min(window, 288) - 1
        assert box(page, ".stage")[0] - wide < 1
        assert page.evaluate("() => document.documentElement.scrollWidth") <= window
    assert axe_violations(page) == []


@pytest.mark.parametrize("curve", ["smpte2084", "arib-std-b67"], ids=["PQ", "HLG"])
def test_a_film_in_hdr_plays_as_any_other(open_page: Open, library: Library, tmp_path: Path, curve: str) -> None:
    film = make(
        tmp_path / f"HDR {curve}.mp4", *bars("1280x720"), "-vf",
        f"format=yuv420p10le,setparams=color_trc={curve}:color_primaries=bt2020:colorspace=bt2020nc",
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-tag:v", "hvc1",
        "-c:a", "aac", "-shortest",
    )  # fmt: skip
    page = open_page("Ada")
    width, height = play(page, bring(library, film))
    assert round(width / height, 2) == round(16 / 9, 2)
    wide, tall = box(page)
    assert abs(wide / tall - 16 / 9) < 0.01
    bright = page.evaluate(
        f"() => {{ const it = document.createElement('canvas'); it.width = 64; it.height = 36;"
        f" const pen = it.getContext('2d'); pen.drawImage({VIDEO}, 0, 0, 64, 36);"
        " const all = pen.getImageData(0, 0, 64, 36).data; let sum = 0;"
        " for (let at = 0; at < all.length; at += 4) sum += (all[at] + all[at + 1] + all[at + 2]) / 3;"
        " return sum / (64 * 36); }"
    )
    assert 20 < bright < 235, "a picture is seen, neither black nor burnt out"


def test_sound_alone_shows_who_speaks(open_page: Open, library: Library, tmp_path: Path) -> None:
    voice = make(tmp_path / "A voice.m4a", *TONE, "-c:a", "aac")
    page = open_page("Ada")
    assert play(page, bring(library, voice)) == (0, 0)
    expect(page.locator(".voice")).to_be_visible()
    expect(page.locator(".voice")).to_contain_text("A voice")
    wide, tall = box(page)
    assert abs(wide / tall - 16 / 9) < 0.01
    assert axe_violations(page) == []


def test_sound_with_pictures_becomes_a_film_of_them(open_page: Open, library: Library, tmp_path: Path) -> None:
    voice = make(tmp_path / "Pictures.m4a", *TONE, "-c:a", "aac")
    red, blue = picture(tmp_path / "red.png", (200, 40, 40)), picture(tmp_path / "blue.png", (40, 40, 200))
    path = bring(
        library, voice, medium=Medium.slideshow, stills=((red, 0, "A red door"), (blue, 4000, "A blue curtain"))
    )
    page = open_page("Ada")
    width, height = play(page, path)
    assert round(width / height, 2) == round(16 / 9, 2)
    assert colour(page) == "red"
    page.wait_for_function(f"() => {VIDEO}.currentTime > 5.5", timeout=20_000)
    assert colour(page) == "blue"


def colour(page: Page) -> str:
    red, _, blue = page.evaluate(
        f"() => {{ const it = document.createElement('canvas'); it.width = it.height = 1;"
        f" const pen = it.getContext('2d'); pen.drawImage({VIDEO}, 0, 0, 1, 1);"
        " return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3); }"
    )
    return "red" if red > blue + 80 else "blue" if blue > red + 80 else f"neither: {red}, {blue}"


def picture(path: Path, shade: tuple[int, int, int]) -> Path:
    """A PNG of one colour, 640 by 360."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + bytes(shade) * 640) * 360
    head = struct.pack(">IIBBBBB", 640, 360, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )
    return path
