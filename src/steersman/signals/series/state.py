"""A detector's state as plain data and back, so that a restart forgets nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")
PARTS = "steersman.signals.series"


def state_of(part: object) -> dict[str, object]:
    """Every attribute of ``part``; parts of ours inside it likewise."""
    return {name: _plain(getattr(part, name)) for name in _names(part)}


def restored(part: T, state: Mapping[str, Any]) -> T:
    """``part`` with the attributes of ``state``; parts inside it are filled in place."""
    for name in _names(part):
        inner, kept = getattr(part, name), state[name]
        if _is_part(inner):
            restored(inner, kept)
        else:
            setattr(part, name, _copied(kept))
    return part


def _names(part: object) -> list[str]:
    return list(getattr(type(part), "__slots__", ())) or list(vars(part))


def _is_part(value: object) -> bool:
    return type(value).__module__.startswith(PARTS)


def _plain(value: object) -> object:
    return state_of(value) if _is_part(value) else _copied(value)


def _copied(value: Any) -> Any:
    """Lists of their own; JSON has no tuples, so both come back as the same pairs."""
    if isinstance(value, list):
        return [tuple(each) if isinstance(each, (list, tuple)) else each for each in value]
    return value
