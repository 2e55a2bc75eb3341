"""Give the people who report to a leaver a new manager."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.ldap.accounts import Accounts, changed_since
from steersman.connectors.ldap.directory import Edit, Entry
from steersman.connectors.ldap.dn import same
from steersman.connectors.ldap.filters import Equals
from steersman.connectors.ldap.flavour import DISABLED
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan

MANAGER = "manager"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignParams:
    account: str  # whose reports
    to: str  # their new manager


class ReassignReports(Capability[ReassignParams]):
    """Point ``manager`` of each direct report to the successor; one row for each report.

    A successor who reports to the leaver would become their own manager: that row is left out,
    with a warning.
    """

    params = ReassignParams
    spec = Spec(
        name="reports.reassign",
        summary="Give a leaver's direct reports a new manager",
        risk=Risk.LOW,
        reversal=Reversal.EXACT,
        permissions=frozenset({"read people", "write the manager of people"}),
        rate_limit=RateLimit(calls=300, per=60.0),
        verify_within=5.0,
    )

    def __init__(self, accounts: Accounts) -> None:
        self.system = accounts.system
        self._accounts = accounts

    def plan(self, params: ReassignParams) -> Plan:
        leaver, successor = self._accounts.get(params.account), self._accounts.get(params.to)
        if leaver.id == successor.id:
            raise Permanent("a leaver cannot take over their own reports: name somebody else")
        if self._accounts.flavour.state(successor) == DISABLED:
            raise NeedsPerson(f"{successor.dn} is disabled: who else takes over the reports?")
        reports = self._accounts.referring(MANAGER, leaver)
        changes = tuple(
            Change(self._accounts.target(report.id), MANAGER, leaver.dn, successor.dn)
            for report in reports
            if report.id not in (successor.id, leaver.id)
        )
        called = (self._accounts.called(each) for each in (leaver, successor, *reports))
        names = {text: name for told in called for text, name in told.items()}
        return Plan(self.key, changes, warnings=_warnings(reports, successor), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            report = self._report(change)
            if _points_to(report, change.before):
                self._point(report, change.after)
            elif not _points_to(report, change.after):
                raise changed_since(report, MANAGER, report.first(MANAGER))

    def verify(self, plan: Plan) -> bool:
        """Asked from the manager's side, over a new connection."""
        return all(self._reports_to(change) for change in plan)

    def undo(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            report = self._report(change)
            if _points_to(report, change.after):
                self._point(report, change.before)

    def _report(self, change: Change) -> Entry:
        return self._accounts.get(self._accounts.id_of(change.target), MANAGER)

    def _point(self, report: Entry, manager: str | None) -> None:
        self._accounts.write(report, Edit(MANAGER, report.first(MANAGER), manager))

    def _reports_to(self, change: Change) -> bool:
        where = Equals(MANAGER, change.after or "")
        base = self._accounts.settings.base_dn
        reports = self._accounts.directory.search(base, where, (), fresh=True)
        return self._accounts.id_of(change.target) in (report.id for report in reports)


def _points_to(report: Entry, manager: str | None) -> bool:
    now = report.first(MANAGER)
    return now is not None and manager is not None and same(now, manager)


def _warnings(reports: Iterable[Entry], successor: Entry) -> tuple[str, ...]:
    if not any(report.id == successor.id for report in reports):
        return ()
    return (f"{successor.dn} reports to the leaver and cannot manage themself: name their manager",)
