"""Chains: where packets enter them, in which order, and what happens at their end."""

from __future__ import annotations

from dataclasses import replace

from steersman.knowledge.firewalls.addresses import ANYWHERE, V4, V6
from steersman.knowledge.firewalls.model import Action, Chain
from steersman.knowledge.firewalls.nftables.cursor import NotUnderstood
from steersman.knowledge.firewalls.nftables.lexer import Token
from steersman.knowledge.firewalls.nftables.parts import PRIORITIES
from steersman.knowledge.firewalls.spans import Spans

_COVERS = {"ip": V4, "ip6": V6, "inet": ANYWHERE}
_POLICIES = {"accept": Action.ACCEPT, "drop": Action.DROP}


def plain_chain(family: str, table: str, name: str) -> Chain:
    """A chain that packets reach by a jump only, until it is declared otherwise."""
    return Chain(name=name, table=f"{family} {table}", covers=_COVERS.get(family, Spans()))


def base_chain(chain: Chain, words: list[Token]) -> Chain:
    """``type filter hook input priority filter`` or ``policy drop`` added to the chain."""
    texts = [word.text for word in words]
    if texts[0] == "policy" and len(texts) > 1:
        if texts[1] not in _POLICIES:
            raise NotUnderstood(f"{texts[1]} is no policy")
        return replace(chain, policy=_POLICIES[texts[1]])
    if texts[0] != "type" or "hook" not in texts:
        return chain
    hook = texts[texts.index("hook") + 1 :][:1]
    after = texts[texts.index("priority") + 1 :] if "priority" in texts else ["0"]
    return hooked(chain, texts[1] if len(texts) > 1 else "", "".join(hook), priority(after))


def hooked(chain: Chain, type: str, hook: str, priority: int) -> Chain:
    """Chains of type nat translate addresses, they do not decide; other families are not ours."""
    decides = type in {"filter", "route"} and bool(chain.covers) and hook != "ingress"
    return replace(
        chain,
        hook=hook if decides else None,
        priority=priority,
        policy=chain.policy or Action.ACCEPT,
    )


def priority(words: list[str]) -> int:
    """``0``, ``-150``, ``filter`` or ``filter + 10``."""
    text = "".join(words).split("policy")[0]
    for name, value in PRIORITIES.items():
        if text.startswith(name):
            return value + _number(text.removeprefix(name) or "0")
    return _number(text)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise NotUnderstood(f"{text} is no priority of a chain") from None
