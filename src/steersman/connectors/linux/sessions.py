"""End everything that runs as one person: shells, tmux, jobs left behind.

Disabling an account stops nobody who is already in: an open shell goes on for weeks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.linux.accounts import Account, person_account
from steersman.connectors.linux.client import LinuxHost
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.plan import Change, Plan, is_known

NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EndParams:
    account: str  # "<uid>/<login>"


@dataclass(frozen=True, slots=True)
class EndSessions(Capability[EndParams]):
    """SIGTERM, two seconds of grace, SIGKILL; sent as that uid, so nobody else can be hit."""

    system: str
    host: LinuxHost
    settings: LinuxSettings
    params = EndParams
    spec = Spec(
        name="session.end",
        summary="End every process of one person on a host, live shells included",
        risk=Risk.MEDIUM,
        restores=False,
        reversal=Reversal.BEST_EFFORT,  # signing in comes back, ended work does not
        permissions=frozenset(
            {"accounts, processes, still_running, end_processes of steersman-host"}
        ),
        rate_limit=RateLimit(calls=600, per=60.0),
        verify_within=5.0,
    )

    def plan(self, params: EndParams) -> Plan:
        if not is_known(params.account):
            return Plan(self.key, (), warnings=("the account does not exist yet",))
        account = self._account(params.account)
        running = self.host.processes(account.uid)
        if not running:
            return Plan(self.key, ())
        change = Change(f"{self.system}:{account.id}", "processes", "running", "none")
        names = {change.target: account.called, change.attribute: "running programs"}
        return Plan(self.key, (change,), warnings=(_counted(running),), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for account in self._accounts(plan):
            self.host.end_processes(account.uid)

    def verify(self, plan: Plan) -> bool:
        return all(self.host.still_running(account.uid) == 0 for account in self._accounts(plan))

    def undo(self, plan: Plan, *, key: str) -> None:
        """Nothing: an ended process does not come back, and nothing stops a new sign-in."""

    def _accounts(self, plan: Plan) -> list[Account]:
        ids = [target.removeprefix(f"{self.system}:") for target in sorted(plan.targets)]
        return [self._account(account) for account in ids]

    def _account(self, account: str) -> Account:
        return person_account(self.host.accounts(), account, self.settings)


def _counted(running: tuple[str, ...]) -> str:
    common = Counter(running).most_common()
    names = ", ".join(f"{count} × {name}" for name, count in common[:NAMES_SHOWN])
    more = f" and {len(common) - NAMES_SHOWN} other programs" if len(common) > NAMES_SHOWN else ""
    return f"{len(running)} processes will be ended: {names}{more}"
