"""Settings that would open the site to anybody stop it, with a sentence."""

import pytest

from casebook.errors import SettingWrong
from casebook.settings import read_settings


@pytest.mark.parametrize("hosts", ["*", "", "  ", "casebook.example,*", "*.example"])
def test_the_site_answers_only_to_hosts_that_were_named(hosts: str) -> None:
    with pytest.raises(SettingWrong, match="CASEBOOK_ALLOWED_HOSTS"):
        read_settings(allowed_hosts=hosts)


def test_no_proxy_is_believed_but_one_that_was_named() -> None:
    with pytest.raises(SettingWrong, match="CASEBOOK_PROXIES"):
        read_settings(proxies="*")
    assert read_settings().proxies == ""


@pytest.mark.parametrize("wrong", ["film-kept", "/film kept/", "/film/../", "//", "/Film/", "http://x/film/"])
def test_film_leaves_by_nginx_at_a_location_that_is_one_and_with_nginx_alone(wrong: str) -> None:
    assert read_settings(film_location="/film-kept/", proxies="127.0.0.1").film_location == "/film-kept/"
    with pytest.raises(SettingWrong, match="CASEBOOK_FILM_LOCATION"):
        read_settings(film_location=wrong, proxies="127.0.0.1")
    with pytest.raises(SettingWrong, match="CASEBOOK_PROXIES"):
        read_settings(film_location="/film-kept/")


def test_people_without_passwords_are_let_in_on_this_machine_alone() -> None:
    with pytest.raises(SettingWrong, match="CASEBOOK_DEMO"):
        read_settings(demo=True, host="0.0.0.0")


def test_the_index_is_postgresqls_own_where_the_database_is_postgresql_and_nothing_else_is_said() -> None:
    url = "postgresql+psycopg://casebook@db/casebook"
    assert read_settings(database=url).index_url == url
    assert read_settings(database=url, index="whoosh:///srv/index").index_url == "whoosh:///srv/index"
    assert read_settings(index=url).index_url == url
    assert read_settings(database="sqlite:////srv/casebook.db").index_url.startswith("whoosh:///")
