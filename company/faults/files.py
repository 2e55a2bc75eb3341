"""Full disks, floods, certificates, configuration, releases and permissions."""

from __future__ import annotations

import time

from company.faults.fault import Fault, World, reload_nginx, runs, serves, started_again
from company.services.estate.shop import LOGS, NGINX, RELEASES, SHOP, certificate

CONF = "/etc/nginx/nginx.conf"
GOOD = RELEASES[-1]
BAD = "2026-11-24"
CATALOGUE = f"{SHOP}/releases/{GOOD}/catalogue"


def _used(world: World, what: str = "pcent") -> int:
    said = world.shop.sh(f"df --output={what} {LOGS} | tail -n 1")
    return int(said.strip().rstrip("%"))


def _room(world: World) -> bool:
    return _used(world) < 80 and _used(world, "ipcent") < 80 and serves(world)


def _fill(world: World) -> None:
    shop = world.shop
    shop.sh(f"head -c 3000000 /dev/urandom >{LOGS}/old.log.2")
    shop.sh(f"cat /dev/urandom >{LOGS}/old.log.1", check=False)


def _many(world: World) -> None:
    shell = f"cd {LOGS}; i=0; while : >spool.log.$i; do i=$((i+1)); done"
    world.shop.sh(shell + " 2>/dev/null", check=False)


def _empty(world: World) -> None:
    world.shop.sh(f"rm -rf {LOGS}/*.log* /var/lib/steersman/quarantine")
    started_again(world, "nginx", "shop")


def _flood(world: World) -> None:
    world.shop.page("http://127.0.0.1:8080/flood")


def _calm(world: World) -> bool:
    """The log does not grow while nobody asks for anything."""
    size = f"stat -c %s {LOGS}/shop.log 2>/dev/null || echo 0"
    before = world.shop.sh(size)
    time.sleep(0.3)
    return world.shop.sh(size) == before and _used(world) < 80 and serves(world)


def _expire(world: World) -> None:
    certificate(world.shop, "/etc/nginx/tls/shop", (-90, -1))
    certificate(world.shop, "/srv/renewed/shop", (-1, 90))
    reload_nginx(world)


def _shown_is_valid(world: World) -> bool:
    """What the port shows to anybody."""
    shown = "echo | openssl s_client -connect 127.0.0.1:443 2>/dev/null"
    check = f"{shown} | openssl x509 -noout -checkend 0 >/dev/null && echo valid"
    return world.shop.sh(check, check=False) == "valid"


def _certify(world: World) -> None:
    certificate(world.shop, "/etc/nginx/tls/shop", (-1, 60))
    reload_nginx(world)


def _misconfigure(world: World) -> None:
    world.shop.put(CONF, NGINX.replace("8080", "8081"))
    reload_nginx(world)


def _break_configuration(world: World) -> None:
    world.shop.put(CONF, NGINX.replace("listen 80;", "lisen 80;"))
    world.shop.sh("supervisorctl restart nginx", check=False)


def _configured(world: World) -> bool:
    valid = world.shop.sh("nginx -t 2>/dev/null && echo valid", check=False)
    return valid == "valid" and serves(world)


def _configure(world: World) -> None:
    world.shop.put(CONF, NGINX)
    started_again(world, "nginx")


def _deploy(world: World, version: str, catalogue: str) -> None:
    place = f"{SHOP}/releases/{BAD}"
    world.shop.sh(f"rm -rf {place}; cp -r {SHOP}/releases/{GOOD} {place}; rm {place}/catalogue")
    world.shop.put(f"{place}/VERSION", version)
    if catalogue:
        world.shop.put(f"{place}/catalogue", catalogue)
    world.shop.sh(f"ln -sfn releases/{BAD} {SHOP}/current")
    world.shop.sh("supervisorctl restart shop", check=False)


def _deployed(world: World) -> bool:
    return runs(world, "shop") and serves(world)


def _redeploy(world: World) -> None:
    world.shop.sh(f"ln -sfn releases/{GOOD} {SHOP}/current; rm -rf {SHOP}/releases/{BAD}")
    started_again(world, "shop")


FAULTS = (
    Fault(
        name="disk full",
        summary="Old logs fill the disk that the services log to",
        component="files logs",
        inject=_fill,
        over=_room,
        clean=_empty,
    ),
    Fault(
        name="file entries used up",
        summary="Thousands of small files leave no entry for a new one",
        component="files logs",
        inject=_many,
        over=_room,
        clean=_empty,
    ),
    Fault(
        name="log flood",
        summary="The shop writes the same line again and again",
        component="service shop",
        inject=_flood,
        over=_calm,
        clean=_empty,
    ),
    Fault(
        name="certificate expired",
        summary="The certificate ended yesterday; the renewed one lies there unused",
        component="certificate shop",
        inject=_expire,
        over=_shown_is_valid,
        clean=_certify,
    ),
    Fault(
        name="bad configuration",
        summary="A configuration that loads and leads to the wrong port was pushed",
        component="configuration nginx",
        inject=_misconfigure,
        over=_configured,
        clean=_configure,
    ),
    Fault(
        name="invalid configuration",
        summary="A configuration that nginx cannot read was pushed, and it does not start",
        component="configuration nginx",
        inject=_break_configuration,
        over=_configured,
        clean=_configure,
    ),
    Fault(
        name="failed deployment",
        summary="A release that cannot start was deployed",
        component="release shop",
        inject=lambda world: _deploy(world, "broken", "everything\n"),
        over=_deployed,
        clean=_redeploy,
    ),
    Fault(
        name="deployment that answers with errors",
        summary="A release that starts and answers 500 was deployed",
        component="release shop",
        inject=lambda world: _deploy(world, BAD, ""),
        over=_deployed,
        clean=_redeploy,
    ),
    Fault(
        name="wrong permissions",
        summary="The shop may not read its own catalogue any more",
        component="permissions catalogue",
        inject=lambda world: _forbid(world),
        over=serves,
        clean=lambda world: _permit(world),
    ),
)


def _forbid(world: World) -> None:
    world.shop.sh(f"chmod 000 {CATALOGUE}")


def _permit(world: World) -> None:
    world.shop.sh(f"chmod 644 {CATALOGUE}")
