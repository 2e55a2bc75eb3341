"""Where packets come into a ruleset: the chains of a hook, or the access list of an interface."""

from __future__ import annotations

from typing import Protocol

from steersman.knowledge.firewalls.model import Chain, Ruleset
from steersman.knowledge.firewalls.spans import Spans

# The hooks that a packet passes one after another: through the machine, into it, out of it.
_WAYS = (
    ("prerouting", "forward", "postrouting"),
    ("prerouting", "input"),
    ("output", "postrouting"),
)


_DECIDING = ("forward", "input", "output")


class Asked(Protocol):
    """What a question may say about the way: the interfaces, where they are known."""

    @property
    def arrives(self) -> str | None: ...

    @property
    def leaves(self) -> str | None: ...


def entry_chains(ruleset: Ruleset, asked: Asked, entry: str | None) -> tuple[Chain, ...] | str:
    """The chains that a packet passes one after another, or why that cannot be told."""
    if entry is not None:
        return _named(ruleset, entry)
    lists = ruleset.at("acl")
    if lists:
        return _of_lists(ruleset, asked, passing(ruleset) or lists)
    for way in _WAYS:
        if any(ruleset.at(hook) for hook in way if hook in _DECIDING):
            return tuple(chain for hook in way for chain in ruleset.at(hook))
    return "no chain in the file decides about packets that pass through"


def _named(ruleset: Ruleset, entry: str) -> tuple[Chain, ...] | str:
    if found := ruleset.at(entry.lower()):
        return found
    if entry in ruleset.chains:
        return (ruleset.chains[entry],)
    named = [chain for chain in ruleset.chains.values() if chain.name.lower() == entry.lower()]
    return (named[0],) if len(named) == 1 else f"the file has no chain or hook named {entry}"


def passing(ruleset: Ruleset) -> tuple[Chain, ...]:
    """The access lists that may judge what passes: not those of the device's own lines (vty)."""
    of_lines = {each.chain for each in ruleset.bindings if _is_line(each.interface)}
    of_lines -= {each.chain for each in ruleset.bindings if not _is_line(each.interface)}
    return tuple(chain for chain in ruleset.at("acl") if chain.name not in of_lines)


def _is_line(interface: str) -> bool:
    return interface.lower().startswith(("vty", "con", "aux", "tty", "default"))


def ways(ruleset: Ruleset, source: Spans, destination: Spans) -> tuple[str | None, str | None]:
    """The interfaces that traffic arrives on and leaves by, where connected networks tell.

    The first alone is told only where no list stands at any way out, for that may be it.
    """
    arrives, leaves = _at(ruleset, source), _at(ruleset, destination)
    out = any(each.direction == "out" and not _is_line(each.interface) for each in ruleset.bindings)
    if ruleset.own & destination or (leaves is None and out):
        return None, None
    return (arrives, leaves) if arrives and arrives != leaves else (None, None)


def _at(ruleset: Ruleset, addresses: Spans) -> str | None:
    found = [name for name, network in ruleset.interfaces.items() if network.covers(addresses)]
    return found[0] if len(found) == 1 and addresses else None


def _of_lists(ruleset: Ruleset, asked: Asked, lists: tuple[Chain, ...]) -> tuple[Chain, ...] | str:
    """The list into the device and the one out of it, where the interfaces are known."""
    wanted = (("in", asked.arrives), ("out", asked.leaves))
    names = [
        binding.chain
        for direction, interface in wanted
        for binding in ruleset.bindings
        if interface is not None
        and binding.direction == direction
        and binding.interface.lower() in {interface.lower(), "global"}
    ]
    missing = [name for name in names if name not in ruleset.chains]
    if missing:
        return f"the access list {missing[0]} is applied to the interface, but not in the file"
    if names:
        return tuple(ruleset.chains[name] for name in names)
    if asked.arrives and ruleset.bindings:
        return f"no access list is applied where this traffic arrives, {asked.arrives}"
    if len(lists) == 1:
        return lists
    named = ", ".join(chain.name for chain in lists)
    return f"the file has several access lists ({named}): say which, or name the interface"
