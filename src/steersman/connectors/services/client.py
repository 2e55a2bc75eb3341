"""The few things we ask of a host.  The real client and the fake both have exactly these."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from steersman.capabilities.connector import Check
from steersman.capabilities.probe import Value
from steersman.capabilities.ssh_script import RootScript, check_rights
from steersman.domain.errors import Permanent

LONGEST_TEXT = 60_000  # characters of a text for people
LONGEST = 4_000  # characters of one word of a plan: hosts are not trusted to keep it short


@dataclass(frozen=True, slots=True)
class Row:
    """One field that a change would touch, as the host calls it."""

    target: str  # "service/web"
    attribute: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What the host would do: ``host`` is its machine-id, which stays when its name does not."""

    host: str
    rows: tuple[Row, ...] = ()
    warnings: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    values: Mapping[str, Value]
    text: str


class ManagedHost(Protocol):
    """Errors: ``Transient`` (no answer, changed since), ``Permanent`` (refused, cannot write),
    ``NeedsPerson`` (another machine has that address now)."""

    def plan(self, action: str, asked: Mapping[str, str]) -> Answered: ...

    def apply(self, action: str, host: str, rows: Sequence[Row]) -> None: ...

    def holds(self, action: str, host: str, rows: Sequence[Row]) -> bool: ...

    def undo(self, action: str, host: str, rows: Sequence[Row]) -> None: ...

    def look(self, what: str, asked: Mapping[str, str]) -> Seen: ...

    def check(self, permissions: Sequence[str]) -> Check: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SshHost:
    """A host over SSH; the file that ``helper`` makes is all that runs there."""

    script: RootScript

    def plan(self, action: str, asked: Mapping[str, str]) -> Answered:
        told = self._call("plan", action, json.dumps(dict(asked)))
        rows = tuple(Row(*map(_short, row)) for row in told["changes"])
        names = {_short(key): _short(name) for key, name in told["names"].items()}
        return Answered(_short(told["host"]), rows, tuple(map(_short, told["warnings"])), names)

    def apply(self, action: str, host: str, rows: Sequence[Row]) -> None:
        self._call("apply", action, host, rows=rows)

    def holds(self, action: str, host: str, rows: Sequence[Row]) -> bool:
        return self._call("holds", action, host, rows=rows) is True

    def undo(self, action: str, host: str, rows: Sequence[Row]) -> None:
        self._call("undo", action, host, rows=rows)

    def look(self, what: str, asked: Mapping[str, str]) -> Seen:
        told = self._call("look", what, json.dumps(dict(asked)))
        return Seen(
            {str(name): _value(value) for name, value in told["values"].items()},
            _plain(told["text"]),
        )

    def check(self, permissions: Sequence[str]) -> Check:
        return check_rights(self.script, permissions)

    def close(self) -> None:
        self.script.shell.close()

    def _call(self, verb: str, *words: str, rows: Sequence[Row] = ()) -> Any:
        body = json.dumps([[r.target, r.attribute, r.before, r.after] for r in rows]).encode()
        said = self.script.call(verb, *words, stdin=body)
        try:
            return json.loads(said)
        except ValueError:
            where = self.script.settings.address
            raise Permanent(f"{where}: steersman-services said no JSON: install it again") from None


def _value(value: object) -> Value:
    if isinstance(value, (bool, str)):
        return value[:LONGEST] if isinstance(value, str) else value
    if isinstance(value, (int, float)):
        return float(value)
    raise Permanent(f"the host told a value that is no word, number or yes/no: {value!r:.100}")


def _plain(text: object) -> str:
    """Anybody may have written it: nothing stays that a terminal or a page would obey."""
    shown = "".join(each if each.isprintable() or each in "\n\t" else "�" for each in str(text))
    return shown[:LONGEST_TEXT]


def _short(word: object) -> str:
    text = str(word)
    if len(text) > LONGEST:
        raise Permanent(f"the host told a word of {len(text)} characters: look at it")
    return text
