"""The part of Sieve (RFC 5228) that the sample's mail server understands.

``require``, ``keep``, ``stop``, ``vacation`` (RFC 5230) and ``include`` (RFC 6609); a script with
anything else is refused when it is put, so that none is kept that would not be run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

TOKEN = re.compile(
    r'(?P<space>\s+|#[^\n]*\n?)|"(?P<string>(?:[^"\\]|\\.)*)"'
    r"|(?P<tag>:[a-z]+)|(?P<number>\d+)|(?P<word>[a-z]+)|(?P<mark>[\[\],;])",
    re.DOTALL | re.IGNORECASE,
)
EXTENSIONS = {"vacation", "include"}
DEEPEST = 5  # scripts that include scripts


class SieveError(Exception):
    """Not a script, or one that this server cannot run."""


@dataclass
class Command:
    name: str
    strings: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)  # with the value that follows, if any


@dataclass(frozen=True, slots=True)
class Vacation:
    text: str
    subject: str
    days: int


def parse(script: str) -> list[Command]:
    """The commands of a script, all of them known; raises ``SieveError``."""
    commands: list[Command] = []
    current: list[tuple[str, str]] = []
    for kind, value in _tokens(script):
        if (kind, value) == ("mark", ";"):
            commands.append(_command(current))
            current = []
        else:
            current.append((kind, value))
    if current:
        raise SieveError("the last command has no semicolon")
    return commands


def answer_of(script: str, others: Mapping[str, str]) -> Vacation | None:
    """The vacation that this script would send.  ``others`` are the user's scripts by name."""
    return next(iter(_answers(script, others.get, 0)), None)


def _answers(script: str, named: Callable[[str], str | None], depth: int) -> Iterator[Vacation]:
    for command in parse(script):
        if command.name == "stop":
            return
        if command.name == "vacation":
            yield _vacation(command)
        if command.name == "include" and depth < DEEPEST:
            included = named(command.strings[0])
            if included is not None:
                yield from _answers(included, named, depth + 1)


def _vacation(command: Command) -> Vacation:
    days = int(command.tags.get(":days") or 7)
    return Vacation(command.strings[0], command.tags.get(":subject", "Automated reply"), days)


def _tokens(script: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(script):
        match = TOKEN.match(script, place)
        if match is None:
            raise SieveError(f"not understood: {script[place : place + 20]!r}")
        place = match.end()
        kind = str(match.lastgroup)
        if kind == "string":
            yield kind, re.sub(r"\\(.)", r"\1", match["string"], flags=re.DOTALL)
        elif kind != "space":
            yield kind, match[kind].lower()


def _command(tokens: list[tuple[str, str]]) -> Command:
    if not tokens or tokens[0][0] != "word":
        raise SieveError("a command must start with its name")
    command = Command(tokens[0][1])
    wants = ""  # the tag whose value comes next
    for kind, value in tokens[1:]:
        if kind == "tag":
            command.tags[value] = ""
            wants = value if value in (":days", ":subject") else ""
        elif wants:
            command.tags[wants], wants = value, ""
        elif kind == "string":
            command.strings.append(value)
        elif kind != "mark":
            raise SieveError(f"{value} does not belong into {command.name}")
    _check(command)
    return command


def _check(command: Command) -> None:
    strings = len(command.strings)
    match command.name:
        case "require":
            good = strings > 0 and set(command.strings) <= EXTENSIONS
        case "keep" | "stop":
            good = strings == 0
        case "vacation":
            good = strings == 1 and command.tags.keys() <= {":days", ":subject"}
        case "include":
            good = strings == 1 and command.tags.keys() <= {":personal", ":optional"}
        case _:
            good = False
    if not good:
        raise SieveError(f"this server cannot run this {command.name}")
