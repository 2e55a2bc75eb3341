"""Access to some systems is taken from somebody who stays: "Remove John's access to Slack"."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.domain.work import Work
from steersman.governor.procedure import Run, StepFailed, keep_what_is_done

SYSTEMS = "systems"  # parameter: names of declared systems, separated by commas
GROUPS = "groups"  # parameter: "mail=directory/mail-users", separated by commas
CLOSING = ("account.disable", "vpn.revoke")  # what a system can do by itself
REVOKE, END = "access.revoke", "session.end"

Group = tuple[str, str]  # (the system that keeps it, its name there)


def remove_access(run: Run, work: Work) -> None:
    """In each system: close the door first, then end what is open, or it would be opened again.

    One stubborn system does not shield the others.
    """
    groups = groups_from(work.params.get(GROUPS, ""))
    for system in filter(None, work.params[SYSTEMS].split(",")):
        with keep_what_is_done(run, f"access: {system}"):
            _close(run, system, groups.get(system), work.subject)
            if system in run.systems(END):
                _do(run, END, system, work.subject)


def _close(run: Run, system: str, group: Group | None, person: str) -> None:
    """The account, where the system has one of its own; else the group that opens the system."""
    own = [capability for capability in CLOSING if system in run.systems(capability)]
    for capability in own:
        _do(run, capability, system, person)
    if own:
        return
    directory, name = group or ("", "")
    if directory not in run.systems(REVOKE):
        raise StepFailed(f"{system}: nothing here can take access away; declare access_group")
    account = run.resolve(directory, person)
    if account:
        run.do(REVOKE, directory, account=account, group=name)


def _do(run: Run, capability: str, system: str, person: str) -> None:
    account = run.resolve(system, person)
    if account:
        run.do(capability, system, account=account)


def groups_from(text: str) -> Mapping[str, Group]:
    """What the parameter ``groups`` says: system → (directory, group)."""
    pairs = (pair.partition("=") for pair in text.split(",") if pair)
    named = ((system, where.partition("/")) for system, _, where in pairs)
    return {system: (directory, name) for system, (directory, _, name) in named}


def groups_text(groups: Mapping[str, Group]) -> str:
    """The parameter ``groups`` for these; the systems file allows no name with a separator."""
    return ",".join(f"{system}={where}/{name}" for system, (where, name) in groups.items())
