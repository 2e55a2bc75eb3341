"""A system added to the file is read back as it was, whatever its texts hold."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.settings.systems import System, load_systems
from steersman.settings.systems_writing import add_system, as_toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUE = st.one_of(TEXT, st.booleans(), st.integers(0, 10**6), st.lists(TEXT, max_size=3))
KEY = st.from_regex(r"[a-z][a-z_]{0,12}", fullmatch=True)


TABLE = st.dictionaries(st.one_of(KEY, TEXT), VALUE, max_size=3)


@given(st.dictionaries(KEY, st.one_of(VALUE, TABLE), max_size=6))
def test_whatever_is_written_is_read_back(settings: dict[str, object]) -> None:
    system = System(name="mail", kind="dovecot", aliases=("email",), settings=settings)

    read = tomllib.loads(as_toml(system))["systems"][0]

    assert System.model_validate(read) == system


def test_what_is_there_stays_to_the_letter(tmp_path: Path) -> None:
    file = tmp_path / "systems.toml"
    file.write_text('# mine\n[hr]\nfile = "people.csv"\n')

    add_system(file, System(name="mail", kind="dovecot"), {})

    assert file.read_text().startswith('# mine\n[hr]\nfile = "people.csv"\n')
    assert [each.name for each in load_systems(file).systems] == ["mail"]


def test_a_first_system_makes_the_file(tmp_path: Path) -> None:
    file = tmp_path / "new" / "systems.toml"

    add_system(file, System(name="mail", kind="dovecot"), {"secrets/mail-key": "x"})

    assert load_systems(file).systems[0].kind == "dovecot"
    assert (tmp_path / "new" / "secrets" / "mail-key").read_text() == "x"


def test_a_name_that_is_taken_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "systems.toml"
    add_system(file, System(name="mail", kind="dovecot"), {})
    before = file.read_text()

    with pytest.raises(Permanent, match="declared twice: mail"):
        add_system(file, System(name="mail", kind="scim"), {"secrets/x": "y"})

    assert file.read_text() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["systems.toml"]


def test_a_broken_file_is_named_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "systems.toml"
    file.write_text("[[systems]\n")

    with pytest.raises(Permanent, match="not TOML"):
        add_system(file, System(name="mail", kind="dovecot"), {})

    assert file.read_text() == "[[systems]\n"
