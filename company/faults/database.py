"""A query that never ends, a pool that is used up, a session that holds others up."""

from __future__ import annotations

import threading

import psycopg

from company.faults.fault import WEB, WEB_CONNECTIONS, Fault, World

SLEEP = "SELECT pg_sleep(600)"


def _run_away(world: World) -> None:
    connection = world.database.as_web()
    threading.Thread(target=_sleeping, args=(connection,), daemon=True).start()


def _sleeping(connection: psycopg.Connection) -> None:
    try:
        connection.execute(SLEEP)
    except psycopg.Error:
        return  # it was cancelled: what a repair does


def _calm(world: World) -> bool:
    busy = f"SELECT 1 FROM pg_stat_activity WHERE usename = '{WEB}' AND state = 'active' "
    return not world.database.ask(busy + "AND query LIKE '%pg_sleep%'")


def _use_up(world: World) -> None:
    """Every connection that the web role may have, each with a transaction left open."""
    for _ in range(WEB_CONNECTIONS):
        world.database.as_web().execute("SELECT count(*) FROM stock")


def _hold_up(world: World) -> None:
    world.database.as_web().execute("UPDATE stock SET count = 0")


FAULTS = (
    Fault(
        name="runaway query",
        summary="A query of the shop has been running for far too long",
        component="database orders",
        inject=_run_away,
        over=_calm,
        clean=lambda world: world.database.leave(),
    ),
    Fault(
        name="connections used up",
        summary="Forgotten transactions hold every connection that the shop may have",
        component="database orders",
        inject=_use_up,
        over=lambda world: world.database.serves(),
        clean=lambda world: world.database.leave(),
    ),
    Fault(
        name="session holds others up",
        summary="A transaction that was left open locks the stock",
        component="database orders",
        inject=_hold_up,
        over=lambda world: world.database.serves(),
        clean=lambda world: world.database.leave(),
    ),
)
