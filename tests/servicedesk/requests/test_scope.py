"""What is closed by a request, and what must not be closed with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.capabilities.contract import Registry
from steersman.domain.errors import NeedsPerson
from steersman.servicedesk.requests.scope import Declared, Scope
from steersman.servicedesk.requests.understand import Understood
from steersman.settings.systems import System, Systems
from tests.governor.outside import Outside, SetValue


def system(name: str, group: str = "") -> System:
    source = "" if name in ("directory", "slack", "vpn") else "directory"
    return System(name=name, kind="any", accounts_from=source, access_group=group)


EVERY = (
    system("directory"),
    system("mail", "staff"),
    system("wiki", "staff"),
    system("calendar", "planners"),
    system("slack"),
    system("vpn"),
)


def scope(path: Path, *offered: str, **asked: object) -> Scope:
    outside, registry = Outside(str(path / "outside.db")), {}
    for key in offered:
        name, _, where = key.partition("@")
        registry[key] = SetValue(outside, where, name, "x", "y")
    declared: Registry = registry
    systems = Systems(systems=EVERY)
    wanted = {"intent": "remove_access", "person_words": "John", **asked}
    return Declared(systems, declared).scope(Understood(**wanted))  # type: ignore[arg-type]  # a test's own words


DIRECTORY = ("account.disable@directory", "access.revoke@directory")


def test_a_group_stands_in_where_a_system_has_nothing_of_its_own(tmp_path: Path) -> None:
    made = scope(tmp_path, *DIRECTORY, "vpn.revoke@vpn", systems=("calendar", "vpn"))
    assert made.systems == ("calendar", "vpn")
    assert made.groups == {"calendar": ("directory", "planners")}


def test_a_group_that_opens_more_than_was_asked_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(NeedsPerson, match="opens wiki too"):
        scope(tmp_path, *DIRECTORY, systems=("mail",))
    both = scope(tmp_path, *DIRECTORY, systems=("mail", "wiki"))
    assert set(both.groups) == {"mail", "wiki"}


def test_everything_leaves_out_what_a_kept_system_hangs_on(tmp_path: Path) -> None:
    offered = (*DIRECTORY, "account.disable@slack")
    made = scope(tmp_path, *offered, everything=True, except_systems=("calendar",))
    assert made.systems == ("mail", "wiki", "slack")
    assert "calendar would be closed with it" in made.left_out["directory"]
    assert "nothing here" in made.left_out["vpn"]


def test_everything_does_not_take_a_kept_system_through_a_shared_group(tmp_path: Path) -> None:
    offered = (*DIRECTORY, "account.disable@slack")
    made = scope(tmp_path, *offered, everything=True, except_systems=("mail",))
    assert "wiki" not in made.systems
    assert "opens mail too" in made.left_out["wiki"]


def test_the_directory_cannot_be_closed_while_mail_is_kept(tmp_path: Path) -> None:
    with pytest.raises(NeedsPerson, match="calendar would be closed with it"):
        scope(tmp_path, *DIRECTORY, systems=("directory",), except_systems=("calendar",))


def test_a_system_that_nothing_closes_names_the_mend(tmp_path: Path) -> None:
    with pytest.raises(NeedsPerson, match="slack: nothing here can take access away"):
        scope(tmp_path, *DIRECTORY, systems=("slack",))


def test_nothing_that_can_be_closed_is_no_request(tmp_path: Path) -> None:
    with pytest.raises(NeedsPerson, match="nothing is left"):
        scope(tmp_path, everything=True)
