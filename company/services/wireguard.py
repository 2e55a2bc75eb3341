"""A WireGuard gateway and the devices of people, with a page behind it that proves traffic.

The gateway and each device are hosts of their own; wireguard-go does the tunnel in user space,
so no kernel module is needed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from company.people import Employee
from company.process import wait_for
from company.services.hosts import Host, Hosts

INTERFACE = "wg0"
CONFIG = f"/etc/wireguard/{INTERFACE}.conf"
PORT = 51820
GATEWAY_ADDRESS = "10.213.0.1"  # seen inside the gateway's own namespace alone
INTRANET_PORT = 8080
HEADER = """[Interface]
ListenPort = {port}
PrivateKey = {key}

"""
PEER = """# employee_number={number} login={login} mail={mail} device={device}
[Peer]
PublicKey = {public}
PresharedKey = {preshared}
AllowedIPs = {address}/32

"""
DEVICE = """[Interface]
PrivateKey = {private}

[Peer]
PublicKey = {public}
PresharedKey = {preshared}
AllowedIPs = {gateway}/32
Endpoint = {endpoint}
"""


def missing() -> str:
    """Why this machine cannot run the VPN; empty when it can (``hosts.missing`` comes first)."""
    absent = [name for name in ("wg", "wireguard-go", "curl") if shutil.which(name) is None]
    if absent:
        return f"not installed: {', '.join(absent)}"
    return "" if Path("/dev/net/tun").exists() else "there is no /dev/net/tun"


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop or phone of one person: a host of its own with a tunnel."""

    host: Host
    owner: Employee
    public_key: str
    preshared_key: str

    def page(self) -> str:
        """What the intranet answers through the tunnel: ``200``, or ``000`` when it is cut."""
        url = f"http://{GATEWAY_ADDRESS}:{INTRANET_PORT}/"
        curl = ("curl", "-s", "-o", "/dev/null", "-m", "2", "-w", "%{http_code}", url)
        return self.host.run(*curl, check=False).decode()


@dataclass
class Gateway:
    """``enrol`` gives a person a device; the file is the one that the gateway starts from."""

    hosts: Hosts
    host: Host
    public_key: str
    devices: list[Device] = field(default_factory=list)

    def enrol(self, owner: Employee, device: str) -> Device:
        number = len(self.devices) + 2
        address = f"10.213.{number // 256}.{number % 256}"
        host = self.hosts.start(f"{device}{number}", staff=())
        private, preshared = _wg("genkey"), _wg("genpsk")
        public = _wg("pubkey", stdin=private)
        self._add_peer(owner, device, public, preshared, address)
        endpoint = f"{self.host.address}:{PORT}"
        config = DEVICE.format(
            private=private,
            public=self.public_key,
            preshared=preshared,
            gateway=GATEWAY_ADDRESS,
            endpoint=endpoint,
        )
        _tunnel(self.hosts, host, config, address)
        enrolled = Device(host, owner, public, preshared)
        self.devices.append(enrolled)
        return enrolled

    def write(self, text: str) -> None:
        self.host.run("sh", "-c", 'umask 077; cat >"$1"', "sh", CONFIG, stdin=text.encode())

    def read(self) -> str:
        return self.host.run("cat", CONFIG).decode()

    def reload(self) -> None:
        """Make the interface what the file says, as a restart would."""
        self.host.run("wg", "syncconf", INTERFACE, CONFIG)

    def live(self) -> set[str]:
        return set(self.host.run("wg", "show", INTERFACE, "peers").decode().split())

    def _add_peer(
        self, owner: Employee, device: str, public: str, preshared: str, address: str
    ) -> None:
        block = PEER.format(
            number=owner.employee_number,
            login=owner.login,
            mail=owner.mail,
            device=device,
            public=public,
            preshared=preshared,
            address=address,
        )
        self.write(self.read() + block)
        self.reload()


def start(
    hosts: Hosts, staff: Sequence[Employee] = (), helpers: Mapping[str, str] | None = None
) -> Gateway:
    """The gateway ``vpn1`` with its intranet page; nobody has a device yet."""
    host = hosts.start("vpn1", staff, helpers)
    private = _wg("genkey")
    gateway = Gateway(hosts, host, _wg("pubkey", stdin=private))
    _tunnel(hosts, host, HEADER.format(port=PORT, key=private), GATEWAY_ADDRESS)
    page = ["-m", "http.server", INTRANET_PORT, "--bind", GATEWAY_ADDRESS, "-d", "/srv/shared"]
    hosts.processes.start(f"intranet-{host.name}", host.enter(sys.executable, *map(str, page)))
    url = f"http://{GATEWAY_ADDRESS}:{INTRANET_PORT}/"
    wait_for(lambda: b"200" in host.run("curl", "-sI", url, check=False), "the intranet page")
    return gateway


def _tunnel(hosts: Hosts, host: Host, config: str, address: str) -> None:
    hosts.processes.start(f"wireguard-{host.name}", host.enter("wireguard-go", "-f", INTERFACE))
    socket = f"/run/wireguard/{INTERFACE}.sock"
    wait_for(lambda: host.run("ls", socket, check=False) != b"", f"wireguard-go of {host.name}")
    host.run("mkdir", "-p", str(Path(CONFIG).parent))
    host.run("sh", "-c", 'umask 077; cat >"$1"', "sh", CONFIG, stdin=config.encode())
    host.run("wg", "setconf", INTERFACE, CONFIG)
    host.run("ip", "addr", "add", f"{address}/16", "dev", INTERFACE)
    host.run("ip", "link", "set", INTERFACE, "up")


def _wg(verb: str, stdin: str = "") -> str:
    done = subprocess.run(["wg", verb], input=stdin, capture_output=True, text=True, check=True)
    return done.stdout.strip()
