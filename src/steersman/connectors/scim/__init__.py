"""Accounts in any product that speaks SCIM 2.0 (RFC 7643, RFC 7644)."""

from steersman.connectors.scim.connector import ScimType

connector_type = ScimType()
