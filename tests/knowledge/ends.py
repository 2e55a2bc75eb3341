"""What every reader owes to any file: an answer, or a sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from steersman.domain.errors import Permanent


def refusal(step: Callable[[], object]) -> str | None:
    """The sentence of a ``Permanent``, or ``None`` where the step was done; others go through."""
    try:
        step()
    except Permanent as error:
        return str(error)
    return None


def well(step: Callable[[], object]) -> None:
    """Done or refused with a sentence: any other end is the caller's failure."""
    with suppress(Permanent):
        step()
