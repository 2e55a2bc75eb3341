"""Access to some systems is taken from somebody who stays: "Remove John's access to Slack"."""

from __future__ import annotations

from steersman.domain.work import Work
from steersman.governor.procedure import Run, keep_what_is_done

SYSTEMS = "systems"  # parameter: names of declared systems, separated by commas


def remove_access(run: Run, work: Work) -> None:
    """Close the account, or take away the group that opens the system; then end the sessions."""
    for system in filter(None, work.params[SYSTEMS].split(",")):
        with keep_what_is_done(run, f"access: {system}"):
            for capability in ("account.disable", "access.revoke", "vpn.revoke", "session.end"):
                if system in run.systems(capability):
                    account = run.resolve(system, work.subject)
                    if account:
                        run.do(capability, system, account=account)
