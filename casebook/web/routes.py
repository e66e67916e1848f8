"""The whole site in one list: method, path, handler, name, permission. Who may do what stands in `may.py`."""

import re
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute, Route, compile_path

from . import (
    accounts,
    annotations,
    bookmarks,
    browse,
    cases,
    clips,
    comparisons,
    consents,
    contributors,
    demo_sign_ins,
    drafts,
    exports,
    feeds,
    film,
    guides,
    health,
    home,
    my_casebook,
    pages,
    places,
    proposals,
    reasons,
    recordings,
    reflection_forms,
    reflections,
    responses,
    search,
    seat_answers,
    seats,
    second_responses,
    session_live,
    session_records,
    session_turns,
    shared_reasons,
    shares,
    sign_ins,
    studio,
    teaching_sessions,
    themes,
    transcript_files,
    transcripts,
    uploads,
    uploads_new,
    withdrawals,
)
from .handle import MOST_FIELDS, handle


@dataclass(frozen=True)
class Line:
    """One line of the map. `own` handlers are asynchronous and ask for the permission themselves."""

    method: str
    path: str
    handler: Any
    name: str
    permission: str
    own: bool = False
    opens_db: bool = True
    slow: bool = False  # takes seconds: done one at a time, beside everything else
    streams: bool = False  # takes its body as it comes, beyond the limit of a form
    most_fields: int = MOST_FIELDS
    most_files: int = 0


MAP: tuple[Line, ...] = (
    Line("GET", "/", home.show, "home.show", "public"),
    Line("GET", "/about", pages.about, "pages.about", "public"),
    Line("GET", "/who-sees-what", pages.privacy, "pages.privacy", "public"),
    Line("GET", "/accessibility", pages.accessibility, "pages.accessibility", "public"),
    Line("GET", "/sign-in", sign_ins.new, "sign_ins.new", "public"),
    Line("POST", "/sign-in", sign_ins.create, "sign_ins.create", "public", opens_db=False),
    Line("POST", "/sign-out", sign_ins.remove, "sign_ins.remove", "public"),
    Line("POST", "/demo/sign-in", demo_sign_ins.create, "demo_sign_ins.create", "public"),
    Line("GET", "/themes", themes.index, "themes.index", "browse"),
    Line("GET", "/themes/{slug}", themes.show, "themes.show", "browse"),
    Line("GET", "/cases", browse.index, "cases.index", "browse"),
    Line("GET", "/cases/{slug}", cases.show, "cases.show", "browse"),
    Line("GET", "/cases/{slug}/comparison", comparisons.show, "comparisons.show", "compare"),
    Line("GET", "/cases/{slug}/second-answer", second_responses.new, "second_responses.new", "respond"),
    Line("GET", "/cases/{slug}/guide", guides.show, "guides.show", "read_guide"),
    Line("POST", "/decision-points/{key}/response", responses.create, "responses.create", "respond"),
    Line("POST", "/decision-points/{key}/withdrawal", withdrawals.create, "withdrawals.create", "respond"),
    Line("GET", "/decision-points/{key}/shared-reason", shared_reasons.new, "shared_reasons.new", "respond"),
    Line("POST", "/decision-points/{key}/shared-reason", shared_reasons.create, "shared_reasons.create", "respond"),
    Line(
        "POST",
        "/decision-points/{key}/shared-reason/withdrawal",
        shared_reasons.remove,
        "shared_reasons.remove",
        "respond",
    ),
    Line("POST", "/reasons/{key}/report", reasons.create_report, "reasons.create_report", "compare"),
    Line("GET", "/studio/proposals", proposals.index, "proposals.index", "studio"),
    Line("POST", "/studio/proposals/{key}", proposals.update, "proposals.update", "studio"),
    Line("GET", "/studio/reasons", reasons.index, "reasons.index", "edit_reasons"),
    Line("POST", "/studio/reasons/{key}", reasons.update, "reasons.update", "edit_reasons"),
    Line("POST", "/decision-points/{key}/draft", drafts.create, "drafts.create", "respond"),
    Line(
        "POST", "/decision-points/{key}/second-response", second_responses.create, "second_responses.create", "respond"
    ),
    Line("GET", "/contributors", contributors.index, "contributors.index", "browse"),
    Line("GET", "/contributors/{slug}", contributors.show, "contributors.show", "browse"),
    Line("GET", "/search", search.index, "search.index", "browse"),
    Line("GET", "/my-casebook/bookmarks", bookmarks.index, "bookmarks.index", "own"),
    Line("POST", "/my-casebook/bookmarks", bookmarks.create, "bookmarks.create", "own"),
    Line("POST", "/my-casebook/bookmarks/removal", bookmarks.remove, "bookmarks.remove", "own"),
    Line("POST", "/my-casebook/places", places.create, "places.create", "own"),
    Line("POST", "/my-casebook/places/removal", places.remove, "places.remove", "own"),
    Line("GET", "/my-casebook", my_casebook.show, "my_casebook.show", "own"),
    Line("POST", "/clips/{key}/annotations", annotations.create, "annotations.create", "own"),
    Line("POST", "/annotations/{key}", annotations.update, "annotations.update", "own"),
    Line("POST", "/annotations/{key}/removal", annotations.remove, "annotations.remove", "own"),
    Line("GET", "/my-casebook/notes.jsonld", annotations.export, "annotations.export", "own"),
    Line("POST", "/my-casebook/notes", annotations.bring, "annotations.bring", "own", most_files=1),
    Line("GET", "/my-casebook/portfolio", exports.show, "exports.show", "own"),
    Line("GET", "/my-casebook/portfolio/{form}", exports.download, "exports.download", "own", slow=True),
    Line("GET", "/reflections/new", reflections.new, "reflections.new", "own"),
    Line("GET", "/reflections/{key}", reflections.show, "reflections.show", "own"),
    Line(
        "POST",
        "/reflections/{key}",
        reflections.update,
        "reflections.update",
        "own",
        most_fields=reflection_forms.MOST_FIELDS,
    ),
    Line("GET", "/reflections/{key}/shares", shares.new, "shares.new", "own"),
    Line("POST", "/reflections/{key}/shares", shares.create, "shares.create", "own"),
    Line("POST", "/shares/{key}/removal", shares.remove, "shares.remove", "own"),
    Line("GET", "/shared/{key}", shares.show, "shares.show", "own"),
    Line("POST", "/shared/{key}/reading", shares.read, "shares.read", "own"),
    Line("GET", "/my-casebook/everything.zip", accounts.everything, "accounts.everything", "own", slow=True),
    Line("GET", "/account/closing", accounts.closing, "accounts.closing", "own"),
    Line("POST", "/account/closing", accounts.close, "accounts.close", "own", opens_db=False),
    Line("POST", "/reflections/{key}/removal", reflections.remove, "reflections.remove", "own"),
    Line("POST", "/reflections/{key}/actions/{action}", reflections.tick, "reflections.tick", "own"),
    Line("GET", "/clips/{key}", clips.show, "clips.show", "play"),
    Line("GET", "/clips/{key}/captions.vtt", clips.captions, "captions.show", "play"),
    Line("GET", "/clips/{key}/descriptions.vtt", clips.descriptions, "descriptions.show", "play"),
    Line("GET", "/clips/{key}/seen.vtt", clips.seen_vtt, "transcripts.seen", "play"),
    Line("GET", "/clips/{key}/transcript.vtt", clips.transcript_vtt, "transcripts.webvtt", "play"),
    Line("GET", "/clips/{key}/transcript.txt", clips.transcript_txt, "transcripts.text", "play"),
    Line("GET", "/studio/clips/{key}/transcript", transcripts.edit, "transcripts.edit", "edit_words"),
    Line(
        "POST",
        "/studio/clips/{key}/transcript",
        transcripts.update,
        "transcripts.update",
        "edit_words",
        most_fields=transcripts.MOST_FIELDS,
    ),
    Line(
        "POST",
        "/studio/clips/{key}/transcript/file",
        transcript_files.create,
        "transcript_files.create",
        "edit_words",
        most_files=1,
    ),
    Line("GET", "/m/{clip}/{version:int}/{rendition}/{name}", film.show, "film.show", "play", own=True),
    Line("GET", "/covers/{slug}", film.cover, "covers.show", "public", own=True),
    Line("GET", "/studio", studio.show, "studio.show", "studio"),
    Line("GET", "/studio/progress", studio.progress, "studio.progress", "studio", own=True),
    Line("POST", "/studio/clips/{key}/attempt", studio.retry, "studio.retry", "studio"),
    Line("GET", "/studio/uploads/new", uploads_new.new, "uploads.new", "studio"),
    Line("OPTIONS", "/studio/uploads", uploads.options, "uploads.options", "public", own=True),
    Line("POST", "/studio/uploads", uploads.create, "uploads.create", "studio", own=True, streams=True),
    Line("HEAD", "/studio/uploads/{key}", uploads.show, "uploads.show", "studio", own=True),
    Line("PATCH", "/studio/uploads/{key}", uploads.update, "uploads.update", "studio", own=True, streams=True),
    Line("DELETE", "/studio/uploads/{key}", uploads.remove, "uploads.remove", "studio", own=True),
    Line("POST", "/studio/uploads/{key}", uploads.override, "uploads.override", "studio", own=True, streams=True),
    Line("GET", "/studio/recordings/{key}", recordings.show, "recordings.show", "studio"),
    Line("POST", "/studio/recordings/{key}/clips", recordings.cut, "recordings.cut", "studio"),
    Line("POST", "/studio/recordings/{key}/sound-track", recordings.sound_track, "recordings.sound_track", "studio"),
    Line("POST", "/studio/recordings/{key}/consent", consents.create, "consents.create", "studio"),
    Line("POST", "/studio/recordings/{key}/withdrawal", consents.remove, "consents.remove", "studio"),
    Line("GET", "/teaching-sessions", teaching_sessions.index, "teaching_sessions.index", "teach"),
    Line("GET", "/teaching-sessions/new", teaching_sessions.new, "teaching_sessions.new", "teach"),
    Line("POST", "/teaching-sessions", teaching_sessions.create, "teaching_sessions.create", "teach"),
    Line("GET", "/teaching-sessions/{key}", teaching_sessions.show, "teaching_sessions.show", "teach"),
    Line("POST", "/teaching-sessions/{key}/turns", session_turns.create, "session_turns.create", "teach"),
    Line("POST", "/teaching-sessions/{key}/closing", teaching_sessions.close, "teaching_sessions.close", "teach"),
    Line("GET", "/teaching-sessions/{key}/now", session_live.now, "session_live.now", "teach"),
    Line("GET", "/teaching-sessions/{key}/live", session_live.show, "session_live.show", "take_part", own=True),
    Line("GET", "/teaching-sessions/{key}/record", session_records.show, "session_records.show", "teach"),
    Line("POST", "/teaching-sessions/{key}/record", session_records.update, "session_records.update", "teach"),
    Line("GET", "/join", seats.new, "seats.new", "public"),
    Line("GET", "/join/{code}", seats.by_code, "seats.by_code", "public"),
    Line("POST", "/join", seats.create, "seats.create", "public"),
    Line("GET", "/teaching-sessions/{key}/seat", seats.show, "seats.show", "take_part"),
    Line("GET", "/teaching-sessions/{key}/seat/now", seats.now, "seats.now", "take_part"),
    Line("GET", "/teaching-sessions/{key}/seat/film", seats.film, "seats.film", "take_part"),
    Line("POST", "/teaching-sessions/{key}/seat/answers", seat_answers.create, "seat_answers.create", "take_part"),
    Line("POST", "/teaching-sessions/{key}/seat/draft", seat_answers.draft, "seat_answers.draft", "take_part"),
    Line("POST", "/teaching-sessions/{key}/seat/brought-answer", seat_answers.bring, "seat_answers.bring", "take_part"),
    Line(
        "POST",
        "/teaching-sessions/{key}/seat/reason",
        seat_answers.create_reason,
        "seat_answers.create_reason",
        "take_part",
    ),
    Line(
        "POST",
        "/teaching-sessions/{key}/seat/reason/removal",
        seat_answers.remove_reason,
        "seat_answers.remove_reason",
        "take_part",
    ),
    Line("GET", "/cases.atom", feeds.atom, "feeds.atom", "public"),
    Line("GET", "/sitemap.xml", feeds.sitemap, "feeds.sitemap", "public"),
    Line("GET", "/robots.txt", feeds.robots, "feeds.robots", "public"),
    Line("GET", "/opensearch.xml", feeds.opensearch, "feeds.opensearch", "public"),
    Line("GET", "/healthz", health.alive, "health.alive", "public", own=True),
    Line("GET", "/readyz", health.ready, "health.ready", "public"),
    Line("GET", "/metrics", health.numbers, "health.numbers", "public"),
    Line("POST", "/csp", health.csp, "health.csp", "public", own=True),
)


def routes() -> list[BaseRoute]:
    """The map as Starlette's routes."""
    return [
        Route(
            line.path,
            line.handler
            if line.own
            else handle(
                line.handler,
                line.permission,
                opens_db=line.opens_db,
                slow=line.slow,
                most_fields=line.most_fields,
                most_files=line.most_files,
            ),
            methods=[line.method],
            name=line.name,
        )
        for line in MAP
    ]


def streams() -> list[tuple[str, re.Pattern[str]]]:
    """(method, path) of the lines that take their body as it comes."""
    return [(line.method, compile_path(line.path)[0]) for line in MAP if line.streams]
