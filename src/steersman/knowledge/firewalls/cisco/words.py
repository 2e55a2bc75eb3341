"""The words of one line of an access list: addresses in all the ways in which they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.knowledge.firewalls import services
from steersman.knowledge.firewalls.addresses import ANYWHERE, V4, V6, networks, wildcard
from steersman.knowledge.firewalls.model import PORTS, PROTOCOLS
from steersman.knowledge.firewalls.spans import Spans

_OPERATORS = {"eq", "neq", "gt", "lt", "range"}


class NotUnderstood(ValueError):
    """What stands here is not understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Service:
    """One entry of a group of services."""

    protocols: Spans = PROTOCOLS
    source_ports: Spans = PORTS
    destination_ports: Spans = PORTS


@dataclass(slots=True)
class Group:
    """A group of networks, services or protocols; ``holes`` says why it is not read whole."""

    addresses: Spans = field(default_factory=Spans)
    services: list[Service] = field(default_factory=list)
    holes: str = ""
    includes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Words:
    """Read from left to right; ``masks`` says whether a second address is a netmask (ASA)."""

    words: list[str]
    masks: bool
    groups: Mapping[str, Group]
    names: Mapping[str, str]

    @property
    def next(self) -> str:
        return self.words[0].lower() if self.words else ""

    def take(self) -> str:
        if not self.words:
            raise NotUnderstood("the line ends too early")
        return self.words.pop(0)

    def took(self, *words: str) -> bool:
        if self.next in words and self.words:
            self.words.pop(0)
            return True
        return False

    def addresses(self, family: Spans) -> Spans:
        """``any``, ``host a``, ``a mask``, ``a/len``, ``range a b``, an object or a group."""
        word = self.take()
        low = word.lower()
        if low in {"any", "any4", "any6"}:
            return {"any4": V4, "any6": V6}.get(low, ANYWHERE if self.masks else family)
        if low == "host":
            return self._address(self.take())
        if low == "range":
            first, last = self._named(self.take()), self._named(self.take())
            return _parsed(f"{first}-{last}")
        if low in {"object-group", "object", "addrgroup", "net-group"}:
            return self.group(self.take()).addresses
        if low == "interface":
            raise NotUnderstood(f"the address of the interface {self.take()} is not in the list")
        if "/" in word:
            return _parsed(word)
        return self._masked(word)

    def _masked(self, word: str) -> Spans:
        name = self._named(word)
        if ":" in name or not self.words or not _is_address(self.words[0]):
            return self._address(word)
        mask = self.take()
        try:
            return wildcard(name, _turned(mask) if self.masks else mask)
        except ValueError as error:
            raise NotUnderstood(str(error)) from None

    def _address(self, word: str) -> Spans:
        return _parsed(self._named(word))

    def _named(self, word: str) -> str:
        return self.names.get(word, word)

    def group(self, name: str) -> Group:
        group = self.groups.get(name)
        if group is None:
            raise NotUnderstood(f"the object or group {name} is not in the file")
        if group.holes:
            raise NotUnderstood(f"the group {name} is not read whole: {group.holes}")
        return group

    def is_service_group(self) -> bool:
        """Behind the addresses, a group names ports; before them, it names services."""
        if (
            self.next not in {"object-group", "object", "portgroup", "port-group"}
            or len(self.words) < 2
        ):
            return False
        group = self.groups.get(self.words[1])
        return self.next.startswith("port") or (group is not None and bool(group.services))

    def ports(self) -> Spans | None:
        """``eq www``, ``range 1 9``, ``neq 22`` …, or ``None`` where no port is named."""
        if self.next not in _OPERATORS:
            return None
        operator = self.take().lower()
        first = self._port()
        if operator == "range":
            return Spans.of([(first, self._port())])
        if operator == "eq":
            found = [(first, first)]
            while self.words and _is_port(self.words[0]):  # IOS XE takes up to ten
                more = self._port()
                found.append((more, more))
            return Spans.of(found)
        return {
            "neq": PORTS - Spans(((first, first),)),
            "gt": Spans.of([(first + 1, 65535)]),
            "lt": Spans.of([(0, first - 1)]),
        }[operator]

    def _port(self) -> int:
        try:
            return services.port(self.take(), cisco=True)
        except ValueError as error:
            raise NotUnderstood(str(error)) from None


def _turned(mask: str) -> str:
    """The wildcard mask that says the same as a netmask."""
    return ".".join(str(255 - min(int(part), 255)) for part in mask.split("."))


def _parsed(text: str) -> Spans:
    try:
        return networks(text)
    except ValueError:
        raise NotUnderstood(f"{text} is no address") from None


def _is_address(word: str) -> bool:
    parts = word.split(".")
    return len(parts) == 4 and all(part.isdecimal() for part in parts)


def _is_port(word: str) -> bool:
    try:
        services.port(word, cisco=True)
    except ValueError:
        return False
    return word.lower() not in {"time", "echo", "login"} or False
