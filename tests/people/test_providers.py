"""How providers are set: by a file and a secret each, and a mistake in one stops the start with a sentence."""

from pathlib import Path

import pytest

from casebook.errors import SettingWrong
from casebook.people.providers import may_be_asked, read_providers
from casebook.settings import read_settings

GOOD = {
    "name": '"North Trust"', "issuer": '"https://login.north.example/"', "client_id": '"casebook"',
    "organisation": '"north-trust"',
}  # fmt: skip


def written(folder: Path, *, secret: str = "sixteen letters, and more", mode: int = 0o600, **more: str) -> Path:
    (folder / "north.toml").write_text("\n".join(f"{name} = {value}" for name, value in (GOOD | more).items()))
    (folder / "north.secret").write_text(secret)
    (folder / "north.secret").chmod(mode)
    return folder


def test_a_provider_is_read_with_its_secret_which_shows_nowhere(tmp_path: Path) -> None:
    written(tmp_path, domains='["North.example", "@south.example"]', second_factor_amr='["mfa"]')
    read = read_providers(tmp_path, tmp_path)["north"]
    assert read.client_secret == "sixteen letters, and more"
    assert "sixteen" not in repr(read)
    assert read.speaks_for("a@NORTH.example")
    assert not read.speaks_for("a@sub.north.example")
    assert not read.speaks_for("north.example@else.example")
    assert not read.makes_accounts
    assert read_providers(tmp_path / "none", tmp_path) == {}


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": '"http://login.north.example"'}, {"issuer": '"https://me@login.north.example"'},
        {"issuer": '"https://login.north.example?x=1"'}, {"issuer": '"login"'}, {"makes_account": "true"},
        {"domains": '["example"]'}, {"organisation": '"North Trust"'}, {"name": '""'}, {"name": "North"},
    ],
    ids=str,
)  # fmt: skip
def test_a_mistake_is_named_with_its_file(tmp_path: Path, more: dict[str, str]) -> None:
    with pytest.raises(SettingWrong, match=r"north\.toml"):
        read_providers(written(tmp_path, **more), tmp_path)


def test_a_secret_must_be_there_long_enough_and_ones_own(tmp_path: Path) -> None:
    for secret, mode in (("short", 0o600), ("sixteen letters, and more", 0o644), ("", 0o600)):
        with pytest.raises(SettingWrong, match=r"north\.secret"):
            read_providers(written(tmp_path, secret=secret, mode=mode), tmp_path)
    (tmp_path / "north.secret").unlink()
    with pytest.raises(SettingWrong, match=r"north\.secret"):
        read_providers(tmp_path, tmp_path)


def test_only_https_and_this_machine_are_asked() -> None:
    assert may_be_asked("https://a.example/x", plain=False)
    assert may_be_asked("http://127.0.0.1:8000/x", plain=True)
    for address in ("http://127.0.0.1/x", "http://a.example", "ftp://a.example", "https://", "", None, "https://[", 7):
        assert not may_be_asked(address, plain=False)
    assert not may_be_asked("http://a.example", plain=True)


def test_letters_need_an_address_to_come_from_and_do_not_go_in_the_clear() -> None:
    with pytest.raises(SettingWrong, match="MAIL_FROM"):
        read_settings(smtp_host="mail.example")
    with pytest.raises(SettingWrong, match="SMTP_SECURITY"):
        read_settings(smtp_host="mail.example", mail_from="a@b.example", smtp_security="none")
    assert read_settings(smtp_host="localhost", mail_from="a@b.example", smtp_security="none")
