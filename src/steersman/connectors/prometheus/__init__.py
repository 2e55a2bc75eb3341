"""What Prometheus watches: servers and what runs on them, read from its list of targets."""

from steersman.connectors.prometheus.connector import connector_type as connector_type
