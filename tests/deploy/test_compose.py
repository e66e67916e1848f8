"""What compose's services can reach, and what they may write: as far as it can be read without an engine."""

import re

import pytest

from casebook.settings import Settings
from tests.deploy.nginx_server import DEPLOY
from tests.deploy.written import compose

#: What the image of nginx has ready in /var/log/nginx, a folder of root's: links to the log of the container.
LINKS = {"/var/log/nginx/access.log", "/var/log/nginx/error.log"}


def leads_out(service: str) -> bool:
    """Whether a service has a network by which it gets out."""
    whole = compose()
    return any(not (whole["networks"][name] or {}).get("internal") for name in whole["services"][service]["networks"])


@pytest.mark.parametrize("service", ["web-1", "web-2", "work"])
def test_who_asks_a_provider_a_store_or_a_mail_server_has_a_way_out(service: str) -> None:
    assert {"providers", "storage", "smtp_host"} <= Settings.model_fields.keys(), "what they ask, and where"
    assert leads_out(service)


def test_the_database_has_none_and_nobody_but_nginx_is_reached_from_outside() -> None:
    services = compose()["services"]
    assert not leads_out("db")
    assert [name for name, service in services.items() if service.get("ports")] == ["nginx"]
    assert all("network_mode" not in service for service in services.values())


def test_nginx_writes_no_file_that_it_may_not_make_in_its_container() -> None:
    """It runs as 101, and /var/log/nginx is root's."""
    conf = (DEPLOY / "nginx/casebook.conf").read_text()
    written = re.findall(r"^ *(?:access|error)_log (/\S+)", conf, re.MULTILINE)
    assert len(written) == 2
    assert set(written) <= LINKS
    assert not re.findall(r"\w+_temp_path|proxy_cache_path|\bpid ", conf)
