"""One condition of a rule in nftables' language: what is asked, how, and for which values."""

from __future__ import annotations

from steersman.knowledge.firewalls.nftables.cursor import Cursor, NotUnderstood, written
from steersman.knowledge.firewalls.nftables.parts import (
    VERDICTS,
    Condition,
    Flags,
    Other,
    Part,
    VerdictMap,
)
from steersman.knowledge.firewalls.nftables.values import pairs_of, value

_ALONE = {
    "iif", "oif", "iifname", "oifname", "mark", "skuid", "skgid", "pkttype", "cpu", "iifgroup",
    "oifgroup", "cgroup", "nfproto", "l4proto", "protocol", "length", "iiftype", "oiftype",
    "rtclassid", "ibrname", "obrname", "ibriport", "day", "hour", "time",
}  # fmt: skip
_WITH_FIELD = {
    "ip", "ip6", "tcp", "udp", "udplite", "sctp", "dccp", "th", "icmp", "icmpv6", "igmp", "ether",
    "arp", "vlan", "meta", "ah", "esp", "comp", "gre", "rt", "rt0", "rt2", "srh", "frag", "hbh",
    "dst", "mh", "socket", "osf", "ipsec", "rtip", "exthdr",
}  # fmt: skip
SELECTOR_HEADS = _ALONE | _WITH_FIELD | {"ct", "fib", "jhash", "symhash", "numgen"}
_OPERATORS = {
    "==": "==", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "eq": "==", "ne": "!=",
    "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "!": "!=", "vs": "==",
}  # fmt: skip
_DIRECTIONS = {"original", "reply"}


def condition(cursor: Cursor) -> Part | None:
    """The condition that begins here, or ``None`` for a statement that sets a value."""
    selectors = [_selector(cursor)]
    while cursor.took("."):
        selectors.append(_selector(cursor))
    if cursor.took("set"):
        _set_value(cursor)
        return None
    if cursor.took("vmap"):
        return _map(cursor, tuple(selectors))
    if selectors == ["tcp flags"]:
        return _flags(cursor)
    if cursor.next.text in {"&", "|", "^", "<<", ">>", "map"}:
        return Other(f"{selectors[0]} {_bits(cursor)}")
    operator = _OPERATORS.get("" if cursor.next.string else cursor.next.text)
    if operator is not None:
        cursor.take()
    return _values(cursor, tuple(selectors), operator or "==")


def _set_value(cursor: Cursor) -> None:
    """``1``, ``meta mark & 0xff``, ``ip saddr map { … }``, ``jhash ip saddr mod 2``: passed over.

    Nothing more is taken than belongs to it: a condition may follow.
    """
    if cursor.next.text == "(":
        while not cursor.done and not cursor.took(")"):
            cursor.take()
    elif cursor.next.text in {"jhash", "symhash", "numgen"}:
        while not cursor.done and cursor.next.text != "mod":
            cursor.take()
    elif cursor.next.text in SELECTOR_HEADS and not cursor.next.string:
        _selector(cursor)
        while cursor.took("."):
            _selector(cursor)
    elif not cursor.next.text.startswith("@"):
        value(cursor)
    while cursor.took("map", "mod", "offset", "seed", "&", "|", "^", "<<", ">>"):
        if cursor.next.text == "{":
            cursor.block()
        else:
            cursor.take()


def _values(cursor: Cursor, selectors: tuple[str, ...], operator: str) -> Part:
    token = cursor.next
    if token.text.startswith("@") and not token.string:
        cursor.take()
        return Condition(selectors, operator, named=token.text[1:])
    if selectors[0].startswith(
        ("fib ", "ct count", "socket ", "ct bytes", "ct packets", "ct avgpkt")
    ):
        while cursor.took("over", "until"):
            pass
        rest = value(cursor)
        return Other(f"{selectors[0]} {operator} {', '.join(' . '.join(each) for each in rest)}")
    if cursor.done or (token.text in VERDICTS and not token.string):
        if selectors[0].startswith("exthdr"):
            return Other(selectors[0])
        raise NotUnderstood(f"{selectors[0]} has no value")
    return Condition(selectors, operator, tuple(value(cursor)))


def _map(cursor: Cursor, selectors: tuple[str, ...]) -> VerdictMap:
    if cursor.next.text.startswith("@"):
        return VerdictMap(selectors, named=cursor.take().text[1:])
    return VerdictMap(selectors, tuple(pairs_of(cursor)))


def _selector(cursor: Cursor) -> str:
    head = cursor.take().text
    if head in _ALONE:
        return head
    if head in _WITH_FIELD:
        field = cursor.take().text
        if head == "tcp" and field == "option":
            return f"tcp option {cursor.take().text} {cursor.take().text}"
        return f"{head} {field}"
    if head == "ct":
        return _tracked(cursor)
    if head == "fib":
        return _route(cursor)
    if head.startswith("@"):  # raw payload: @th,16,16
        words = [head]
        while cursor.took(","):
            words.append(cursor.take().text)
        return ",".join(words)
    raise NotUnderstood(f"“{head}” is nothing that a packet is asked for")


def _tracked(cursor: Cursor) -> str:
    """``ct state``, ``ct original saddr``, ``ct original ip saddr``, ``ct count over 5``."""
    field = cursor.take().text
    if field not in _DIRECTIONS:
        return f"ct {field}"
    more = cursor.take().text
    if more in {"ip", "ip6"}:
        more = f"{more} {cursor.take().text}"
    return f"ct {field} {more}"


def _route(cursor: Cursor) -> str:
    """``fib saddr . iif oif``: what the routing table says."""
    words = [cursor.take().text]
    while cursor.took("."):
        words.append(cursor.take().text)
    return f"fib {' . '.join(words)} {cursor.take().text}"


def _flags(cursor: Cursor) -> Part:
    """``tcp flags syn``, ``& (fin|syn) == syn``, ``syn / syn,ack``, ``!= syn``."""
    if cursor.took("&"):
        mask = _bit_names(cursor)
        operator = cursor.take().text
        if operator not in {"==", "!="}:
            return Other(
                f"tcp flags & {','.join(sorted(mask))}", "how it compares is not understood"
            )
        names = _bit_names(cursor)
        return Flags(mask, names - {"0x0", "0", "0x00"}, negated=operator == "!=")
    negated = cursor.took("!=", "!")
    exact = not negated and cursor.took("==")
    if cursor.next.text == "{":
        return Other(f"tcp flags {{ {written(cursor.block())} }}")
    names = _bit_names(cursor)
    if cursor.took("/"):
        return Flags(_bit_names(cursor), names, negated=negated)
    if exact:
        return Flags(frozenset(), names)
    return Flags(frozenset(), names, negated=negated, any_of=not negated)


def _bit_names(cursor: Cursor) -> frozenset[str]:
    cursor.took("(")
    names = {cursor.take().text}
    while cursor.took("|", ","):
        names.add(cursor.take().text)
    cursor.took(")")
    return frozenset(name.lower() for name in names)


def _bits(cursor: Cursor) -> str:
    """Arithmetic on bits: taken as it stands up to the value that it is compared with."""
    words: list[str] = []
    while (
        not cursor.done and cursor.next.text not in _OPERATORS and cursor.next.text not in VERDICTS
    ):
        if cursor.next.text == "{":
            words.append(written(cursor.block()))
        else:
            words.append(cursor.take().text)
    if not cursor.done and cursor.next.text in _OPERATORS:
        words.append(cursor.take().text)
        words.extend(part for each in value(cursor) for part in each)
    return " ".join(words)
