"""Whose a peer is, as the comment right above its ``[Peer]`` says.

::

    # employee_number=1042 login=jdoe mail=jdoe@meridian.test
    [Peer]
    PublicKey = …

A person may have several (a laptop, a phone).  WireGuard itself knows public keys only, and they
differ by device, so the account is the owner: its id is ``owner:<employee number>/<login>``, and
a plan lists each public key.  ``mark=service``, ``mark=shared`` or ``mark=protected`` may follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PREFIX = "owner:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Empty strings where the comment does not say."""

    employee_number: str = ""
    login: str = ""
    mail: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return f"{PREFIX}{self.employee_number}/{self.login}"

    @property
    def known(self) -> bool:
        return bool(self.employee_number or self.login)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    key: str  # the public key
    owner: Owner
    active: bool = True  # in the file; False: its block is commented out


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the file says now; ``digest`` is its SHA-256, for a write that must not overwrite."""

    digest: str
    peers: tuple[Peer, ...]

    def owned_by(self, account: str) -> tuple[Peer, ...]:
        mine = (peer for peer in self.peers if peer.owner.known and peer.owner.id == account)
        return tuple(sorted(mine, key=lambda peer: peer.key))

    def with_key(self, key: str) -> tuple[Peer, ...]:
        return tuple(peer for peer in self.peers if peer.key == key)


def owner_from(words: Iterable[str]) -> Owner:
    """From ``employee_number=1042 login=jdoe``; a word said twice differently counts as unsaid."""
    said: dict[str, set[str]] = {}
    for word in words:
        name, _, value = word.partition("=")
        said.setdefault(name, set()).add(value)

    def only(name: str) -> str:
        values = said.get(name, set())
        return next(iter(values)) if len(values) == 1 else ""

    return Owner(
        employee_number=only("employee_number"),
        login=only("login"),
        mail=only("mail"),
        marks=frozenset(said.get("mark", set())),
    )
