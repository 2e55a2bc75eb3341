"""What a question about traffic asks: from where, to where, which services, allowed or blocked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steersman.knowledge.firewalls import services
from steersman.knowledge.firewalls.model import PORTS, PROTOCOLS
from steersman.knowledge.firewalls.regions import Region
from steersman.knowledge.firewalls.spans import Spans

_REACH = (
    r"(?:reach|connect(?:s|ing)?\s+to|talks?\s+(?:to|with)|speaks?\s+(?:to|with)|access|get\s+to"
    r"|go\s+to|(?:ssh|telnet|rdp|ftp|sftp|browse|log\s+in|get\s+through)\s+(?:in)?to|ping|telnet"
    r"|(?:send|open|make|start|print|copy|write|sync|replicate|upload|push|forward|report|log)\s+"
    r"(?:[\w-]+\s+){0,6}?to|browse\s+(?:[\w-]+\s+){0,3}?(?:to|on|at)"
    r"|open\s+connections\s+to|reaching|talking\s+to|accessing|through\s+to)"
)
_FORMS = (
    r"\bto\s+(?P<destination>.+?)\s+(?:coming\s+)?from\s+(?P<source>.+)",
    r"\b(?:between|from)\s+(?P<source>.+?)\s+(?:and|to|into|towards)\s+(?P<destination>.+)",
    rf"\b(?:is|are|may|can|could|will|does|do|lets?|allows?|permits?|blocks?|denies|deny|stops?"
    rf"|drops?)\s+(?!the\s+firewall|any\s|there\s|which\s)(?P<source>\S.*?)\s+"
    rf"(?:be\s+)?(?:is\s+|are\s+)?(?P<how>(?:not\s+)?(?:allowed|permitted|able|blocked|denied"
    rf"|prevented|forbidden|kept)\s+)?(?:to\s+|from\s+)?{_REACH}\s+(?P<destination>.+)",
)
_QUESTIONS = [re.compile(form, re.IGNORECASE) for form in _FORMS]
_SPLIT = re.compile(
    r"\s+(?=(?:on|via|over|using|with|by|at|through|for|in|port|ports|tcp|udp|blocked|allowed|open"
    r"|opened|dropped|denied|permitted|closed|rejected|refused|forbidden|not|according|and\s+by)\b)"
    r"|\s*[,?]\s*|\s*\(",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(firewalls?|rules?|traffic|allow\w*|permit\w*|block\w*|ports?|connections?|connect|reach"
    r"|access|acl|open|opened|closed|dropped|denied|rejected)\b",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"\b(?:vlans?|subnets?|lans?|networks?|dmz|zones?|segments?|internet)\b", re.I
)
_REACHING = re.compile(r"\b(?:reach|access|connect|get|ping|ssh|go|browse|telnet)\b", re.IGNORECASE)
_PERMITTED = re.compile(
    r"\b(?:firewalls?|acls?|allow\w*|permit\w*|block\w*|open|closed|denied|dropped|rules?"
    r"|rejected|traffic|reach)\b",
    re.IGNORECASE,
)
_SURELY = re.compile(r"\b(firewalls?|ports?|acls?|tcp|udp|icmp)\b", re.IGNORECASE)
_DENIED = frozenset(
    (
        *("blocked", "block", "blocks", "denied", "deny", "denies", "dropped", "drop", "drops"),
        *("rejected", "reject", "rejects", "closed", "forbidden", "refused", "prohibited"),
        *("stopped", "stop", "stops", "prevented", "kept", "filtered"),
    )
)
_NOT = frozenset(["not", "isn't", "aren't", "can't", "cannot", "doesn't", "don't", "n't", "never"])
_YES_OR_NO = frozenset(["is", "are", "can", "may", "does", "do", "could", "will", "should"])
_KNOWN = frozenset(
    (
        *("is", "are", "can", "may", "does", "do", "could", "will", "the", "a", "an", "any", "our"),
        *("firewall", "firewalls", "rule", "rules", "traffic", "allow", "allows", "allowed", "let"),
        *("lets", "permit", "permits", "permitted", "port", "ports", "connect", "connection"),
        *("connections", "reach", "access", "acl", "acls", "open", "opened", "which", "what", "to"),
        *(
            "show",
            "me",
            "list",
            "all",
            "there",
            "that",
            "for",
            "on",
            "via",
            "over",
            "using",
            "with",
        ),
        *("by", "at", "through", "in", "and", "or", "tcp", "udp", "icmp", "be", "it", "please"),
        *("able", "firewalling", "between", "of", "through", "pass", "passes", "go", "get", "gets"),
        *("protocol", "protocols", "service", "services", "new", "networks", "network", "why"),
        *("configuration", "config", "according", "tell", "about", "entries", "entry", "exist"),
        *("apply", "applies", "concern", "concerns", "still", "currently", "now", "from", "have"),
        *(
            "used",
            "use",
            "uses",
            "we",
            "has",
            "give",
            "line",
            "lines",
            "systems",
            "system",
            "where",
            "access-list",
        ),
        *("enabled", "possible", "goes", "happens", "who", "direct", "directly", "also", "just"),
        *(
            "if",
            "whether",
            "check",
            "find",
            "policy",
            "policies",
            "governs",
            "govern",
            "covers",
            "it",
        ),
    )
) | (_DENIED | _NOT)
_EDGES = " ,\"'“”.?!"
_NO_SERVICE = frozenset(
    (
        *("time", "who", "login", "echo", "systat", "mail", "discard", "domain", "talk", "exec"),
        *("cmd", "shell", "router", "printer", "hostname", "finger", "auth", "daytime", "ntalk"),
    )
)
_BY_UDP = frozenset(["ntp", "snmp", "tftp", "syslog", "radius", "snmptrap", "bootps", "bootpc"])
_CALLED = {
    **{"rdp": "3389", "dns": "53", "postgres": "5432", "mssql": "1433", "winrm": "5985"},
    **{"smb": "445", "cifs": "445", "mongodb": "27017", "mongo": "27017", "kafka": "9092"},
    **{"elasticsearch": "9200", "rabbitmq": "5672", "memcached": "11211", "modbus": "502"},
}
PING = "ping"
_VERBS = (PING, "ssh", "telnet", "rdp", "ftp", "sftp", "tcp", "udp", "http", "https", "smtp", "dns")
_PROTOCOLS = ("tcp", "udp", "icmp")
_WRITTEN = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d+)?\b")
_ADDRESS = re.compile(
    r"^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:]+)(?:/\d+)?$", re.IGNORECASE
)


_OF_A_THING = re.compile(  # which port something uses by itself, not what passes a firewall
    r"^\s*(?:on )?(?:which|what)\s+(?:\w+\s+){0,2}?ports?\s+(?:does|do|is|are|should|must|will)\s"
    r"(?!.*\b(?:open|allowed|permitted|blocked|between|reachable|firewalls?)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """``services`` as they were said: "ssh", "tcp 8443"; none: all traffic."""

    source: str
    destination: str
    services: tuple[str, ...] = ()
    denied: bool = False  # whether it is blocked is asked, not whether it is allowed
    yes_or_no: bool = True
    strange: str = ""  # a word that is not understood
    surely: bool = True  # else it may be about something that only sounds like it

    @property
    def parts(self) -> Sequence[Region]:
        """The traffic of the services.  ``ValueError`` for a port that there cannot be."""
        return [_region(each) for each in self.services] or [Region(protocols=PROTOCOLS)]

    def __str__(self) -> str:
        service = f" for {', '.join(self.services)}" if self.services else ""
        return f'firewall between "{self.source}" and "{self.destination}"{service}'


def about_traffic(question: str) -> Asked | None:
    """The two places, where a question is about traffic between them."""
    text = " ".join(question.split())
    if _OF_A_THING.search(text):
        return None
    for form in _QUESTIONS:
        if (found := form.search(text)) and (asked := _asked(text, found)):
            return asked
    return None


def _asked(text: str, found: re.Match[str]) -> Asked | None:
    head = text[: min(found.start("source"), found.start("destination"))]
    between = text[
        min(found.end("source"), found.end("destination")) : max(
            found.start("source"), found.start("destination")
        )
    ]
    source, behind_source = _place(found["source"])
    destination, behind = _place(found["destination"])
    rest = _WRITTEN.sub(" ", f"{head} {behind_source} {between} {behind}")
    if not source or not destination:
        return None
    by_form = "how" in found.groupdict()
    addresses = bool(_ADDRESS.match(source) or _ADDRESS.match(destination))
    said = tuple(_services(f"{rest} {_protocol_of(between)}"))
    networks = _NETWORK.search(f"{source} {destination}") and _REACHING.search(between)
    if by_form and not (addresses or said or networks or _SURELY.search(rest)):
        return None  # "can the shop talk to the bank" may be drawn, or on record
    if not by_form and not (_ABOUT.search(rest) or said):
        return None
    strange = next(_strange(rest, between if by_form else ""), "")
    if strange and not (addresses or _SURELY.search(rest)):
        return None
    words = re.findall(r"[\w'’-]+", rest.casefold().replace("’", "'"))
    denied = bool(_DENIED & {*words}) is not bool(_NOT & {*words})
    first = words[0] if words else ""
    surely = bool(addresses or _PERMITTED.search(rest) or (by_form and said))
    return Asked(source, destination, said, denied, first in _YES_OR_NO, strange, surely)


def _place(said: str) -> tuple[str, str]:
    """The name of a place, and what stands behind it: "on port 443", "blocked"."""
    written = _WRITTEN.findall(said)
    if len(written) == 1 and not said.startswith(written[0]):  # "a student at 10.1.2.3"
        return written[0], said.replace(written[0], " ").partition(" at ")[2]
    parts = _SPLIT.split(said, maxsplit=1)
    place = re.sub(r"^(?:the|our|a)\s+", "", parts[0].strip(_EDGES), flags=re.IGNORECASE)
    place, colon, port = place.strip(_EDGES).partition(":")
    if colon and not re.fullmatch(r"\d{1,5}", port):
        place, port = f"{place}:{port}", ""  # IPv6
    return place, f"{port} {said[len(parts[0]) :]}"


def _protocol_of(between: str) -> str:
    """The service that a verb says with its words: "ssh to", "ping", "send mail on port 25 to"."""
    words = re.findall(r"[\w-]+", between.casefold())
    verbs = [word for word in words if word in _VERBS]
    return " ".join(dict.fromkeys([*verbs, *(word for word in words if word.isdecimal())]))


def _services(said: str) -> Iterator[str]:
    """Names that have a port, ports and ranges of them, or a bare protocol; each once."""
    words = _numbers_first(re.findall(r"[\w-]+", said.casefold()))
    protocol = next((word for word in words if word in _PROTOCOLS), "")
    found = dict.fromkeys(_CALLED.get(word, word) for word in words if _is_service(word))
    for each in found:
        kind = protocol or ("udp" if each in _BY_UDP else "")
        yield f"{kind} {each}".strip()
    if not found and (protocol or PING in words):
        yield PING if PING in words else protocol


def _numbers_first(words: Sequence[str]) -> list[str]:
    """Without names beside a port that only say what it is for: "http 8080", "port 502 modbus"."""
    kept = list(words)
    for place, word in enumerate(words):
        if not word.isdecimal():
            continue
        for beside in (place - 1, place + 1):
            if 0 <= beside < len(words) and _names_service(words[beside]):
                kept[beside] = ""
    return [word for word in kept if word]


def _names_service(word: str) -> bool:
    return not word.isdecimal() and word not in _PROTOCOLS and _is_service(word)


def _is_service(word: str) -> bool:
    if re.fullmatch(r"\d+(-\d+)?", word):
        return True
    return word in _CALLED or (word in services.PORT_NUMBERS and word not in _NO_SERVICE)


def _strange(rest: str, verb: str) -> Iterator[str]:
    """The words that say neither a service nor anything that is understood."""
    skipped = {*re.findall(r"[\w'-]+", verb.casefold())}
    words = re.findall(r"[\w'’-]+", rest)
    for place, word in enumerate(words):
        plain = word.casefold().replace("’", "'")
        known = plain in _KNOWN or plain in skipped or _is_service(plain) or plain == PING
        behind = words[place + 1] if place + 1 < len(words) else ""
        if not known and not behind.isdecimal():  # "modbus 502": the number says it
            yield word


def _region(said: str) -> Region:
    words = said.split(" ")
    protocol = words[0] if words[0] in _PROTOCOLS else "tcp"
    name = words[-1]
    if name == PING:
        return Region(protocols=services.protocol("icmp"), destination_ports=services.ports("8"))
    ports = PORTS if name in _PROTOCOLS else services.ports(name)
    return Region(protocols=_protocols(protocol, name, said), destination_ports=ports)


def _protocols(protocol: str, name: str, said: str) -> Spans:
    """DNS goes by both; of everything else a bare port is TCP's."""
    if name == "53" and said == "53":
        return services.protocol("tcp-udp")
    return services.protocol(protocol)
