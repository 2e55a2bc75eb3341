"""Linux hosts over SSH: disable accounts, end live shells, hand shared files over."""

from steersman.connectors.linux.connector import connector_type as connector_type
