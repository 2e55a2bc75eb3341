"""Names that lead nowhere, a rule that is missing, a host that is gone."""

from __future__ import annotations

import subprocess

from company.faults.fault import Fault, World
from company.services.estate.shop import NAME, RESOLVER

FIREWALL = "/etc/steersman/firewall.nft"
NO_ANSWER = "nameserver 127.0.0.9\noptions timeout:1 attempts:1\n"


def resolves(world: World) -> bool:
    said = world.shop.sh(f"getent ahostsv4 {NAME}", check=False)
    return said.startswith(world.shop.host.address)


def from_outside(world: World, port: int) -> bool:
    """Asked from this machine, as a customer would; the rules stand between."""
    where = f"https://{world.shop.host.address}:{port}/"
    asked = ["curl", "-sk", "-m", "1", "-o", "/dev/null", "-w", "%{http_code}", where]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout == "200"


def _close(world: World) -> None:
    """The rules are loaded anew, and the line for 443 was left out."""
    world.shop.sh(f"grep -v 'dport 443' {FIREWALL} >/run/rules.nft; nft -f /run/rules.nft")


def _cut_off(world: World) -> None:
    world.shop.sh("ip link set eth0 down")


def _reconnect(world: World) -> None:
    world.shop.sh("ip link set eth0 up")


KNOWN = (
    Fault(
        name="names not found",
        summary="The host asks a name server that does not answer",
        component="configuration resolver",
        inject=lambda world: world.shop.put("/etc/resolv.conf", NO_ANSWER),
        over=resolves,
        clean=lambda world: world.shop.put("/etc/resolv.conf", RESOLVER),
    ),
    Fault(
        name="firewall rule missing",
        summary="The rules were loaded anew without the one that lets customers in",
        component="firewall shop",
        inject=_close,
        over=lambda world: from_outside(world, 443),
        clean=lambda world: _open(world),
    ),
)
UNKNOWN = (
    Fault(
        name="host unreachable",
        summary="The host's network cable is out",
        component="host",
        inject=_cut_off,
        over=lambda world: from_outside(world, 443),
        clean=_reconnect,
    ),
)


def _open(world: World) -> None:
    world.shop.sh("nft flush ruleset")
