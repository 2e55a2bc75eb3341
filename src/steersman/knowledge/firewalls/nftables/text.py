"""nftables' own language: tables with their chains, sets and maps, and the commands of scripts."""

from __future__ import annotations

from collections.abc import Callable

from steersman.knowledge.firewalls.model import Action, Chain, Ruleset, Unread
from steersman.knowledge.firewalls.nftables.compile import ruleset
from steersman.knowledge.firewalls.nftables.cursor import Cursor, NotUnderstood, expand, written
from steersman.knowledge.firewalls.nftables.hooks import base_chain, plain_chain
from steersman.knowledge.firewalls.nftables.lexer import Token, tokens
from steersman.knowledge.firewalls.nftables.parts import (
    FAMILIES,
    NamedSet,
    Other,
    RawRule,
    Read,
    Verdict,
    key,
)
from steersman.knowledge.firewalls.nftables.statements import parts_of
from steersman.knowledge.firewalls.nftables.values import elements_of, pairs_of

_VERBS = {
    "add",
    "create",
    "insert",
    "flush",
    "delete",
    "destroy",
    "reset",
    "list",
    "replace",
    "rename",
}
_OTHER_OBJECTS = {
    "counter", "quota", "flowtable", "limit", "ct", "secmark", "synproxy", "tunnel", "meter",
    "counters", "quotas", "limits",
}  # fmt: skip
_CHAIN_WORDS = {"type", "policy", "comment", "flags", "devices", "hook"}


def read_nft(text: str) -> Ruleset:
    return ruleset(_File(text).read())


class _File:
    def __init__(self, text: str) -> None:
        self._cursor = Cursor(tokens(text))
        self._read = Read()
        self._variables: dict[str, list[Token]] = {}

    def read(self) -> Read:
        while not self._cursor.done:
            self._cursor.skip_ends()
            if self._cursor.done:
                break
            self._guarded(self._command, self._cursor)
        return self._read

    def _guarded(self, step: Callable[..., None], cursor: Cursor, *given: str) -> None:
        """Do one step; what it does not understand is kept, and the next line goes on."""
        token = cursor.next
        try:
            step(cursor, *given)
        except NotUnderstood as error:
            rest = cursor.statement()
            if cursor.next.text == "}" and not rest:
                cursor.take()
            text = written([token, *[each for each in rest if each is not token]])
            self._unread(token.line, text, str(error))

    def _unread(self, line: int, text: str, why: str) -> None:
        self._read.unread.append(Unread(line, " ".join(text.split())[:500], why))

    def _command(self, cursor: Cursor) -> None:
        token = cursor.take()
        if token.text in {"define", "redefine"}:
            self._define(cursor)
        elif token.text == "table":
            self._table(cursor)
        elif token.text in _VERBS:
            self._verb(cursor, token)
        elif token.text == "include":
            rest = written(cursor.statement())
            self._unread(
                token.line, f"include {rest}", "the file that it includes is not part of this one"
            )
        else:
            raise NotUnderstood("it is no command of nftables")

    def _define(self, cursor: Cursor) -> None:
        name = _name(cursor)
        cursor.expect("=")
        value = expand(cursor.statement(), self._variables)
        self._variables[name] = value
        words = [token.text for token in value if token.text not in {"{", "}", ","}]
        self._read.defined[name] = words

    def _table(self, cursor: Cursor) -> None:
        family = cursor.take().text if cursor.next.text in FAMILIES else "ip"
        table = _name(cursor)
        if cursor.next.text != "{":
            cursor.statement()  # a declaration only
            return
        within = Cursor(cursor.block())
        while not within.done:
            within.skip_ends()
            if not within.done:
                self._guarded(self._in_table, within, family, table)

    def _in_table(self, cursor: Cursor, family: str, table: str) -> None:
        word = cursor.take().text
        if word == "chain":
            self._chain(cursor, family, table, _name(cursor))
        elif word in {"set", "map"}:
            self._set(cursor, family, table, _name(cursor))
        elif word in _OTHER_OBJECTS:
            while not cursor.done and cursor.next.text != "{" and not cursor.next.ends:
                cursor.take()
            if cursor.next.text == "{":
                cursor.block()
        elif word in {"flags", "comment"}:
            self._table_word(cursor, word)
        else:
            raise NotUnderstood(f"{word} is nothing that stands in a table")

    def _table_word(self, cursor: Cursor, word: str) -> None:
        rest = cursor.statement()
        if word == "flags" and any(token.text == "dormant" for token in rest):
            raise NotUnderstood("the table is dormant: its chains see no packets while it is")

    def _chain(self, cursor: Cursor, family: str, table: str, name: str) -> None:
        known = self._read.chains.setdefault(
            key(family, table, name), plain_chain(family, table, name)
        )
        if cursor.next.text != "{":
            cursor.statement()
            return
        within = Cursor(cursor.block())
        while not within.done:
            within.skip_ends()
            if within.done:
                break
            if within.next.text in _CHAIN_WORDS and not within.next.string and _declares(within):
                known = self._declared(within, known)
                self._read.chains[key(family, table, name)] = known
            else:
                self._rule(within, family, table, name)

    def _declared(self, cursor: Cursor, chain: Chain) -> Chain:
        statement = expand(cursor.statement(), self._variables)
        try:
            return base_chain(chain, statement)
        except NotUnderstood as error:
            self._unread(statement[0].line, written(statement), str(error))
            return chain

    def _rule(
        self, cursor: Cursor, family: str, table: str, chain: str, *, first: bool = False
    ) -> None:
        words = cursor.statement()
        if not words:
            cursor.take()  # a stray brace
            return
        rule = RawRule(family, table, chain, words[0].line, written(words), first=first)
        try:
            parts_of(Cursor(expand(words, self._variables)), rule)
        except NotUnderstood as error:
            self._unread(rule.line, rule.raw, str(error))
            rule.parts.extend((Other("what was not understood"), Verdict(Action.UNKNOWN)))
        self._read.rules.append(rule)

    def _set(self, cursor: Cursor, family: str, table: str, name: str) -> None:
        held = self._read.sets.setdefault(key(family, table, name), NamedSet())
        within = Cursor(cursor.block())
        kind = "set"
        while not within.done:
            within.skip_ends()
            if within.done:
                break
            word = within.take().text
            if word == "elements":
                within.expect("=")
                self._elements(Cursor(expand(within.statement(), self._variables)), held, kind)
                continue
            rest = [token.text for token in within.statement()]
            if word in {"type", "typeof"} and ":" in rest:
                kind = "verdicts" if rest[-1] == "verdict" else "values"
            held.open = held.open or (word == "flags" and "dynamic" in rest)

    def _elements(self, cursor: Cursor, held: NamedSet, kind: str) -> None:
        """Of a map to values (addresses to translate to, marks) nothing is decided here."""
        line = cursor.next.line
        try:
            if kind == "verdicts":
                held.verdicts.extend(pairs_of(cursor))
            elif kind == "set":
                held.elements.extend(elements_of(cursor))
        except NotUnderstood as error:
            held.open = True  # a set with holes must not be taken for the whole
            self._unread(line, "elements = …", str(error))

    def _verb(self, cursor: Cursor, verb: Token) -> None:
        if verb.text in {"flush", "list", "reset"}:
            cursor.statement()
            return
        what = cursor.take().text
        if verb.text in {"delete", "destroy"} and not self._read.rules:
            cursor.statement()  # "delete table" at the head of a script clears what was there
            return
        if verb.text not in {"add", "create", "insert"}:
            raise NotUnderstood(f"{verb.text} changes rules that were loaded before")
        if what == "table":
            self._table(cursor)
            return
        self._add(cursor, verb.text, what)

    def _add(self, cursor: Cursor, verb: str, what: str) -> None:
        if what not in {"rule", "chain", "set", "map", "element"}:
            if what in _OTHER_OBJECTS:
                cursor.statement()
                return
            raise NotUnderstood(f"{verb} {what} is not known")
        family = cursor.take().text if cursor.next.text in FAMILIES else "ip"
        table, name = _name(cursor), _name(cursor)
        if what == "rule":
            for word in ("position", "index", "handle"):
                if cursor.next.text == word:
                    raise NotUnderstood(
                        f"where the rule goes ({word}) depends on rules loaded before"
                    )
            self._rule(cursor, family, table, name, first=verb == "insert")
        elif what == "chain":
            self._chain(cursor, family, table, name)
        elif what == "element":
            held = self._read.sets.setdefault(key(family, table, name), NamedSet())
            values = Cursor(expand(cursor.statement(), self._variables))
            self._elements(values, held, "verdicts" if held.verdicts else "set")
        else:
            self._set(cursor, family, table, name)


def _name(cursor: Cursor) -> str:
    token = cursor.take()
    if token.ends or token.text in {"", "{", "}", "=", ","}:
        raise NotUnderstood("a name is missing")
    return token.text


def _declares(cursor: Cursor) -> bool:
    """``type filter hook …`` and ``policy drop`` open a chain; ``comment`` alone describes it."""
    return cursor.next.text != "type" or cursor.peek(1) in {"filter", "nat", "route"}
