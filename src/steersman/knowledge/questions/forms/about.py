"""What is known of one thing, whom to call about it, and where it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steersman.knowledge.queries.model import Compare, Has, Query, Want
from steersman.knowledge.questions.forms.dependence import FAILS
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import HOST, PEOPLE, SERVICE, Noun

Queries = Iterator[tuple[Query, int]]
_ABOUT = (
    *("what is", "what do we know about", "tell me about", "details of", "details for", "about"),
    *("details on", "info on", "information on", "information about", "info about", "describe"),
    *("everything about", "all about", "the details of", "facts about"),
)
_NUMBERS = (
    *("serial number", "serial", "ip address", "ip", "asset tag", "tag", "hostname", "host name"),
    *("employee number", "staff number", "address"),
)
FACTS = (
    *("cidr", "gateway", "vlan_id", "subject", "issuer", "software", "version", "host", "os"),
    *("os_version", "manufacturer", "model", "serial", "ip_address", "location", "environment"),
    *("criticality", "life_cycle_status", "holder", "owner", "managed_by", "vendor", "quantity"),
    *("memory_gb", "cpu_count", "disk_gb", "size_gb", "used", "cost"),
    *("ends_on", "warranty_ends_on", "last_patched_on"),
    *("title", "department", "manager", "mail", "employment_status"),
)
_CALL = (
    *("call", "ask", "contact", "ring", "phone", "notify", "inform", "talk to", "speak to"),
    *("speak with", "talk with", "turn to", "escalate to", "go to", "write to", "reach out to"),
)
_WHOM = [
    f"{who} {may} {verb}"
    for who in ("who", "whom")
    for may in (
        "do i",
        "do we",
        "should i",
        "should we",
        "can i",
        "can we",
        "must i",
        "to",
        "would i",
    )
    for verb in _CALL
]
_CONTACT = (
    *("contact for", "contact person for", "point of contact for", "who is the contact for"),
    *("who is the contact person for", "who is the point of contact for", "who knows about"),
    *("who is my contact for", "who is our contact for", "who can help with", "who helps with"),
    *("who supports", "who is in charge of", "who takes care of", "who looks after"),
)
_RUNS_THERE = (
    *("what runs on", "what is running on", "what is hosted on", "what lives on", "what sits on"),
    *("everything on", "everything running on", "what do we run on", "what else runs on"),
    *("what all runs on", "everything that runs on", "what is deployed on"),
)
RUNNING = "functional_ci"
_IN_CASE = ("about", "for", "regarding", "concerning", "with", "on", "if", "when", "because of")
_CONTACTS = ("holder", "owner", "managed_by", "vendor")


def about(nouns: Nouns, at: int) -> Queries:
    """ "what is 10.2.0.9", "tell me about lon-db-01", "serial number SRV0042"."""
    for start in nouns.said(at, *_ABOUT):
        for noun, end in nouns.nouns(start):
            if noun.name:
                yield from _portrait(nouns, noun, FACTS, end)
    for start in nouns.said(at, *_NUMBERS):
        for noun, end in nouns.nouns(start):
            if isinstance(noun.condition, Compare) and noun.condition.field != "name":
                yield from _portrait(nouns, noun, FACTS, end)
    for noun, end in nouns.nouns(at):
        for after in nouns.said(end, "details", "info") if noun.name else ():
            yield from _portrait(nouns, noun, FACTS, after)


def contact(nouns: Nouns, at: int) -> Queries:
    """ "who do I call about the order gateway", "who should I ask if lon-db-01 is down"."""
    starts = [*nouns.said(at, *_CONTACT)]
    for begin in nouns.said(at, *_WHOM):
        starts += nouns.said(begin, *_IN_CASE)
    for start in starts:
        for noun, end in nouns.nouns(start):
            for after in (end, *nouns.said(end, *FAILS)):
                if noun.name and noun.entity != PEOPLE:
                    yield from _portrait(nouns, noun, _CONTACTS, after)


def whereabouts(nouns: Nouns, at: int) -> Queries:
    """ "what does the order gateway run on", "where does db-orders live"."""
    for start in nouns.said(at, "what does", "what do", "what hosts", "what host does"):
        for noun, end in nouns.nouns(start):
            for after in nouns.said(end, "run on", "runs on", "live on", "sit on"):
                yield from _hosts(nouns, noun, after)
    for start in nouns.said(at, "where does", "where do", "where is", "on which host does"):
        for noun, end in nouns.nouns(start):
            for after in nouns.said(end, "run", "live", "sit", "running", "hosted", "deployed"):
                yield from _hosts(nouns, noun, after)


def hosted(nouns: Nouns, at: int) -> Queries:
    """ "what runs on lon-db-01", "on which servers does the order gateway run"."""
    for start in nouns.said(at, *_RUNS_THERE):
        for noun, end in nouns.nouns(start):
            if noun.name and "runs" in nouns.schema.links(noun.entity):
                yield Query(RUNNING, Has("hosts", noun.condition)), end
    for start in nouns.said(at, "on which", "on what", "what", "which"):
        for kind, middle in nouns.lexicon.kinds(nouns.words, start):
            if nouns.is_ci(kind.entity):
                yield from _hosts_of(nouns, kind.entity, middle)


def _hosts_of(nouns: Nouns, kind: str, at: int) -> Queries:
    for begin in nouns.said(at, "does", "do", "is", "are"):
        for noun, end in nouns.nouns(begin):
            for after in nouns.said(end, "run", "live", "sit", "running", "hosted", "run on"):
                yield from _hosts(nouns, noun, after, kind)


def _hosts(nouns: Nouns, noun: Noun, at: int, kind: str = HOST) -> Queries:
    fields = nouns.schema.fields(noun.entity)
    if "host" in fields and noun.name:
        yield Query(noun.entity, noun.condition, Want.SHOW, ("host",)), at
    elif nouns.lexicon.is_a(noun.entity, SERVICE) and noun.condition:
        yield Query(kind, Has("runs", noun.condition)), at


def facts_of(nouns: Nouns, entity: str, fields: Sequence[str]) -> tuple[str, ...]:
    """Those of the fields that the kind has and anything is on record in."""
    known, recorded = nouns.schema.fields(entity), nouns.lexicon.vocabulary.recorded(entity)
    return tuple(each for each in fields if each in known and each in recorded)


def _portrait(nouns: Nouns, noun: Noun, fields: Sequence[str], at: int) -> Queries:
    asked = facts_of(nouns, noun.entity, fields)
    if asked:
        yield Query(noun.entity, noun.condition, Want.SHOW, asked), at
