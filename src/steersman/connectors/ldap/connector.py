"""The directory connector (kind ``ldap``): OpenLDAP with ppolicy, and Active Directory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from steersman.capabilities.connector import Check, Connector, Secret
from steersman.capabilities.contract import Capability
from steersman.connectors.ldap.access import RevokeAccess
from steersman.connectors.ldap.accounts import Accounts
from steersman.connectors.ldap.check import check
from steersman.connectors.ldap.client import LdapClient
from steersman.connectors.ldap.delete import DeleteAccount
from steersman.connectors.ldap.directory import Directory
from steersman.connectors.ldap.disable import DisableAccount
from steersman.connectors.ldap.finder import LdapFinder
from steersman.connectors.ldap.flavour import flavour_of
from steersman.connectors.ldap.groups import LeaveGroups
from steersman.connectors.ldap.inventory import LdapInventory
from steersman.connectors.ldap.reports import ReassignReports
from steersman.connectors.ldap.settings import LdapSettings


class LdapConnector(Connector):
    """One directory.  Safe to use from several threads."""

    def __init__(self, system: str, settings: LdapSettings, directory: Directory) -> None:
        self.system = system
        self.accounts = Accounts(system, directory, flavour_of(settings), settings)

    def capabilities(self) -> Sequence[Capability[Any]]:
        return (
            DisableAccount(self.accounts),
            LeaveGroups(self.accounts),
            RevokeAccess(self.accounts),
            ReassignReports(self.accounts),
            DeleteAccount(self.accounts),
        )

    def finder(self) -> LdapFinder:
        return LdapFinder(self.accounts)

    def inventory(self) -> LdapInventory | None:
        return LdapInventory(self.accounts) if self.accounts.settings.computers else None

    def check(self) -> Check:
        return check(self.accounts)

    def close(self) -> None:
        self.accounts.directory.close()


class LdapConnectorType:
    """What the entry point ``ldap`` names."""

    kind = "ldap"
    settings = LdapSettings

    def connect(
        self, system: str, settings: LdapSettings, secret: Callable[[str], Secret]
    ) -> LdapConnector:
        password = secret(settings.bind_password_secret)
        client = LdapClient(settings, flavour_of(settings), password)
        return LdapConnector(system, settings, client)
