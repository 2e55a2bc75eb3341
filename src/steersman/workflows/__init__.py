"""Procedures that read top to bottom.  A new one is a file here and a row in ``PROCEDURES``."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.governor.procedure import Procedure
from steersman.workflows import environments
from steersman.workflows.leaver import delete_accounts, leave
from steersman.workflows.remove_access import remove_access

PROCEDURES: Mapping[str, Procedure] = {
    "leaver": leave,
    "leaver_final": delete_accounts,
    "remove_access": remove_access,
    "provide_environment": environments.provide,
    "correct_environment": environments.correct,
    "end_environment": environments.end,
}
