"""What keeps a server busy: sessions, connections, replication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from steersman.capabilities.probe import Probe, ProbeSpec, Reading, Value
from steersman.connectors.postgresql.client import Server
from steersman.connectors.postgresql.sessions import ACTIVE, CLIENT, IDLE_IN_TRANSACTION, Session
from steersman.domain.clock import Clock

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Look(Probe):
    system: str
    server: Server
    clock: Clock


class Activity(_Look):
    """Clients alone; the id of the worst of each kind, to be named in an action."""

    spec = ProbeSpec(
        name="database.activity",
        summary="Long queries, sessions that hold others up, and transactions left open",
        values={
            "active": "how many queries run",
            "longest_seconds": "how long the oldest of them has run",
            "longest": "that one, to be named in an action",
            "blocked": "how many sessions wait for a lock",
            "blocker": "the one that holds most of them up, to be named in an action",
            "idle_in_transaction": "how many transactions are open with nothing done in them",
            "idle_seconds": "how long the oldest of those has waited",
            "idle": "that one, to be named in an action",
        },
    )

    def read(self, params: Mapping[str, str]) -> Reading:
        self.spec.refuse_unknown(params)
        clients = [each for each in self.server.sessions() if each.kind == CLIENT and not each.ours]
        active = sorted((e for e in clients if e.state == ACTIVE), key=_by_age)
        idle = sorted((e for e in clients if e.state.startswith(IDLE_IN_TRANSACTION)), key=_by_age)
        blocked = [each for each in clients if each.blocked_by]
        values: dict[str, Value] = {
            "active": float(len(active)),
            "longest_seconds": active[0].seconds if active else 0.0,
            "longest": active[0].id if active else "",
            "blocked": float(len(blocked)),
            "blocker": _blocker(clients, blocked),
            "idle_in_transaction": float(len(idle)),
            "idle_seconds": idle[0].seconds if idle else 0.0,
            "idle": idle[0].id if idle else "",
        }
        busy = sorted((e for e in clients if e.state != "idle"), key=_by_age)[:MOST_SHOWN]
        return Reading(values=values, text="\n".join(map(_line, busy)), at=self.clock.now())


class ConnectionsInUse(_Look):
    """Against the limit that clients without special rights have."""

    spec = ProbeSpec(
        name="database.connections",
        summary="How many connections are in use, of how many, and by which roles",
        values={
            "used": "connections in use",
            "most": "what clients may use together",
            "used_percent": "share of that",
            "largest_role": "the role that holds most of them",
            "largest_role_used": "how many it holds",
        },
    )

    def read(self, params: Mapping[str, str]) -> Reading:
        self.spec.refuse_unknown(params)
        found = self.server.connections()
        most = max(1, found.most - found.reserved)
        role, count = max(found.by_role.items(), key=lambda each: each[1], default=("", 0))
        values: dict[str, Value] = {
            "used": float(found.used),
            "most": float(most),
            "used_percent": round(100 * found.used / most, 1),
            "largest_role": role,
            "largest_role_used": float(count),
        }
        text = "\n".join(f"{name or 'no role'}: {used}" for name, used in found.by_role.items())
        return Reading(values=values, text=text, at=self.clock.now())


class ReplicationLag(_Look):
    """Asked of a primary: its replicas.  Asked of a replica: itself."""

    spec = ProbeSpec(
        name="database.replication",
        summary="How far replicas are behind",
        values={
            "is_replica": "whether this server is one itself",
            "behind_seconds": "how far this replica is behind; 0 on a primary",
            "replicas": "how many are connected to it",
            "lag_bytes": "what the slowest of them has not replayed yet",
            "lag_seconds": "the same in time",
        },
    )

    def read(self, params: Mapping[str, str]) -> Reading:
        self.spec.refuse_unknown(params)
        found = self.server.replication()
        values: dict[str, Value] = {
            "is_replica": found.is_replica,
            "behind_seconds": found.behind,
            "replicas": float(len(found.replicas)),
            "lag_bytes": float(max((each.lag_bytes for each in found.replicas), default=0)),
            "lag_seconds": max((each.lag_seconds for each in found.replicas), default=0.0),
        }
        lines = (f"{r.name}: {r.state}, {r.lag_bytes} bytes behind" for r in found.replicas)
        return Reading(values=values, text="\n".join(lines), at=self.clock.now())


def _by_age(session: Session) -> float:
    return -session.seconds


def _blocker(clients: list[Session], blocked: list[Session]) -> str:
    """Who holds up most and waits for nobody: to end one in the middle would free little."""
    waits = {each.pid for each in blocked}
    held = [pid for each in blocked for pid in each.blocked_by if pid not in waits]
    worst = max(set(held), key=lambda pid: (held.count(pid), -pid), default=0)
    return next((each.id for each in clients if each.pid == worst), "")


def _line(session: Session) -> str:
    held = f", waits for {', '.join(map(str, session.blocked_by))}" if session.blocked_by else ""
    who = f"{session.role} in {session.database}"
    return f"{session.id} {who}, {session.state} {session.seconds:.0f} s{held}: {session.shown}"
