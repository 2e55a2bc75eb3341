"""What ``steersman systems check`` finds out about a directory, without changing anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from steersman.capabilities.connector import Check
from steersman.connectors.ldap.accounts import Accounts
from steersman.domain.errors import Permanent, Transient

NOT_TOLD = "delete people (no directory tells this without a try)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Writing one attribute.  ``example`` is a value of its syntax that no entry holds."""

    attribute: str
    of: str  # people or groups
    example: str
    needed: bool

    def __str__(self) -> str:
        return f"write {self.attribute} of {self.of}"


def check(accounts: Accounts) -> Check:
    try:
        detail = _greeting(accounts)
        held = list(_rights_held(accounts))
    except (Transient, Permanent) as error:
        return Check(reached=False, detail=str(error))
    return Check(
        reached=True,
        detail=detail,
        missing=_named(right for right, may in held if right.needed and may is False),
        excessive=_named(right for right, may in held if not right.needed and may),
        unknown=(*_named(right for right, may in held if right.needed and may is None), NOT_TOLD),
    )


def _greeting(accounts: Accounts) -> str:
    dse, settings = accounts.directory.base_dse(), accounts.settings
    host = dse.first("dnsHostName") or dse.first("vendorName") or "a directory"
    sentence = f"{host} at {settings.url} knows us as {accounts.directory.who_am_i()}"
    if settings.encrypted:
        return f"{sentence}, over TLS"
    if settings.on_loopback:
        return f"{sentence}, without TLS on loopback"
    return f"{sentence}; WARNING: the password travels in the clear, set start_tls or ldaps://"


def _rights(accounts: Accounts) -> Iterator[Right]:
    nobody = f"cn=steersman-check,{accounts.settings.base_dn}"
    yield Right(attribute="manager", of="people", example=nobody, needed=True)
    yield Right(attribute="member", of="groups", example=nobody, needed=True)
    for attribute, example, needed in SPECIFIC[accounts.settings.flavour]:
        yield Right(attribute=attribute, of="people", example=example, needed=needed)


SPECIFIC = {
    "openldap": (
        ("pwdAccountLockedTime", "19000101000000Z", True),
        ("userPassword", "steersman-check", False),
        ("mail", "steersman-check@invalid", False),
    ),
    "active_directory": (
        ("userAccountControl", "", True),  # no examples: AD lists what we may write
        ("sAMAccountName", "", False),
        ("servicePrincipalName", "", False),
        ("mail", "", False),
    ),
}


def _rights_held(accounts: Accounts) -> Iterator[tuple[Right, bool | None]]:
    settings, flavour = accounts.settings, accounts.flavour
    samples = {
        "people": accounts.directory.sample(settings.people, flavour.person),
        "groups": accounts.directory.sample(settings.groups, flavour.group),
    }
    for right in _rights(accounts):
        sample = samples[right.of]
        if sample is None:
            yield right, None
        else:
            yield right, accounts.directory.may_write(sample, right.attribute, right.example)


def _named(rights: Iterable[Right]) -> tuple[str, ...]:
    return tuple(str(right) for right in rights)
