"""Which OCSF class an entry belongs to, by the capability that it is about.

Account Change (3001) and User Access Management (3005) stand for what an outside system did to
an account.  All else, our own deliberation included, is API Activity (6003).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from steersman.domain.canonical import Json

ACCOUNT_CHANGE, USER_ACCESS, API_ACTIVITY = 3001, 3005, 6003
_CLASS_NAMES = {
    ACCOUNT_CHANGE: "Account Change",
    USER_ACCESS: "User Access Management",
    API_ACTIVITY: "API Activity",
}
_ACCOUNT = {
    "create": (1, "Create"),
    "enable": (2, "Enable"),
    "reset_password": (4, "Password Reset"),
    "disable": (5, "Disable"),
    "suspend": (5, "Disable"),
    "deactivate": (5, "Disable"),
    "delete": (6, "Delete"),
    "lock": (9, "Lock"),
    "unlock": (12, "Unlock"),
}
_ASSIGN, _REVOKE = (1, "Assign Privileges"), (2, "Revoke Privileges")
_ACCESS = {
    "add": _ASSIGN,
    "assign": _ASSIGN,
    "allow": _ASSIGN,
    "grant": _ASSIGN,
    "remove": _REVOKE,
    "revoke": _REVOKE,
    "deny": _REVOKE,
}
_ACCESS_OBJECTS = {"group", "role", "entitlement", "membership", "licence", "license", "access"}
_API = {"read": (2, "Read"), "delete": (4, "Delete"), "remove": (4, "Delete")}
_CREATE, _UPDATE = (1, "Create"), (3, "Update")
_EFFECTS = {"intent", "outcome", "undo"}  # about an outside system; other kinds are about us


@dataclass(frozen=True, slots=True)
class Activity:
    """An OCSF class and activity, and the objects which that class requires."""

    class_uid: int
    id: int
    name: str
    operation: str
    objects: Mapping[str, object] = field(default_factory=dict)

    @property
    def class_name(self) -> str:
        return _CLASS_NAMES[self.class_uid]


def activity_of(kind: str, body: Json) -> Activity:
    """The activity of an entry of this kind; of whatever is not known, API Activity."""
    plan = _plan(body)
    capability = _capability(body, plan)
    name, _, system = capability.partition("@")
    thing, _, verb = name.rpartition(".")
    target = _target(plan)
    if kind in _EFFECTS and target and thing.startswith("account") and verb in _ACCOUNT:
        done = _undone(verb) if kind == "undo" else _ACCOUNT[verb]
        return Activity(ACCOUNT_CHANGE, *done, capability, _user(target, system))
    if kind in _EFFECTS and target and _is_access(thing) and verb in _ACCESS:
        access = _ACCESS[verb]
        if kind == "undo":
            access = _REVOKE if access == _ASSIGN else _ASSIGN
        objects = {**_user(target, system), "privileges": _privileges(plan) or [thing]}
        return Activity(USER_ACCESS, *access, capability, objects)
    return _api(kind, verb, capability, target)


def _api(kind: str, verb: str, capability: str, target: str) -> Activity:
    done = _API.get(verb, _UPDATE) if kind in _EFFECTS and capability else _CREATE
    operation = capability or kind
    objects: dict[str, object] = {
        "api": {"operation": operation, "service": {"name": "steersman"}},
        "src_endpoint": {"name": "steersman"},
    }
    if target:
        objects["resources"] = [{"uid": target}]
    return Activity(API_ACTIVITY, *done, operation, objects)


def _undone(verb: str) -> tuple[int, str]:
    opposite = {"create": "delete", "enable": "disable", "lock": "unlock", "unlock": "lock"}
    disabling = verb in ("disable", "suspend", "deactivate")
    return (
        (99, "Other") if _no_way_back(verb) else _ACCOUNT["enable" if disabling else opposite[verb]]
    )


def _no_way_back(verb: str) -> bool:
    return verb in ("delete", "reset_password")


def _is_access(thing: str) -> bool:
    return not _ACCESS_OBJECTS.isdisjoint(thing.split("."))


def _plan(body: Json) -> Json:
    """The plan that is meant: an intent's, or what an outcome says was applied."""
    for name in ("plan", "applied"):
        if isinstance(found := body.get(name), dict):
            return found
    return {}


def _capability(body: Json, plan: Json) -> str:
    found = body.get("capability") or plan.get("capability")
    return found if isinstance(found, str) else ""


def _changes(plan: Json) -> Iterator[list[object]]:
    changes = plan.get("changes")
    for change in changes if isinstance(changes, list) else []:
        if isinstance(change, list) and len(change) == 4:
            yield change


def _target(plan: Json) -> str:
    return next((str(change[0]) for change in _changes(plan)), "")


def _privileges(plan: Json) -> list[str]:
    """What is given or taken, as ``attribute=value``."""
    values = ((str(c[1]), c[2] if c[3] is None else c[3]) for c in _changes(plan))
    return [name if value is None else f"{name}={value}" for name, value in values]


def _user(target: str, system: str) -> dict[str, object]:
    """The account by its immutable id; we know the system as its domain."""
    user = {"uid": target, "type_id": 0}
    return {"user": user | {"domain": system} if system else user}
