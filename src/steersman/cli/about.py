"""``limits``: how much the server may do at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steersman.cli.session import Session


def limits(session: Session) -> None:
    """How much may be done: rates, counts, shares of the population, freezes."""
    body = session.api.get("/limits")
    session.show(body, lambda: session.screen.facts(_flat(body)))


def _flat(body: Mapping[str, Any], front: str = "") -> dict[str, object]:
    """``{"a": {"b": 1}}`` → ``{"a b": 1}``."""
    flat: dict[str, object] = {}
    for name, value in body.items():
        title = f"{front}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{title} ")
        else:
            flat[title] = value
    return flat
