"""PostgreSQL: what keeps a database busy, and an end to one query or session."""

from steersman.connectors.postgresql.connector import connector_type as connector_type
