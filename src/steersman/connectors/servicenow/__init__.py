"""Configuration items, contracts, articles and resolved incidents in ServiceNow (Table API)."""

from steersman.connectors.servicenow.connector import ServiceNowType

connector_type = ServiceNowType()
