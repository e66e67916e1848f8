"""What the shipped configuration of nginx says, where no nginx is needed to know it: its figures are casebook's."""

import re

from casebook.settings import read_settings
from casebook.web.connections import MOST_CONNECTIONS
from casebook.web.middleware import IDLE_SECONDS, LONGER, MOST_BODY, MOST_HEADERS
from casebook.web.routes import MAP
from tests.deploy.nginx_server import DEPLOY

CONF = (DEPLOY / "nginx/casebook.conf").read_text()
UNITS = {"k": 1024, "m": 1024**2}


def locations() -> dict[str, str]:
    """Each location of the site with what stands in it."""
    return dict(
        re.findall(r"\n    location (?:= |~ )?(\S+) \{\n(.*?)\n    \}", CONF.rpartition("\nserver {")[2], re.DOTALL)
    )


def most(text: str) -> int | None:
    found = re.search(r"client_max_body_size (\d+)([km]);", text)
    return int(found[1]) * UNITS[found[2]] if found else None


def test_a_body_may_be_as_long_as_casebook_takes_it_and_no_longer() -> None:
    site = CONF.rpartition("\nserver {")[2]
    assert most(site.split("location")[0]) == MOST_BODY
    longer = {where: most(text) for where, text in locations().items() if most(text)}
    uploads = longer.pop("/studio/uploads")
    assert uploads is not None
    assert 0 < uploads - read_settings().max_recording_bytes < 64 * 1024**2
    assert len(longer) == len(LONGER)
    for path, size in LONGER:
        example = path.pattern.replace("[a-z0-9]+", "abc").replace("(/file)?", "")
        taken = [
            most for where, most in longer.items() if re.fullmatch(where.removeprefix("^").removesuffix("$"), example)
        ]
        assert taken == [size], example


def test_patience_and_numbers_are_casebooks() -> None:
    assert f"client_body_timeout {IDLE_SECONDS:.0f}s;" in CONF
    assert CONF.count(f"client_header_timeout {IDLE_SECONDS:.0f}s;") == 2
    number, size = re.findall(r"large_client_header_buffers (\d+) (\d+)k;", CONF)[0]
    assert int(number) * int(size) * 1024 == MOST_HEADERS
    assert f"limit_conn casebook_all {MOST_CONNECTIONS};" in CONF


def test_the_last_piece_of_the_largest_recording_is_waited_for() -> None:
    """A store is given it whole, by a line of 80 Mbit/s, one way after the other (docs/scaling.md)."""
    minutes = re.search(r"proxy_read_timeout (\d+)m;", locations()["/studio/uploads"])
    assert minutes
    assert int(minutes[1]) * 60 > 2 * read_settings().max_recording_bytes * 8 / 80e6


def test_every_stream_of_events_leaves_at_once() -> None:
    live = next(text for where, text in locations().items() if "/live" in where)
    assert "proxy_buffering off;" in live
    pattern = next(where for where in locations() if "/live" in where)
    streams = [line.path for line in MAP if line.path.endswith("/live") or line.path == "/studio/progress"]
    assert len(streams) == 2
    assert all(re.match(pattern, path.replace("{key}", "abc")) for path in streams)


def test_what_was_sent_about_who_sent_it_is_never_passed_on() -> None:
    for name in (
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Real-IP",
        "Forwarded",
    ):
        said = re.findall(rf"proxy_set_header {name} (\S+);", CONF)
        assert len(said) == 1, name
        assert said[0] in ("$remote_addr", "$scheme", '""'), name
    site = CONF.rpartition("\nserver {")[2]
    # a location that sets one header of its own would lose all of these
    assert site.rindex("proxy_set_header") < site.index("location")
    assert "proxy_add_x_forwarded_for" not in CONF


def test_film_is_internal_and_recordings_are_not_in_it() -> None:
    film = [(where, text) for where, text in locations().items() if "film-kept" in where]
    assert len(film) == 2
    assert all("internal;" in text for _, text in film)
    served = next(where for where, text in film if "alias" in text)
    assert re.match(served, "/film-kept/film/abc/1/v240/seg_00001.m4s")
    for path in (
        "/film-kept/originals/abc/whole",
        "/film-kept/film/.half.TMP",
        "/film-kept/casebook.db",
        "/film-kept/",
    ):
        assert not re.match(served, path), path
