"""One name for one host, whether it is written short, in full or as an address.

The first name that was seen stays.  A short name is taken for the full one only while a single
domain is known for it: ``mail`` of two domains is two hosts.
"""

from __future__ import annotations

from typing import TypedDict

KEPT = 20_000  # names and addresses that are remembered


class HostNamesState(TypedDict):
    called: dict[str, str]
    domains: dict[str, list[str]]


class HostNames:
    """Remembers under which name each host came first."""

    def __init__(self) -> None:
        self._called: dict[str, str] = {}  # what was written → what it is called
        self._domains: dict[str, list[str]] = {}  # short name → full names that have it

    def name(self, host: str, ip: str) -> str:
        """What the host is called; empty when neither is known."""
        if not host:
            return self._called.get(ip, ip)
        called = self._called.get(host)
        if called is None:
            called = self._called[host] = self._first_name(host)
            self._forget()
        if ip and ip != host and self._called.get(ip) != called:
            self._called[ip] = called
            self._forget()
        return called

    def _first_name(self, host: str) -> str:
        short, _, domain = host.partition(".")
        if not domain or short.isdigit() or ":" in host:
            known = self._domains.get(host, ())
            return self._called.get(known[0], known[0]) if len(known) == 1 else host
        full = self._domains.setdefault(short, [])
        if len(full) < 2:  # that there are two is enough to know
            full.append(host)
        return self._called.get(short, host) if full == [host] else host

    def _forget(self) -> None:
        while len(self._called) > KEPT:
            del self._called[next(iter(self._called))]
        while len(self._domains) > KEPT:
            del self._domains[next(iter(self._domains))]

    def state(self) -> HostNamesState:
        return {
            "called": dict(self._called),
            "domains": {k: [*v] for k, v in self._domains.items()},
        }

    def restore(self, state: HostNamesState) -> None:
        self._called, self._domains = dict(state["called"]), dict(state["domains"])
