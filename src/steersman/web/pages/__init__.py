"""The pages of the console, a folder each: view and template; tests stand in the same place."""

from steersman.web.pages import (
    account,
    approvals,
    approve,
    components,
    frame,
    help,
    imports,
    ledger,
    levels,
    overview,
    people,
    policies,
    sign_in,
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
    imports,
    levels,
    ledger,
    help,
    components,
    approve,
    sign_in,
    account,
)

__all__ = ["PAGES"]
