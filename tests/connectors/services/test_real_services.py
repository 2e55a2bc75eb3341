"""Restart, start and stop on a real host; what came of it is asked of the host itself."""

from __future__ import annotations

import pytest

from company.services.estate.shop import WORKER
from steersman.capabilities.conformance import check_capability
from steersman.connectors.services.actions import (
    EndProcess,
    EndProcessParams,
    Restart,
    RestartParams,
    ServiceParams,
    Start,
    Stop,
)
from steersman.domain.errors import NeedsPerson, Permanent
from tests.fixtures.shop import ManagedShop


def test_a_restarted_service_has_another_process_and_answers(shop1: ManagedShop) -> None:
    restart, before = shop1.action(Restart), shop1.shop.pid("shop")
    plan = restart.plan(RestartParams(service="shop"))

    restart.apply(plan, key="1")

    assert restart.verify(plan)
    assert shop1.shop.pid("shop") not in (0, before)
    assert shop1.shop.page() == "200 shop 2026-11-20"


def test_service_restart_keeps_the_contract_on_a_real_host(shop1: ManagedShop) -> None:
    process = str(shop1.read("service.status", service="shop")["process"])

    check_capability(
        shop1.action(Restart),
        RestartParams(service="shop", process=process),
        lambda: shop1.shop.pid("shop"),
    )


def test_service_stop_keeps_the_contract_on_a_real_host(shop1: ManagedShop) -> None:
    check_capability(
        shop1.action(Stop), ServiceParams(service="shop"), lambda: shop1.states("shop")
    )


def test_service_start_keeps_the_contract_on_a_real_host(shop1: ManagedShop) -> None:
    shop1.shop.sh("supervisorctl stop shop")
    try:
        check_capability(
            shop1.action(Start), ServiceParams(service="shop"), lambda: shop1.states("shop")
        )
    finally:
        shop1.shop.sh("supervisorctl start shop")


@pytest.mark.parametrize(
    "name", ["unmanaged", "shop; id", "../shop", "-v", "", "shop\nnginx", "a" * 200]
)
def test_what_is_not_declared_is_refused(shop1: ManagedShop, name: str) -> None:
    before = shop1.shop.pid("unmanaged")
    with pytest.raises(Permanent, match=r"not managed|is no name"):
        shop1.action(Stop).plan(ServiceParams(service=name))
    assert shop1.shop.pid("unmanaged") == before


def test_a_plan_for_another_machine_is_not_applied_here(shop1: ManagedShop) -> None:
    stop = shop1.action(Stop)
    plan = stop.plan(ServiceParams(service="shop"))
    theirs = plan.bind({change.target: "shop1:" + "0" * 32 + "/service/shop" for change in plan})

    with pytest.raises(NeedsPerson, match="another machine"):
        stop.apply(theirs, key="1")

    assert shop1.shop.pid("shop")


def test_an_orphan_that_serves_on_is_ended_and_the_service_comes_back(shop1: ManagedShop) -> None:
    """SIGKILL of nginx's master leaves its worker with the port."""
    shop1.shop.signal("KILL", "nginx")
    shop1.until(lambda: shop1.states("nginx") != "RUNNING")
    assert shop1.shop.page().startswith("200"), "the orphan still serves"
    told = shop1.read("process.list", service="nginx")
    assert told["strangers"] == 1.0
    end = shop1.action(EndProcess)

    plan = end.plan(EndProcessParams(service="nginx", process=str(told["stranger"])))
    end.apply(plan, key="1")
    assert end.verify(plan)
    assert shop1.shop.page().startswith("000")
    start = shop1.action(Start)
    started = start.plan(ServiceParams(service="nginx"))
    start.apply(started, key="2")

    assert start.verify(started)
    assert shop1.shop.page() == "200 shop 2026-11-20"


def test_process_end_keeps_the_contract_on_a_real_host(shop1: ManagedShop) -> None:
    """Somebody else's program sits on the shop's port."""
    shop1.shop.sh("supervisorctl stop shop")
    shop1.shop.sh("setsid python3 -m http.server -b 127.0.0.1 8080 >/dev/null 2>&1 &")
    shop1.until(lambda: shop1.shop.page("http://127.0.0.1:8080/").startswith("200"))
    try:
        holder = str(shop1.read("process.list", service="shop")["stranger"])
        check_capability(
            shop1.action(EndProcess),
            EndProcessParams(service="shop", process=holder),
            lambda: shop1.shop.page("http://127.0.0.1:8080/")[:3],
        )
    finally:
        shop1.shop.sh("supervisorctl start shop")


def test_a_service_that_flaps_can_be_stopped(shop1: ManagedShop) -> None:
    shop1.shop.put("/srv/shop/worker.conf", "every = never")
    shop1.shop.sh("supervisorctl restart worker", check=False)
    shop1.until(lambda: shop1.states("worker") in ("STARTING", "BACKOFF"))
    stop = shop1.action(Stop)
    try:
        plan = stop.plan(ServiceParams(service="worker"))
        stop.apply(plan, key="1")
        assert stop.verify(plan)
        assert shop1.states("worker") in ("STOPPED", "FATAL", "EXITED")
    finally:
        shop1.shop.put("/srv/shop/worker.conf", WORKER)
        shop1.shop.sh("supervisorctl start worker")


def test_a_process_of_somebody_else_is_never_ended(shop1: ManagedShop) -> None:
    pid = shop1.shop.pid("unmanaged")
    stranger = shop1.identity(pid)

    with pytest.raises(Permanent, match="neither belongs"):
        shop1.action(EndProcess).plan(EndProcessParams(service="shop", process=stranger))

    assert shop1.shop.pid("unmanaged") == pid


def test_a_pid_given_out_again_is_never_hit(shop1: ManagedShop) -> None:
    """The same pid with another start time is another process."""
    now = str(shop1.read("service.status", service="shop")["process"])
    end, pid = shop1.action(EndProcess), shop1.shop.pid("shop")

    plan = end.plan(
        EndProcessParams(service="shop", process=now[:-1] + ("1" if now[-1] != "1" else "2"))
    )

    assert plan.changes == ()
    assert shop1.shop.pid("shop") == pid


def test_a_halted_process_is_ended(shop1: ManagedShop) -> None:
    shop1.shop.signal("STOP", "shop")
    told = shop1.read("service.status", service="shop")
    assert told["stopped_by_signal"] is True
    assert shop1.read("http.get", service="shop")["answers"] is False
    restart = shop1.action(Restart)

    plan = restart.plan(RestartParams(service="shop", process=str(told["process"])))
    restart.apply(plan, key="1")

    assert restart.verify(plan)
    assert shop1.shop.page("http://127.0.0.1:8080/") == "200 shop 2026-11-20"
