"""Connecting what the systems file declares: what is wrong is named, with the mend."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from steersman.bootstrap.connect import Connected, check, connect, connector_types, tier_of
from steersman.capabilities.connector import (
    Check,
    Connector,
    ConnectorSettings,
    Finder,
    Secret,
    Tier,
)
from steersman.capabilities.contract import Capability
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.identity import Candidate, Identifiers
from steersman.settings.systems import System, Systems


class NobodyHome:
    """A finder that knows nobody."""

    def candidates(self, person: Identifiers) -> tuple[Candidate, ...]:
        return ()


@dataclass
class Bare(Connector):
    """A connected system without capabilities; ``answers`` is what its check does."""

    system: str = "wiki"
    answers: Callable[[], Check] = lambda: Check(reached=True, detail="wiki 1.0")
    found_by: Finder | None = None
    closed: list[str] = field(default_factory=list)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return ()

    def finder(self) -> Finder | None:
        return self.found_by

    def check(self) -> Check:
        return self.answers()

    def close(self) -> None:
        self.closed.append(self.system)


class BareType:
    """A kind of connector without a quality file."""

    kind = "bare"
    settings = ConnectorSettings

    def connect(self, system: str, settings: Any, secret: Callable[[str], Secret]) -> Connector:
        return Bare(system)


def declared(**settings: Any) -> Systems:
    return Systems(systems=(System(name="hosts", kind="linux", settings=settings),))


def test_an_unknown_kind_is_named_beside_the_known_ones() -> None:
    asked = Systems(systems=(System(name="wiki", kind="tele-x"),))
    with pytest.raises(Permanent) as refused:
        connect(asked)
    assert str(refused.value).startswith("wiki: no connector of kind 'tele-x'; known: ")
    assert all(kind in str(refused.value) for kind in connector_types())


@pytest.mark.parametrize(
    ("settings", "named"),
    [({}, "hosts: address"), ({"colour": "blue"}, "colour")],
)
def test_a_setting_that_is_missing_or_unknown_is_named_with_its_system(
    settings: dict[str, str], named: str
) -> None:
    with pytest.raises(Permanent, match=named):
        connect(declared(**settings))


def test_a_value_that_does_not_fit_is_not_repeated() -> None:
    with pytest.raises(Permanent) as refused:
        connect(declared(address=["hunter2"]))
    assert "hunter2" not in str(refused.value)


def test_no_system_is_contacted_before_it_is_asked() -> None:
    assert connect(Systems()).connectors == {}


@pytest.mark.parametrize("kind", sorted(connector_types()))
def test_the_quality_of_each_built_in_kind_is_read_from_its_own_file(kind: str) -> None:
    assert tier_of(connector_types()[kind]) in Tier


def test_a_connector_without_a_quality_file_acts_on_approval_only() -> None:
    assert tier_of(BareType()) is Tier.BRONZE
    assert Tier.BRONZE.value == 2


@pytest.mark.parametrize(
    "problem",
    [Transient("no answer"), Permanent("the key is refused"), NeedsPerson("which realm?")],
)
def test_a_system_that_cannot_be_asked_is_not_reached_and_says_why(problem: Exception) -> None:
    def fail() -> Check:
        raise problem

    assert check(Bare(answers=fail)) == Check(reached=False, detail=str(problem))


def test_a_fault_of_ours_is_not_told_as_a_fault_of_the_system() -> None:
    def fail() -> Check:
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        check(Bare(answers=fail))


def test_only_systems_that_keep_accounts_are_searched_for_people() -> None:
    home = NobodyHome()
    connected = Connected({"wiki": Bare(), "mail": Bare("mail", found_by=home)})
    assert connected.finders == {"mail": home}


def test_every_connection_is_closed() -> None:
    wiki, mail = Bare(), Bare("mail")
    Connected({"wiki": wiki, "mail": mail}).close()
    assert (wiki.closed, mail.closed) == (["wiki"], ["mail"])
