"""The pages of the console, a folder each: view and template; tests stand in the same place."""

from steersman.web.pages import (
    account,
    accounts,
    approvals,
    approve,
    ask,
    ci,
    components,
    frame,
    graph,
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
    ask,
    ci,
    graph,
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
    accounts,
)

__all__ = ["PAGES"]
