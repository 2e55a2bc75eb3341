"""Everything that a piece of work did is asked to be taken back; what did harm falls at once."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.domain.work import Kind, Status
from steersman.governor.guards.approval import ACT_ON_APPROVAL
from steersman.governor.levels import Levels
from steersman.governor.undo import HARMFUL, OF, UNDO
from steersman.records.desk.work import Request, WorkItems
from steersman.records.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """Who asks and why.  ``vouched_by`` made the token that stands for ``by``."""

    by: str
    reason: str
    harmful: bool = False
    vouched_by: str = ""


@dataclass(frozen=True, slots=True)
class TakingBack:
    work_items: WorkItems
    ledger: Ledger
    levels: Levels

    def ask(self, number: str, told: Blame) -> str:
        """Open the work that takes ``number`` back; returns its own number.

        Raises ``Permanent`` when that was done already.
        """
        work = self.work_items.work(number)
        if self.work_items.standing(number).status is Status.UNDONE:
            raise Permanent(f"{number} was taken back already")
        harmful = "yes" if told.harmful else "no"
        request = Request(
            procedure=UNDO,
            requester=told.by,
            subject=work.subject,
            kind=Kind.CHANGE,
            summary=f"Take back {number}: {told.reason}",
            params={OF: number, HARMFUL: harmful, "reason": told.reason},
            vouched_by=told.vouched_by,
        )
        if told.harmful:
            self._fall(number, work.procedure, told.reason)
        return self.work_items.submit(request)

    def _fall(self, number: str, procedure: str, reason: str) -> None:
        """What did harm needs a person's yes again, at once, wherever this procedure uses it."""
        intents = self.ledger.entries(kind="intent", key_prefix=f"{number}#")
        for name in {entry.body["capability"].partition("@")[0] for entry in intents}:
            scope, why = f"procedure:{procedure}", f"{number} did harm: {reason}"
            self.levels.lower(name, scope, ACT_ON_APPROVAL, reason=why)
