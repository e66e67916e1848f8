"""A hospital of the matrix: its people, a visitor for each actor, and of each kind of thing one for each situation."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, select, update

from casebook.cases.case import Case, CaseClip
from casebook.cases.decision_point import DecisionPoint
from casebook.cases.publication import Publication
from casebook.clock import now
from casebook.db.engine import reading, writing
from casebook.library import Library
from casebook.media.clip import Clip, Recording
from casebook.media.consent import Consent
from casebook.media.consenting import withdraw_consent
from casebook.media.evidence import keep_evidence
from casebook.people.person import SignIn
from casebook.people.signing_in import sign_in, suspend
from casebook.reflect.proposal import Proposal
from casebook.reflect.remark import Remark
from casebook.reflect.shared_reason import SharedReason
from tests.conftest import Visitor, cast
from tests.three_cases import add_more_cases

from . import made_alone as alone
from . import made_in_words as written
from . import made_of_accounts as accounts
from . import made_together as together
from .made_alone import CASE, Places, done
from .people import ACTORS, MORE, add_people, cohort_key

SITUATIONS = ("own", "same", "other", "withdrawn", "deleted", "missing")
MISSING = "zzzzzzzzzzzz"  # the key that there is not, in every place of a path
KEYS = (
    "key", "slug", "clip", "step", "share", "action", "code", "cohort", "form", "provider", "plan", "tag", "role",
)  # fmt: skip
NO_KEYS = {"version": "1", "rendition": "hls", "name": "index.m3u8"}
#: who has answered the case before anybody is asked
ANSWERED = ("lena", "tom", "edie", "adam", "nell", "quinn", "trudy", "sue")


class Hospital:
    """Everybody, and everything that can be asked for. `of[kind][situation][actor]`, with "*" for all actors, is what
    stands in the places of a path; what is not there is not asked."""

    def __init__(self, library: Library, content: Path, folder: Path) -> None:
        self.library, self.folder = library, folder
        self.of: dict[str, dict[str, dict[str, Places]]] = defaultdict(lambda: defaultdict(dict))
        add_more_cases(library, content, folder)
        with writing(library.engine) as db:
            add_people(db)
        named = {*MORE, "lena", "otto", "tom", "ada", "vera"}
        self.people = {name: self._entered(name) for name in sorted(named)}
        self.people["guest"] = Visitor(library)
        self.groups = {name: self._group(name) for name in ("North", "West", "Harbour", "Last year")}
        for name in ANSWERED:
            self._answer(self.people[name])
        self._plant_library()
        self._plant_alone()
        self._plant_studio()
        written.plant(self)
        accounts.plant(self)
        self._plant_consent()
        together.plant(self)
        self._hear_readers()
        self._lock_out()

    def _entered(self, name: str) -> Visitor:
        visitor = Visitor(self.library)
        with writing(self.library.engine) as db:
            visitor.client.cookies.set("sid", sign_in(db, cast(db, name), hours=12, second_factor=True)[1])
        return visitor

    def _group(self, name: str) -> str:
        with reading(self.library.engine) as db:
            return cohort_key(db, name)

    def put(self, kind: str, **places: Places) -> None:
        """Things of a kind for everybody, by their situations."""
        for situation, held in places.items():
            self.of[kind][situation]["*"] = held

    def put_own(self, kind: str, actor: str, places: Places, situation: str = "own") -> None:
        """A thing of one actor's own."""
        self.of[kind][situation][actor] = places

    def point(self, db: Session, slug: str = CASE) -> DecisionPoint:
        """The decision point of a case."""
        joined = select(DecisionPoint).join(Case, col(Case.id) == DecisionPoint.case_id)
        return db.exec(joined.where(Case.slug == slug)).one()

    def _answer(self, visitor: Visitor, slug: str = CASE) -> None:
        with reading(self.library.engine) as db:
            key = self.point(db, slug).key
        given = {
            "choice": "another-way",
            "another_way": "Both.",
            "offer": "yes",
            "reasons": "He asked me.",
            "confidence": "2",
        }
        done(visitor.post(f"/decision-points/{key}/response", **given))

    def _plant_library(self) -> None:
        """Three cases: one that is open, one by Alma that nobody has opened yet, one that was closed again; and clips:
        one told before the decision, one of the draft, and one told after, that its speaker has taken back."""
        library = self.library
        with writing(library.engine) as db:
            alma, draft = cast(db, "alma"), db.exec(select(Case).where(Case.slug == "the-list")).one()
            draft.author_id = alma.pk
            (self.folder / "cover").write_bytes(b"\xff\xd8\xff")
            for case in db.exec(select(Case)).all():
                case.cover = f"covers/{case.slug}.jpg"
                library.storage.put(case.cover, self.folder / "cover")
            self.kept_point = self.point(db, "the-list").key
        self._answer(self.people["nell"], "the-list")
        self._tell_readers()
        with writing(library.engine) as db:
            db.exec(
                update(Publication)
                .where(
                    col(Publication.case_id).in_(  # type: ignore[call-overload]
                        select(Case.id).where(col(Case.slug).in_(["the-list", "his-daughter"]))
                    )
                )
                .values(ended_at=now())
            )
            slugs = {"own": CASE, "same": "the-list", "withdrawn": "his-daughter"}
            self.put("case", **{at: {"slug": slug} for at, slug in slugs.items()})
            self.put("point", **{at: {"key": self.point(db, slug).key} for at, slug in slugs.items()})
            names = {"own": (CASE, "ada-before"), "same": ("the-list", "ada-before")}
            self.put("clip", **{at: self._clip(db, *told) for at, told in names.items()})
            self.put("clip-after", own=self._clip(db, CASE, "ada-after"))
        self.put("theme", own={"slug": "truth-telling"})
        self.put("contributor", own={"slug": "dr-first"})

    def _clip(self, db: Session, slug: str, name: str) -> Places:
        told = select(Clip.key).join(CaseClip, col(CaseClip.clip_id) == Clip.id)
        key = db.exec(
            told.join(Case, col(Case.id) == CaseClip.case_id).where(Case.slug == slug, CaseClip.name == name)
        ).one()
        return {"key": key, "clip": key, "plan": MISSING, **NO_KEYS}

    def take_back(self) -> None:
        """Its speaker takes back what she tells after the decision."""
        with writing(self.library.engine) as db:
            places = self._clip(db, CASE, "ben-after")
            recording = db.exec(
                select(Recording).join(Clip, col(Clip.recording_id) == Recording.id).where(Clip.key == places["key"])
            ).one()
            consent = db.exec(select(Consent).where(Consent.recording_id == recording.pk)).one()
            withdraw_consent(db, consent, reason="She asked.")
            self.put("clip", withdrawn=places)
            self.put("recording", withdrawn={"key": recording.key})
            self.put("consent", withdrawn={"key": consent.key})

    def _plant_consent(self) -> None:
        """What was agreed with who tells the open case, with a signed form."""
        with writing(self.library.engine) as db:
            of_clip = select(Consent).join(Clip, col(Clip.recording_id) == Consent.recording_id)
            consent = db.exec(of_clip.where(Clip.key == self.of["clip"]["own"]["*"]["key"])).one()
            form = keep_evidence(db, self.library.storage, consent, b"%PDF-1.4 signed", by=cast(db, "ada"))
            self.put("consent", own={"key": consent.key})
            self.put("evidence-file", own={"key": form.key})

    def _plant_alone(self) -> None:
        """What each actor has made for herself, and what Nell, Quinn, Trudy and Quill have."""
        at = self.people
        clip = self.of["clip"]["own"]["*"]["key"]
        makers = [(actor, name) for actor, name in ACTORS.items() if name not in ("", "guest")]
        hers, gone = alone.reflection(at["nell"]), alone.reflection(at["trudy"])
        for number, (actor, name) in enumerate([*makers, ("same", "nell"), ("other", "quinn")]):
            if actor == "expired":
                continue
            mine = hers if name == "nell" else alone.reflection(at[name])
            made = {
                "reflection": mine,
                "annotation": alone.note(at[name], clip, f"note{number:02}aaaaaa"),
                "share": alone.share(at[name], mine, "alma"),
            }
            if name not in ("nell", "quinn"):
                made["pair"] = alone.pair(at["nell"], at[name])
                made["shared"] = alone.share(at["nell"], hers, name)
                taken = alone.share(at["trudy"], gone, name)
                done(at["trudy"].post(f"/shares/{taken['key']}/removal"))
                self.put_own("shared", actor, taken, "withdrawn")
            for kind, places in made.items():
                if actor in ("same", "other"):
                    self.put(kind, **{actor: places})
                else:
                    self.put_own(kind, actor, places)
        self.put("pair", same=alone.pair(at["nell"], at["trudy"]), other=alone.pair(at["quinn"], at["quill"]))
        self.put("shared", same=alone.share(at["nell"], hers, "trudy"), other=self.of["share"]["other"]["*"])
        self.put("share", deleted=alone.share(at["trudy"], gone, "tom"))
        done(at["trudy"].post(f"/reflections/{gone['key']}/removal"))
        note = alone.note(at["trudy"], clip, "note99aaaaaa")
        done(at["trudy"].post(f"/annotations/{note['key']}/removal"))
        self.put("reflection", deleted=gone)
        self.put("annotation", deleted=note)
        self.put("shared", deleted=self.of["share"]["deleted"]["*"])
        pair = alone.pair(at["trudy"], at["quill"])
        for name in ("trudy", "quill"):
            done(at[name].post(f"/pairs/{pair['key']}/removal"))
        self.put("pair", deleted=pair)
        self._let_notes(clip)

    def _let_notes(self, clip: str) -> None:
        lets = {"own": ("peer", "lena", "North"), "educator": ("educator", "tom", "North"),
                "same": ("", "nell", "North"),
                "other": ("", "quinn", "Harbour"), "withdrawn": ("", "trudy", "West")}  # fmt: skip
        for number, (situation, (actor, name, group)) in enumerate(lets.items()):
            note = alone.note(self.people[name], clip, f"let{number}aaaaaaaa")
            let = alone.let_note(self.people[name], f"{name}@casebook.example", note, self.groups[group])
            if actor:
                self.put_own("let-note", actor, let)
            else:
                self.put("let-note", **{situation: let})
        done(self.people["trudy"].post(f"/shared-notes/{let['key']}/removal"))

    def _plant_studio(self) -> None:
        at, cases = self.people, self.folder / "brought"
        for situation, name in (("own", "ada"), ("same", "alma"), ("other", "abel")):
            recording, clip = alone.recording(name, self.library, cases)
            self.put("upload", **{situation: alone.upload(at[name])})
            self.put("recording", **{situation: recording})
            self.put("studio-clip", **{situation: clip})
            self.put("clip", **({} if situation != "other" else {"other": clip | NO_KEYS | {"plan": MISSING}}))
        gone = alone.upload(at["ada"])
        headers = {"tus-resumable": "1.0.0", "sec-fetch-site": "same-origin"}
        done(at["ada"].client.delete(f"/studio/uploads/{gone['key']}", headers=headers), 204)
        self.put("upload", deleted=gone)

    def _tell_readers(self) -> None:
        """Nell tells the authors of two cases something, offers another way and lets out her reasons."""
        with reading(self.library.engine) as db:
            points = (self.point(db).key, self.point(db, "the-list").key)
        for point in points:
            done(self.people["nell"].post(f"/decision-points/{point}/remark", says="taught", text="Thank you."))
            done(self.people["nell"].post(f"/decision-points/{point}/shared-reason", text="He asked me."))

    def _hear_readers(self) -> None:
        """What the authors of two cases were told, by its keys."""
        with reading(self.library.engine) as db:
            for situation, slug in (("own", CASE), ("same", "the-list")):
                point = self.point(db, slug)
                told = {
                    "remark": select(Remark.key).where(Remark.case_id == point.case_id),
                    "proposal": select(Proposal.key).where(Proposal.decision_point_id == point.pk),
                    "reason": select(SharedReason.key).where(SharedReason.decision_point_id == point.pk),
                }
                for kind, keys in told.items():
                    self.put(kind, **{situation: {"key": db.exec(keys).first() or ""}})

    def _lock_out(self) -> None:
        self.take_back()
        expired = self._entered("lena")
        with writing(self.library.engine) as db:
            suspend(db, cast(db, "sue"), reason="She has left.")
            newest = select(SignIn.id).order_by(col(SignIn.id).desc()).limit(1).scalar_subquery()
            db.exec(update(SignIn).where(col(SignIn.id) == newest).values(ends_at=now() - timedelta(minutes=1)))  # type: ignore[call-overload]
        self.actors = {actor: self.people.get(name) or Visitor(self.library) for actor, name in ACTORS.items()}
        self.actors["expired"] = expired

    def places(self, kind: str, situation: str, actor: str) -> Places | None:
        """What an actor asks for: her own thing, or that of the peer where she has none; None where there is no such
        thing."""
        if situation == "missing":
            return dict.fromkeys(KEYS, MISSING) | NO_KEYS
        held = self.of[kind][situation]
        return held.get(actor) or held.get("*") or held.get("educator") or held.get("peer")
