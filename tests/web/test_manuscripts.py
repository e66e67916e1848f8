"""Writing a case, page by page: as its author, as the reviewer, as everyone else, in two tabs, with wrong input."""

import re
from collections.abc import Callable

from sqlmodel import Session, select

from casebook.cases.case import Case, CaseClip
from casebook.cases.content_shape import GUIDE_PARTS
from casebook.cases.manuscript import Manuscript
from casebook.cases.manuscript_words import CaseWords
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip
from casebook.media.queries import clip_with_recording, cues_of
from casebook.people.joining import add_person
from casebook.people.person import Role
from tests.cases.test_writing import ready_clip
from tests.conftest import Visitor
from tests.web.test_cases import respond

Visit = Callable[[str], Visitor]
CANARY = "ptarmigancanary"


def begun(ada: Visitor, **fields: str) -> str:
    """The address of a manuscript that Ada has begun."""
    answer = ada.post("/studio/manuscripts", **(fields or {"title": "The key"}))
    assert answer.status_code == 303
    return answer.headers["location"].removesuffix("/edit")


def whole(seen: int = 1, **different: str) -> dict[str, str]:
    """All fields of the form, as a browser sends them."""
    fields = {
        "seen": str(seen), "title": "The key", "dilemma": "He asks me whether she knew.", "setting": "gp",
        "level": "core", "perspective": "doctor", "jurisdiction": "England", "story": f"At ten. {CANARY}",
        "moment": "It is 22:00.", "question": "What do you say?", "closing": "What led?",
        "twist": "She knew twistcanary.",
        "continuum": "courage", "theme-1": "truth-telling", "guidance": "some-guidance", "nothing_to_note": "yes",
        "licence": "CC BY 4.0", "attribution": "Ada", "support-1-title": "Samaritans", "support-1-url": "tel:116123",
    }  # fmt: skip
    fields |= {f"guide-{n}": "Say it." for n in range(1, len(GUIDE_PARTS) + 1)}
    for n in (1, 2, 3):
        fields |= {f"option-{n}-label": f"Say {n}", f"option-{n}-for": "For.", f"option-{n}-against": "Cost."}
    return fields | different


def read_it(vera: Visitor, address: str) -> int:
    """Press that it has been read, on the page as it is; answers the status."""
    fields = dict(re.findall(r'name="(seen|said)" value="([^"]+)"', vera.get(address).text))
    return vera.post(f"{address}/reading", **fields).status_code


def name_somebody(db: Session, key: str) -> None:
    """A name in what is said in a clip."""
    clip, _ = clip_with_recording(db, key)
    cue = cues_of(db, clip)[0]
    cue.text = "Then Mrs Okafor rang."
    db.add(cue)


def words(library: Library, address: str) -> CaseWords:
    with reading(library.engine) as db:
        key = address.split("/")[-1]
        return CaseWords.of(db.exec(select(Manuscript).where(Manuscript.key == key)).one().words)


def test_a_case_is_written_read_and_published_without_a_script(visit: Visit, stocked: Library) -> None:
    ada, vera = visit("ada"), visit("vera")
    address = begun(ada)
    answer = ada.client.post(
        address, data=whole() | {"continuum": ["courage", "trustworthiness"]}, headers={"sec-fetch-site": "same-origin"}
    )
    assert answer.headers["location"].endswith(address)
    with writing(stocked.engine) as db:
        clip = ready_clip(db).key
    assert "At the door" in ada.get(f"{address}/clips").text
    told = ada.post(f"{address}/clips", seen="2", another=clip, **{"another-part": "before"})
    assert told.status_code == 303
    page = ada.get(address).text
    assert "A reviewer" in page
    assert "a live consent" in page
    assert ada.post(f"{address}/publication").status_code == 409
    assert CANARY in vera.get(f"{address}/preview").text
    assert "twistcanary" not in vera.get(f"{address}/preview").text
    assert "twistcanary" in vera.get(f"{address}/preview?after=yes").text
    assert vera.post(f"{address}/reading", seen="2").status_code == 409
    with writing(stocked.engine) as db:
        name_somebody(db, clip)
    page = vera.get(address).text
    assert "<mark>Mrs Okafor</mark>" in page
    assert f"/studio/clips/{clip}/redaction?from=100" in page
    assert "I have read it" not in page
    refused = vera.post(f"{address}/reading", seen="3")
    assert refused.status_code == 422
    assert "One place in what is said may name somebody" in refused.text
    given = dict(re.findall(r'name="(clip|mark)" value="([^"]+)"', page))
    assert "Names nobody" not in ada.get(address).text, "who wrote it does not look at it"
    assert ada.post(f"{address}/marks", **given).status_code == 403
    assert vera.post(f"{address}/marks", clip=clip, mark="0" * 64).status_code == 422
    assert vera.post(f"{address}/marks", **given).status_code == 303
    assert vera.post(f"{address}/reading", seen="3", said="0" * 64).status_code == 409, "other words than she saw"
    assert read_it(vera, address) == 303
    published = ada.post(f"{address}/publication")
    assert published.headers["location"].endswith("/cases/the-key")
    lena = visit("lena")
    page = lena.get("/cases/the-key").text
    assert CANARY in page
    assert "twistcanary" not in page
    assert "CC BY 4.0, Ada" in page
    assert ada.get(address).status_code == 404


def test_nobody_else_sees_what_is_being_written(visit: Visit, stocked: Library) -> None:
    address = begun(ada := visit("ada"))
    ada.post(address, **whole())
    with writing(stocked.engine) as db:  # it is another author's now
        bea = add_person(db, name="Bea", email="bea@casebook.example", roles=[Role.author])
        manuscript = db.exec(select(Manuscript)).one()
        manuscript.author_id = bea.pk
        db.add(manuscript)
    nowhere = ada.get("/studio/manuscripts/2345678abcde")
    for path in ("", "/edit", "/clips", "/preview"):
        found = ada.get(f"{address}{path}")
        assert (found.status_code, found.content) == (404, nowhere.content), path
    for path in ("", "/clips", "/publication", "/removal", "/basis"):
        assert ada.post(f"{address}{path}", **whole()).status_code == 404, path
    for path in ("/marks", "/reading"):
        assert ada.post(f"{address}{path}", clip="a", mark="b", seen="2").status_code == 404, path
    for name in ("lena", "tom", "otto"):
        for path in ("", "/edit", "/clips", "/preview"):
            assert visit(name).get(f"{address}{path}").status_code == 403
    assert visit("").get(address).status_code in (303, 401)
    for who in ("ada", "lena", "tom"):
        for path in ("/", "/cases", "/search?q=key", "/studio/manuscripts"):
            text = visit(who).get(path).text
            assert CANARY not in text
            assert "The key" not in text
    vera = visit("vera")
    assert CANARY in vera.get(f"{address}/preview").text, "a reviewer reads it first"
    assert vera.get(f"{address}/edit").status_code == 403
    assert vera.post(f"{address}/publication").status_code == 403


def test_readers_of_an_open_case_see_the_old_words_until_the_new_are_published(visit: Visit, stocked: Library) -> None:
    ada, lena = visit("ada"), visit("lena")
    respond(lena)
    address = begun(ada, case="the-open-door")
    assert begun(ada, case="the-open-door") == address, "there is one only"
    form = ada.get(f"{address}/edit").text
    assert "You stand at his bed." in form
    held = words(stocked, address)
    sent = {f"option-{n}-{part}": text for n, one in enumerate(held.options, 1)
            for part, text in (("key", one.key), ("label", one.label), ("for", one.speaks_for),
                               ("against", one.speaks_against))}  # fmt: skip
    changed = whole(title=held.title, story=f"You sit. {CANARY}") | sent
    continua = {"continuum": list(held.continua)}
    ada.client.post(address, data=changed | continua, headers={"sec-fetch-site": "same-origin"})
    assert CANARY not in lena.get("/cases/the-open-door").text
    with writing(stocked.engine) as db:
        for clip in db.exec(select(Clip)).all():
            clip.version = 1
            db.add(clip)
    assert read_it(visit("vera"), address) == 303
    assert ada.post(f"{address}/publication").status_code == 303
    assert CANARY in lena.get("/cases/the-open-door").text
    with reading(stocked.engine) as db:
        assert db.exec(select(Case)).one().version == 2
        assert len(db.exec(select(CaseClip)).all()) == 3


def test_two_tabs_lose_no_word(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    address = begun(ada)
    assert ada.post(address, **whole(story="From the first tab.")).status_code == 303
    clash = ada.post(address, **whole(story="From the second tab."))
    assert clash.status_code == 409
    assert "From the first tab." in clash.text
    assert "From the second tab." in clash.text
    assert 'name="seen" value="2"' in clash.text
    assert words(stocked, address).story == "From the first tab."
    assert ada.post(address, **whole(2, story="From the second tab.")).status_code == 303
    assert words(stocked, address).story == "From the second tab."


def test_it_saves_itself_and_says_so_and_why_not(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    address = begun(ada)
    by_htmx = {"sec-fetch-site": "same-origin", "HX-Request": "true"}
    kept = ada.post(address, headers=by_htmx, **whole())
    assert kept.status_code == 200
    assert 'id="draft-said"' in kept.text
    assert 'name="seen" value="2"' in kept.text
    assert "<html" not in kept.text
    late = ada.post(address, headers=by_htmx, **whole(story="Late."))
    assert "Not saved:" in late.text
    assert 'name="seen" value="1"' in late.text, "so that the next one is refused as well"
    assert words(stocked, address).story == f"At ten. {CANARY}"


def test_what_cannot_be_kept_is_said_and_all_that_was_typed_stays(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    address = begun(ada)
    for wrong, says in (
        ({"title": " "}, "Give the case a title"),
        ({"setting": "moon"}, "Choose one of those"),
        ({"support-1-url": "javascript:alert(1)"}, "A link has words and an address"),
        ({"story": "x" * 20_001}, "longer than"),
    ):
        answer = ada.post(address, **whole(**wrong))
        assert answer.status_code == 422, wrong
        assert says in answer.text
        assert "He asks me whether she knew." in answer.text
    assert words(stocked, address).dilemma == ""
    assert ada.post("/studio/manuscripts", title="  ").status_code == 422
    assert ada.post("/studio/manuscripts", case="nowhere").status_code == 404


def test_clips_keep_their_order_and_what_was_chosen(visit: Visit, stocked: Library) -> None:
    ada = visit("ada")
    address = begun(ada, case="the-open-door")
    before = words(stocked, address).clips
    fields = {"seen": "1"}
    for n, (one, order) in enumerate(zip(before, ("3", "1", "2"), strict=True), 1):
        part = "after" if one.after else "before"
        fields |= {f"clip-{n}-key": one.clip, f"clip-{n}-order": order, f"clip-{n}-part": part,
                   f"clip-{n}-chose": one.chose, f"clip-{n}-weighed": one.weighed}  # fmt: skip
    fields |= {"clip-2-at-courage": "7", "clip-2-at-nonsense": "9"}
    assert ada.post(f"{address}/clips", **fields).status_code == 303
    after = words(stocked, address).clips
    assert [one.clip for one in after] == [before[1].clip, before[2].clip, before[0].clip]
    assert after[0].positions == {"courage": 7}
    assert (after[0].chose, after[0].weighed) == ("stay", "His hand.")
    assert ada.post(f"{address}/clips", **fields | {"clip-2-weighed": "Her hand."}).status_code == 409
    assert ada.post(f"{address}/clips", **fields | {"seen": "2", "clip-1-out": "yes"}).status_code == 303
    assert [one.clip for one in words(stocked, address).clips] == [before[1].clip, before[2].clip]
    assert ada.post(f"{address}/clips", **fields | {"seen": "3", "another": "nosuchclip"}).status_code == 303
    assert len(words(stocked, address).clips) == 3, "what is nowhere is not told"


def test_what_is_thrown_away_is_gone_and_the_case_stays(visit: Visit) -> None:
    ada = visit("ada")
    address = begun(ada, case="the-open-door")
    assert ada.post(f"{address}/removal").status_code == 303
    assert ada.get(address).status_code == 404
    assert ada.get("/cases/the-open-door").status_code == 200
