"""Facts about configuration items, in the words of the CMDB, before anything is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Unread:
    """A line or an entry that was not understood."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Item:
    """One configuration item.  ``key`` names it in its source for good; ``kind`` is its class.

    Kinds: server, network, subnet, database, load balancer, firewall, certificate, dns record,
    storage, service, other.
    """

    key: str
    kind: str
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """Between the keys of two items; ``kind`` is ``depends on`` or ``runs on``."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """What one file tells.  Every end of a relation is an item."""

    items: tuple[Item, ...] = ()
    relations: tuple[Relation, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """The rows of a listing, and the lines that were none."""

    rows: tuple[Row, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """``version`` is the whole version of the package, with epoch and release."""

    name: str
    version: str
    architecture: str = ""
    installed: bool = True


@dataclass(frozen=True, slots=True)
class Listener:
    """A port that a process of the host listens on; ``address`` is ``*`` for all of its own."""

    protocol: str
    address: str
    port: int
    process: str = ""
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of systemd and how it stands: ``active`` and ``running``, for one."""

    name: str
    loaded: str
    active: str
    state: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """A package that was installed, upgraded or removed; ``at`` is the host's local time."""

    at: datetime
    action: str  # install, upgrade, downgrade, reinstall or remove
    package: str
    before: str = ""
    after: str = ""
