"""Whose account an outside identity is: by its subject; the first time by mail and number."""

from __future__ import annotations

from steersman.domain.errors import NeedsPerson, Permanent
from steersman.domain.people import Person
from steersman.records.sign_in.accounts import Account
from steersman.web.core import Core
from steersman.web.sign_in.provider import Identity, refused


def account_for(core: Core, identity: Identity) -> Account:
    """The account; made and linked at the first time.  403 when it is not certain who it is."""
    sign_in = core.sign_in
    known = sign_in.identities.account_of(identity.issuer, identity.subject)
    if known is not None:
        return sign_in.accounts.get(known)
    person = _person(core, identity)
    try:
        account = sign_in.accounts.find(person.id) or sign_in.accounts.create(
            person.id, person.mail, by="system:sign-in"
        )
        sign_in.identities.link(identity.issuer, identity.subject, account.id)
    except Permanent as error:
        _tell(core, identity, str(error))
        raise refused("linked to another") from error
    told = {"issuer": identity.issuer, "subject": identity.subject}
    sign_in.tell("identity-linked", person.id, by="system:sign-in", **told)
    return account


def _person(core: Core, identity: Identity) -> Person:
    """Two independent facts must name the same person, who works here, and nobody else."""
    why = ""
    if not identity.mail or not identity.mail_is_verified:
        why = "the provider does not vouch for the mail address"
    elif not identity.number:
        why = "the provider tells no employee number"
    found = None if why else _matching(core, identity)
    if found is None:
        _tell(core, identity, why or "mail and employee number do not name one person")
        raise refused("no certain match")
    return found


def _matching(core: Core, identity: Identity) -> Person | None:
    by_mail = core.people.by_mail(identity.mail)
    try:
        by_number = core.people.by_employee_number(identity.number)
    except NeedsPerson:
        return None
    if by_number is None or [person.id for person in by_mail] != [by_number.id]:
        return None
    return by_number if core.people.works_here(by_number.id) else None


def _tell(core: Core, identity: Identity, why: str) -> None:
    told = {"issuer": identity.issuer, "subject": identity.subject, "why": why}
    core.sign_in.tell("identity-refused", "", by="system:sign-in", **told)
