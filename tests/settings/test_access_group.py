"""The directory group that opens a system, as the systems file declares it."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.domain.errors import Permanent
from steersman.settings.systems import load_systems

DIRECTORY = '[[systems]]\nname = "directory"\nkind = "ldap"\nidentity_source = true\n'


def declared(path: Path, *lines: str) -> Path:
    file = path / "systems.toml"
    file.write_text("\n".join([DIRECTORY, '[[systems]]\nname = "mail"\nkind = "dovecot"', *lines]))
    return file


def test_a_group_is_kept_in_the_system_that_the_accounts_come_from(tmp_path: Path) -> None:
    lines = ('accounts_from = "directory"', 'access_group = "mail-users"')
    mail = load_systems(declared(tmp_path, *lines)).systems[1]
    assert mail.access_group == "mail-users"


def test_a_group_without_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="mail: access_group needs accounts_from"):
        load_systems(declared(tmp_path, 'access_group = "mail-users"'))


@pytest.mark.parametrize("name", ["a,b=directory/admins", "a/b", "⟨main/1⟩", " mail", "x" * 65])
def test_a_name_that_could_be_read_as_two_is_refused(tmp_path: Path, name: str) -> None:
    lines = ('accounts_from = "directory"', f'access_group = "{name}"')
    with pytest.raises(Permanent, match="access_group"):
        load_systems(declared(tmp_path, *lines))
