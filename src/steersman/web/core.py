"""What the web asks of a running Steersman.  ``bootstrap.Steersman`` is one; web builds none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa

from steersman.capabilities.connector import Check, ConnectorSettings
from steersman.domain.clock import Clock
from steersman.domain.condition import Condition
from steersman.governor.execute import Governor
from steersman.governor.gates.leak_check import LeakChecks
from steersman.governor.levels import Levels
from steersman.governor.limits import LimitsFile
from steersman.governor.policies.files import PolicyFiles
from steersman.governor.policies.proposals import Changing
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.service import Asking
from steersman.records.alerts import Alerts
from steersman.records.desk.desk import Desk
from steersman.records.guard.switches import Switches
from steersman.records.imports import Importer
from steersman.records.ledger.checkpoints import Checkpoints
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.signing import Signer
from steersman.records.on_call import Contacts, OnCallBook, Pages, Policies
from steersman.records.people import People
from steersman.records.permissions import Rules
from steersman.records.sign_in import SignIn
from steersman.records.situations.store import Situations
from steersman.records.system_checks import SystemChecks
from steersman.records.timeline import Timeline
from steersman.records.tokens import Tokens
from steersman.servicedesk.approval_links import ApprovalLinks
from steersman.servicedesk.approving import Approving
from steersman.servicedesk.asking_back import AskingBack
from steersman.servicedesk.collecting import Collecting
from steersman.servicedesk.documents.editing import Editing
from steersman.servicedesk.documents.solving import Solving
from steersman.servicedesk.environments import Environments
from steersman.servicedesk.on_call.paging import Paging
from steersman.servicedesk.requests.intake import Connections
from steersman.servicedesk.situations.acting import Acting
from steersman.settings.product import Settings
from steersman.settings.systems import Systems
from steersman.signals.syslog import Listener
from steersman.signals.watching import Watching
from steersman.workflows.runbooks.library import Runbooks


class Feed(Protocol):
    """An HR feed that takes signed calls."""

    def receive(self, headers: Mapping[str, str], body: bytes) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A system as it was typed, before it is kept.  ``secrets``: field → the secret itself."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    identity_source: bool = False
    accounts_from: str = ""
    access_group: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class HrList:
    """What HR's list holds as it stands: people, and why some of its rows cannot be taken."""

    file: str
    people: int
    problems: tuple[str, ...]


class Declares(Protocol):
    """Tries a new system and writes it down."""

    @property
    def kinds(self) -> Mapping[str, type[ConnectorSettings]]: ...

    def try_out(self, draft: Draft) -> Check: ...

    def keep(self, draft: Draft, *, by: str) -> None: ...

    def try_out_hr(self, file: str) -> HrList: ...

    def keep_hr(self, file: str, time_zone: str, *, by: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What the systems file says by now and the process does not do yet, by the systems' names.

    ``others``: other tables that differ, ``hr`` or ``mail``.  ``fault``: it cannot be read.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    fault: str = ""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.others or self.fault)


class Restarts(Protocol):
    """Starts this process anew, so that what the systems file says by now counts."""

    mark: str  # another one after each start
    asked: bool  # the server ends now in order to start again

    def is_back(self, mark: str) -> bool: ...

    def stops_by(self, stop: Callable[[], None]) -> None: ...

    def stay_down(self) -> None: ...

    def differences(self) -> Differences: ...

    def other_workers(self) -> tuple[str, ...]: ...

    def ask(self, *, by: str) -> None: ...


class Core(Protocol):
    """The attributes are those of ``bootstrap.Steersman``; see there."""

    settings: Settings
    clock: Clock
    store: sa.Engine
    declared: Systems
    desk: Desk
    people: People
    permissions: Rules
    asking: Asking
    library: Library
    editing: Editing
    solving: Solving
    duty: OnCallBook
    escalation: Policies
    contacts: Contacts
    pages: Pages
    paging: Paging
    timeline: Timeline
    tokens: Tokens
    sign_in: SignIn
    importer: Importer
    switches: Switches
    ledger: Ledger
    levels: Levels
    leak_checks: LeakChecks
    policies: PolicyFiles
    changing_policies: Changing
    limits: LimitsFile
    governor: Governor
    checkpoints: Checkpoints
    signer: Signer
    approving: Approving
    asking_back: AskingBack
    links: ApprovalLinks
    feeds: Mapping[str, Feed]
    system_checks: SystemChecks
    alerts: Alerts
    situations: Situations
    handling: Acting
    runbooks: Runbooks
    watching: Watching
    syslog: Listener | None
    declaring: Declares
    restarting: Restarts
    collecting: Collecting
    environments: Environments

    @property
    def connected(self) -> Connections: ...

    @property
    def faults(self) -> Mapping[str, str]:
        """Which recurring job fails, and why."""
        ...

    def condition(self) -> Condition:
        """How this process and what it stands on are now."""
        ...

    def wake(self) -> None: ...

    def review_levels(self) -> None:
        """Every level falls that its gates do not carry any more."""
        ...

    def undo(
        self, number: str, *, by: str, reason: str, harmful: bool = False, vouched_by: str = ""
    ) -> str: ...

    def check_systems(self, name: str = "") -> Mapping[str, Check]:
        """Ask each declared system, or the one named, what we may do there."""
        ...
