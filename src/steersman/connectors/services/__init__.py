"""Services of one host over SSH: what self-healing may see there, and what it may do."""

from steersman.connectors.services.connector import connector_type as connector_type
