"""What is asked: every route that reads, filled in with the objects that somebody may not see.

The list comes from the application itself, so a route that is added is asked from then on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from steersman.web.leaks.calling import Ask
from steersman.web.leaks.things import LEDGER

ITEM = "configuration_item"
# The name of a parameter → the kind of object whose id (or name) it takes.
PARAMETERS: Mapping[str, str] = {
    "number": "work_item",
    "work": "work_item",
    "person": "person",
    "subject": "person",
    "item": ITEM,
    "ci": ITEM,
    "declared": ITEM,
    "from": ITEM,
    "to": ITEM,
    "kept": ITEM,
    "gone": ITEM,
    "question": "question",
    "account": "sign_in_account",
    "document": "document",
    "source": "knowledge_source",
    "asset": "asset",
    "alert": "alert",
    "situation": "situation",
    "silence": "silence",
    "series": "series",
    "schedule": "on_call_schedule",
    "page": "page",
    "seq": LEDGER,
}
FIXED: Mapping[str, str] = {
    **{"format": "csv", "check": "stale", "kind": "ldap", "timeout": "0", "limit": "200"},
    **{"job": "none", "draft": "none"},  # uploads and drafts: their makers', and no objects yet
    **{"file": "none", "name": "none", "shelf": "guide", "hops": "12", "days": "3650"},
    **{"environment": "none", "version": "1", "token": "none"},  # no kinds of their own
}
SEARCHED = frozenset({"q", "query", "text", "words", "typed"})
# They show no record, answer before anybody is known, or do not end.
LEFT_OUT = ("/static/", "/sign-in", "/approve/{token}", "/console/events", "/api/v1/openapi.json")
PAGE_PARAMETERS: Mapping[str, tuple[str, ...]] = {  # pages that read their address themselves
    "/graph": ("ci",),
    "/graph/drawing": ("ci",),
    "/graph/points": ("ci",),
    "/graph/file": ("ci", "format"),
    "/people": ("q",),
    "/work": ("q",),
    "/work/rows": ("q",),
}
ASK = "POST /api/v1/ask"
QUESTIONS = (
    *("where is {0}", "who owns {0}", "what depends on {0}", "how do I use {0}"),
    "what can {0} access",
)
QUERIES = (
    'list configuration_item where name contains "{0}"',
    'list person where mail contains "{0}"',
    'list account where name contains "{0}"',
    'list entitlement where name contains "{0}"',
)
COUNTS = (
    "count configuration_item by location",
    "count person by department",
    "count account by system",
    "list entitlement",
)
GENERAL = (
    "how many people are there",
    "how many servers are there",
    "list all laptops",
    "which contracts end next year",
    "who works here",
)


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` names its parameters in braces; ``required``: those of the query that must be."""

    path: str
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"GET {self.path}"

    @property
    def in_path(self) -> tuple[str, ...]:
        return tuple(part.partition("}")[0].partition(":")[0] for part in self.path.split("{")[1:])

    @property
    def needed(self) -> tuple[str, ...]:
        return (*self.in_path, *self.required)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Parameters that nobody told the test how to fill in."""
        return tuple(each for each in self.needed if each not in (*PARAMETERS, *FIXED))

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it is asked about."""
        return tuple(dict.fromkeys(PARAMETERS[each] for each in self.needed if each in PARAMETERS))

    @property
    def searches(self) -> tuple[str, ...]:
        return tuple(each for each in (*self.required, *self.optional) if each in SEARCHED)

    @property
    def is_page(self) -> bool:
        return not self.path.startswith("/api/")

    def filled(self, values: Mapping[str, str]) -> Ask:
        """``values``: kind of object, or name of a parameter, to what is put there."""
        path = self.path
        for name in self.in_path:
            pattern = next(each for each in _spellings(path, name))
            path = path.replace(pattern, _value(name, values))
        more = [each for each in self.optional if each in values or each in ("limit", "timeout")]
        more += ["hops"] if "hops" in self.optional else []
        query = tuple((each, _value(each, values)) for each in (*self.required, *more))
        return Ask(self.name, path, query, html=self.is_page)


def _spellings(path: str, name: str) -> Iterator[str]:
    start = path.index("{" + name)
    yield path[start : path.index("}", start) + 1]


def _value(name: str, values: Mapping[str, str]) -> str:
    return values.get(name) or values.get(PARAMETERS.get(name, "")) or FIXED.get(name, "")


def routes_of(app: FastAPI) -> tuple[Route, ...]:
    """Every route that reads, but for those that show no record."""
    found = (
        _route(path, route) for path, route in _walk(app.routes) if "GET" in (route.methods or ())
    )
    return tuple(each for each in found if not each.path.startswith(LEFT_OUT))


def general(routes: Sequence[Route]) -> Iterator[Ask]:
    """What anybody would ask first: every list, page and export, and questions about all."""
    for route in routes:
        if not route.kinds and not route.unknown:
            yield route.filled({})
    for question in GENERAL:
        yield asked(question)
    for query in COUNTS:
        yield asked(query=query)


def about(routes: Sequence[Route], kind: str, word: str) -> Iterator[Ask]:
    """Every route that takes an object of this kind, asked about this one."""
    for route in routes:
        if kind in route.kinds and not route.unknown:
            yield route.filled({kind: word})


def searching(routes: Sequence[Route], word: str) -> Iterator[Ask]:
    """Every search, suggestion and question in which the word can be typed."""
    for route in routes:
        for name in route.searches if not route.kinds else ():
            yield route.filled({name: word})
    for question in QUESTIONS:
        yield asked(question.format(word))
    for query in QUERIES:
        yield asked(query=query.format(word.replace('"', "")))


def misspelled(word: str) -> Ask:
    """The word with its last letter but one left out: what is offered instead may tell it."""
    return asked(QUESTIONS[1].format(word[:-2] + word[-1:]))


def asked(question: str = "", query: str = "") -> Ask:
    body = json.dumps({"question": question, "query": query}).encode()
    return Ask(ASK, "/api/v1/ask", body=body)


def _route(path: str, route: APIRoute) -> Route:
    given = list(_query(route.dependant))
    own = PAGE_PARAMETERS.get(path, ())
    required = tuple(name for name, must in given if must)
    required += tuple(name for name in own if name in PARAMETERS or name in FIXED)
    optional = tuple(name for name, must in given if not must)
    optional += tuple(name for name in own if name in SEARCHED)
    return Route(path, tuple(dict.fromkeys(required)), tuple(dict.fromkeys(optional)))


def _query(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    for each in dependant.query_params:
        yield each.alias, each.field_info.is_required()
    for further in dependant.dependencies:
        yield from _query(further)


def _walk(found: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, APIRoute]]:
    """FastAPI keeps the routers that were included as they were."""
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            within = getattr(route, "include_context").prefix  # noqa: B009  # no public name
            yield from _walk(inner.routes, prefix + within)
        elif isinstance(route, APIRoute):
            yield prefix + route.path, route
