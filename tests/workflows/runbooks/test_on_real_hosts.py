"""Shipped runbooks against faults on a real host, which is asked itself whether they helped."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from company.services.estate.shop import NGINX
from steersman.bootstrap.connect import Connected
from steersman.runtime.clock import SystemClock
from steersman.servicedesk.runbooks.starting import prepare
from steersman.workflows.runbooks.shipped import shipped
from tests.fixtures.shop import ManagedShop
from tests.governor.company import Company
from tests.workflows.runbooks.house import Desk, put_in_force

CONF = "/etc/nginx/nginx.conf"
OK = "200 shop 2026-11-20"


@pytest.fixture(scope="module")
def desk(shop1: ManagedShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    connected = Connected(connectors={"shop1": shop1.connector()})
    company = Company(tmp_path_factory.mktemp("company"), "")
    with company.open(connected=connected, clock=SystemClock()) as steersman:
        yield Desk(steersman, company)


def repair(desk: Desk, name: str, **given: str) -> str:
    """The shipped runbook, with a proof that lasts a second; returns the work item."""
    text = re.sub(r"lasting: \w+", "lasting: 1s", shipped()[name])
    if f"ours-{name}" not in {each.name for each in desk.steersman.runbooks.all()}:
        put_in_force(desk.steersman, text, f"ours-{name}")
    ready = prepare(desk.steersman, f"ours-{name}", {"host": "shop1", **given})
    number = desk.steersman.desk.work_items.submit(ready.request(by="system:test"))
    desk.run()
    if desk.status(number) == "held":
        desk.approve(number)
    return number


def test_a_stopped_service_is_started(desk: Desk, shop1: ManagedShop) -> None:
    shop1.shop.sh("supervisorctl stop shop")
    number = repair(desk, "service-down", service="shop")
    assert desk.status(number) == "done", desk.reasons(number)
    assert shop1.shop.page("http://127.0.0.1:8080/") == OK


def test_a_service_that_runs_is_not_touched(desk: Desk, shop1: ManagedShop) -> None:
    before = shop1.shop.pid("shop")
    number = desk.steersman.desk.work_items.submit(
        prepare(desk.steersman, "service-down", {"host": "shop1", "service": "shop"}).request(
            by="system:test"
        )
    )
    desk.run()
    assert desk.status(number) == "held"
    assert "found state: running" in desk.reasons(number)
    assert shop1.shop.pid("shop") == before


def test_a_halted_process_is_replaced(desk: Desk, shop1: ManagedShop) -> None:
    before = shop1.shop.pid("shop")
    shop1.shop.signal("STOP", "shop")
    number = repair(desk, "process-halted", service="shop")
    assert desk.status(number) == "done", desk.reasons(number)
    assert shop1.shop.pid("shop") != before
    assert shop1.shop.page("http://127.0.0.1:8080/") == OK


def test_an_orphan_that_still_serves_is_ended_and_the_service_comes_back(
    desk: Desk, shop1: ManagedShop
) -> None:
    shop1.shop.signal("KILL", "nginx")
    shop1.until(lambda: shop1.states("nginx") in ("FATAL", "EXITED", "STOPPED", "BACKOFF"))
    shop1.shop.sh("supervisorctl stop nginx", check=False)
    assert shop1.shop.page().startswith("200"), "the orphan still serves"
    number = repair(desk, "orphaned-process", service="nginx")
    assert desk.status(number) == "done", desk.reasons(number)
    assert shop1.states("nginx") == "RUNNING"
    assert shop1.shop.page() == OK


def test_a_bad_configuration_is_rolled_back(desk: Desk, shop1: ManagedShop) -> None:
    shop1.shop.put(CONF, NGINX)
    shop1.shop.sh("nginx -s reload")
    shop1.until(lambda: shop1.shop.page() == OK)
    accepted = repair(desk, "accept-configuration", service="nginx", configuration="nginx")
    assert desk.status(accepted) == "done", desk.reasons(accepted)
    shop1.shop.put(CONF, NGINX.replace("8080", "8081"))
    shop1.shop.sh("nginx -s reload")
    shop1.until(lambda: shop1.shop.page().startswith("502"))

    number = repair(desk, "bad-configuration", service="nginx", configuration="nginx")

    assert desk.status(number) == "done", desk.reasons(number)
    assert shop1.shop.page() == OK
    assert shop1.shop.sh(f"cat {CONF}").strip() == NGINX.strip()
