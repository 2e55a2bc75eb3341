"""Devices, virtual machines and networks documented in NetBox (REST API, version 4)."""

from steersman.connectors.netbox.connector import NetBoxType

connector_type = NetBoxType()
