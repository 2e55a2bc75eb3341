"""What a page says, whatever it goes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from steersman.servicedesk.letters import one_line

LONGEST = 3000  # characters of the text; the page shows all


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """``key`` is the same for every repetition.  ``link``: acknowledges after a click there."""

    key: str
    page: str
    about: str
    title: str
    text: str
    urgent: bool
    at: float
    person: str = ""  # an id; empty: a webhook of the policy
    name: str = ""
    link: str = ""
    look: str = ""  # where the page is shown

    @property
    def subject(self) -> str:
        return one_line(f"{'URGENT ' if self.urgent else ''}{self.page}: {self.title}")

    @property
    def words(self) -> str:
        """As plain text: what, then what to do."""
        text = self.text[:LONGEST]
        parts = [self.subject, *([text] if text.strip() else [])]
        if self.link:
            parts.append(f"Say that you have it (opening this does nothing yet): {self.link}")
        if self.look:
            parts.append(f"Look at it: {self.look}")
        return "\n\n".join(parts)


Method = Mapping[str, str]  # kind, address, room, secret
Sender = Callable[[Method, Message], None]
