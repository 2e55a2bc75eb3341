"""The types that an attribute of a configuration item may have, and how a value is read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from steersman.domain.sources import Value


class AttributeType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # 2026-01-31
    BOOLEAN = "boolean"
    CHOICE = "choice"
    VERSION = "version"  # compared part by part: 3.0.9 is older than 3.0.13
    IP = "ip"
    CIDR = "cidr"
    URL = "url"
    REFERENCE = "reference"  # to another item of a class, or to a person


class Mark(StrEnum):
    """How much an empty value counts against the completeness of the record."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"


PERSON = "person"  # what a reference may lead to besides the classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a class.  ``refers_to``: of a reference, a class or ``PERSON``."""

    name: str
    title: str
    type: AttributeType = AttributeType.TEXT
    mark: Mark = Mark.OPTIONAL
    choices: tuple[str, ...] = ()
    refers_to: str = ""


LONGEST = 4000  # characters of one value
_TEXT_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_VERSION = re.compile(r"\w[\w.+:~\-() /]*", re.ASCII)
_TRUE, _FALSE = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


def parse(attribute: Attribute, given: Value) -> Value:
    """The value in its one spelling; empty text for "not known".

    ``ValueError`` with what is wrong and the mend.  A reference stays the key it was given as.
    """
    if given is None or given == "":
        return ""
    if isinstance(given, str):
        given = given.strip()
        if len(given) > LONGEST:
            raise ValueError(f"it has {len(given)} characters: shorten it to {LONGEST}")
        if not given.isprintable() and _TEXT_CONTROLS.search(given):
            raise ValueError("it holds characters that cannot be printed: remove them")
        if not given:
            return ""
    return _PARSERS[attribute.type](attribute, given)


def _text(_attribute: Attribute, given: Value) -> Value:
    if isinstance(given, str):
        return given
    if isinstance(given, bool):
        return "true" if given else "false"
    return f"{given:g}" if isinstance(given, float) else str(given)


def _number(_attribute: Attribute, given: Value) -> Value:
    try:
        if isinstance(given, bool):
            raise ValueError(given)
        number = float(given or 0)
    except ValueError as error:
        raise ValueError("write a number such as 16 or 2.5") from error
    if not math.isfinite(number):
        raise ValueError("write a finite number such as 16 or 2.5")
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _date(_attribute: Attribute, given: Value) -> Value:
    text = str(given)
    try:
        if date.fromisoformat(text[:10]).isoformat() == text[:10] and _only_midnight(text[10:]):
            return text[:10]
    except ValueError:
        pass
    raise ValueError("write a date as 2026-01-31")


def _only_midnight(rest: str) -> bool:
    """A date that a spreadsheet keeps as a moment says midnight behind it."""
    return not rest or (rest[0] in "T " and rest[1:].rstrip("Z") in ("00:00", "00:00:00"))


def _boolean(_attribute: Attribute, given: Value) -> Value:
    word = str(given).lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError("write true or false")


def _choice(attribute: Attribute, given: Value) -> Value:
    word = re.sub(r"[\s\-]+", "_", str(given)).lower()
    if word in attribute.choices:
        return word
    raise ValueError(f"write one of {', '.join(attribute.choices)}")


def _version(attribute: Attribute, given: Value) -> Value:
    text = str(_text(attribute, given))
    if not _VERSION.fullmatch(text):
        raise ValueError("write a version such as 3.0.13 or 12 SP2")
    return text


def _ip(_attribute: Attribute, given: Value) -> Value:
    try:
        return str(ip_address(str(given)))
    except ValueError as error:
        raise ValueError("write an address such as 192.0.2.10 or 2001:db8::10") from error


def _cidr(_attribute: Attribute, given: Value) -> Value:
    try:
        return str(ip_network(str(given)))
    except ValueError as error:
        raise ValueError("write a network without host bits, such as 192.0.2.0/24") from error


def _url(_attribute: Attribute, given: Value) -> Value:
    text = str(given)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https", "ssh", "git") or not parts.netloc:
        raise ValueError("write an address such as https://wiki.example.org/page")
    return text


_Parse = Callable[[Attribute, Value], Value]
_PARSERS: Mapping[AttributeType, _Parse] = {
    AttributeType.TEXT: _text,
    AttributeType.NUMBER: _number,
    AttributeType.DATE: _date,
    AttributeType.BOOLEAN: _boolean,
    AttributeType.CHOICE: _choice,
    AttributeType.VERSION: _version,
    AttributeType.IP: _ip,
    AttributeType.CIDR: _cidr,
    AttributeType.URL: _url,
    AttributeType.REFERENCE: _text,
}


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """What versions are ordered by: numbers as numbers, letters behind them.

    ``1.1.1k`` comes after ``1.1.1`` and before ``1.1.2``; ``3.0.0-rc1`` (and ``~rc1``, ``beta``,
    ``alpha``) before ``3.0.0``.
    """
    parts: list[tuple[int, int, str]] = []
    for part in re.findall(r"\d+|[a-z]+|~", version.lower()):
        if part.isdigit():
            parts.append((2, int(part), ""))
            continue
        _drop_zeros(parts)
        early = part in ("~", "rc", "beta", "alpha", "pre", "dev")
        parts.append((-1 if early else 1, 0, "" if part == "~" else part))
    _drop_zeros(parts)
    return (*parts, (0, 0, ""))


def _drop_zeros(parts: list[tuple[int, int, str]]) -> None:
    """3.0 is 3, and 3.0-rc1 is 3-rc1."""
    while len(parts) > 1 and parts[-1] == (2, 0, ""):
        parts.pop()
