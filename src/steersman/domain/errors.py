"""Errors that say what to do next, so that nobody has to guess a retry policy."""

from __future__ import annotations


class Transient(Exception):
    """Try again: the target said so, or it did not answer.  ``retry_after`` is in seconds."""

    def __init__(self, reason: str, retry_after: float = 0.5) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Permanent(Exception):
    """Trying again cannot help; the message names what is wrong and the mend."""


class NeedsPerson(Exception):
    """Only a person can answer this: two accounts fit, a name is taken, a record contradicts."""
