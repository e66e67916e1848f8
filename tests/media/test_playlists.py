"""Playlists and codecs, from bytes laid out by hand."""

from fractions import Fraction
from pathlib import Path

import pytest

from casebook.media.ladder import rungs
from casebook.media.playlists import Media, channels, codec, master, read_media

AVC = b"....avcC\x01\x64\x00\x1f\xff...."
AAC = b"....esds\x00\x00\x00\x00\x03\x80\x80\x80\x25\x00\x02\x00\x04\x80\x80\x80\x17\x40\x15" + bytes(11) + (
    b"\x05\x80\x80\x80\x05\x11\x90\x56\xe5\x00"
)  # fmt: skip


def a_media(folder: Path, init: bytes, *segments: tuple[float, int]) -> Media:
    folder.mkdir()
    (folder / "init.mp4").write_bytes(init)
    lines = ["#EXTM3U"]
    for number, (length, size) in enumerate(segments):
        (folder / f"seg_{number:05d}.m4s").write_bytes(b"x" * size)
        lines += [f"#EXTINF:{length},", f"seg_{number:05d}.m4s"]
    (folder / "index.m3u8").write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))
    return read_media(folder)


def test_codecs_are_read_from_the_bytes() -> None:
    assert codec(AVC) == "avc1.64001f"
    assert codec(AAC) == "mp4a.40.2"
    assert [channels(one) for one in (AAC, AAC.replace(b"\x11\x90", b"\x11\x88"), AVC)] == [2, 1, 0]
    with pytest.raises(ValueError, match="neither"):
        codec(b"hvcC")


def test_bandwidth_is_that_of_the_worst_whole_segment(tmp_path: Path) -> None:
    media = a_media(tmp_path / "v720", AVC, (6.0, 6000), (6.0, 12_000), (0.1, 9000))
    assert media.peak_bits == 16_000
    assert media.average_bits == round(27_000 * 8 / 12.1)
    assert media.length_ms == 12_100


def test_a_playlist_that_was_cut_off_is_not_whole(tmp_path: Path) -> None:
    a_media(tmp_path / "v720", AVC, (6.0, 10))
    text = (tmp_path / "v720/index.m3u8").read_text()
    (tmp_path / "v720/index.m3u8").write_text(text.replace("#EXT-X-ENDLIST\n", ""))
    with pytest.raises(ValueError, match="whole"):
        read_media(tmp_path / "v720")


def test_the_master_names_sizes_smallest_first_but_begins_in_the_middle(tmp_path: Path) -> None:
    films = [
        (rung, a_media(tmp_path / rung.name, AVC, (6.0, 1000 * place)))
        for place, rung in enumerate(rungs(640, 480), start=1)
    ]
    sounds = [a_media(tmp_path / name, AAC, (6.0, 600)) for name in ("a128", "a48")]
    text = master(films, sounds, Fraction(25))
    assert [line for line in text.splitlines() if not line.startswith("#")] == [
        "../v360/index.m3u8", "../v240/index.m3u8", "../v480/index.m3u8", "../a48/index.m3u8",
    ]  # fmt: skip
    assert 'BANDWIDTH=3467,AVERAGE-BANDWIDTH=3467,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=480x360' in text
    assert 'AUDIO="a128"\n../a48' not in text
