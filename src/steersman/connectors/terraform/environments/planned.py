"""What a plan of Terraform would change, as rows that people can read and approve.

Source: developer.hashicorp.com/terraform/internals/json-format ("Plan Representation"), format
version 1.  What the plan calls sensitive is never shown, whatever it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from steersman.domain.canonical import canonical, digest_of
from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent

RESOURCE = "resource"
SENSITIVE, LATER = "(sensitive)", "(known after apply)"
LONGEST = 1500  # characters of a value that is shown whole
_IDLE = ({"no-op"}, {"read"}, {"forget"})


@dataclass(frozen=True, slots=True)
class Row:
    """One field of one resource; the field ``resource`` is the whole of it."""

    address: str
    attribute: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a plan: what is done with it, and how it will be."""

    address: str
    type: str
    actions: frozenset[str]  # "create", "update", "delete"
    before: Mapping[str, object] = field(default_factory=dict, repr=False)
    after: Mapping[str, object] = field(default_factory=dict, repr=False)
    unknown: Mapping[str, object] = field(default_factory=dict, repr=False)
    hidden_before: object = field(default=None, repr=False)
    hidden_after: object = field(default=None, repr=False)

    @property
    def changes(self) -> bool:
        return set(self.actions) not in _IDLE

    def rows(self) -> Iterator[Row]:
        """Created and removed ones as a whole; of changed ones each field."""
        before, after = self._shown_before(), self._shown_after()
        if self.actions == {"update"}:
            for name in sorted(before.keys() | after.keys()):
                if before.get(name) != after.get(name):
                    told = _text(before.get(name)), _text(after.get(name))
                    yield Row(self.address, name, *told)
            return
        gone = _text(before) if "delete" in self.actions else None
        made = _text(after) if "create" in self.actions else None
        yield Row(self.address, RESOURCE, gone, made)

    def _shown_before(self) -> dict[str, object]:
        return _masked(self.before, self.hidden_before)

    def _shown_after(self) -> dict[str, object]:
        later = {name: LATER for name, unknown in self.unknown.items() if unknown is True}
        known = _masked(self.after, self.hidden_after)
        return {**known, **{name: LATER for name in later if name not in known}}


def resources_of(plan: Mapping[str, object]) -> list[Resource]:
    """The managed resources of a plan, as ``terraform show -json`` prints it.

    Raises ``Permanent`` for another format, and for a plan that Terraform itself calls faulty.
    """
    version = str(plan.get("format_version", ""))
    if not version.startswith("1."):
        raise Permanent(f"a plan of format {version or 'unknown'}: 1.x is read here")
    if plan.get("errored"):
        raise Permanent("the plan is not whole: Terraform met an error while planning")
    changes = plan.get("resource_changes", [])
    if not isinstance(changes, list):
        raise Permanent("the plan's resource_changes are no list")
    return [_resource(each) for each in changes if _dict(each).get("mode") == "managed"]


def _resource(told: object) -> Resource:
    body = _dict(told)
    change = _dict(body.get("change"))
    actions = change.get("actions")
    if not isinstance(actions, list) or not isinstance(body.get("address"), str):
        raise Permanent("a change of the plan has no address or no actions")
    return Resource(
        address=one_line(str(body["address"])),
        type=str(body.get("type", "")),
        actions=frozenset(str(each) for each in actions),
        before=_dict(change.get("before")),
        after=_dict(change.get("after")),
        unknown=_dict(change.get("after_unknown")),
        hidden_before=change.get("before_sensitive"),
        hidden_after=change.get("after_sensitive"),
    )


def _masked(values: Mapping[str, object], hidden: object) -> dict[str, object]:
    if hidden is True:
        return dict.fromkeys(values, SENSITIVE)
    marks = _dict(hidden)
    told = {name: _hide(value, marks.get(name)) for name, value in values.items()}
    return {name: value for name, value in told.items() if value not in (None, [], {})}


def _hide(value: object, mark: object) -> object:
    """The same value with what is marked left out: marks have the shape of the value."""
    if mark is True:
        return SENSITIVE
    if isinstance(value, dict) and isinstance(mark, dict):
        return {name: _hide(each, mark.get(name)) for name, each in value.items()}
    if isinstance(value, list) and isinstance(mark, list):
        marks = mark + [None] * len(value)
        return [_hide(each, marks[place]) for place, each in enumerate(value)]
    return value


def _text(value: object) -> str | None:
    """As people compare it; of a long one the beginning, and what tells it from any other."""
    if value is None:
        return None
    text = value if isinstance(value, str) else canonical(value)
    text = text.replace("⟨", "<")  # our own mark of a value to come is nobody else's
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}… ({len(text)} characters, {digest_of(text)[:16]})"


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
