"""Every fault: those that a shipped runbook can repair, and those that a person must be told."""

from __future__ import annotations

from company.faults import database, files, lost, network, services
from company.faults.fault import Fault

KNOWN: tuple[Fault, ...] = (
    *services.FAULTS,
    *files.FAULTS,
    *network.KNOWN,
    *database.FAULTS,
)
UNKNOWN: tuple[Fault, ...] = (*network.UNKNOWN, *lost.FAULTS)
