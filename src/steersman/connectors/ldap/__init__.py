"""Sign-in accounts, groups and managers in a directory over LDAP."""

from __future__ import annotations

from steersman.connectors.ldap.connector import LdapConnector, LdapConnectorType
from steersman.connectors.ldap.settings import LdapSettings

__all__ = ["LdapConnector", "LdapConnectorType", "LdapSettings", "connector_type"]

connector_type = LdapConnectorType()
