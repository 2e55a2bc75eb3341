"""A declared nftables rule put back where it is missing; only declared ones are ever written."""

from __future__ import annotations

import re

from steersman.connectors.services.on_host.action import Action, Change, Planned
from steersman.connectors.services.on_host.declared import BAD_FILE, Declared, declared
from steersman.connectors.services.on_host.telling import (
    CANNOT_WRITE,
    LONGEST,
    Refused,
    last_line,
    ran,
)

PRESENT, MISSING = "present", "missing"
CHAIN = re.compile(r"(ip|ip6|inet|arp|bridge|netdev) [A-Za-z0-9_-]+ [A-Za-z0-9_-]+")
RULE = re.compile(r"[A-Za-z0-9 ._:/,{}@\"+-]+")
NOISE = re.compile(r' (counter packets \d+ bytes \d+|comment "[^"]*"|# handle \d+)')


class AllowInFirewall(Action):
    """``undo`` removes it again, if it is still the one that was added."""

    kind, parameters = "firewall", ("rule",)

    def plan(self, name: str, detail: str) -> Planned:
        given = declared(self.kind, name)
        if _handles(given, mine=False):
            return Planned()
        rule = f"{' '.join(_chain(given))}: {_rule(given)}"
        return Planned([Change(given.target, rule, MISSING, PRESENT)])

    def apply(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if not _handles(given, mine=False):
            mark = ["comment", f'"{_mark(given)}"']
            _nft(["insert", "rule", *_chain(given), *_rule(given).split(), *mark])

    def holds(self, change: Change) -> bool:
        return bool(_handles(declared(self.kind, change.name), mine=False))

    def undo(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        for handle in _handles(given, mine=True):
            _nft(["delete", "rule", *_chain(given), "handle", handle])


def rules(*, rule: str) -> tuple[dict[str, object], str]:
    given = declared("firewall", rule)
    values: dict[str, object] = {"present": bool(_handles(given, mine=False))}
    return values, _nft(["list", "chain", *_chain(given)])[:LONGEST]


def _handles(given: Declared, *, mine: bool) -> list[str]:
    """The handle of each line of the chain that says what is declared."""
    found = []
    for line in _nft(["-a", "list", "chain", *_chain(given)]).splitlines():
        plain = NOISE.sub("", line).strip()
        handle = line.rpartition("# handle ")[2].strip()
        ours = f'comment "{_mark(given)}"' in line
        if plain == _rule(given) and handle.isdigit() and (ours or not mine):
            found.append(handle)
    return found


def _chain(given: Declared) -> list[str]:
    chain = given.need("chain")
    if not CHAIN.fullmatch(chain):
        raise Refused(BAD_FILE, f"[firewall {given.name}] chain: write family, table and chain")
    return chain.split()


def _rule(given: Declared) -> str:
    rule = " ".join(given.need("rule").split())
    if not RULE.fullmatch(rule) or not rule.endswith(" accept"):
        raise Refused(BAD_FILE, f"[firewall {given.name}] rule: only a rule that ends in accept")
    return rule


def _mark(given: Declared) -> str:
    return f"steersman {given.name}"


def _nft(words: list[str]) -> str:
    status, said = ran(["nft", *words])
    if status:
        raise Refused(CANNOT_WRITE, f"nft {words[0]}: {last_line(said)}")
    return said
