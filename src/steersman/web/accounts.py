"""Accounts of the console, managed by the API and by the pages: the same checks, one way."""

from __future__ import annotations

from collections.abc import Iterable

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.roles import EMPLOYEE, ROLES
from steersman.records.sign_in.accounts import Account
from steersman.records.sign_in.listing import Listed
from steersman.servicedesk.naming import person_named
from steersman.web.auth import Caller
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden

CONSOLE = "console:"  # the principal of who is not in the record
GIVEN = tuple(role for role in ROLES if role != EMPLOYEE)  # whoever works here is an employee


def account_named(core: Core, named: str) -> Account:
    """By the principal or by the name that is typed at sign-in."""
    found = core.sign_in.accounts.find(named) or core.sign_in.accounts.named(named)
    if found is None:
        raise Permanent(f"there is no account {named!r}")
    return found


def make_account(
    core: Core, caller: Caller, person: str, roles: Iterable[str], *, outside: bool = False
) -> tuple[Account, str]:
    """The account and its link, which is shown this once; it works once, for a day."""
    principal, name = _owner(core, person, outside)
    wanted = list(roles)
    if wanted:
        check_not_own(caller, principal)
    # By the eyes behind the token, as in POST /tokens: the link is in their hands.
    account, secret = core.sign_in.create(principal, name, by=caller.bearer.eyes)
    for role in wanted:
        core.permissions.assign(principal, role, by=caller.id)
    return account, link_of(core, secret)


def reset_account(
    core: Core, caller: Caller, account: str, *, second_factors: bool, identities: bool
) -> str:
    """Forget the password, end every session, and make a new link, which is returned."""
    by = caller.bearer.eyes
    secret = core.sign_in.reset(
        account, by=by, second_factors=second_factors, identities=identities
    )
    return link_of(core, secret)


def disable_account(core: Core, caller: Caller, account: str) -> None:
    """Nobody signs in with it.  Not one's own: one could not take that back."""
    if account in _eyes(caller):
        message = "this is your own account, and you could not enable it again"
        raise Problem(409, "conflict", message, "ask another administrator", "own account")
    core.sign_in.disable(account, by=caller.id)


def change_roles(
    core: Core, caller: Caller, principal: str, *, add: Iterable[str], remove: Iterable[str]
) -> frozenset[str]:
    """Give and take roles; they count from the next request.  Returns those held now.

    Nobody changes their own: who gives roles must not also be the second pair of eyes.
    """
    given, taken = set(add), set(remove)
    unknown = sorted((given | taken) - set(ROLES))
    if unknown:
        raise Permanent(f"{unknown[0]!r} is no role; roles are {', '.join(ROLES)}")
    both = sorted(given & taken)
    if both:
        raise Permanent(f"{both[0]!r} is to be given and taken: say one of the two")
    held = core.permissions.roles_of(principal)
    if given - held or taken & held:
        check_not_own(caller, principal)
    for role in sorted(given - held):
        core.permissions.assign(principal, role, by=caller.id)
    for role in sorted(taken & held):
        core.permissions.withdraw(principal, role, by=caller.id)
    return core.permissions.roles_of(principal)


def check_not_own(caller: Caller, principal: str) -> None:
    if principal in _eyes(caller):
        mend = "ask another administrator"
        raise forbidden("nobody changes their own roles (four-eyes)", rule="four-eyes", mend=mend)


def needs_factor(core: Core, account: Listed) -> bool:
    """Whether one of its roles must not be used with a password alone."""
    held = core.permissions.principal(account.id).roles
    return bool(held & core.settings.second_factor_roles)


def link_of(core: Core, secret: str) -> str:
    return f"{core.settings.address}/sign-in/password/{secret}"


def account_json(core: Core, account: Listed) -> Json:
    """Everything about it but what proves it."""
    return {
        "id": account.id,
        "name": account.name,
        "roles": list(account.roles),
        "has_password": account.has_password,
        "has_app": account.has_app,
        "passkeys": account.passkeys,
        "identities": account.companies,
        "needs_second_factor": needs_factor(core, account),
        "sessions": account.sessions,
        "seen_at": account.seen_at,
        "created_at": account.created_at,
        "created_by": account.created_by,
        "disabled_at": account.disabled_at,
    }


def _owner(core: Core, named: str, outside: bool) -> tuple[str, str]:
    if outside:
        return f"{CONSOLE}{named.strip().casefold()}", named
    person = person_named(core.people, named)
    if not person.mail:
        raise Permanent(f"{person.full_name} has no mail address to sign in with: add it first")
    return person.id, person.mail


def _eyes(caller: Caller) -> set[str]:
    return {caller.id, caller.bearer.eyes}
