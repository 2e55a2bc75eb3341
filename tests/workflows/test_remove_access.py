"""The door is closed before what is open is ended, and one system does not shield another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from steersman.domain.work import Work
from steersman.governor.procedure import Outputs, StepFailed
from steersman.workflows.remove_access import groups_from, groups_text, remove_access
from tests.workflows.no_checks import NoChecks

OFFERED = {
    "account.disable": ("directory", "slack"),
    "access.revoke": ("directory",),
    "session.end": ("slack", "mail"),
    "vpn.revoke": ("vpn",),
}


@dataclass
class Told(NoChecks):
    """A run that writes down what it is told; ``broken`` steps fail, ``without`` no account."""

    broken: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    done: list[str] = field(default_factory=list)
    escalated: list[str] = field(default_factory=list)
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: OFFERED)

    def systems(self, capability: str) -> tuple[str, ...]:
        return self.offered.get(capability, ())

    def resolve(self, system: str, person: str) -> str:
        return "" if system in self.without else f"{person}@{system}"

    def do(self, capability: str, system: str, **params: str) -> Outputs:
        step = f"{capability}@{system}"
        if step in self.broken:
            raise StepFailed(f"{step} is broken")
        self.done.append(" ".join([step, *params.values()]))
        return {}

    def enter(self, stage: str) -> None: ...

    def leave(self) -> None: ...

    def undo_stage(self) -> None:
        raise AssertionError("what was closed stays closed")

    def escalate(self, reason: str) -> None:
        self.escalated.append(reason)

    def meet(self, obligation: str) -> None: ...

    def owe(
        self,
        obligation: str,
        text: str,
        *,
        days: float,
        procedure: str,
        params: Mapping[str, str] | None = None,
    ) -> None: ...


def removed(run: Told, systems: str, groups: str = "") -> Told:
    params = {"systems": systems, "groups": groups}
    procedure = "remove_access"
    remove_access(
        run, Work(number="REQ1", procedure=procedure, requester="m", subject="j", params=params)
    )
    return run


def test_the_account_is_closed_before_its_sessions_end() -> None:
    assert removed(Told(), "slack").done == [
        "account.disable@slack j@slack",
        "session.end@slack j@slack",
    ]


def test_a_system_without_accounts_of_its_own_is_closed_by_its_group() -> None:
    assert removed(Told(), "mail", "mail=directory/mail-users").done == [
        "access.revoke@directory j@directory mail-users",
        "session.end@mail j@mail",
    ]


def test_a_group_is_not_touched_where_the_system_closes_itself() -> None:
    run = removed(Told(), "slack", "slack=directory/slack-users")
    assert not any("access.revoke" in step for step in run.done)


def test_a_system_without_sessions_is_only_closed() -> None:
    assert removed(Told(), "vpn").done == ["vpn.revoke@vpn j@vpn"]


def test_one_broken_system_does_not_shield_the_next() -> None:
    run = removed(Told(broken=frozenset({"account.disable@slack"})), "slack,vpn")
    assert run.done == ["vpn.revoke@vpn j@vpn"], "an open door makes ending sessions useless"
    assert run.escalated == ["access: slack is incomplete: account.disable@slack is broken"]


@pytest.mark.parametrize("groups", ["", "mail=elsewhere/mail-users"])
def test_a_system_that_nothing_closes_is_told(groups: str) -> None:
    run = removed(Told(), "mail", groups)
    assert run.done == []
    assert "mail: nothing here can take access away; declare access_group" in run.escalated[0]


def test_who_has_no_account_there_loses_nothing_elsewhere() -> None:
    assert removed(Told(without=frozenset({"slack"})), "slack").done == []


def test_groups_come_back_as_they_were_written() -> None:
    groups = {"mail": ("directory", "mail-users"), "wiki": ("ad", "Wiki Users.v2")}
    assert groups_from(groups_text(groups)) == groups
    assert groups_from("") == {}
