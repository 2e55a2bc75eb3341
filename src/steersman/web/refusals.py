"""A refusal in words: what is missing, who has it, and who can give it.  It names its rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steersman.domain.permissions import Principal
from steersman.domain.roles import ADMINISTRATOR
from steersman.records.permissions import Rules
from steersman.web.errors import Problem, forbidden

THINGS: Mapping[str, str] = {  # object types as people call them
    "work_item": "work items",
    "ledger": "the ledger",
    "person": "people",
    "switch": "kill switches",
    "configuration_item": "items of the CMDB",
    "ci_relation": "relations between items",
    "sign_in_account": "accounts for signing in",
    "sign_in_session": "sessions of the console",
    "session": "sessions in connected systems",
    "token": "API tokens",
    "org_unit": "departments",
    "on_call": "on-call duties",
    "component": "the components of the console",
    "alert": "alerts",
    "on_call_schedule": "on-call schedules",
    "contact_method": "ways to reach people",
}


def denied(
    rules: Rules, asker: Principal, action: str, object_type: str, about: str = ""
) -> Problem:
    """403 under the rule ``object_type.action``.  ``about``: the one object, as it is called."""
    may = rules.roles_that_may(action, object_type)
    what = about or thing(object_type)
    told, rule = f"you may not {action} {what}", f"{object_type}.{action}"
    limited = [
        each.name
        for each in rules.all()
        if each.concerns(asker) and each.speaks_of(action, object_type)
    ]
    if limited:
        named, of = " and ".join(limited), thing(object_type)
        why = f"what you have ({named}) reaches only some {of}, or only some of their fields"
    elif may:
        why = f"it takes the role {_either(may)}; you have {_either(asker.roles, 'and', 'none')}"
    else:
        why = "no role may do this"
    return forbidden(f"{told}: {why}", rule=rule, mend=_mend(rules, asker, may))


def thing(object_type: str) -> str:
    """“ledger” is the ledger, “policy” policies."""
    plain = object_type.replace("_", " ")
    plural = f"{plain[:-1]}ies" if plain.endswith("y") else f"{plain}s"
    return THINGS.get(object_type, plural)


def _mend(rules: Rules, asker: Principal, may: Sequence[str]) -> str:
    """Whom to ask.  Only names that the asker may see anyway are told."""
    known = rules.known_holders(ADMINISTRATOR, asker)
    who = f"an administrator ({_either(known)})" if known else "an administrator"
    others = [role for role in may if role != ADMINISTRATOR and role not in asker.roles]
    if not others:
        return f"ask {who}"
    return f"ask somebody with the role {_either(others)} to do it, or {who} to give you the role"


def _either(words: Sequence[str] | frozenset[str], joint: str = "or", nothing: str = "") -> str:
    *first, last = sorted(words) or [nothing]
    return f"{', '.join(first)} {joint} {last}" if first else last
