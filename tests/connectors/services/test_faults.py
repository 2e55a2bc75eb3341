"""What goes wrong on a real host, and the error that names the mend."""

from __future__ import annotations

from threading import Timer

import pytest

from company.services.estate.shop import NGINX
from steersman.connectors.services.actions import ServiceParams, Stop
from steersman.connectors.services.file_actions import FilesParams, SetFilesAside
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.shop import ManagedShop

HOLD = "exec 9>/run/steersman-services.lock; flock 9; sleep 4"


def test_a_full_disk_names_the_mend(shop1: ManagedShop) -> None:
    """The quarantine is full too: the log stays whole where it is."""
    shop1.shop.sh("head -c 500000 /dev/urandom >/srv/logs/big.log; mkdir -p /var/lib/steersman")
    shop1.shop.sh("mkdir -p -m 700 /var/lib/steersman/quarantine")
    shop1.shop.sh("mount -t tmpfs -o size=64k,mode=700 tmpfs /var/lib/steersman/quarantine")
    aside = shop1.action(SetFilesAside)
    try:
        plan = aside.plan(FilesParams(files="logs"))
        with pytest.raises(Permanent, match="No space left"):
            aside.apply(plan, key="1")
        assert shop1.shop.sh("stat -c %s /srv/logs/big.log") == "500000"
        assert shop1.shop.sh("ls /var/lib/steersman/quarantine") == ""
    finally:
        shop1.shop.sh("umount /var/lib/steersman/quarantine; rm /srv/logs/big.log")


def test_a_connection_cut_mid_command_is_transient_and_the_next_call_works(
    shop1: ManagedShop,
) -> None:
    stop = shop1.action(Stop)
    plan = stop.plan(ServiceParams(service="shop"))
    hold = Timer(0.0, lambda: shop1.shop.sh(HOLD))
    hold.start()
    cut = Timer(1.5, lambda: shop1.shop.sh("pkill -KILL -u steersman sshd"))
    cut.start()

    with pytest.raises(Transient, match="connection broke"):
        stop.apply(plan, key="1")

    hold.join()
    stop.apply(plan, key="1")
    assert stop.verify(plan)
    stop.undo(plan, key="1-undo")
    assert shop1.shop.pid("shop")


def test_a_supervisor_that_is_gone_is_named(shop1: ManagedShop) -> None:
    shop1.shop.sh("mv /run/supervisor.sock /run/away")
    try:
        with pytest.raises(Permanent, match="supervisord does not answer"):
            shop1.action(Stop).plan(ServiceParams(service="shop"))
    finally:
        shop1.shop.sh("mv /run/away /run/supervisor.sock")


@pytest.mark.parametrize(
    "spoil",
    [
        "[service ../x]",
        "[shell x]",
        "not ini",
        "[service a]\n[service a]",
        "[service a]\nport = 80",
        "[service a]\nports = http",
        "[service a]\nmanager = init",
    ],
)
def test_a_declaration_that_cannot_be_read_stops_everything(shop1: ManagedShop, spoil: str) -> None:
    shop1.shop.sh("cp /etc/steersman/services.ini /run/whole")
    shop1.shop.put("/etc/steersman/services.ini", spoil)
    try:
        with pytest.raises(Permanent, match=r"services\.ini"):
            shop1.action(Stop).plan(ServiceParams(service="shop"))
    finally:
        shop1.shop.sh("cp /run/whole /etc/steersman/services.ini")


def test_a_change_cut_off_half_way_is_finished_by_the_next_one(shop1: ManagedShop) -> None:
    """What a killed call leaves behind is ours to overwrite."""
    shop1.shop.put("/etc/nginx/nginx.conf.steersman-new", "half")
    shop1.shop.put("/etc/nginx/nginx.conf", NGINX)
    assert shop1.read("configuration.differs", configuration="nginx")["valid"] is True
