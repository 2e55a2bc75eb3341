"""What a step does, in the words of a person, forward and back.

A capability's name says the same in every system that offers it, so its words stand here once.
One that no row names reads by its own summary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WHOSE = "this person"  # where no account can be named


@dataclass(frozen=True, slots=True)
class Words:
    """``{account}``: how people call it; ``{where}``: " in Directory", or nothing."""

    do: str
    undo: str


WORDS: Mapping[str, Words] = {
    "account.disable": Words(
        "Close the account {account}{where}", "Open the account {account}{where} again"
    ),
    "account.delete": Words(
        "Delete the account {account}{where} for good", "Bring the account {account}{where} back"
    ),
    "session.end": Words("End what {account} has open{where}", "Nothing: they sign in again"),
    "vpn.revoke": Words(
        "Cut {account} off the VPN{where}", "Let {account} into the VPN{where} again"
    ),
    "access.revoke": Words(
        "Take {account} out of the group that opens a system{where}",
        "Put {account} back into the group that opens a system{where}",
    ),
    "group.leave": Words(
        "Take {account} out of all groups{where}", "Put {account} back into the groups{where}"
    ),
    "licence.release": Words(
        "Release the licences of {account}{where}", "Give {account} the licences{where} back"
    ),
    "role.withdraw": Words(
        "Withdraw the roles of {account} in Steersman",
        "Give {account} the roles in Steersman back",
    ),
    "mailbox.delegate": Words(
        "Let a colleague read {account}{where}",
        "Take the colleague's access to {account}{where} back",
    ),
    "mailbox.auto_reply": Words(
        "Answer mail to {account}{where} with the address to use instead",
        "Stop the automatic answer of {account}{where}",
    ),
    "meeting.reassign": Words(
        "Hand the meetings of {account}{where} to a colleague",
        "Give the meetings{where} back to {account}",
    ),
    "reports.reassign": Words(
        "Give the direct reports of {account}{where} a new manager",
        "Give the direct reports{where} back to {account}",
    ),
    "files.hand_over": Words(
        "Hand the shared files of {account}{where} to a colleague",
        "Give the shared files{where} back to {account}",
    ),
    "on_call.hand_over": Words(
        "Hand the on-call shifts of {account} to a colleague",
        "Give the on-call shifts back to {account}",
    ),
    "device.request_return": Words(
        "Ask for the devices of {account} back",
        "Withdraw the request for the devices of {account}",
    ),
    "owner.request": Words(
        "Ask for new owners of what {account} owns",
        "Withdraw the request for new owners of what {account} owns",
    ),
}


def in_words(
    capability: str, account: str = "", where: str = "", *, back: bool = False, summary: str = ""
) -> str:
    """The title of a step.  ``where``: the system, empty: the reader knows; ``back``: an undo.

    ``summary``: what the capability says of itself, for one that is not known here.
    """
    told = {"account": account or WHOSE, "where": f" in {where}" if where else ""}
    known = WORDS.get(capability)
    if known is not None:
        return (known.undo if back else known.do).format(**told)
    plain = summary or capability.replace("_", " ").replace(".", ": ").capitalize()
    beside = f" ({account})" if account else ""
    return f"{'Take back: ' if back else ''}{plain}{beside}{told['where']}"
