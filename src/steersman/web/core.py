"""What the web asks of a running Steersman.  ``bootstrap.Steersman`` is one; web builds none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import sqlalchemy as sa

from steersman.capabilities.connector import Check
from steersman.domain.clock import Clock
from steersman.governor.execute import Governor
from steersman.governor.levels import Levels
from steersman.governor.limits import LimitsFile
from steersman.governor.policies.files import PolicyFiles
from steersman.records.desk.desk import Desk
from steersman.records.guard.switches import Switches
from steersman.records.imports import Importer
from steersman.records.ledger.checkpoints import Checkpoints
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.signing import Signer
from steersman.records.people import People
from steersman.records.permissions import Rules
from steersman.records.tokens import Tokens
from steersman.servicedesk.approval_links import ApprovalLinks
from steersman.servicedesk.approving import Approving
from steersman.settings.product import Settings
from steersman.settings.systems import Systems


class Feed(Protocol):
    """An HR feed that takes signed calls."""

    def receive(self, headers: Mapping[str, str], body: bytes) -> object: ...


class Core(Protocol):
    """The attributes are those of ``bootstrap.Steersman``; see there."""

    settings: Settings
    clock: Clock
    store: sa.Engine
    declared: Systems
    desk: Desk
    people: People
    permissions: Rules
    tokens: Tokens
    importer: Importer
    switches: Switches
    ledger: Ledger
    levels: Levels
    policies: PolicyFiles
    limits: LimitsFile
    governor: Governor
    checkpoints: Checkpoints
    signer: Signer
    approving: Approving
    links: ApprovalLinks
    feeds: Mapping[str, Feed]

    @property
    def faults(self) -> Mapping[str, str]:
        """Which recurring job fails, and why."""
        ...

    def wake(self) -> None: ...

    def undo(self, number: str, *, by: str, reason: str, harmful: bool = False) -> str: ...

    def check_systems(self, name: str = "") -> Mapping[str, Check]:
        """Ask each declared system, or the one named, what we may do there."""
        ...
