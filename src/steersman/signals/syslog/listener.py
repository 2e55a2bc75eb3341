"""Listens for syslog over TCP and UDP, in a thread of its own.

What was read is on disk before more is read.  While the record cannot be written nothing is read:
TCP senders then wait, which is all the acknowledgement that syslog has; of UDP the kernel keeps a
few megabytes, and what it must drop is counted (SO_RXQ_OVFL, socket(7)).
"""

from __future__ import annotations

import logging
import selectors
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address

from steersman.signals.syslog.framing import Frame, Framer

log = logging.getLogger("steersman.syslog")
READ = 65_536  # bytes at once
TOGETHER = 2_000  # messages in one transaction
CONNECTIONS = 200
AGAIN = 1.0  # seconds until it is tried again to write down
KERNEL = 4 * 1024 * 1024  # bytes that the kernel may keep of UDP
DROPPED = 40  # SO_RXQ_OVFL, which Python does not name
Network = IPv4Network | IPv6Network
Keep = Callable[[Sequence[tuple[str, Frame]], int], None]


@dataclass
class Listener:
    """``keep`` writes down.  ``senders``: networks that may send; none: whoever reaches it."""

    host: str
    port: int
    keep: Keep
    tcp: bool = True
    udp: bool = True
    most: int = 8_192
    senders: Sequence[Network] = ()
    fault: str = ""  # why nothing can be written down now
    refused: int = 0  # connections and datagrams of others
    _thread: threading.Thread | None = None
    _ended: threading.Event = field(default_factory=threading.Event)
    _poll: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _framers: dict[socket.socket, tuple[str, Framer]] = field(default_factory=dict)
    _waiting: list[tuple[str, Frame]] = field(default_factory=list)
    _dropped: int = 0  # by the kernel, as it counts
    _lost: int = 0  # of these, not written down yet

    def start(self) -> int:
        """Listen from now on; the port, where 0 was given.  Raises ``OSError``."""
        try:
            self._bind()
        except OSError:
            self._close()
            raise
        self._thread = threading.Thread(target=self._run, name="syslog", daemon=True)
        self._thread.start()
        return self.port

    def _bind(self) -> None:
        if self.tcp:
            server = socket.create_server((self.host, self.port), family=self._family)
            server.setblocking(False)
            self.port = server.getsockname()[1]
            self._poll.register(server, selectors.EVENT_READ, self._accept)
        if self.udp:
            datagrams = socket.socket(self._family, socket.SOCK_DGRAM)
            self._poll.register(datagrams, selectors.EVENT_READ, self._datagrams)
            datagrams.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL)
            datagrams.setsockopt(socket.SOL_SOCKET, DROPPED, 1)
            datagrams.bind((self.host, self.port))
            datagrams.setblocking(False)
            self.port = datagrams.getsockname()[1]

    def stop(self) -> None:
        """Take in no more; what was read is written down first, if it can be."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(10.0)

    @property
    def _family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    def _run(self) -> None:
        try:
            while not self._ended.is_set():
                for key, _ in self._poll.select(0.2):
                    key.data(key.fileobj)
                self._write()
        finally:
            self._close()

    def _close(self) -> None:
        for each in list(self._poll.get_map().values()):
            each.fileobj.close()  # type: ignore[union-attr]  # all of them are sockets
        self._poll.close()

    def _accept(self, server: socket.socket) -> None:
        connection, address = server.accept()
        sender = str(address[0])
        if not self._may(sender) or len(self._framers) >= CONNECTIONS:
            self.refused += 1
            connection.close()
            return
        connection.setblocking(False)
        self._framers[connection] = (sender, Framer(self.most))
        self._poll.register(connection, selectors.EVENT_READ, self._read)

    def _read(self, connection: socket.socket) -> None:
        sender, framer = self._framers[connection]
        try:
            data = connection.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._waiting += [(sender, frame) for frame in framer.take(data)]
        if not data:
            self._waiting += [(sender, frame) for frame in framer.end()]
            self._poll.unregister(connection)
            del self._framers[connection]
            connection.close()

    def _datagrams(self, server: socket.socket) -> None:
        for _ in range(TOGETHER):
            try:
                data, told, _, address = server.recvmsg(self.most + 1, 64)
            except BlockingIOError:
                return
            for level, kind, value in told:
                if level == socket.SOL_SOCKET and kind == DROPPED:
                    (dropped,) = struct.unpack("I", value[:4])
                    self._lost += (dropped - self._dropped) % 2**32
                    self._dropped = dropped
            if not self._may(str(address[0])):
                self.refused += 1
            elif data.strip(b"\r\n\0 "):
                frame = Frame(data[: self.most].rstrip(b"\r\n\0"), cut=len(data) > self.most)
                self._waiting.append((str(address[0]), frame))

    def _may(self, sender: str) -> bool:
        address = ip_address(sender.partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        return not self.senders or any(address in network for network in self.senders)

    def _write(self) -> None:
        """Until it is on disk nothing more is read."""
        while self._waiting or self._lost:
            some = self._waiting[:TOGETHER]
            try:
                self.keep(some, self._lost)
            except Exception as error:  # noqa: BLE001 - whatever holds up the record may pass
                self.fault = f"{type(error).__name__}: {error}"[:300]
                log.warning("syslog waits, for nothing can be written down: %s", self.fault)
                if self._ended.wait(AGAIN):
                    return
                continue
            self.fault, self._lost = "", 0
            del self._waiting[: len(some)]
