"""Give the files that a leaver owns in shared directories to a colleague.

Only the owner changes: no content, no group, no mode.  Homes are left for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.linux.accounts import Account, parse_id, person_account
from steersman.connectors.linux.client import LinuxHost
from steersman.connectors.linux.paths import path_bytes, path_text
from steersman.connectors.linux.settings import LinuxSettings
from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.plan import Change, Plan, is_known

OWNER_OF = "owner of "


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverParams:
    account: str  # "<uid>/<login>" of the leaver
    to: str  # of the colleague


@dataclass(frozen=True, slots=True)
class HandOverFiles(Capability[HandOverParams]):
    """Each row is one file; a file that somebody else owns by then is left alone."""

    system: str
    host: LinuxHost
    settings: LinuxSettings
    params = HandOverParams
    spec = Spec(
        name="files.hand_over",
        summary="Give a leaver's files in shared directories to a colleague",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({"accounts, files, give, owners of steersman-host"}),
        rate_limit=RateLimit(calls=300, per=60.0),
        verify_within=2.0,
    )

    def plan(self, params: HandOverParams) -> Plan:
        if not (is_known(params.account) and is_known(params.to)):
            return Plan(self.key, (), warnings=("an account does not exist yet: it owns no file",))
        if not self.settings.shared_directories:
            return Plan(self.key, (), warnings=("no shared directory is named in the settings",))
        accounts = self.host.accounts()
        leaver, heir = self._account(params.account, accounts), self._account(params.to, accounts)
        self._refuse_heir(leaver, heir)
        limit = self.settings.file_limit
        found = self.host.files(leaver.uid, self.settings.shared_directories, limit)
        if found.count > limit:
            raise NeedsPerson(
                f"{leaver.login} owns {found.count} files in shared directories of "
                f"{self.settings.address}, more than {limit}. Shall {heir.login} have them all?"
            )
        target = f"{self.system}:{leaver.id}"
        rows = (Change(target, _attribute(path), leaver.id, heir.id) for path in found.paths)
        names = {leaver.id: leaver.called, heir.id: heir.called, target: leaver.called}
        return Plan(self.key, tuple(rows), warnings=_told(found.setuid), names=names)

    def apply(self, plan: Plan, *, key: str) -> None:
        self._give((row.before, row.after, row) for row in plan)

    def verify(self, plan: Plan) -> bool:
        """Whether each path that still exists is the colleague's, by stat."""
        wanted = {_path(row): parse_id(row.after or "")[0] for row in plan}
        owners = self.host.owners(tuple(wanted))
        return all(owners.get(path, uid) == uid for path, uid in wanted.items())

    def undo(self, plan: Plan, *, key: str) -> None:
        self._give((row.after, row.before, row) for row in plan)

    def _give(self, rows: Iterable[tuple[str | None, str | None, Change]]) -> None:
        accounts = self.host.accounts()
        for (owner, to), group in groupby(rows, key=lambda row: row[:2]):
            old = self._account(owner or "", accounts)
            new = self._account(to or "", accounts)
            paths = [_path(row) for _, _, row in group]
            self.host.give(paths, owner=old.uid, to=new.uid)

    def _refuse_heir(self, leaver: Account, heir: Account) -> None:
        if heir.uid == leaver.uid:
            raise Permanent(f"{leaver.login} cannot be their own successor: name another person")
        if heir.disabled:
            raise NeedsPerson(f"{heir.login} is disabled on {self.settings.address}: who instead?")

    def _account(self, account: str, accounts: tuple[Account, ...]) -> Account:
        return person_account(accounts, account, self.settings)


def _attribute(path: bytes) -> str:
    return OWNER_OF + path_text(path)


def _path(row: Change) -> bytes:
    return path_bytes(row.attribute.removeprefix(OWNER_OF))


def _told(setuid: int) -> tuple[str, ...]:
    if not setuid:
        return ()
    return (f"{setuid} setuid program(s) stay the leaver's: look at them, and delete them",)
