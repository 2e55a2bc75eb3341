"""Questions about traffic between two places, answered from the rules of the firewalls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from steersman.domain.errors import Permanent
from steersman.knowledge.asking.answer import Answer, Citation, State, Table, unknown
from steersman.knowledge.asking.library import Configuration
from steersman.knowledge.firewalls import Between, Outcome, between, describe, resolve, services
from steersman.knowledge.firewalls.model import PORTS, PROTOCOLS
from steersman.knowledge.firewalls.regions import Region

Zones = Mapping[str, Sequence[str]]  # the name of a network → its addresses
_PLACES = re.compile(
    r"(?:between|from)\s+(?:the\s+)?(?P<source>.+?)\s+(?:and|to|into|towards)\s+(?:the\s+)?"
    r"(?P<destination>.+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(firewall|rules?|traffic|allowed|permitted|blocked|ports?|connect|reach|access|acl)\b",
    re.IGNORECASE,
)
Unplaced = tuple[Configuration, str]  # a firewall, and the place that it does not know
Answering = tuple[Configuration, Between]
_EDGES = " ,\"'"
_NO_SERVICE = frozenset(["time", "who", "login", "echo", "systat", "mail", "discard", "domain"])
SHOWN = 40  # rules and parts of traffic


@dataclass(frozen=True, slots=True)
class Asked:
    source: str
    destination: str
    service: str = ""  # as it was said: "ssh", "tcp 8443"; empty: all traffic

    @property
    def part(self) -> Region:
        """The traffic of the service."""
        protocol = next((word for word in ("tcp", "udp", "icmp") if word in self.service), "tcp")
        protocols = services.protocol(protocol) if self.service else PROTOCOLS
        name = self.service.rpartition(" ")[2]
        ports = PORTS if name in ("", "tcp", "udp", "icmp") else services.ports(name)
        return Region(protocols=protocols, destination_ports=ports)

    def __str__(self) -> str:
        service = f" for {self.service}" if self.service else ""
        return f'firewall between "{self.source}" and "{self.destination}"{service}'


def about_traffic(question: str) -> Asked | None:
    """The two places, where a question is about traffic between them."""
    places = _PLACES.search(question.strip())
    if not places or not _ABOUT.search(question[: places.start()] + " " + question[places.end() :]):
        return None
    rest = f"{question[: places.start()]} {question[places.end() :]}"
    destination, _, behind = places["destination"].partition(" on ")
    service = _service(f"{rest} {behind}")
    return Asked(places["source"].strip(_EDGES), destination.strip(_EDGES), service)


def _service(said: str) -> str:
    """The service that is asked about: a name that has a port, a port, or a protocol."""
    words = re.findall(r"[\w-]+", said.casefold())
    protocol = next((word for word in words if word in ("tcp", "udp", "icmp")), "")
    for before, word in pairwise(["", *words]):
        numbered = word.isdigit() and (before in ("port", "tcp", "udp") or protocol)
        if numbered or (word in services.PORT_NUMBERS and word not in _NO_SERVICE):
            return f"{protocol} {word}".strip()
    return "icmp" if "ping" in words else protocol


def ask_firewalls(asked: Asked, configurations: Iterable[Configuration], zones: Zones) -> Answer:
    """What every firewall that knows both places does with new connections between them."""
    answers, unplaced, unread = [], [], []
    for each in configurations:
        source = resolve(each.rules, asked.source, zones)
        destination = resolve(each.rules, asked.destination, zones)
        if source is None or destination is None:
            unplaced.append((each, asked.source if source is None else asked.destination))
            continue
        try:
            told = between(each.rules, source, destination)
        except Permanent as error:
            return unknown(f"{each.title}: {error}.", query=str(asked))
        if told.concerns or told.allowed:
            answers.append((each, _about(asked.part, told)))
        unread += [(each, gap) for gap in told.unread]
    if not answers:
        return _not_placed(asked, unplaced)
    return _told(asked, answers, unplaced, len(unread))


def _about(part: Region, told: Between) -> Between:
    """Only what concerns the service that was asked about."""

    def cut(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        regions = ((each, each.region.within(part)) for each in outcomes)
        return tuple(replace(each, region=region) for each, region in regions if not region.empty)

    concerns = tuple(
        each
        for each in told.concerns
        if any(not Region.of(match).within(part).empty for match in each.rule.alternatives)
    )
    return replace(
        told,
        concerns=concerns,
        allowed=cut(told.allowed),
        denied=cut(told.denied),
        unclear=cut(told.unclear),
    )


def _not_placed(asked: Asked, unplaced: Sequence[Unplaced]) -> Answer:
    if not unplaced:
        return unknown(
            "No firewall configuration that you may read speaks of this traffic.", query=str(asked)
        )
    names = ", ".join(f"“{name}”" for name in dict.fromkeys(name for _, name in unplaced))
    return unknown(
        f"I do not know which addresses {names} has, so I did not guess.",
        "Add a subnet of this name to the record, or ask with addresses such as 10.1.0.0/24.",
        query=str(asked),
    )


def _told(
    asked: Asked, answers: Sequence[Answering], unplaced: Sequence[Unplaced], unread: int
) -> Answer:
    """What the firewalls say that know both places; those that do not are named."""
    rows = [row for each in answers for row in _rows(*each)]
    sure = not unread and not any(told.unclear for _, told in answers)
    word = "" if unplaced else _yes_or_no(asked, answers)
    return Answer(
        State.ANSWERED if sure else State.UNKNOWN,
        word + " ".join(_sentence(*each) for each in answers),
        citations=tuple(
            Citation("document", each.document, each.title, each.as_of) for each, _ in answers
        ),
        query=str(asked),
        table=Table(("firewall", "chain", "rule", "does", "what"), rows[:SHOWN], len(rows)),
        notes=tuple(_open(answers, unplaced, unread)),
    )


def _yes_or_no(asked: Asked, answers: Sequence[Answering]) -> str:
    """One word first where a single firewall decides about a single service."""
    (_, told), *others = answers
    if not asked.service or others or told.unclear or (told.allowed and told.denied):
        return ""
    return "Yes: " if told.allowed else "No: "


def _sentence(configuration: Configuration, told: Between) -> str:
    if told.why_not:
        return f"{configuration.title}: {told.why_not}."
    if not told.allowed:
        verb = "may be allowed, but that is unclear" if told.unclear else "is allowed"
        return f"{configuration.title}: {'something' if told.unclear else 'nothing'} {verb}."
    allowed = "; ".join(describe(each.region) for each in told.allowed[:5])
    more = f" and {len(told.allowed) - 5} more" if len(told.allowed) > 5 else ""
    rest = "; the rest is not" if told.denied else ""
    return f"{configuration.title} allows {allowed}{more}{rest}."


def _rows(configuration: Configuration, told: Between) -> Iterator[list[str | bool | float | None]]:
    """The rules in the order in which they are asked, and what falls to the policy."""
    title = configuration.title
    for concern in told.concerns:
        rule = concern.rule
        what = f"{rule.raw} (never reached for this traffic)" if concern.shadowed else rule.raw
        yield [title, rule.chain, f"line {rule.line}", rule.action.value, what]
    for outcome in (*told.denied, *told.allowed):
        if outcome.rule is None:
            yield [title, outcome.chain, "policy", outcome.action.value, describe(outcome.region)]


def _open(answers: Sequence[Answering], unplaced: Sequence[Unplaced], unread: int) -> Iterator[str]:
    for configuration, told in answers:
        if told.unclear:
            parts = "; ".join(_unclear(each) for each in told.unclear[:3])
            yield f"{configuration.title}: it depends on what the rules do not tell for {parts}."
    for configuration, name in unplaced:
        yield f"{configuration.title} does not say which addresses “{name}” has: not looked at."
    if unread:
        yield f"{unread} lines of these configurations were not understood: look at them yourself."


def _unclear(outcome: Outcome) -> str:
    return describe(outcome.region)
