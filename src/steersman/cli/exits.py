"""How a command ends when it is not simply done: an exit code, a sentence and the mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DONE, REFUSED, USAGE, HELD, NOT_REACHED = 0, 1, 2, 3, 4
MEANINGS = {
    DONE: "done",
    REFUSED: "refused or failed",
    USAGE: "the command was not understood",
    HELD: "held: a person must decide or answer",
    NOT_REACHED: "the server was not reached",
}


class Stop(Exception):
    """Ends the command.  ``message`` says what is wrong, ``mend`` what to do about it."""

    exit_code = REFUSED
    code = "failed"

    def __init__(self, message: str, mend: str = "", *, code: str = "", rule: str = "") -> None:
        super().__init__(message)
        self.message, self.mend, self.rule = message, mend, rule
        self.code = code or self.code
        self.candidates: Sequence[Mapping[str, object]] = ()  # what the message asks to choose from

    def as_json(self) -> dict[str, dict[str, object]]:
        """The shape of the API's own errors, so that a script reads one shape only."""
        told: dict[str, object] = {"code": self.code, "message": self.message}
        told |= {"rule": self.rule, "mend": self.mend}
        if self.candidates:
            told["candidates"] = [dict(each) for each in self.candidates]
        return {"error": told}


class Misused(Stop):
    exit_code = USAGE
    code = "usage"


class NotReached(Stop):
    exit_code = NOT_REACHED
    code = "not_reached"
