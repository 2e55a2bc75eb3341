"""The pages of the console, a folder each: view and template; tests stand in the same place."""

from steersman.web.pages import (
    approvals,
    approve,
    components,
    frame,
    ledger,
    levels,
    overview,
    people,
    policies,
    switches,
    systems,
    work,
)

PAGES = (
    policies,
    frame,
    switches,
    overview,
    people,
    work,
    approvals,
    systems,
    levels,
    ledger,
    components,
    approve,
)

__all__ = ["PAGES"]
