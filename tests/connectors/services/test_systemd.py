"""Units of systemd, with a stand-in of systemctl: no systemd runs in a namespace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.connectors.services.actions import Restart, RestartParams, ServiceParams, Start, Stop
from steersman.domain.errors import Permanent
from tests.fixtures.shop import ManagedShop

STAND_IN = """#!/bin/sh
# Answers as systemctl(1) does for one unit that is a sleep.
state=/run/stand-in.pid
for word; do :; done
[ "$word" = web.service ] || { echo LoadState=not-found; exit 0; }
alive() { [ -s $state ] && kill -0 "$(cat $state)" 2>/dev/null; }
begin() { setsid sleep 1000 >/dev/null 2>&1 & echo $! >$state; }
case " $* " in
*" show "*) alive && echo "LoadState=loaded
ActiveState=active
SubState=running
MainPID=$(cat $state)
Result=success" || echo "LoadState=loaded
ActiveState=failed
SubState=failed
MainPID=0
Result=exit-code" ;;
*" start "*) alive || begin ;;
*" stop "*) alive && kill "$(cat $state)"; rm -f $state ;;
*" restart "*) alive && kill "$(cat $state)"; begin ;;
*) echo "Unknown command verb." >&2; exit 1 ;;
esac
"""
DECLARED = (
    "[service web]\nmanager = systemd\nunit = web.service\n[service ghost]\nmanager = systemd\n"
)


@pytest.fixture
def units(shop1: ManagedShop) -> Iterator[ManagedShop]:
    shop1.shop.put("/run/systemctl", STAND_IN)
    shop1.shop.sh("chmod 755 /run/systemctl; cp /etc/steersman/services.ini /run/whole")
    shop1.shop.sh("mount --bind /run/systemctl /usr/bin/systemctl")
    shop1.shop.put("/etc/steersman/services.ini", DECLARED)
    shop1.shop.sh("systemctl start -- web.service")
    yield shop1
    shop1.shop.sh("systemctl stop -- web.service; umount /usr/bin/systemctl")
    shop1.shop.sh("cp /run/whole /etc/steersman/services.ini")


def _pid(units: ManagedShop) -> str:
    return units.shop.sh("cat /run/stand-in.pid 2>/dev/null; true")


def test_a_unit_is_stopped_and_started_again(units: ManagedShop) -> None:
    check_capability(units.action(Stop), ServiceParams(service="web"), lambda: bool(_pid(units)))
    units.shop.sh("systemctl stop -- web.service")
    check_capability(units.action(Start), ServiceParams(service="web"), lambda: bool(_pid(units)))


def test_a_unit_is_restarted_once(units: ManagedShop) -> None:
    process = str(units.read("service.status", service="web")["process"])
    check_capability(
        units.action(Restart), RestartParams(service="web", process=process), lambda: _pid(units)
    )


def test_a_unit_that_systemd_does_not_know_is_refused(units: ManagedShop) -> None:
    with pytest.raises(Permanent, match="not-found"):
        units.action(Stop).plan(ServiceParams(service="ghost"))
