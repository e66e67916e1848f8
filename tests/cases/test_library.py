"""The library that comes with casebook keeps the promises made of it: enough cases, told differently, true to time."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from casebook.cases.content_reading import MOMENT_LINK, Content, ReadCase, read_content
from casebook.cases.content_shape import ClipShape, RecordingShape
from casebook.cases.content_text import milliseconds
from casebook.media.webvtt import SpokenCue

ROOT = Path(__file__).parents[2]
HELPED, MANAGE, OTHERS = {"patient", "carer"}, {"manager"}, {"nurse", "allied"}


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(ROOT / "content")


def clips(content: Content) -> Iterator[tuple[ReadCase, RecordingShape, ClipShape, list[SpokenCue]]]:
    """Every clip with the cues that are said in it."""
    for case in content.cases.values():
        for recording in case.shape.recordings:
            for clip in recording.clips:
                cues = [cue for cue in case.cues[recording.key] if clip.from_ <= cue.start_ms < clip.to]
                yield case, recording, clip, cues


def block_of(case: ReadCase, recording: RecordingShape, cue: SpokenCue) -> str:
    """The lines of a cue as its file has them."""
    minutes, ms = divmod(cue.start_ms, 60_000)
    text = (case.folder / recording.transcript).read_text(encoding="utf-8")
    found = re.search(rf"^(?:00:)?{minutes:02d}:{ms / 1000:06.3f} --> .*\n((?:.+\n?)+)", text, re.MULTILINE)
    assert found, f"{case.slug}/{recording.key} has no cue at {cue.start_ms} ms"
    return found[1].rstrip()


def is_drama(cues: list[SpokenCue]) -> bool:
    """Whether people speak with one another in a clip."""
    return len({cue.speaker for cue in cues}) > 1


def test_each_of_the_sixteen_themes_comes_first_in_a_case(content: Content) -> None:
    assert len(content.cases) >= 16
    assert len(content.themes) == 16
    assert {case.shape.themes[0] for case in content.cases.values()} == set(content.themes)


def test_the_cases_happen_in_hospital_and_practice_and_say_under_whose_law(content: Content) -> None:
    settings = Counter(case.shape.setting for case in content.cases.values())
    assert settings["gp"] >= 1
    assert sum(count >= 2 for count in settings.values()) >= 4
    assert sum(bool(case.shape.twist) for case in content.cases.values()) >= 5
    assert all("England" in case.shape.jurisdiction for case in content.cases.values())


def test_each_case_is_told_from_several_places_in_life_which_weigh_it_differently(content: Content) -> None:
    for slug, case in content.cases.items():
        told = case.shape.recordings
        assert len({content.contributors[one.contributor][0].stage for one in told}) >= 2, slug
        voices = [content.contributors[one.contributor][0].voice for one in told]
        assert len(set(voices)) == len(voices), f"two people of {slug} have one voice"
        assert any(one.medium == "film" for one in told), f"nothing moves in {slug}"
        after = [clip for one in told for clip in one.clips if clip.part == "after"]
        assert any(clip.part == "before" for one in told for clip in one.clips), slug
        assert len({clip.chose for clip in after if clip.chose}) >= 2, f"all of {slug} chose the same"


def test_those_who_are_cared_for_and_those_who_work_beside_doctors_are_heard(content: Content) -> None:
    told = list(clips(content))
    stages = Counter(content.contributors[recording.contributor][0].stage for _, recording, _, _ in told)
    assert len(told) >= 40
    assert sum(stages[one] for one in HELPED) >= 3
    assert sum(stages[one] for one in MANAGE) >= 2
    assert sum(stages[one] for one in OTHERS) >= 3
    recordings = [one for case in content.cases.values() for one in case.shape.recordings]
    assert sum(one.medium == "slideshow" for one in recordings) >= 4
    dramas = {case.slug for case, _, _, cues in told if is_drama(cues)}
    assert len(dramas) >= 2


def test_every_option_has_an_advocate_and_a_cost(content: Content) -> None:
    for slug, case in content.cases.items():
        sides = [side for option in case.shape.decision.options for side in (option.for_, option.against)]
        assert all(len(side.split()) >= 6 for side in sides), slug
        assert len(set(sides)) == len(sides), f"two options of {slug} say the same"


def test_every_clip_is_as_long_and_as_fast_as_one_listens_well(content: Content) -> None:
    for case, _, clip, cues in clips(content):
        seconds = (clip.to - clip.from_) / 1000
        assert 40 <= seconds <= (240 if is_drama(cues) else 120), f"{clip.key} of {case.slug} lasts {seconds} s"
        pace = sum(len(cue.text.split()) for cue in cues) / seconds * 60
        assert 120 <= pace <= 160, f"{clip.key} of {case.slug} is spoken at {pace:.0f} words a minute"


def test_captions_follow_the_rules_of_reading(content: Content) -> None:
    for case, recording, clip, cues in clips(content):
        for cue in cues:
            where = f"{clip.key} of {case.slug}: “{cue.text}”"
            assert cue.speaker, f"{where} is said by nobody"
            assert 1000 <= cue.end_ms - cue.start_ms <= 6001, f"{where} is shown {cue.end_ms - cue.start_ms} ms"
            written = [re.sub(r"<[^>]*>", "", line) for line in block_of(case, recording, cue).splitlines()]
            assert len(written) <= 2, where
            assert all(len(line) <= 42 for line in written), where


def test_every_moment_in_a_synthesis_says_what_it_is_linked_for(content: Content) -> None:
    def plain(text: str) -> str:
        return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", "")))

    for slug, (_, body) in content.themes.items():
        for link in re.finditer(r"\(moment:([a-z0-9-]+)/([a-z0-9-]+)@([0-9:.]+) \"([^\"]*)\"\)", body):
            at, cues = milliseconds(link[3]), content.cases[link[1]].cues[link[2]]
            said = plain(" ".join(cue.text for cue in cues if at - 100 <= cue.start_ms < at + 20_000))
            assert said.startswith(plain(link[4])[:20]) or plain(link[4]) in said, f"{slug}: {link[0]}"
        assert len(MOMENT_LINK.findall(body)) == body.count("](moment:"), slug
        for paragraph in body.strip().split("\n\n"):
            assert "](moment:" in paragraph, f"{slug}: “{paragraph[:60]}…” rests on no moment"


def test_every_picture_and_film_has_words_for_those_who_cannot_see_it(content: Content) -> None:
    for case in content.cases.values():
        for recording in case.shape.recordings:
            assert len(recording.described.split()) >= 5, f"{case.slug}/{recording.key}"
            assert all(len(still.alt.split()) >= 4 for still in recording.stills), f"{case.slug}/{recording.key}"


def test_guidance_says_whether_anyone_looked_it_up(content: Content) -> None:
    assert content.guidance is not None
    table = (ROOT / "docs/law-and-guidance.md").read_text(encoding="utf-8")
    for slug, case in content.cases.items():
        assert case.shape.guidance, f"{slug} names no guidance"
        assert f"`{slug}`" in table, f"{slug} has no statements in the table of law and guidance"
    used = {key for case in content.cases.values() for key in case.shape.guidance}
    used |= {key for theme, _ in content.themes.values() for key in theme.guidance}
    assert used == {row.key for row in content.guidance.guidance}


def test_all_of_it_is_small_enough_to_clone() -> None:
    size = sum(path.stat().st_size for path in (ROOT / "content").rglob("*") if path.is_file())
    assert size < 100_000_000


def test_what_was_recorded_was_heard_back_by_a_recogniser(content: Content) -> None:
    """`content/making/hear.py --keep` writes down each clip's word error, and the bytes that it heard."""
    heard = yaml.safe_load((ROOT / "content/making/heard.yaml").read_text(encoding="utf-8"))
    bytes_of = {clip.key: (case.folder / recording.file).stat().st_size for case, recording, clip, _ in clips(content)}
    assert {key: one["bytes"] for key, one in heard.items()} == bytes_of, "a clip was made anew and not heard again"
    assert statistics.median(one["word_error"] for one in heard.values()) <= 0.05
