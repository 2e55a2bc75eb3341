"""What may be given to a runbook: each parameter has a type, and a value that is not of it is
refused.  What a label of an alert says is data like what a person types.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent
from steersman.domain.plan import MARK

LONGEST = 200  # characters of any value
LONGEST_NAME = 253  # RFC 1035, section 2.3.4
SYSTEM, HOST, ITEM, CHOICE = "system", "host", "item", "choice"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_SERVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._:-]{0,99}")
_PATH = re.compile(r"/(?:[A-Za-z0-9._@+-]+/?)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$-]{0,62}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._:+/=-]{0,199}")
_SYSTEM = re.compile(r"[a-z][a-z0-9-]{0,31}")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """``labels``: those of an alert that may fill it, the first that is there counts."""

    name: str
    type: str
    text: str = ""  # what it is, for people
    labels: tuple[str, ...] = ()
    default: str | None = None
    choices: tuple[str, ...] = ()
    told_by: str = ""  # a probe tells it right before it is needed: the name of the probe's value
    line: int = 0

    def checked(self, value: str) -> str:
        """The value as it is kept.  ``Permanent`` says what is wrong with it."""
        try:
            return self._checked(value)
        except Permanent as fault:
            raise Permanent(f"{self.name}: {fault}") from fault

    def _checked(self, value: str) -> str:
        if value != one_line(value) or MARK in value:
            raise Permanent("it holds blanks at an end, line ends or characters that nobody sees")
        if len(value) > LONGEST_NAME:
            raise Permanent(f"it is longer than {LONGEST} characters")
        if not value:
            raise Permanent(f"give {TYPES[self.type].what}")
        if self.type == CHOICE:
            return self._chosen(value)
        if not TYPES[self.type].fits(value):
            raise Permanent(f"{value[:60]!r} is not {TYPES[self.type].what}")
        return value

    def _chosen(self, value: str) -> str:
        if value not in self.choices:
            raise Permanent(f"{value[:60]!r} is none of {', '.join(self.choices)}")
        return value


@dataclass(frozen=True, slots=True)
class Type:
    what: str  # "a whole number", as in “give a whole number”
    fits: Callable[[str], bool]


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        return "%" not in text and bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _is_host_name(text: str) -> bool:
    return bool(_HOST_NAME.fullmatch(text))


def _is_path(text: str) -> bool:
    parts = text.split("/")
    return bool(_PATH.fullmatch(text)) and not {".", ".."} & set(parts)


def _is_port(text: str) -> bool:
    return bool(_WHOLE.fullmatch(text)) and 0 < int(text) <= _PORT


def _is_text(text: str) -> bool:
    return len(text) <= LONGEST and text.isprintable() and not text.startswith("-")


def _is_host(text: str) -> bool:
    return _is_host_name(text) or _is_address(text) or bool(_SERVICE.fullmatch(text))


TYPES: Mapping[str, Type] = {
    HOST: Type("a host: its name, address, or id in the CMDB", _is_host),
    SYSTEM: Type("the name of a connected system", lambda text: bool(_SYSTEM.fullmatch(text))),
    ITEM: Type("an item of the CMDB: its id, or a name that only one has", _is_text),
    "declared": Type("a name that the host declares", lambda text: bool(_SERVICE.fullmatch(text))),
    "service": Type("the name of a service", lambda text: bool(_SERVICE.fullmatch(text))),
    "name": Type("a name of letters, digits, _ and -", lambda text: bool(_NAME.fullmatch(text))),
    "host name": Type("a host name", _is_host_name),
    "address": Type("an IP address", _is_address),
    "port": Type("a port, 1 to 65535", _is_port),
    "path": Type("a path from the root, without dots or blanks", _is_path),
    "id": Type("an id that a probe tells", lambda text: bool(_ID.fullmatch(text))),
    "integer": Type("a whole number", lambda text: bool(_WHOLE.fullmatch(text))),
    "number": Type("a number", _is_number),
    CHOICE: Type("one of the choices", lambda text: True),
    "text": Type("one line of text that does not begin with a hyphen", _is_text),
}
PLACES = (SYSTEM, HOST)  # what may stand for a system
