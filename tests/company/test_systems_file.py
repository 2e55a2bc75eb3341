"""The systems file: valid TOML, secrets beside it, and settings that the connectors accept."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from company import systems
from company.sample.parts import Plan
from company.systems import System
from steersman.capabilities.connector import ConnectorSettings
from steersman.connectors.caldav.settings import CalDavSettings
from steersman.connectors.dovecot.settings import DovecotSettings
from steersman.connectors.ldap.settings import LdapSettings
from steersman.connectors.scim.settings import ScimSettings

SETTINGS: dict[str, type[ConnectorSettings]] = {
    "dovecot": DovecotSettings,
    "ldap": LdapSettings,
    "scim": ScimSettings,
    "caldav": CalDavSettings,
}


def read(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads(path.read_text())["systems"]
    return found


def test_every_connector_accepts_the_settings_of_the_sample(tmp_path: Path) -> None:
    systems.write(
        tmp_path / "systems.toml",
        Plan(tmp_path).systems(),
        "Sample",
        feed=systems.Feed(),
        notices=systems.Notices(25),
    )
    for table in read(tmp_path / "systems.toml"):
        SETTINGS[str(table["kind"])].model_validate(table["settings"])


def test_a_secret_stands_in_a_file_of_its_owner_and_nowhere_else(tmp_path: Path) -> None:
    hidden = {"password_secret": "hunter2", "smtp.password_secret": "hunter3"}
    system = System("mail", "imap", {"smtp": {"host": "h"}}, hidden)
    systems.write(
        tmp_path / "systems.toml",
        [system],
        "Test",
        feed=systems.Feed(),
        notices=systems.Notices(25),
    )
    (table,) = read(tmp_path / "systems.toml")
    settings = table["settings"]
    assert settings == {
        "smtp": {"host": "h", "password_secret": f"file:{tmp_path}/secrets/mail-smtp-password"},
        "password_secret": f"file:{tmp_path}/secrets/mail-password",
    }
    assert "hunter" not in (tmp_path / "systems.toml").read_text()
    for name, value in (("mail-password", "hunter2"), ("mail-smtp-password", "hunter3")):
        secret = tmp_path / "secrets" / name
        assert secret.read_text() == value
        assert secret.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_open_to_others_is_closed_again(tmp_path: Path) -> None:
    (tmp_path / "key").touch(0o644)
    systems.write_secret(tmp_path / "key", "x")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"))
VALUES = st.recursive(
    TEXT | st.booleans() | st.integers(-(2**63), 2**63 - 1),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(VALUES)
def test_any_value_is_read_back_as_it_was(value: systems.Value) -> None:
    assert tomllib.loads(f"x = {systems._toml(value)}") == {"x": value}
