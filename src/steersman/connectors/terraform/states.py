"""Reads a Terraform state (version 4), and what ``terraform show -json`` prints.

Source: developer.hashicorp.com/terraform/internals/json-format; the state itself is documented by
the code that writes it (``internal/states/statefile/version4.go``).  A state holds passwords in
clear: of the attributes only those that are asked for by name leave this module, and of these
none that the state itself calls sensitive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from steersman.domain.canonical import Json
from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent

LONGEST = 300  # characters of an attribute
_DEEPEST = 50  # modules within modules
_LISTED = 20  # entries of one attribute that are read
_INDEX = re.compile(r'\["(?:[^"\\]|\\.)*"\]|\[\d+\]')
_PROVIDER = re.compile(r"([a-z0-9_-]+)\"?\]?(?:\.[\w-]+)?$")


@dataclass(frozen=True, slots=True)
class Resource:
    """One instance of a resource.  ``depends_on`` are addresses without the index of an instance.

    ``module`` is the path of its module with indexes; ``index`` empty: there is only one.
    """

    type: str
    name: str
    module: str
    index: str
    provider: str
    depends_on: tuple[str, ...]
    _held: Mapping[str, object] = field(repr=False, default_factory=dict)
    _sensitive: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where its configuration is: the same for all instances."""
        return _INDEX.sub("", self._path)

    @property
    def key(self) -> str:
        return self._path + (f"[{self.index}]" if self.index else "")

    @property
    def _path(self) -> str:
        return (
            f"{self.module}.{self.type}.{self.name}" if self.module else f"{self.type}.{self.name}"
        )

    def text(self, *names: str) -> str:
        """The first of these attributes that says something: a text, a number, a short list."""
        found = (_text(self._held[each]) for each in names if self._may_show(each))
        return next((each for each in found if each), "")

    def within(self, name: str, *inner: str) -> str:
        """An attribute of the first block of that name, such as of ``network_interface``."""
        blocks = self._held.get(name) if self._may_show(name) else None
        first = blocks[0] if isinstance(blocks, list) and blocks else blocks
        held = first if isinstance(first, dict) else {}
        return next((text for each in inner if (text := _text(held.get(each)))), "")

    def tag(self, *names: str) -> str:
        for held in ("tags", "labels", "tags_all"):
            tags = self._held.get(held) if self._may_show(held) else None
            found = {str(key).lower(): value for key, value in _object(tags).items()}
            if text := next((text for each in names if (text := _text(found.get(each)))), ""):
                return text
        return ""

    def _may_show(self, name: str) -> bool:
        return name in self._held and name not in self._sensitive


@dataclass(frozen=True, slots=True)
class State:
    """``lineage`` names the state for good, empty where it does not tell; ``odd``: not read."""

    resources: tuple[Resource, ...]
    lineage: str = ""
    serial: int = 0
    version: str = ""
    odd: int = 0


def state_of(name: str, told: object) -> State:
    """``Permanent`` where it is no state of version 4 and not what ``show -json`` prints."""
    if not isinstance(told, dict):
        raise Permanent(f"{name} is no state of Terraform: it is no JSON object")
    version = one_line(str(told.get("terraform_version", "")))[:40]
    if isinstance(told.get("resources"), list) and "version" in told:
        if told["version"] != 4:
            raise Permanent(
                f"{name} is a state of version {told['version']}: open it with Terraform 1"
            )
        found = [each for held in told["resources"] for each in _instances(_object(held))]
        lineage, serial = told.get("lineage"), told.get("serial")
        return _state(
            found,
            one_line(lineage)[:100] if isinstance(lineage, str) else "",
            serial if isinstance(serial, int) else 0,
            version,
        )
    if isinstance(told.get("values"), dict):
        module = _object(_object(told["values"]).get("root_module"))
        held = [_object(each) for each in _in_module(module)]
        found = [_shown(each) for each in held if each.get("mode") != "data"]
        return _state(found, "", 0, version)
    raise Permanent(f"{name} is no state of Terraform: it has no resources")


def _state(found: list[Resource | None], lineage: str, serial: int, version: str) -> State:
    good = {each.key: each for each in found if each is not None}
    return State(tuple(good.values()), lineage, serial, version, odd=found.count(None))


def _instances(held: Json) -> Iterator[Resource | None]:
    """Of one resource of a state.  What was only looked up (``data``) belongs to others."""
    if held.get("mode") == "data":
        return
    kind, name = held.get("type"), held.get("name")
    if not isinstance(kind, str) or not isinstance(name, str):
        yield None
        return
    for each in _list(held.get("instances")):
        instance = _object(each)
        if instance.get("deposed"):
            continue  # replaced already, and waiting to be destroyed
        yield Resource(
            one_line(kind),
            one_line(name),
            one_line(str(held.get("module") or "")),
            _index(instance.get("index_key")),
            _provider(held.get("provider")),
            _addresses(instance.get("dependencies")),
            _object(instance.get("attributes")),
            frozenset(_first_steps(instance.get("sensitive_attributes"))),
        )


def _in_module(module: Json, depth: int = 0) -> Iterator[object]:
    yield from _list(module.get("resources"))
    if depth < _DEEPEST:
        for child in _list(module.get("child_modules")):
            yield from _in_module(_object(child), depth + 1)


def _shown(held: Json) -> Resource | None:
    """A resource as ``terraform show -json`` prints it."""
    address, kind, name = held.get("address"), held.get("type"), held.get("name")
    if not all(isinstance(each, str) for each in (address, kind, name)):
        return None
    module = str(address).rpartition(f".{kind}.{name}")[0]
    marked = _object(held.get("sensitive_values"))
    return Resource(
        one_line(str(kind)),
        one_line(str(name)),
        one_line(module),
        _index(held.get("index")),
        _provider(held.get("provider_name")),
        _addresses(held.get("depends_on")),
        _object(held.get("values")),
        frozenset(name for name, value in marked.items() if _marks(value)),
    )


def _marks(value: object) -> bool:
    """Whether anything in it is called sensitive."""
    if isinstance(value, dict):
        return any(_marks(each) for each in value.values())
    return any(_marks(each) for each in value) if isinstance(value, list) else value is True


def _addresses(held: object) -> tuple[str, ...]:
    return tuple(_INDEX.sub("", one_line(str(each))) for each in _list(held))


def _provider(held: object) -> str:
    """``provider["registry.example/hashicorp/aws"].london`` is aws."""
    found = _PROVIDER.search(str(held or ""))
    return found[1] if found else ""


def _first_steps(paths: object) -> Iterator[str]:
    """The first step of each path: ``[{"type": "get_attr", "value": "password"}]``."""
    for path in _list(paths):
        steps = path if isinstance(path, list) else [path]
        if steps and isinstance(steps[0], dict):
            yield str(steps[0].get("value"))
        elif steps:
            yield str(steps[0])


def _text(value: object) -> str:
    """A number, a text or a short list of these; structures are not read."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str | int | float):
        return one_line(str(value))[:LONGEST]
    if isinstance(value, list):
        return ", ".join(text for each in value[:_LISTED] if (text := _text(each)))
    return ""


def _index(index: object) -> str:
    if index is None or isinstance(index, bool):
        return ""
    return f'"{one_line(index)}"' if isinstance(index, str) else str(index)


def _object(held: object) -> Json:
    return held if isinstance(held, dict) else {}


def _list(held: object) -> list[object]:
    return held if isinstance(held, list) else []
