"""``nft -j list ruleset``: the same rules as JSON (libnftables-json(5))."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from steersman.domain.errors import Permanent
from steersman.knowledge.firewalls.model import Action, Ruleset, Unread
from steersman.knowledge.firewalls.nftables.compile import ruleset
from steersman.knowledge.firewalls.nftables.cursor import NotUnderstood
from steersman.knowledge.firewalls.nftables.expressions import element, pair, parts
from steersman.knowledge.firewalls.nftables.hooks import hooked, plain_chain
from steersman.knowledge.firewalls.nftables.parts import (
    NamedSet,
    Other,
    RawRule,
    Read,
    Verdict,
    key,
)

_SILENT = {"metainfo", "table", "counter", "quota", "limit", "flowtable", "ct helper", "ct timeout",
           "ct expectation", "synproxy", "secmark"}  # fmt: skip
Object = Mapping[str, object]
_NO_JSON = "it is no sound JSON: save the output of nft -j list ruleset again"


def read_nft_json(text: str) -> Ruleset:
    """``Permanent`` where it is no JSON of nftables; a single object that is odd is kept unread."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Permanent(_NO_JSON) from None
    objects = told.get("nftables") if isinstance(told, dict) else None
    if not isinstance(objects, list):
        raise Permanent("it has no list named nftables, as nft -j list ruleset writes it")
    read = Read()
    for number, each in enumerate(_unwrapped(objects), 1):
        try:
            _object(read, each, number)
        except (
            NotUnderstood,
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
            RecursionError,
        ) as error:
            why = (
                str(error)
                if isinstance(error, NotUnderstood)
                else "it is not built as nft builds it"
            )
            read.unread.append(Unread(number, _short(each), why))
    return ruleset(read)


def _unwrapped(objects: list[object]) -> list[object]:
    """Commands such as ``{"add": {"rule": …}}`` mean their object."""
    found = []
    for each in objects:
        if isinstance(each, dict) and len(each) == 1 and next(iter(each)) in {"add", "create"}:
            each = next(iter(each.values()))
        found.append(each)
    return found


def _object(read: Read, held: object, number: int) -> None:
    if not isinstance(held, dict) or len(held) != 1:
        raise NotUnderstood("it is no object with one name")
    name, body = next(iter(held.items()))
    if name in _SILENT:
        return
    if name == "chain":
        _chain(read, body)
    elif name in {"set", "map", "element"}:
        _set(read, body, is_map=name == "map")
    elif name == "rule":
        _rule(read, body, number)
    elif name != "flush":
        raise NotUnderstood(f"{name} is not known")


def _chain(read: Read, body: Object) -> None:
    family, table, name = str(body["family"]), str(body["table"]), str(body["name"])
    chain = plain_chain(family, table, name)
    if "hook" in body:
        priority = body.get("prio", 0)
        chain = hooked(
            chain,
            str(body.get("type", "filter")),
            str(body["hook"]),
            priority if isinstance(priority, int) else 0,
        )
        if body.get("policy") == "drop":
            chain = replace(chain, policy=Action.DROP)
    read.chains[key(family, table, name)] = chain


def _set(read: Read, body: Object, *, is_map: bool) -> None:
    name = key(str(body["family"]), str(body["table"]), str(body["name"]))
    held = read.sets.setdefault(name, NamedSet())
    flags = body.get("flags", [])
    held.open = held.open or "dynamic" in (flags if isinstance(flags, list) else [flags])
    entries = body.get("elem", [])
    for entry in entries if isinstance(entries, list) else [entries]:
        try:
            if is_map:
                held.verdicts.append(pair(entry))
            else:
                held.elements.append(element(entry))
        except NotUnderstood:
            held.open = True
            raise


def _rule(read: Read, body: Object, number: int) -> None:
    handle = body.get("handle")
    rule = RawRule(
        str(body["family"]),
        str(body["table"]),
        str(body["chain"]),
        handle if isinstance(handle, int) else number,
        "",
        comment=str(body.get("comment", "")),
    )
    expressions = body["expr"]
    if not isinstance(expressions, list):
        raise NotUnderstood("its expressions are no list")
    rule.raw = _short(expressions)
    try:
        parts(expressions, rule)
    except (NotUnderstood, KeyError, TypeError, ValueError, AttributeError) as error:
        read.unread.append(Unread(rule.line, rule.raw, str(error)))
        rule.parts.extend((Other("what was not understood"), Verdict(Action.UNKNOWN)))
    read.rules.append(rule)


def _short(held: object) -> str:
    return json.dumps(held, ensure_ascii=False)[:500]
