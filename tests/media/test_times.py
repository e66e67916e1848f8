"""Every size shows the same picture at the same moment, from zero on: so a browser sees it, and so the files say it."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from casebook.media.clip import ClipState
from casebook.media.ffmpeg import find, has_encoder
from casebook.media.playlists import read_media
from casebook.media.slimming import ENCODER

from .conftest import Recordings, Studio
from .looking import first_shown
from .test_slimming import slim_once

#: Every frame is of another grey than those around it.
_GREYS = "nullsrc=s=32x18:r=25:d=7,geq=lum='20+mod(37*N,200)':cb=128:cr=128,scale=1280:720:flags=neighbor"
_MOMENTS = [0.02, 0.06, 0.1, 1.0, 2.98, 5.98, 6.02, 6.5, 6.98]

_SEE = """async ([kind, parts, moments]) => {
  const video = document.querySelector("video");
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  await new Promise((go) => source.addEventListener("sourceopen", go, { once: true }));
  const buffer = source.addSourceBuffer(kind);
  for (const part of parts) {
    buffer.appendBuffer(Uint8Array.from(atob(part), (letter) => letter.charCodeAt(0)));
    await new Promise((go) => buffer.addEventListener("updateend", go, { once: true }));
  }
  source.endOfStream();
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const greys = [];
  for (const moment of moments) {
    const shown = new Promise((go) => {
      // a busy browser may still call for a frame from before the jump; one that is never right is drawn all the same
      const look = (_, { mediaTime }) =>
        mediaTime < moment + 0.001 && moment < mediaTime + 0.041 ? go() : video.requestVideoFrameCallback(look);
      video.requestVideoFrameCallback(look);
      setTimeout(go, 5000);
    });
    video.currentTime = moment;
    await shown;
    pen.drawImage(video, 0, 0, 1, 1);
    greys.push(pen.getImageData(0, 0, 1, 1).data[1]);
  }
  return [buffer.buffered.start(0), video.buffered.end(0), greys];
}"""


def seen_by_a_browser(browser: Browser, folder: Path) -> tuple[float, float, list[int]]:
    """Where a rendition begins and ends on the browser's clock in seconds, and the grey shown at each moment."""
    media = read_media(folder)
    parts = [folder / "init.mp4", *(folder / name for _, name in media.segments)]
    page = browser.new_page()
    try:
        page.set_content("<video muted></video>")
        told = [base64.b64encode(part.read_bytes()).decode() for part in parts]
        begins, ends, greys = page.evaluate(_SEE, [f'video/mp4; codecs="{media.codec}"', told, _MOMENTS])
    finally:
        page.close()
    return begins, ends, [round(grey * 219 / 255 + 16) for grey in greys]


def in_greys(recordings: Recordings, reordered: int) -> Path:
    return recordings.other(
        f"greys_{reordered}.mp4", "-f", "lavfi", "-i", _GREYS, "-c:v", "libx264", "-preset", "veryfast", "-crf", "10",
        "-pix_fmt", "yuv420p", "-g", "50", "-bf", str(reordered), "-x264-params", "b-adapt=0:scenecut=0",
    )  # fmt: skip


@pytest.mark.skipif(not has_encoder(find(), ENCODER), reason="this ffmpeg makes no AV1")
@pytest.mark.parametrize("reordered", [0, 1, 3])
def test_all_sizes_show_each_frame_at_its_moment(
    studio: Studio, recordings: Recordings, browser: Browser, tmp_path: Path, reordered: int
) -> None:
    clip = studio.make(in_greys(recordings, reordered))
    assert clip.state is ClipState.ready, clip.reason
    slim_once(studio, clip.key)
    clip = studio.clip(clip.key)
    greys = [20 + 37 * int(moment * 25 + 0.001) % 200 for moment in _MOMENTS]
    for name in ("v240", "v540", "v720", "av720"):
        folder = studio.fetch(clip, name, tmp_path).parent
        begins, ends, seen = seen_by_a_browser(browser, folder)
        assert (begins, ends) == (0, pytest.approx(7, abs=0.001)), name
        assert seen == pytest.approx(greys, abs=6), name
        # each segment begins with the picture of its own cut, in every size
        cuts = [length for length, _ in read_media(folder).segments]
        assert first_shown(folder) == pytest.approx([sum(cuts[:number]) for number in range(len(cuts))]), name


def test_the_pictures_of_a_slideshow_begin_at_zero(studio: Studio, recordings: Recordings, tmp_path: Path) -> None:
    stills = ((recordings.still("grey.jpg", "1280x720", "gray"), 0, "A grey wall"),)
    clip = studio.make(recordings.sound(seconds=8), stills=stills)
    for name in ("v360", "v720"):
        assert first_shown(studio.fetch(clip, name, tmp_path).parent)[0] == 0
