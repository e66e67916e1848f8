"""Bombs and traps made by hand, each named like an honest film: what promises §2.1 speaks of, and more."""

import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def make(target: Path, *argv: str) -> Path:
    """Make a file with the real ffmpeg, with none of casebook's own care."""
    subprocess.run([FFMPEG, "-nostdin", "-y", "-v", "error", *argv, str(target)], check=True, timeout=120)
    return target


def seeds(folder: Path) -> list[Path]:
    """Six honest recordings, a second or two each, of six containers."""
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=1.5"]
    tone = ["-f", "lavfi", "-i", "sine=f=440:d=1.5"]
    x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    return [
        make(folder / "seed.mp4", *picture, *tone, *x264),
        make(folder / "seed.webm", *picture, *tone, "-c:v", "libvpx", "-c:a", "libopus", "-shortest"),
        make(folder / "seed.avi", *picture, *tone, "-c:v", "mjpeg", "-c:a", "pcm_s16le", "-shortest"),
        make(folder / "seed.ts", *picture, *tone, "-c:v", "mpeg2video", "-c:a", "mp2", "-shortest"),
        make(folder / "seed.wav", *tone),
        make(folder / "seed.flac", *tone),
    ]


def traps(folder: Path, honest: Path, canary: Path, port: int) -> Iterator[tuple[str, Path]]:
    """Each trap by name. `canary` is a film nobody may read; on `port` somebody listens whom nobody may reach."""
    net = f"http://127.0.0.1:{port}"
    texts = {
        "hls_to_a_file": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://{canary}\n#EXT-X-ENDLIST\n",
        "hls_to_the_net": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{net}/a.ts\n#EXT-X-ENDLIST\n",
        "hls_key": f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{net}/k"\n#EXTINF:5,\n{canary}\n#EXT-X-ENDLIST\n',
        "hls_master": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{net}/b.m3u8\n",
        "hls_concat": f"#EXTM3U\n#EXTINF:1,\nconcat:{net}/x|file://{canary}\n#EXT-X-ENDLIST\n",
        "hls_subfile": f"#EXTM3U\n#EXTINF:1,\nsubfile,,start,0,end,100,,:{canary}\n#EXT-X-ENDLIST\n",
        "hls_data": "#EXTM3U\n#EXTINF:1,\ndata:video/mp2t;base64,R0BAEA==\n#EXT-X-ENDLIST\n",
        "hls_crypto": f"#EXTM3U\n#EXTINF:1,\ncrypto:{canary}\n#EXT-X-ENDLIST\n",
        "hls_udp": f"#EXTM3U\n#EXTINF:1,\nudp://127.0.0.1:{port}\n#EXT-X-ENDLIST\n",
        "hls_rtmp": f"#EXTM3U\n#EXTINF:1,\nrtmp://127.0.0.1:{port}/live\n#EXT-X-ENDLIST\n",
        "ffconcat": f"ffconcat version 1.0\nfile '{canary}'\n",
        "ffconcat_relative": f"ffconcat version 1.0\nfile '{canary.name}'\nduration 5\n",
        "ffconcat_net": f"ffconcat version 1.0\nfile '{net}/f.mp4'\n",
        "sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n",
        "dash": f'<?xml version="1.0"?><MPD><Period><BaseURL>{net}/</BaseURL></Period></MPD>',
        "smil": f'<smil><body><video src="{net}/v"/></body></smil>',
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{net}/p.png"/></svg>',
        "pls": f"[playlist]\nFile1={net}/a.mp3\n",
        "asx": f'<asx version="3.0"><entry><ref href="{net}/a"/></entry></asx>',
        "vtt": "WEBVTT\n\n00:00.000 --> 00:10.000\nHello\n",
        "srt": "1\n00:00:00,000 --> 00:00:10,000\nHello\n",
        "ass": "[Script Info]\nTitle: x\n[Events]\nDialogue: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,x\n",
        "lyrics": "[00:01.00]words\n[00:02.00]more\n",
        "ffmetadata": ";FFMETADATA1\ntitle=x\n",
        "html": "<!doctype html><script>alert(1)</script>",
        "shell": "#!/bin/sh\ntouch /tmp/casebook-was-here\n",
        "text": "Dear Sir or Madam, " * 400,
        "imf": f'<?xml version="1.0"?><CompositionPlaylist><Id>{net}</Id></CompositionPlaylist>',
        "avisynth": f'DirectShowSource("{canary}")\n',
        "edl": f"# mpv EDL v0\n{canary},0,5\n",
    }
    for name, text in texts.items():
        yield name, _written(folder, name, text.encode())
    head = honest.read_bytes()
    raw = {
        "nothing_but_zeros": bytes(200_000),
        "noise": bytes((7 * n * n + 13 * n) >> 3 & 255 for n in range(50_000)),
        "pdf": b"%PDF-1.7\n" + bytes(range(256)) * 20,
        "elf": b"\x7fELF" + bytes(5000),
        "half": head[: len(head) // 2],
        "only_ftyp": head[:32],
        "huge_box": b"\0\0\0\1ftypisom" + b"\xff" * 8 + head[16:],
        "deep_boxes": _boxes(4000),
        "zero_size_box": head[:32] + b"\0\0\0\0moov" + bytes(100),
        "long_mdat": head[:32] + struct.pack(">I4sQ", 1, b"mdat", 1 << 62),
        "two_films": head + head,
        "gif": b"GIF89a" + bytes(300),
        "ebml_huge": b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" + bytes(1000),
        "riff_lying": b"RIFF" + b"\xff" * 4 + b"WAVEfmt \x10\0\0\0\1\0\xff\xff" + bytes(14) + b"data" + b"\xff" * 4,
        "bom_playlist": b"\xef\xbb\xbf\r\n#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "giant_png": _png(30_000, 30_000),
    }  # fmt: skip
    for name, data in raw.items():
        yield name, _written(folder, name, data)
    with zipfile.ZipFile(folder / "zip.mp4", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("film.mp4", bytes(5_000_000))
    yield "zip", folder / "zip.mp4"
    for name, made in _programs(folder, honest).items():
        yield name, made()


def _programs(folder: Path, honest: Path) -> dict[str, Callable[[], Path]]:
    film = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]

    def by(name: str, *argv: str) -> Callable[[], Path]:
        return lambda: make(folder / name, *argv)

    tone = ["-f", "lavfi", "-i", "sine=d=2"]
    return {
        "gap_of_20_hours": by(
            "gap.mp4", "-f", "lavfi", "-i", "testsrc=s=64x64:r=1:d=2", "-vf", "setpts=N*72000/TB", "-fps_mode", "vfr",
            *film,
        ),
        "a_day_of_black": by("day.mp4", "-f", "lavfi", "-i", "color=black:s=32x32:r=1/60:d=86400", *film),
        "300_tracks": by("many.mkv", *tone, *["-map", "0:a"] * 300, "-c:a", "pcm_u8"),
        "scripts_in_metadata": by(
            "script.mp4", "-i", str(honest), "-c", "copy", "-metadata", "title=<script>alert(1)</script>", "-metadata",
            "location=+52.4862-001.8904/", "-movflags", "use_metadata_tags",
        ),
        "tiny_picture": by("tiny.mp4", "-f", "lavfi", "-i", "testsrc=s=2x2:d=2", *film),
        "long_thin_picture": by("thin.mkv", "-f", "lavfi", "-i", "color=s=8192x2:d=2:r=2", "-c:v", "ffv1"),
        "a_frame_of_film": by("frame.mp4", "-f", "lavfi", "-i", "testsrc=s=160x120", "-frames:v", "1", *film),
        "thousand_frames_a_second": by("fast.mp4", "-f", "lavfi", "-i", "testsrc=s=64x64:r=1000:d=2", *film),
        "sound_of_a_moment": by("moment.wav", "-f", "lavfi", "-i", "sine=d=0.01"),
        "sixteen_channels": by("channels.wav", "-f", "lavfi", "-i", "anullsrc=cl=hexadecagonal", "-t", "2"),
        "odd_shape": by("shape.mkv", "-f", "lavfi", "-i", "testsrc=s=160x120:d=2,setsar=100/1", *film),
    }  # fmt: skip


def _written(folder: Path, name: str, data: bytes) -> Path:
    place = folder / f"{name}.mp4"
    place.write_bytes(data)
    return place


def _boxes(depth: int) -> bytes:
    data = b""
    for _ in range(depth):
        data = struct.pack(">I4s", len(data) + 8, b"moov") + data
    return b"\0\0\0\x10ftypisom\0\0\2\0" + data


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1_000_000), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
