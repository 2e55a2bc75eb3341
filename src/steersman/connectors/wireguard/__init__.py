"""WireGuard gateways over SSH: cut a person's VPN peers off, and give them back."""

from steersman.connectors.wireguard.connector import connector_type as connector_type
