"""Discovery of declared hosts over SSH: what they are, what is installed and what runs there."""

from steersman.connectors.discovery.connector import connector_type as connector_type
