"""Services that are dead, hung, leaking, orphaned, in each other's way, or flapping."""

from __future__ import annotations

from company.faults.fault import Fault, World, runs, serves, started_again
from company.services.estate.shop import SHOP, WORKER

LEAK, TOO_MUCH = 120_000_000, 80_000_000  # bytes held, and more than a healthy shop ever needs
PORT_TAKER = "/srv/other/taker.py"
TAKER = """import socketserver, http.server
socketserver.TCPServer.allow_reuse_address = True
socketserver.TCPServer(("127.0.0.1", 8080), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def _shop_again(world: World) -> None:
    started_again(world, "shop")


def _shop_serves(world: World) -> bool:
    return runs(world, "shop") and serves(world)


def _kill_nginx(world: World) -> None:
    world.shop.signal("KILL", "nginx")


def _no_orphan(world: World) -> bool:
    """Every nginx was started by the one that supervisord runs."""
    main = world.shop.pid("nginx")
    parents = world.shop.sh("ps -o pid=,ppid= -C nginx", check=False).split()
    pids = dict(zip(parents[::2], parents[1::2], strict=True))
    orphans = [pid for pid, parent in pids.items() if int(pid) != main and int(parent) != main]
    return bool(main) and not orphans and serves(world)


def _memory(world: World) -> int:
    said = world.shop.sh(f"ps -o rss= -p {world.shop.pid('shop') or 1}", check=False)
    return int(said or 0) * 1024


def _leak(world: World) -> None:
    world.shop.page(f"http://127.0.0.1:8080/leak/{LEAK}")


def _leaks_no_more(world: World) -> bool:
    return _memory(world) < TOO_MUCH and _shop_serves(world)


def _take_port(world: World) -> None:
    world.shop.put(PORT_TAKER, TAKER)
    world.shop.sh("supervisorctl stop shop")
    world.shop.sh(f"cd /srv/other && setsid python3 {PORT_TAKER} >/dev/null 2>&1 &")


def _give_port_back(world: World) -> None:
    world.shop.sh(f"pkill -KILL -f {PORT_TAKER}", check=False)
    _shop_again(world)


def _flap(world: World) -> None:
    world.shop.put(f"{SHOP}/worker.conf", "every = never\n")
    world.shop.sh("supervisorctl restart worker", check=False)


def _settled(world: World) -> bool:
    """The worker has run for longer than it takes to fail."""
    pid = world.shop.pid("worker")
    age = world.shop.sh(f"ps -o etimes= -p {pid}", check=False) if pid else ""
    return age.strip().isdigit() and int(age) >= 3


def _worker_again(world: World) -> None:
    world.shop.put(f"{SHOP}/worker.conf", WORKER)
    started_again(world, "worker")


FAULTS = (
    Fault(
        name="service killed",
        summary="The shop's process was killed, and nobody started it again",
        component="service shop",
        inject=lambda world: world.shop.signal("KILL", "shop"),
        over=_shop_serves,
        clean=_shop_again,
    ),
    Fault(
        name="orphan serves on",
        summary="nginx's master was killed; its worker holds the port and serves on",
        component="service nginx",
        inject=_kill_nginx,
        over=_no_orphan,
        clean=lambda world: started_again(world, "nginx"),
    ),
    Fault(
        name="service hung",
        summary="The shop's process is halted: it takes connections and never answers",
        component="service shop",
        inject=lambda world: world.shop.signal("STOP", "shop"),
        over=_shop_serves,
        clean=_shop_again,
    ),
    Fault(
        name="memory leak",
        summary="The shop holds far more memory than it ever needs",
        component="service shop",
        inject=_leak,
        over=_leaks_no_more,
        clean=_shop_again,
    ),
    Fault(
        name="port taken",
        summary="Another program sits on the shop's port",
        component="service shop",
        inject=_take_port,
        over=_shop_serves,
        clean=_give_port_back,
    ),
    Fault(
        name="service flaps",
        summary="The worker starts and ends again and again: its configuration makes no sense",
        component="service worker",
        inject=_flap,
        over=_settled,
        clean=_worker_again,
    ),
)
