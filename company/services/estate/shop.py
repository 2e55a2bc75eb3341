"""How a host of the shop is furnished: its files, its services, and what is declared of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from importlib.resources import files
from shutil import which

from company.certificates import write_certificate
from company.process import ServiceFailed, wait_for
from company.services.hosts import Host, Hosts
from steersman.connectors.services.helper import NAME as HELPER
from steersman.connectors.services.helper import helper_text

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
LOGS = "/srv/logs"
LOG_SIZE = "8m"
LOG_FILES = 300  # file entries that fit
SHOP = "/srv/shop"
NAME = "shop.meridian.test"
RESOLVER = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"
WORKER = "every = 60\n"
RELEASES = ("2026-11-01", "2026-11-20")
NGINX = """worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events { worker_connections 256; }
http {
  access_log /srv/logs/access.log;
  client_body_temp_path /run/nginx-body; proxy_temp_path /run/nginx-proxy;
  fastcgi_temp_path /run/nginx-fastcgi; uwsgi_temp_path /run/nginx-uwsgi;
  scgi_temp_path /run/nginx-scgi;
  server {
    listen 80;
    listen 443 ssl;
    ssl_certificate /etc/nginx/tls/shop.crt;
    ssl_certificate_key /etc/nginx/tls/shop.key;
    location / { proxy_pass http://127.0.0.1:8080; proxy_read_timeout 3s; }
  }
}
"""
SUPERVISOR = """[unix_http_server]
file=/run/supervisor.sock
chmod=0700
[supervisord]
user=root
logfile=/var/log/supervisord.log
pidfile=/run/supervisord.pid
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix:///run/supervisor.sock
[program:nginx]
command=/usr/sbin/nginx -g "daemon off;"
autorestart=false
startsecs=1
stopwaitsecs=1
[program:shop]
command=/usr/bin/python3 /srv/shop/current/app.py
user=www-data
autorestart=false
startsecs=1
stopwaitsecs=1
[program:worker]
command=/usr/bin/python3 /srv/shop/worker.py
autorestart=true
startsecs=1
[program:names]
command=/usr/bin/python3 /srv/shop/names.py {name} {address}
startsecs=0
[program:unmanaged]
command=/bin/sleep infinity
autorestart=false
startsecs=0
"""
FIREWALL = """flush ruleset
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iifname "lo" accept
    tcp dport 22 accept
    tcp dport 80 accept
    tcp dport 443 accept
  }
}
"""
DECLARED = """# What Steersman may look at and touch on this host.
[service nginx]
ports = 80, 443
url = http://127.0.0.1/
log = /srv/logs/access.log
program = /usr/sbin/nginx
grace = 1

[service shop]
ports = 8080
url = http://127.0.0.1:8080/
log = /srv/logs/shop.log
timeout = 2
grace = 1

[configuration nginx]
file = /etc/nginx/nginx.conf
service = nginx
test = /usr/sbin/nginx -t
reload = /usr/sbin/nginx -s reload

[service worker]

[configuration worker]
file = /srv/shop/worker.conf
test = /usr/bin/python3 /srv/shop/worker.py --test
service = worker

[configuration resolver]
file = /etc/resolv.conf

[files logs]
patterns = /srv/logs/*.log /srv/logs/*.log.*
quarantine = /var/lib/steersman/quarantine

[release shop]
current = /srv/shop/current
releases = /srv/shop/releases
service = shop

[certificate shop]
certificate = /etc/nginx/tls/shop.crt
key = /etc/nginx/tls/shop.key
new_certificate = /srv/renewed/shop.crt
new_key = /srv/renewed/shop.key
served = 127.0.0.1:443
service = nginx
reload = /usr/sbin/nginx -s reload

[firewall shop]
chain = inet filter input
rule = tcp dport 443 accept

[permissions catalogue]
path = /srv/shop/releases/2026-11-20/catalogue
owner = root
group = root
mode = 0644
"""


def missing() -> str:
    """Why this machine cannot run the shop; empty when it can."""
    absent = [
        name for name in ("nginx", "supervisord", "curl", "nft") if which(name, path=PATH) is None
    ]
    return f"not installed: {', '.join(absent)}" if absent else ""


@dataclass(frozen=True, slots=True)
class ShopHost:
    """One host of the shop, and the world's own view of it: never through the product."""

    hosts: Hosts
    host: Host

    def sh(self, script: str, check: bool = True) -> str:
        return self.host.run("sh", "-c", script, check=check).decode(errors="replace").strip()

    def page(self, address: str = "http://127.0.0.1/") -> str:
        """“200 shop 2026-11-20”; 000 when nothing answers."""
        return self.sh(
            f"curl -sk -m 2 -o /run/page -w '%{{http_code}}' {address}; "
            "printf ' '; cat /run/page 2>/dev/null; rm -f /run/page",
            check=False,
        )

    def pid(self, program: str) -> int:
        """The main process, as supervisorctl tells it; 0: none."""
        said = self.sh(f"supervisorctl pid {program}", check=False)
        return int(said) if said.isdigit() else 0

    def signal(self, name: str, program: str) -> None:
        """Never to process 0: that would be our own group."""
        if not (pid := self.pid(program)):
            raise ServiceFailed(f"{program} does not run on {self.host.name}")
        self.sh(f"kill -{name} {pid}")

    def put(self, path: str, text: str) -> None:
        self.host.run(
            "sh", "-c", 'mkdir -p "$(dirname "$1")" && cat >"$1"', "sh", path, stdin=text.encode()
        )


def start(hosts: Hosts, name: str) -> ShopHost:
    """A host with nginx, the shop and a program that nobody manages, all running."""
    host = hosts.start(name, (), helpers={HELPER: helper_text()})
    shop = ShopHost(hosts, host)
    _furnish(shop)
    shop.sh("supervisord -c /etc/supervisor/supervisord.conf")
    wait_for(lambda: shop.page().startswith("200 shop"), f"the shop on {name}")
    return shop


def _furnish(shop: ShopHost) -> None:
    shop.put("/etc/machine-id", f"{secrets.token_hex(16)}\n")
    shop.put("/etc/nginx/nginx.conf", NGINX)
    programs = SUPERVISOR.format(name=NAME, address=shop.host.address)
    shop.put("/etc/supervisor/supervisord.conf", programs)
    shop.put("/etc/steersman/services.ini", DECLARED)
    shop.put("/etc/steersman/firewall.nft", FIREWALL)
    shop.put("/etc/resolv.conf", RESOLVER)
    shop.put("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n")
    for program in ("worker.py", "names.py"):
        shop.put(f"{SHOP}/{program}", _text(program))
    shop.put(f"{SHOP}/worker.conf", WORKER)
    text = _text("app.py")
    for release in RELEASES:
        place = f"{SHOP}/releases/{release}"
        shop.put(f"{place}/app.py", text)
        shop.put(f"{place}/VERSION", release)
        shop.put(f"{place}/catalogue", "everything\n")
    shop.sh(
        f"ln -s releases/{RELEASES[-1]} {SHOP}/current; mkdir -p {LOGS} /srv/renewed /var/log/nginx"
    )
    shop.sh("chmod 644 /etc/resolv.conf /etc/nsswitch.conf")
    room = f"size={LOG_SIZE},nr_inodes={LOG_FILES},mode=755,uid=33"  # 33: www-data
    shop.sh(f"mount -t tmpfs -o {room} tmpfs {LOGS}; chmod 755 {SHOP} /srv /etc/nginx")
    certificate(shop, "/etc/nginx/tls/shop")


def _text(program: str) -> str:
    return files(__package__).joinpath(program).read_text()


def certificate(shop: ShopHost, place: str, days: tuple[int, int] = (-1, 90)) -> None:
    """A certificate and its key at ``place``; ``days`` from now it begins and ends."""
    made = shop.hosts.home / f"made-{secrets.token_hex(4)}"
    write_certificate(made.with_suffix(".crt"), made.with_suffix(".key"), shop.host.address, days)
    for suffix in (".crt", ".key"):
        shop.put(place + suffix, made.with_suffix(suffix).read_text())
    shop.sh(f"chmod 600 {place}.key")
