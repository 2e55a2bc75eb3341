"""Versions of runbooks that people wrote, who reviewed them, and how often each has helped."""

from steersman.records.runbooks.tables import runbook_versions
from steersman.records.runbooks.usage import Usage, usage
from steersman.records.runbooks.versions import (
    ACCEPTED,
    PROPOSED,
    REFUSED,
    WITHDRAWN,
    Retired,
    RunbookVersions,
    Version,
)

__all__ = [
    "ACCEPTED",
    "PROPOSED",
    "REFUSED",
    "WITHDRAWN",
    "Retired",
    "RunbookVersions",
    "Usage",
    "Version",
    "runbook_versions",
    "usage",
]
