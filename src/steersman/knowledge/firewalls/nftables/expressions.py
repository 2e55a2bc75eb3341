"""Expressions and statements of nftables' JSON, read into the parts of a rule."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.knowledge.firewalls.model import Action
from steersman.knowledge.firewalls.nftables.cursor import NotUnderstood
from steersman.knowledge.firewalls.nftables.parts import (
    VERDICTS,
    Condition,
    Element,
    Flags,
    Other,
    Part,
    RawRule,
    Verdict,
    VerdictMap,
)

_SILENT = {"counter", "mangle", "notrack", "flow", "dup", "secmark", "ct helper", "ct timeout",
           "ct expectation", "comment", "last"}  # fmt: skip
_TRANSLATING = {"dnat", "snat", "masquerade", "redirect", "tproxy"}
_DEPENDING = {"limit", "quota", "ct count", "synproxy", "meter"}
_OPERATORS = {"==": "==", "in": "==", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def parts(expressions: list[object], rule: RawRule) -> None:
    for each in expressions:
        if not isinstance(each, dict) or len(each) != 1:
            raise NotUnderstood("an expression is no object with one name")
        name, body = next(iter(each.items()))
        if name == "log":
            rule.logs = True
        elif name not in _SILENT:
            rule.parts.extend(_statement(name, body))


def _statement(name: str, body: object) -> list[Part]:
    if name == "match":
        return [_match(_object(body))]
    if name == "vmap":
        return [_map(_object(body))]
    if name in VERDICTS:
        return [verdict(name, body)]
    if name in _TRANSLATING:
        return [Verdict(Action.ACCEPT)]
    if name in _DEPENDING:
        return [Other(f"{name} {body}")]
    if name == "set":
        return [Other(f"set {body}")] if "limit" in str(body) or "ct count" in str(body) else []
    if name == "queue":
        why = "a program decides (queue), not the rules"
        return [Other("queue", why), Verdict(Action.UNKNOWN)]
    raise NotUnderstood(f"{name} has no meaning here")


def verdict(name: str, body: object) -> Verdict:
    target = _object(body).get("target") if name in {"jump", "goto"} else None
    return Verdict(VERDICTS[name], None if target is None else str(target))


def _match(body: Mapping[str, object]) -> Part:
    operator = _OPERATORS.get(str(body.get("op", "==")))
    if operator is None:
        raise NotUnderstood(f"{body.get('op')} is no comparison")
    left, right = body["left"], body["right"]
    if isinstance(left, dict) and "&" in left:
        return _masked(left["&"], operator, right)
    names = selectors(left)
    if names == ("tcp flags",):
        return _flags(str(body.get("op")), right)
    if isinstance(right, str) and right.startswith("@"):
        return Condition(names, operator, named=right[1:])
    if names[0].startswith(("fib ", "socket ")):
        return Other(f"{names[0]} {operator} {right}")
    return Condition(names, operator, tuple(elements(right)))


def _flags(operator: str, right: object) -> Flags:
    names = frozenset(each[0] for each in elements(right))
    if operator == "in":
        return Flags(frozenset(), names, any_of=True)
    return Flags(frozenset(), names, negated=operator == "!=")


def _masked(held: object, operator: str, right: object) -> Part:
    if not isinstance(held, list) or len(held) != 2:
        raise NotUnderstood("a mask is not built as nft builds it")
    what, mask = held
    names = selectors(what)
    if names != ("tcp flags",):
        return Other(f"{names[0]} & {mask} {operator} {right}")
    value = _flag_names(right) - {"0"}
    return Flags(_flag_names(mask), value, negated=operator == "!=")


def _flag_names(held: object) -> frozenset[str]:
    """``"syn"``, ``["fin", "syn"]`` or ``{"|": ["fin", {"|": […]}]}``."""
    if isinstance(held, dict) and "|" in held:
        held = held["|"]
    if isinstance(held, list):
        return frozenset(name for each in held for name in _flag_names(each))
    return frozenset({str(held).lower()})


def selectors(held: object) -> tuple[str, ...]:
    """``{"payload": {"protocol": "tcp", "field": "dport"}}`` is ``tcp dport``."""
    if not isinstance(held, dict) or len(held) != 1:
        raise NotUnderstood("what is compared is not built as nft builds it")
    name, body = next(iter(held.items()))
    if name == "concat":
        return tuple(one for each in body for one in selectors(each))
    body = _object(body)
    if name == "payload" and "protocol" in body:
        return (f"{body['protocol']} {body['field']}",)
    if name == "meta":
        found = str(body["key"])
        return (found if found.startswith(("iif", "oif")) else f"meta {found}",)
    if name == "ct":
        return (
            (" ".join(str(body[each]) for each in ("family", "dir", "key") if each in body),)
            if ("dir" in body)
            else (f"ct {body['key']}",)
        )
    if name == "fib":
        flags = body.get("flags", "")
        return (
            f"fib {' . '.join(flags) if isinstance(flags, list) else flags} {body.get('result')}",
        )
    return (f"{name} {body}",)


def elements(held: object) -> list[Element]:
    """A value, a list of flags, or a set of elements."""
    if isinstance(held, dict) and "set" in held:
        inner = held["set"]
        return [element(each) for each in (inner if isinstance(inner, list) else [inner])]
    if isinstance(held, list):
        return [element(each) for each in held]
    return [element(held)]


def element(held: object) -> Element:
    if isinstance(held, dict) and "elem" in held:
        return element(_object(held["elem"])["val"])
    if isinstance(held, dict) and "concat" in held:
        return tuple(_value(each) for each in _list(held["concat"]))
    return (_value(held),)


def _value(held: object) -> str:
    if isinstance(held, dict) and "prefix" in held:
        prefix = _object(held["prefix"])
        return f"{prefix['addr']}/{prefix['len']}"
    if isinstance(held, dict) and "range" in held:
        low, high = _list(held["range"])
        return f"{_value(low)}-{_value(high)}"
    if isinstance(held, dict) and "elem" in held:
        return _value(_object(held["elem"])["val"])
    if isinstance(held, str | int):
        return str(held)
    raise NotUnderstood(f"{held} is no value that is known")


def pair(held: object) -> tuple[Element, Verdict]:
    """One entry of a map from elements to verdicts."""
    found, told = _list(held)
    name, body = next(iter(_object(told).items()))
    if name not in VERDICTS:
        raise NotUnderstood(f"{name} is no verdict")
    return element(found), verdict(name, body)


def _map(body: Mapping[str, object]) -> VerdictMap:
    names, data = selectors(body["key"]), body["data"]
    if isinstance(data, str) and data.startswith("@"):
        return VerdictMap(names, named=data[1:])
    return VerdictMap(names, tuple(pair(each) for each in _list(_object(data)["set"])))


def _object(held: object) -> Mapping[str, object]:
    if not isinstance(held, dict):
        raise NotUnderstood("an object was expected")
    return held


def _list(held: object) -> list[object]:
    if not isinstance(held, list):
        raise NotUnderstood("a list was expected")
    return held
