"""A person's yes or no to exactly one plan, whichever way it came, and its place in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.roles import APPROVER, SECURITY
from steersman.records.desk.approvals import refuse_party
from steersman.records.desk.desk import Desk
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.permissions import Rules

MAY_APPROVE = frozenset({APPROVER, SECURITY})


class NotAnApprover(Permanent):
    """The role is missing, whatever else this person may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who says it, about which plan, why, and through what: ``api`` or ``mail``.

    ``vouched_by``: who made the token that stands for the person; it counts as their eyes too.
    ``not_before``: a yes that holds from then on, in seconds; 0: at once.
    """

    work: str
    digest: str
    by: str
    reason: str = ""
    channel: str = "api"
    vouched_by: str = ""
    not_before: float = 0.0

    def as_json(self) -> Json:
        told = {"work": self.work, "digest": self.digest, "by": self.by, "reason": self.reason}
        more: Json = {"vouched_by": self.vouched_by} if self.vouched_by else {}
        more |= {"not_before": self.not_before} if self.not_before else {}
        return {**told, "channel": self.channel, **more}


@dataclass(frozen=True)
class Approving:
    desk: Desk
    ledger: Ledger
    permissions: Rules
    clock: Clock

    def approve(self, answer: Answer) -> bool:
        """``False``: the same person had said yes to this plan already.

        Raises ``Permanent`` when the plan changed, is settled, or these are not other eyes.
        """
        self.check(answer)
        new = self.desk.approvals.approve(
            answer.work,
            answer.digest,
            by=answer.by,
            vouched_by=answer.vouched_by,
            reason=answer.reason,
            channel=answer.channel,
            not_before=answer.not_before,
        )
        # Written even when it is not new: a crash may have come between the two the first time.
        given = self.desk.approvals.given(answer.digest)
        at = next(row["given_at"] for row in given if row["person"] == answer.by)
        self._record(answer, "approval", f"{answer.by}/{at!r}")
        return new

    def refuse(self, answer: Answer) -> None:
        """The work item is canceled, and nothing of it is done."""
        self.check(answer)
        if not answer.reason.strip():
            raise Permanent("a refusal needs a reason: whoever asked must learn it")
        self.desk.approvals.refuse(
            answer.work,
            answer.digest,
            by=answer.by,
            vouched_by=answer.vouched_by,
            reason=answer.reason,
        )
        self._record(answer, "refusal", answer.by)

    def check(self, answer: Answer) -> None:
        """Whether these are the right eyes.  The desk checks the plan itself once more."""
        self.check_role(answer.by)
        row = SimpleNamespace(**self.desk.work_items.row(answer.work))
        refuse_party(row, answer.by, answer.vouched_by)

    def check_role(self, person: str) -> None:
        if not self.permissions.principal(person).roles & MAY_APPROVE:
            roles = " or ".join(sorted(MAY_APPROVE))
            raise NotAnApprover(f"{person} has not the role {roles}: ask somebody who has")

    def _record(self, answer: Answer, kind: str, rest: str) -> None:
        key = f"{answer.work}/{kind}/{answer.digest}/{rest}"
        self.ledger.record(Entry(key, kind, self.clock.now(), answer.as_json()))
