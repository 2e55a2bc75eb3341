"""Every statement that is ever sent: read-only but for the two that end something.

Those two look once more, in the same statement, whether it is still the same session at the same
query, of an allowed role that is no superuser, in an allowed database.
Source: https://www.postgresql.org/docs/current/monitoring-stats.html
"""

from __future__ import annotations

from typing import Final, LiteralString

MONITOR: Final = "pg_monitor"
SIGNAL: Final = "pg_signal_backend"
IDENTIFIER: Final[LiteralString] = "SELECT system_identifier::text FROM pg_control_system()"
SESSIONS: Final[LiteralString] = """
    SELECT a.pid,
        coalesce((extract(epoch FROM a.backend_start) * 1000000)::bigint, 0),
        coalesce((extract(epoch FROM a.query_start) * 1000000)::bigint, 0),
        coalesce(a.state, ''), coalesce(a.backend_type, ''),
        coalesce(a.datname, ''), coalesce(a.usename, ''),
        coalesce(r.rolsuper OR r.rolreplication, true), a.pid = pg_backend_pid(),
        coalesce(extract(epoch FROM clock_timestamp() - CASE WHEN a.state = 'active'
            THEN a.query_start ELSE a.state_change END), 0)::float8,
        CASE WHEN a.wait_event_type = 'Lock' THEN pg_blocking_pids(a.pid) ELSE '{}'::int[] END,
        left(coalesce(a.query, ''), 4000)
    FROM pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = a.usesysid
    ORDER BY a.backend_start, a.pid
"""
_SAME: Final[LiteralString] = """
    FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
    WHERE a.pid = %(pid)s AND a.pid <> pg_backend_pid()
        AND (extract(epoch FROM a.backend_start) * 1000000)::bigint = %(started)s
        AND coalesce((extract(epoch FROM a.query_start) * 1000000)::bigint, 0) = %(query_started)s
        AND a.backend_type = 'client backend' AND NOT r.rolsuper AND NOT r.rolreplication
        AND a.usename = ANY(%(roles)s) AND a.datname = ANY(%(databases)s)
"""
CANCEL: Final[LiteralString] = "SELECT pg_cancel_backend(a.pid)" + _SAME + " AND a.state = 'active'"
TERMINATE: Final[LiteralString] = "SELECT pg_terminate_backend(a.pid)" + _SAME
LIMITS: Final[LiteralString] = """
    SELECT current_setting('max_connections')::int,
        current_setting('superuser_reserved_connections')::int
"""
BY_ROLE: Final[LiteralString] = """
    SELECT coalesce(usename, ''), count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' GROUP BY 1 ORDER BY 2 DESC, 1
"""
BEHIND: Final[LiteralString] = """
    SELECT pg_is_in_recovery(), CASE
        WHEN NOT pg_is_in_recovery() THEN 0
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
        ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0)
    END::float8
"""
REPLICAS: Final[LiteralString] = """
    SELECT coalesce(application_name, ''), coalesce(state, ''),
        coalesce(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
            ELSE pg_current_wal_lsn() END, replay_lsn), 0)::bigint,
        coalesce(extract(epoch FROM replay_lag), 0)::float8
    FROM pg_stat_replication ORDER BY 1
"""
RIGHTS: Final[LiteralString] = """
    SELECT current_setting('server_version'), pg_has_role('pg_monitor', 'usage'),
        pg_has_role('pg_signal_backend', 'usage'),
        (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
"""
