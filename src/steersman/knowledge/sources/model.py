"""What every place that holds documents can do, however it is reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from steersman.knowledge.retrieval.settling import Told

Trouble = Callable[[str], None]


class Holding(Protocol):
    """The documents of one source at one moment."""

    def names(self, trouble: Trouble) -> list[str]:
        """All of them, sorted; what is not among them is gone.  ``trouble`` hears what is left out.

        Raises ``Transient`` or ``Permanent`` when the list cannot be had whole.
        """
        ...

    def read(self, name: str) -> bytes:
        """``Permanent`` for one that cannot be read; the others go on."""
        ...

    def told(self, name: str) -> Told:
        """What the source says of this document."""
        ...
