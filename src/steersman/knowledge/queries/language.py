"""The text of a query, read back: ``list server where location = "London" and has software``."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken, VisitError

from steersman.domain.errors import Permanent
from steersman.knowledge.queries.model import (
    OPPOSITE,
    Against,
    All,
    Compare,
    Condition,
    Has,
    IsA,
    Known,
    Literal,
    Not,
    Op,
    Query,
    Reaches,
    Size,
    Some,
    Than,
    Want,
    Way,
)

_By = tuple[tuple[str, ...], Size | None]
_Order = tuple[str, bool]
_PART = re.compile(r'(?:[^";]|"(?:[^"\\]|\\.)*"|")+')
LONGEST = 4_000  # characters; a longer query was not written by a person

_GRAMMAR = r"""
query: plain | shown | judged | past
plain: [WANT] WORD [where] [by] [order]
shown: SHOWN [INT] fields "of" WORD [where] [by]
past: PAST [fields] "of" WORD [where] [since] [until]
judged: JUDGED WORD [where] "must" "(" any ")"
where: "where" any
by: "by" paths [OP INT]
order: "sort" WORD [DOWN]
paths: (WORD | PATH) ("," (WORD | PATH))*
since: "since" DATE
until: "until" DATE
fields: WORD ("," WORD)*
?any: all ("or" all)* -> some
?all: one ("and" one)* -> every
?one: "not" one                        -> no
    | "(" any ")"
    | WORD OP value                    -> compare
    | WORD OP WORD                     -> against
    | WORD OP "that" "of" "(" any ")"  -> than
    | WORD "is" KNOWN                  -> known
    | "is" WORD                        -> kind
    | "has" [INT] WORD ["(" any ")"]  -> has
    | WAY "(" any ")" ["within" INT]  -> reaches
?value: ESCAPED_STRING -> text
      | DATE           -> day
      | NUMBER         -> number
      | YES            -> truth
WANT.3: "list" | "count" | "check"
SHOWN.3: "show" | "latest" | "earliest" | "sum" | "average"
JUDGED.3: "every" | "share"
PAST.3: "history" | "sources"
WAY.3: "depends on" | "supports"
KNOWN.3: "known" | "unknown"
YES.3: "yes" | "no"
DOWN.3: "down"
PATH.2: /[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*/
OP: "=" | "!=" | "<=" | ">=" | "<" | ">" | "contains" | "in" | "covers"
DATE.2: /\d{4}-\d{2}-\d{2}/
NUMBER: /-?\d+(\.\d+)?([eE][-+]?\d+)?/
WORD: /(?!(where|by|of|and|or|not|has|is|within|must|since|until|sort|that|down)\b)[a-z][a-z0-9_]*/
%import common.ESCAPED_STRING
%import common.INT
%import common.WS
%ignore WS
"""


def read(text: str) -> Query:
    """The query of its text.  ``Permanent`` names the place that is not understood."""
    if len(text) > LONGEST:
        raise Permanent(f"a query has at most {LONGEST:,} characters: this one has {len(text):,}")
    try:
        query = _Reader().transform(_parser().parse(text))
    except UnexpectedInput as error:
        raise Permanent(_fault(text, error)) from error
    except VisitError as error:
        raise Permanent(f"this query is not understood: {error.orig_exc}") from error
    assert isinstance(query, Query)
    return query


def read_all(text: str) -> tuple[Query, ...]:
    """Queries with a semicolon between them.  ``Permanent`` as ``read``."""
    parts = [each for each in _parts(text) if each.strip()]
    return tuple(map(read, parts)) or (read(text),)


def _parts(text: str) -> list[str]:
    """Cut at semicolons outside of quoted texts."""
    return [match.group() for match in _PART.finditer(text)]


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, start="query", parser="lalr", maybe_placeholders=True)


def _fault(text: str, error: UnexpectedInput) -> str:
    ended = isinstance(error, UnexpectedToken) and error.token.type == "$END"
    place = len(text) if ended or error.pos_in_stream is None else error.pos_in_stream
    found = text[place : place + 20].strip()
    where = f"at {found!r} (character {place + 1})" if found else "at its end"
    return (
        f"this query is not understood {where}; "
        'an example: count server where location = "London" and has software (version < "3.0.13")'
    )


@v_args(inline=True)
class _Reader(Transformer[Token, Query]):
    def query(self, query: Query) -> Query:
        return query

    def plain(
        self,
        want: Token | None,
        entity: Token,
        where: Condition | None,
        by: _By | None,
        order: _Order | None,
    ) -> Query:
        groups, than = by or ((), None)
        field, down = order or ("", False)
        wanted = Want(want or "list")
        if field and (groups or wanted is not Want.LIST):
            raise Permanent("only a list can be sorted")
        return Query(str(entity), where, wanted, by=groups, than=than, order=field, down=down)

    def order(self, field: Token, down: Token | None) -> _Order:
        return str(field), down is not None

    def paths(self, *paths: Token) -> tuple[str, ...]:
        return tuple(map(str, paths))

    def shown(
        self,
        want: Token,
        most: Token | None,
        fields: tuple[str, ...],
        entity: Token,
        where: Condition | None,
        by: _By | None,
    ) -> Query:
        groups, than = by or ((), None)
        number = max(int(most or 1), 1)
        return Query(str(entity), where, Want(str(want)), fields, groups, number, than=than)

    def past(
        self,
        want: Token,
        fields: tuple[str, ...] | None,
        entity: Token,
        where: Condition | None,
        since: date | None,
        until: date | None,
    ) -> Query:
        named = fields or ()
        return Query(str(entity), where, Want(str(want)), named, since=since, until=until)

    def since(self, day: Token) -> date:
        return date.fromisoformat(str(day))

    def until(self, day: Token) -> date:
        return date.fromisoformat(str(day))

    def judged(self, want: Token, entity: Token, where: Condition | None, must: Condition) -> Query:
        return Query(str(entity), where, Want(str(want)), must=must)

    def where(self, condition: Condition) -> Condition:
        return condition

    def by(self, paths: tuple[str, ...], op: Token | None, number: Token | None) -> _By:
        than = None if op is None or number is None else Size(Op(str(op)), int(number))
        if than and than.op not in (*OPPOSITE,):
            raise Permanent(f"groups are compared by their number: not {than.op.value!r}")
        return paths, than

    def fields(self, *names: Token) -> tuple[str, ...]:
        return tuple(str(name) for name in names)

    def some(self, *conditions: Condition) -> Condition:
        return conditions[0] if len(conditions) == 1 else Some(conditions)

    def every(self, *conditions: Condition) -> Condition:
        return conditions[0] if len(conditions) == 1 else All(conditions)

    def no(self, condition: Condition) -> Condition:
        return Not(condition)

    def compare(self, field: Token, op: Token, value: Literal) -> Condition:
        return Compare(str(field), Op(str(op)), value)

    def against(self, field: Token, op: Token, other: Token) -> Condition:
        return Against(str(field), Op(str(op)), str(other))

    def than(self, field: Token, op: Token, target: Condition) -> Condition:
        return Than(str(field), Op(str(op)), target)

    def known(self, field: Token, known: Token) -> Condition:
        return Known(str(field), str(known) == "known")

    def kind(self, entity: Token) -> Condition:
        return IsA(str(entity))

    def has(self, least: Token | None, link: Token, condition: Condition | None) -> Condition:
        return Has(str(link), condition, max(int(least or 1), 1))

    def reaches(self, way: Token, target: Condition, hops: Token | None) -> Condition:
        return Reaches(Way(str(way)), target, int(hops or 0))

    def text(self, value: Token) -> str:
        return str(json.loads(str(value)))

    def day(self, value: Token) -> date:
        return date.fromisoformat(str(value))

    def number(self, value: Token) -> float:
        return float(value)

    def truth(self, value: Token) -> bool:
        return str(value) == "yes"
