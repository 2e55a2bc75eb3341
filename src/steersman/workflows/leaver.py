"""What happens when somebody leaves: read it from top to bottom.

Access goes first, in every system by itself: one stubborn system must not shield the others.
Nothing here is irreversible; that comes later, as work of its own with its own approval.
"""

from __future__ import annotations

from steersman.domain.work import Work
from steersman.governor.procedure import Run, all_or_nothing, keep_what_is_done
from steersman.governor.resolver import RECORDED_MAIL

ACCESS_CLOSED = "access_closed"  # the obligation that stops the 15-minute clock
SUCCESSOR, EFFECTIVE_AT = "successor", "effective_at"  # parameters: a person's id; ISO 8601
KEEP_FOR = 30.0  # days until the accounts may be deleted for good
CLOSING = ("account.disable", "vpn.revoke")
OWNERS = "owner.request"
HANDING_OVER = (
    "meeting.reassign",
    "mailbox.delegate",
    "mailbox.auto_reply",
    "files.hand_over",
    "reports.reassign",
    "on_call.hand_over",
)


def leave(run: Run, work: Work) -> None:
    leaver = work.subject
    closed = [
        _one(run, "access", capability, system, leaver)
        for capability in CLOSING
        for system in run.systems(capability)
    ]
    ended = [
        _one(run, "sessions", "session.end", system, leaver)
        for system in run.systems("session.end")
    ]
    if all(closed) and all(ended):
        run.meet(ACCESS_CLOSED)

    hand_over(run, leaver, work.params.get(SUCCESSOR, ""), work.params.get(EFFECTIVE_AT, ""))

    for capability in ("role.withdraw", "group.leave", "licence.release", "device.request_return"):
        for system in run.systems(capability):
            _one(run, "reclaim", capability, system, leaver)

    ask_for_owners(run, leaver, work.params.get(SUCCESSOR, ""))

    run.owe(
        "accounts_deleted",
        "Delete the accounts of the leaver for good",
        days=KEEP_FOR,
        procedure="leaver_final",
    )


def hand_over(run: Run, leaver: str, successor: str, effective_at: str) -> None:
    """Meetings, mail, files, reports, on-call and pending approvals go to the successor."""
    if not successor:
        run.escalate("nobody is named to take the work over: name a successor")
        return
    for capability in HANDING_OVER:
        for system in run.systems(capability):
            with all_or_nothing(run, f"handover: {capability} in {system}"):
                account = run.resolve(system, leaver)
                where = RECORDED_MAIL if capability == "mailbox.auto_reply" else system
                to = run.resolve(where, successor)
                if account and to:
                    when = {"after": effective_at} if capability == "meeting.reassign" else {}
                    run.do(capability, system, account=account, to=to, **when)


def ask_for_owners(run: Run, leaver: str, successor: str) -> None:
    """Services, servers and documents that they answer for: people name who does from now on."""
    for system in run.systems(OWNERS):
        with keep_what_is_done(run, f"reclaim: {OWNERS} in {system}"):
            account = run.resolve(system, leaver)
            if account:
                run.do(OWNERS, system, account=account, to=successor)


def delete_accounts(run: Run, work: Work) -> None:
    """The irreversible end, weeks later: each system by itself, approved as a whole."""
    for system in run.systems("account.delete"):
        _one(run, "deletion", "account.delete", system, work.subject)


def _one(run: Run, stage: str, capability: str, system: str, person: str) -> bool:
    """One capability for one person in one system; ``True``: nothing is left to do there."""
    with keep_what_is_done(run, f"{stage}: {capability} in {system}") as outcome:
        account = run.resolve(system, person)
        if account:
            run.do(capability, system, account=account)
    return outcome.complete
