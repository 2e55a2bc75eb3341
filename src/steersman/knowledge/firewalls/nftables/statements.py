"""One rule of nftables, word by word: conditions, and what then happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from steersman.knowledge.firewalls.model import Action
from steersman.knowledge.firewalls.nftables.cursor import Cursor, NotUnderstood, written
from steersman.knowledge.firewalls.nftables.matching import SELECTOR_HEADS, condition
from steersman.knowledge.firewalls.nftables.parts import VERDICTS, Other, RawRule, Verdict

_LOG_WORDS = {"prefix", "level", "group", "snaplen", "queue-threshold", "flags"}
_UNITS = {"packets", "bytes", "kbytes", "mbytes"}


def parts_of(cursor: Cursor, rule: RawRule) -> None:
    """Fill in the rule's parts; ``NotUnderstood`` at the first word that has no meaning here."""
    while not cursor.done:
        token = cursor.next
        if token.string:
            raise NotUnderstood(f"“{token.text}” has no meaning here")
        if token.text in VERDICTS:
            cursor.take()
            _verdict(cursor, rule, token.text)
        elif token.text in _STATEMENTS:
            cursor.take()
            _STATEMENTS[token.text](cursor, rule)
        elif token.text in SELECTOR_HEADS or token.text.startswith("@"):
            part = condition(cursor)
            if part is not None:
                rule.parts.append(part)
        else:
            raise NotUnderstood(f"“{token.text}” has no meaning here")


def _verdict(cursor: Cursor, rule: RawRule, word: str) -> None:
    target = cursor.take().text if word in {"jump", "goto"} else None
    if word == "reject" and cursor.took("with"):
        while not cursor.done and cursor.next.text != "comment":
            cursor.take()
    rule.parts.append(Verdict(VERDICTS[word], target))


def _comment(cursor: Cursor, rule: RawRule) -> None:
    rule.comment = cursor.take().text


def _counter(cursor: Cursor, _rule: RawRule) -> None:
    if cursor.took("name"):
        cursor.take()
    while cursor.took("packets", "bytes"):
        cursor.take()


def _log(cursor: Cursor, rule: RawRule) -> None:
    rule.logs = True
    while cursor.took(*_LOG_WORDS):
        cursor.take()
        while cursor.took(","):
            cursor.take()
        if cursor.next.text in {"sequence", "options", "all"}:
            cursor.take()


def _limit(cursor: Cursor, rule: RawRule) -> None:
    """``rate [over] 5/second [burst 3 packets]`` or ``name "x"``: it depends on other packets."""
    words = ["limit"]
    while cursor.took(
        "rate", "over", "until", "burst", "name", "mbytes/second", "kbytes/second", *_UNITS
    ):
        words.append(cursor.peek(-1))
        if not cursor.done and (cursor.next.string or cursor.next.text[:1].isdigit()):
            words.append(cursor.take().text)
    if cursor.next.text.endswith(("bytes/second", "bytes/minute", "bytes/hour")):
        words.append(cursor.take().text)
        _limit_burst(cursor)
    rule.parts.append(Other(" ".join(words)))


def _limit_burst(cursor: Cursor) -> None:
    while cursor.took("burst", *_UNITS):
        if cursor.next.text[:1].isdigit():
            cursor.take()


def _quota(cursor: Cursor, rule: RawRule) -> None:
    words = ["quota"]
    while cursor.took("name", "over", "until", "used", *_UNITS) or cursor.next.text[:1].isdigit():
        words.append(cursor.peek(-1) if not cursor.next.text[:1].isdigit() else cursor.take().text)
    if cursor.next.string:
        words.append(cursor.take().text)
    rule.parts.append(Other(" ".join(words)))


def _set_statement(cursor: Cursor, rule: RawRule) -> None:
    """``add @set { ip saddr limit rate … }``: a condition only where a rate stands in it."""
    name = cursor.take().text
    if not name.startswith("@"):
        raise NotUnderstood(f"“{name}” stands where a set was expected")
    held = cursor.block()
    if any(token.text in {"limit", "quota", "count"} for token in held):
        rule.parts.append(Other(written(held)))


def _meter(cursor: Cursor, rule: RawRule) -> None:
    while not cursor.done and cursor.next.text != "{":
        cursor.take()
    rule.parts.append(Other(f"meter {written(cursor.block())}"))


def _translation(cursor: Cursor, rule: RawRule) -> None:
    """It ends the way through a chain of type nat, which decides nothing else."""
    while not cursor.done and cursor.next.text != "comment":
        cursor.take()
    rule.parts.append(Verdict(Action.ACCEPT))


def _queue(cursor: Cursor, rule: RawRule) -> None:
    while not cursor.done and cursor.next.text != "comment":
        cursor.take()
    rule.parts.append(Other("queue", "a program decides (queue), not the rules"))
    rule.parts.append(Verdict(Action.UNKNOWN))


def _silent(words: int) -> Callable[[Cursor, RawRule], None]:
    def skip(cursor: Cursor, _rule: RawRule) -> None:
        for _ in range(words):
            cursor.take()

    return skip


def _to_the_end(cursor: Cursor, _rule: RawRule) -> None:
    while not cursor.done and cursor.next.text not in {*VERDICTS, "comment"}:
        cursor.take()


_STATEMENTS: Mapping[str, Callable[[Cursor, RawRule], None]] = {
    "comment": _comment,
    "counter": _counter,
    "log": _log,
    "limit": _limit,
    "quota": _quota,
    "add": _set_statement,
    "update": _set_statement,
    "delete": _set_statement,
    "meter": _meter,
    "queue": _queue,
    "flow": _silent(2),
    "notrack": _silent(0),
    "last": _to_the_end,
    **dict.fromkeys(("dnat", "snat", "masquerade", "redirect", "tproxy"), _translation),
    **dict.fromkeys(("dup", "synproxy", "fwd"), _to_the_end),
}
