"""What ``steersman systems check`` finds on a server."""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.connectors.postgresql.client import Server
from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.domain.errors import Permanent, Transient

SUPERUSER = "superuser: give it pg_monitor and pg_signal_backend alone"


def check(server: Server, settings: PostgresqlSettings) -> Check:
    """Reach, sign in, compare rights; writes nothing."""
    try:
        version, held = server.rights()
    except (Transient, Permanent) as failed:
        return Check(False, str(failed))
    detail = f"PostgreSQL {version} at {settings.host}:{settings.port} answers"
    superuser = held.get("superuser", False)
    missing = tuple(sorted(name for name, has in held.items() if not has and name != "superuser"))
    return Check(True, detail, missing, (SUPERUSER,) if superuser else ())
