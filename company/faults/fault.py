"""What a fault is.  Whether it is over is asked of the world, never of the product's records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from company.process import LOOPBACK, wait_for
from company.services.estate.shop import ShopHost

OPERATOR, WEB, ORDERS = "ops_role", "shop_web", "shop_orders"
WEB_CONNECTIONS = 6  # how many the web role may hold


@dataclass
class Database:
    """A PostgreSQL with the shop's database, as its administrator sees it."""

    port: int
    clients: list[psycopg.Connection] = field(default_factory=list)  # those that faults opened

    def furnish(self) -> None:
        for role in (OPERATOR, WEB):
            self.ask(f"CREATE ROLE {role} LOGIN")
        self.ask(f"ALTER ROLE {WEB} CONNECTION LIMIT {WEB_CONNECTIONS}")
        self.ask(f"GRANT pg_monitor, pg_signal_backend TO {OPERATOR}")
        self.ask(f"CREATE DATABASE {ORDERS}")
        self.ask("CREATE TABLE stock AS SELECT 1 AS id, 10 AS count", ORDERS)
        self.ask("GRANT ALL ON stock TO PUBLIC", ORDERS)

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self._where("steersman", database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def as_web(self) -> psycopg.Connection:
        """A new connection as the shop makes it, kept until ``leave``."""
        connection = psycopg.connect(self._where(WEB, ORDERS))
        self.clients.append(connection)
        return connection

    def serves(self) -> bool:
        """Whether the shop's own role gets in and can change its stock at once."""
        try:
            with psycopg.connect(self._where(WEB, ORDERS), autocommit=True) as connection:
                connection.execute("SET lock_timeout = '500ms'")
                connection.execute("UPDATE stock SET count = count")
        except psycopg.Error:
            return False
        return True

    def leave(self) -> None:
        for connection in self.clients:
            connection.close()
        self.clients.clear()
        self.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{WEB}'")

    def _where(self, user: str, database: str) -> str:
        return f"host={LOOPBACK} port={self.port} user={user} dbname={database}"


@dataclass(frozen=True)
class World:
    """Where faults happen: one host of the shop, and the shop's database."""

    shop: ShopHost
    database: Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """``over`` must hold before ``inject``, not after it, and again when it was repaired.

    ``clean`` puts the world back where no repair did; it is none that counts.
    """

    name: str
    summary: str  # what an administrator would say had happened
    component: str  # what a person must be told: "service shop"
    inject: Callable[[World], None]
    over: Callable[[World], bool]
    clean: Callable[[World], None] = lambda world: None

    @contextmanager
    def injected(self, world: World) -> Iterator[None]:
        """The world with this fault, and without it afterwards."""
        wait_for(lambda: self.over(world), f"{self.name}: a world without it")
        self.inject(world)
        try:
            wait_for(lambda: not self.over(world), f"{self.name}: a world with it")
            yield
        finally:
            if not self.over(world):
                self.clean(world)


def serves(world: World) -> bool:
    """Whether customers get the shop's page."""
    return world.shop.page().startswith("200 shop")


def reload_nginx(world: World) -> None:
    """Until the old worker is gone: it would go on answering for a moment."""
    before = _workers(world)
    world.shop.sh("nginx -s reload")
    wait_for(lambda: bool(_workers(world)) and not _workers(world) & before, "nginx to reload")


def _workers(world: World) -> set[str]:
    main = world.shop.pid("nginx")
    return set(world.shop.sh(f"ps -o pid= --ppid {main}", check=False).split()) if main else set()


def runs(world: World, program: str) -> bool:
    said = world.shop.sh(f"supervisorctl status {program}", check=False).split()
    return len(said) > 1 and said[1] == "RUNNING"


def started_again(world: World, *programs: str) -> None:
    """For ``clean``: nothing of them is left, and they run."""
    shop = world.shop
    for program in programs:
        shop.sh(f"supervisorctl stop {program}", check=False)
    shop.sh("pkill -KILL -x nginx" if "nginx" in programs else "true", check=False)
    for program in programs:
        shop.sh(f"supervisorctl start {program}", check=False)
    wait_for(lambda: all(runs(world, each) for each in programs), f"{programs} to run again")
