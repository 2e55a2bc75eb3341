"""End one query, or one whole session.  What it had not committed is rolled back for good.

Nothing comes back, so both say so in their ``Spec``: ``undo`` has nothing to do.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.connectors.postgresql.client import Server
from steersman.connectors.postgresql.sessions import ACTIVE, Session, parse_id, refuse_protected
from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.connectors.postgresql.statements import MONITOR, SIGNAL
from steersman.domain.errors import NeedsPerson
from steersman.domain.plan import Change, Plan, is_known

RATE = RateLimit(calls=30, per=60.0)
RIGHTS = frozenset({MONITOR, SIGNAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionParams:
    session: str  # "<pid>@<start>.<query start>", as database.activity tells it


@dataclass(frozen=True, slots=True)
class _Ending(Capability[SessionParams]):
    """What both have in common: the very session, looked at again right before."""

    system: str
    server: Server
    settings: PostgresqlSettings
    params = SessionParams

    def plan(self, params: SessionParams) -> Plan:
        if not is_known(params.session):
            return Plan(self.key, (), warnings=("it is not known yet which session is meant",))
        parse_id(params.session)
        found = self._found(params.session)
        if found is None or not self._is_under_way(found):
            return Plan(self.key, (), warnings=(f"{params.session} is over already",))
        refuse_protected(found, self.settings)
        target = f"{self.system}:{self.server.identifier()}/{found.id}"
        change = Change(target, *self._words())
        told = f"{found.role} in {found.database}, {found.state} for {found.seconds:.0f} s"
        names = {target: f"{found.role} in {found.database} (pid {found.pid}): {found.shown}"}
        return Plan(self.key, (change,), warnings=(self._lost(told),), names=names)

    def verify(self, plan: Plan) -> bool:
        """By the list of sessions: what the call to end it answered only says that it was sent."""
        rows = [self._found(self._id(change)) for change in plan]
        return not any(found is not None and self._is_under_way(found) for found in rows)

    def undo(self, plan: Plan, *, key: str) -> None:
        """Nothing: what was rolled back does not come back, and the client may ask again."""

    @abstractmethod
    def _words(self) -> tuple[str, str, str]:
        """Attribute, before and after."""
        ...

    @abstractmethod
    def _is_under_way(self, session: Session) -> bool: ...

    @abstractmethod
    def _lost(self, told: str) -> str: ...

    def _found(self, wanted: str) -> Session | None:
        return next((each for each in self.server.sessions() if each.id == wanted), None)

    def _same_server(self, change: Change) -> tuple[int, int, int]:
        """What is to be ended, unless the address is another server's by now."""
        server = change.target.removeprefix(f"{self.system}:").partition("/")[0]
        if server != self.server.identifier():
            raise NeedsPerson(f"{self.system} is another server than was planned for: which one?")
        return parse_id(self._id(change))

    def _id(self, change: Change) -> str:
        return change.target.rpartition("/")[2]


class CancelQuery(_Ending):
    """The session lives on and may ask again."""

    spec = Spec(
        name="query.cancel",
        summary="Cancel one running query of an allowed role; its session lives on",
        risk=Risk.MEDIUM,
        restores=False,
        reversal=Reversal.BEST_EFFORT,  # the server rolls back; the client may ask again
        permissions=RIGHTS,
        rate_limit=RATE,
        verify_within=10.0,
    )

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self.server.cancel(self._same_server(change))

    def _words(self) -> tuple[str, str, str]:
        return "query", "running", "cancelled"

    def _is_under_way(self, session: Session) -> bool:
        return session.state == ACTIVE

    def _lost(self, told: str) -> str:
        return f"{told}: it ends with an error, and its transaction is rolled back"


class TerminateSession(_Ending):
    """Only while it is still at the same query: one that woke up is left alone."""

    spec = Spec(
        name="session.terminate",
        summary="End one database session of an allowed role, and roll its transaction back",
        risk=Risk.MEDIUM,
        restores=False,
        reversal=Reversal.BEST_EFFORT,  # the server rolls back; the client may connect again
        permissions=RIGHTS,
        rate_limit=RATE,
        verify_within=10.0,
    )

    def apply(self, plan: Plan, *, key: str) -> None:
        for change in plan:
            self.server.terminate(self._same_server(change))

    def _words(self) -> tuple[str, str, str]:
        return "session", "connected", "ended"

    def _is_under_way(self, session: Session) -> bool:
        return True

    def _lost(self, told: str) -> str:
        return f"{told}: its connection breaks, and its transaction is rolled back"
