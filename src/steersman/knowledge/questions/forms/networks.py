"""What is in a network, and in which network an address is."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.comparing import network_of
from steersman.knowledge.queries.model import Compare, Condition, Has, Op, Query
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import CI, SUBNET
from steersman.knowledge.questions.said import WHICH

Queries = Iterator[tuple[Query, int]]
_WHAT = (
    *("what is", "what are", "what", "which devices are", "what do we have", "everything"),
    *("anything", "is anything", "is there anything", "who is", "all", "what sits", "what lives"),
    *("what hosts are", "all addresses", "which addresses are used", "which ips are used"),
    *("which addresses are in use", "which ips are in use", "what is there"),
)


def inside(nouns: Nouns, at: int) -> Queries:
    """ "what is in 10.1.0.0/16", "everything in the Dealing Room subnet"."""
    for start in nouns.said(at, *_WHAT):
        for condition, end in nouns.modifiers(CI, start):
            if _of_network(condition):
                yield Query(CI, condition), end


def _of_network(condition: Condition) -> bool:
    if isinstance(condition, Has):
        return condition.link == SUBNET
    return isinstance(condition, Compare) and condition.op is Op.IN


def network(nouns: Nouns, at: int) -> Queries:
    """ "which subnet is 10.0.0.13 in", "what network is web-01 on", "subnet of 10.0.0.13"."""
    for start in {at + (nouns.key(at) in WHICH), *nouns.said(at, "in which", "what is the")}:
        for kind, middle in nouns.lexicon.kinds(nouns.words, nouns.past_determiners(start)):
            if kind.entity != SUBNET:
                continue
            for begin in nouns.said(middle, "is", "does", "of", "has", "contains", "for", "holds"):
                for condition, end in _member(nouns, begin):
                    for after in (end, *nouns.said(end, "in", "on", "belong to", "belongs to")):
                        yield Query(SUBNET, condition), after


def _member(nouns: Nouns, at: int) -> Iterator[tuple[Condition, int]]:
    at = nouns.past_determiners(at)
    text = nouns.words[at].text if at < len(nouns.words) else ""
    if "/" not in text and network_of(text) is not None and not text.isdigit():
        yield Compare("cidr", Op.COVERS, text), nouns.reach(at + 1)
        return
    for noun, end in nouns.nouns(at):
        if noun.name and nouns.is_ci(noun.entity) and noun.entity != SUBNET:
            yield Has("members", noun.condition), end
