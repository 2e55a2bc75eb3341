"""Pages of metrics in Prometheus' text format, read directly: no Prometheus is needed."""

from steersman.connectors.exporter.connector import connector_type as connector_type
