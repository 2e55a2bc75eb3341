"""How OpenLDAP and Active Directory differ in what we need of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from steersman.connectors.ldap.directory import Edit, Entry
from steersman.connectors.ldap.filters import (
    BIT_AND,
    IN_CHAIN,
    All,
    AnyOf,
    Equals,
    Filter,
    HasId,
    Not,
    Rule,
    holds,
)
from steersman.connectors.ldap.settings import LdapSettings
from steersman.domain.errors import Permanent

ENABLED, DISABLED = "enabled", "disabled"
LOCKED_AT = "locked at "  # by too many failures, until its time is over
PERMANENTLY = "000001010000Z"  # draft-behera-ldap-password-policy-10 §5.3.3
ACCOUNTDISABLE = 0x2  # [MS-ADTS] 2.2.16
SHARED_MAILBOX = "4"  # Exchange: msExchRecipientTypeDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Flavour(ABC):
    """Attribute names, filters, and the way to switch a sign-in off and on."""

    id_attribute: str
    employee_number: str
    login: str
    sign_in: str  # the attribute that decides about the sign-in
    person: Filter
    group: Filter
    keeps_last_member: bool  # the schema forbids a group without members
    cleans_up_links: bool  # deleting an entry takes it out of its groups
    says_locked: bool  # a refused sign-in tells that the account is locked

    @property
    def read(self) -> tuple[str, ...]:
        """The attributes that are read of every account."""
        return (self.id_attribute, "cn", "displayName", "memberOf", "mail", *self._more)

    @property
    def _more(self) -> tuple[str, ...]:
        return (self.employee_number, self.login, self.sign_in)

    def has_id(self, id: str) -> Filter:
        return HasId(self.id_attribute, id)

    @abstractmethod
    def state(self, entry: Entry) -> str:
        """``enabled``, ``disabled`` or ``locked at …``: what a plan shows of the sign-in."""

    @abstractmethod
    def edit(self, entry: Entry, state: str) -> Edit:
        """The edit that brings the sign-in to ``state``."""

    @abstractmethod
    def is_disabled(self) -> Filter:
        """The server's own test for a disabled account."""

    def member_somehow(self, dn: str) -> Filter:
        """Groups that ``dn`` belongs to, nested ones too where the server can tell."""
        return All((self.group, Equals("member", dn)))

    def mails(self, entry: Entry) -> tuple[str, ...]:
        return entry.values("mail")

    def has_mail(self, mail: str) -> Filter:
        return Equals("mail", mail)

    def is_protected(self, entry: Entry) -> bool:
        return False

    def is_service(self, entry: Entry) -> bool:
        return False

    def is_shared(self, entry: Entry) -> bool:
        return False


class OpenLdap(Flavour):
    """OpenLDAP with the password policy overlay: a lock is an operational attribute."""

    def state(self, entry: Entry) -> str:
        since = entry.first(self.sign_in)
        if since is None:
            return ENABLED
        return DISABLED if since == PERMANENTLY else f"{LOCKED_AT}{since}"

    def edit(self, entry: Entry, state: str) -> Edit:
        known = {ENABLED: None, DISABLED: PERMANENTLY}
        after = state.removeprefix(LOCKED_AT) if state.startswith(LOCKED_AT) else known[state]
        return Edit(self.sign_in, entry.first(self.sign_in), after)

    def is_disabled(self) -> Filter:
        return holds(self.sign_in, PERMANENTLY)


class ActiveDirectory(Flavour):
    """Active Directory: one bit of userAccountControl; the other bits are left as they are."""

    @property
    def _more(self) -> tuple[str, ...]:
        own = ("proxyAddresses", "adminCount", "primaryGroupID", "servicePrincipalName")
        return (*own, "msExchRecipientTypeDetails", self.employee_number, self.login, self.sign_in)

    def state(self, entry: Entry) -> str:
        return DISABLED if _control_of(entry) & ACCOUNTDISABLE else ENABLED

    def edit(self, entry: Entry, state: str) -> Edit:
        control = _control_of(entry)
        wanted = control | ACCOUNTDISABLE if state == DISABLED else control & ~ACCOUNTDISABLE
        return Edit(self.sign_in, str(control), str(wanted))

    def is_disabled(self) -> Filter:
        return Rule(self.sign_in, BIT_AND, str(ACCOUNTDISABLE))

    def member_somehow(self, dn: str) -> Filter:
        return All((self.group, Rule("member", IN_CHAIN, dn)))

    def mails(self, entry: Entry) -> tuple[str, ...]:
        proxies = entry.values("proxyAddresses")
        return (
            *entry.values("mail"),
            *(address[5:] for address in proxies if address.lower().startswith("smtp:")),
        )

    def has_mail(self, mail: str) -> Filter:
        return AnyOf((Equals("mail", mail), Equals("proxyAddresses", f"smtp:{mail}")))

    def is_protected(self, entry: Entry) -> bool:
        return entry.first("adminCount") == "1"  # set by AdminSDHolder for privileged accounts

    def is_service(self, entry: Entry) -> bool:
        return bool(entry.values("servicePrincipalName"))

    def is_shared(self, entry: Entry) -> bool:
        return entry.first("msExchRecipientTypeDetails") == SHARED_MAILBOX


def _control_of(entry: Entry) -> int:
    value = entry.first("userAccountControl")
    if value is None:
        raise Permanent(f"{entry.dn}: cannot read userAccountControl; give the account that right")
    return int(value)


def flavour_of(settings: LdapSettings) -> Flavour:
    if settings.flavour == "openldap":
        return OpenLdap(
            id_attribute="entryUUID",
            employee_number=settings.employee_number_attribute or "employeeNumber",
            login=settings.login_attribute or "uid",
            sign_in="pwdAccountLockedTime",
            person=Equals("objectClass", "person"),
            group=Equals("objectClass", "groupOfNames"),
            keeps_last_member=True,
            cleans_up_links=False,  # only with refint, which cannot be seen
            says_locked=settings.verify_by_sign_in,
        )
    return ActiveDirectory(
        id_attribute="objectGUID",
        employee_number=settings.employee_number_attribute or "employeeID",
        login=settings.login_attribute or "sAMAccountName",
        sign_in="userAccountControl",
        person=All((Equals("objectClass", "user"), Not(Equals("objectClass", "computer")))),
        group=Equals("objectClass", "group"),
        keeps_last_member=False,
        cleans_up_links=True,
        says_locked=False,  # AD answers 52e to a wrong password, disabled or not
    )
