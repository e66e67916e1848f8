"""A small content folder, written anew for the tests: one theme, one case, two recordings of a few seconds."""

import subprocess
from pathlib import Path

import imageio_ffmpeg

GUIDE = "\n".join(
    f"### {part}\n\nSomething to say here.\n"
    for part in (
        "Aims", "In 20 minutes", "In 45 minutes", "In 90 minutes", "Opening question", "Prompts", "Likely directions",
        "A minority view to protect", "A systems question", "Welfare", "One thing to do next week",
    )
)  # fmt: skip

CASE = """---
title: The open door
dilemma: He asks me to stay and the bleep is going.
themes: [truth-telling]
setting: medical-ward
jurisdiction: England
level: foundation
content_notes:
  - {note: Mentions a death, recording: ada, from: "0:01", to: "0:03"}
guidance: [some-guidance]
decision:
  moment: It is 02:00 and you are at his bedside.
  question: What do you do?
  options:
    - {key: stay, label: Stay with him, for: He is alone., against: Somebody else waits.}
    - {key: go, label: Answer the bleep, for: It may be worse elsewhere., against: He is left.}
    - {key: ask, label: Ask a nurse to sit with him, for: Neither is left., against: She has a ward.}
  continua: [courage, trustworthiness]
  closing: What did you let lead, and why here?
twist: He has not long.
recordings:
  - key: ada
    contributor: dr-first
    medium: film
    file: ada.mp4
    transcript: ada.vtt
    transcript_read: {by: The tests, date: 2026-11-21}
    described: Coloured bars.
    clips:
      - {key: ada-before, title: The bleep, part: before, from: "0:00", to: "0:03"}
      - {key: ada-after, title: What I did, part: after, from: "0:03", to: "0:06", chose: stay,
         positions: {courage: 2}, weighed: His hand.}
  - key: ben
    contributor: dr-second
    medium: sound
    file: ben.opus
    transcript: ben.vtt
    transcript_read: {by: The tests, date: 2026-11-21}
    clips:
      - {key: ben-after, title: I went, part: after, from: "0:00", to: "0:03", chose: go, weighed: The list.}
---

## Story

You stand at his bed.

## Educator's guide

"""

ADA = """WEBVTT

1
00:00:00.200 --> 00:00:01.400
<v Dr First>The corridor lights hummed all night.

2
00:00:01.500 --> 00:00:02.900
<v Dr First>He said, please leave the door open.

3
00:00:03.200 --> 00:00:05.600
<v Dr First>I sat down zebracanary and took his hand.
"""

BEN = """WEBVTT

1
00:00:00.300 --> 00:00:02.700
<v Dr Second>I went, and walrusfeather I still hear it.
"""


def write_small_content(root: Path) -> Path:
    """Write the folder and answer it."""
    for folder in ("themes", "contributors", "capabilities", "cases/the-open-door"):
        (root / folder).mkdir(parents=True)
    (root / "continua.yaml").write_text(
        "attribution: Conroy et al.\ncontinua:\n"
        "  - {slug: courage, number: 12, pole1: Foolhardy risk taker, mean: Courage, pole2: Cowardice}\n"
        "  - {slug: trustworthiness, number: 3, pole1: Overly trusted, mean: Trustworthy, pole2: No trust}\n"
    )
    (root / "guidance.yaml").write_text(
        "guidance:\n  - {key: some-guidance, issuer: GMC, title: Good medical practice, year: 2024, jurisdiction: UK,\n"
        "     url: 'https://www.gmc-uk.org/', checked: null}\n"
    )
    (root / "capabilities/gpc.yaml").write_text(
        "framework: GPC\nissuer: GMC\nversion: '2017'\nitems:\n  - {code: '1', title: Professional values}\n"
    )
    (root / "health_check.yaml").write_text(
        "health_check:\n"
        "  - {slug: time, title: Time to reflect, line: Room to think., guidance: [some-guidance],\n"
        "     themes: [truth-telling], statements: [{key: time-kept, text: There is time.},\n"
        "     {key: time-after, text: We go over it.}]}\n"
        "  - {slug: safety, title: Safety to speak, line: Without paying for it., guidance: [some-guidance],\n"
        "     themes: [truth-telling], statements: [{key: speak-doubt, text: I can say I am unsure.}]}\n"
    )
    (root / "themes/truth-telling.md").write_text(
        "---\ntitle: Truth-telling\nline: Saying it.\nposition: 1\nwords: [candour]\n---\n"
        "It is hard. [A door](moment:the-open-door/ada@0:01.5) stays open.\n\n"
        "Some [sat down xylophonecanary](moment:the-open-door/ada@0:03.2).\n"
    )
    for slug, name, stage in (("dr-first", "Dr First", "foundation"), ("dr-second", "Dr Second", "consultant")):
        (root / f"contributors/{slug}.md").write_text(
            f"---\nname: {name}\nrole: Doctor\nstage: {stage}\nsetting: medical-ward\ninvented: true\n---\nInvented.\n"
        )
    case = root / "cases/the-open-door"
    (case / "case.md").write_text(CASE + GUIDE)
    (case / "ada.vtt").write_text(ADA)
    (case / "ben.vtt").write_text(BEN)
    make_film(case / "ada.mp4", seconds=6)
    make_sound(case / "ben.opus", seconds=3)
    return root


def make_film(path: Path, *, seconds: float, size: str = "426x240") -> Path:
    """Bars and a tone, H.264 and AAC."""
    picture = f"testsrc2=s={size}:r=25:d={seconds}"
    sound = ["-f", "lavfi", "-i", f"sine=f=330:d={seconds}", "-c:a", "aac", "-shortest"]
    film = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]
    _ffmpeg("-f", "lavfi", "-i", picture, *sound, *film, str(path))
    return path


def make_sound(path: Path, *, seconds: float) -> Path:
    """A tone, as Opus."""
    _ffmpeg("-f", "lavfi", "-i", f"sine=f=220:d={seconds}", "-c:a", "libopus", "-b:a", "32k", str(path))
    return path


def _ffmpeg(*words: str) -> None:
    exe = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([exe, "-nostdin", "-y", "-v", "error", *words], check=True)
