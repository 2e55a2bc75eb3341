"""``steersman systems check``: is there a state, can it be read, and who else may read it?"""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.capabilities.json_errors import Forbidden, Unauthorised
from steersman.connectors.terraform.client import StateReader
from steersman.connectors.terraform.environments.workshop import Workshop
from steersman.connectors.terraform.states import state_of
from steersman.domain.errors import Permanent, Transient

UNTOLD = ("whether the account may write the state too: give it one that may only read",)


def check_states(reader: StateReader, *, is_remote: bool) -> Check:
    """Read every state; write nothing, and lock nothing."""
    unknown = UNTOLD if is_remote else ()
    versions, resources, faults = set[str](), 0, list[str]()
    try:
        for held in reader.states():
            try:
                if held.fault:
                    raise Permanent(held.fault)
                state = state_of(held.name, held.told)
            except Permanent as error:
                faults.append(str(error))
                continue
            versions.add(state.version or "of unknown version")
            resources += len(state.resources)
        open_to_all = reader.readable_by_all()
    except (Forbidden, Unauthorised) as error:
        return Check(True, str(error), missing=("reading the state",), unknown=unknown)
    except (Permanent, Transient) as error:
        return Check(False, str(error), unknown=unknown)
    if not versions:
        return Check(False, faults[0] if faults else "there is no state")
    return Check(
        True,
        f"{resources} resources, written by Terraform {', '.join(sorted(versions))}",
        missing=tuple(faults),
        excessive=tuple(f"{each} is readable by everybody: chmod o= it" for each in open_to_all),
        unknown=unknown,
    )


def check_templates(workshop: Workshop) -> Check:
    """Is the program there, and can every template be offered?"""
    try:
        version = workshop.version()
        told = list(workshop.templates())
    except (Permanent, Transient) as error:
        return Check(False, str(error))
    faults = tuple(each for each in told if isinstance(each, str))
    rights = ("what the templates need at their providers: it shows when one is built",)
    offered = len(told) - len(faults)
    return Check(True, f"{version}, {offered} templates", missing=faults, unknown=rights)
