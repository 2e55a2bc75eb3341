"""The routes of the application as its router has them, so that no test forgets a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from steersman.web.app import routes


@dataclass(frozen=True)
class Served:
    """One route under its whole path; ``shown``: whether the schema has it."""

    method: str
    path: str
    shown: bool

    @property
    def is_page(self) -> bool:
        return not self.path.startswith(("/api/", "/static/", "/healthz"))


def served(method: str = "") -> list[Served]:
    """Every route, or those of one method."""
    found = list(_walk(routes().routes))
    return [each for each in found if method in ("", each.method)]


def page_routes(method: str = "") -> list[Served]:
    return [each for each in served(method) if each.is_page]


def _walk(found: Sequence[BaseRoute], prefix: str = "", shown: bool = True) -> Iterator[Served]:
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:  # FastAPI keeps included routers as they were
            how = getattr(route, "include_context")  # noqa: B009
            within = shown and how.include_in_schema and inner.include_in_schema
            yield from _walk(inner.routes, prefix + how.prefix, within)
        elif isinstance(route, APIRoute):
            for method in sorted(route.methods or ()):
                yield Served(method, prefix + route.path, shown and route.include_in_schema)
