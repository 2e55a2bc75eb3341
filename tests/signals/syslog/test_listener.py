"""The listener over real sockets, with the programs that people send syslog with."""

from __future__ import annotations

import logging
import logging.handlers
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from threading import Event
from typing import Any

import pytest

from company.process import LOOPBACK, wait_for
from steersman.signals.syslog import Listener
from steersman.signals.syslog.framing import Frame
from tests.fixtures.needs import unavailable


@dataclass
class Kept:
    """A record in memory; while ``away`` is set it cannot be written."""

    frames: list[Frame] = field(default_factory=list)
    senders: set[str] = field(default_factory=set)
    away: Event = field(default_factory=Event)

    def keep(self, arrived: Sequence[tuple[str, Frame]], dropped: int) -> None:
        if self.away.is_set():
            raise OSError("the disk is full")
        self.frames += [frame for _, frame in arrived]
        self.senders |= {sender for sender, _ in arrived}

    @property
    def texts(self) -> list[str]:
        return [frame.data.decode() for frame in self.frames]


@contextmanager
def listening(kept: Kept, **given: Any) -> Iterator[Listener]:
    listener = Listener(LOOPBACK, 0, kept.keep, **{"udp": False, **given})
    listener.start()
    try:
        yield listener
    finally:
        listener.stop()


@pytest.mark.parametrize("protocol", ["--tcp", "--udp"])
@pytest.mark.parametrize("form", ["--rfc5424", "--rfc3164"])
def test_logger_is_understood(protocol: str, form: str) -> None:
    if shutil.which("logger") is None:
        unavailable("logger (bsdutils) is not installed")
    kept, udp = Kept(), protocol == "--udp"
    with listening(kept, tcp=not udp, udp=udp) as listener:
        to = ["--server", LOOPBACK, "--port", str(listener.port)]
        told = ["--priority", "user.err", "--tag", "backup", "disk is full"]
        subprocess.run(["logger", protocol, form, *to, *told], check=True, timeout=20)
        wait_for(lambda: bool(kept.frames), "logger's line")
    assert kept.texts[0].startswith("<11>")
    assert "backup" in kept.texts[0]
    assert kept.texts[0].endswith("disk is full")
    assert kept.senders == {LOOPBACK}


def test_logger_counts_octets_too() -> None:
    if shutil.which("logger") is None:
        unavailable("logger (bsdutils) is not installed")
    kept = Kept()
    with listening(kept) as listener:
        to = ["--server", LOOPBACK, "--port", str(listener.port), "--tcp", "--octet-count"]
        subprocess.run(["logger", *to, "hello"], check=True, timeout=20)
        wait_for(lambda: bool(kept.frames), "logger's line")
    assert kept.texts[0].startswith("<13>1 ")


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_pythons_handler_is_understood(kind: socket.SocketKind) -> None:
    kept, udp = Kept(), kind == socket.SOCK_DGRAM
    with listening(kept, tcp=not udp, udp=udp) as listener:
        handler = logging.handlers.SysLogHandler((LOOPBACK, listener.port), socktype=kind)
        for n in range(100):
            record = logging.LogRecord("app", logging.ERROR, "", 0, f"app: line {n}", None, None)
            handler.handle(record)
        handler.close()
        wait_for(lambda: len(kept.frames) == 100, "a hundred lines")
    assert sorted(kept.texts) == sorted(f"<11>app: line {n}" for n in range(100))


def test_while_nothing_can_be_written_senders_wait_and_nothing_is_lost() -> None:
    kept = Kept()
    kept.away.set()
    with listening(kept) as listener:
        with socket.create_connection((LOOPBACK, listener.port)) as sender:
            line = b"<11>app: " + b"x" * 4_000 + b"\n"
            sender.sendall(line)
            wait_for(lambda: "disk is full" in listener.fault, "the fault")
            sender.setblocking(False)
            sent = 1
            while (many := _send(sender, line)) == len(line):
                sent += 1
            assert sent < 20_000  # the connection is full: its sender waits
            kept.away.clear()
            sender.setblocking(True)
            sender.sendall(line[many:] + b"<11>app: the last\n")
        wait_for(lambda: kept.texts[-1:] == ["<11>app: the last"], "what was held back")
    assert len(kept.frames) == sent + 2
    assert not any(frame.cut for frame in kept.frames)
    assert listener.fault == ""


def _send(sender: socket.socket, data: bytes) -> int:
    try:
        return sender.send(data)
    except BlockingIOError:
        return 0


def test_others_than_the_declared_senders_are_refused_and_counted() -> None:
    kept = Kept()
    given = {"tcp": True, "udp": True, "senders": [ip_network("192.0.2.0/24")]}
    with listening(kept, **given) as listener:
        to = (LOOPBACK, listener.port)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
            datagram.sendto(b"<11>app: y", to)
        with socket.create_connection(to):
            wait_for(lambda: listener.refused == 2, "both to be refused")
    assert kept.frames == []


def test_a_line_cut_off_and_one_too_long_are_kept_as_what_they_are() -> None:
    kept = Kept()
    with listening(kept, most=500) as listener:
        with socket.create_connection((LOOPBACK, listener.port)) as sender:
            sender.sendall(b"<11>" + b"x" * 900 + b"\n<11>app: cut o")
        wait_for(lambda: len(kept.frames) == 2, "both lines")
    assert [(len(frame.data), frame.cut) for frame in kept.frames] == [(500, True), (14, True)]


def test_an_address_that_is_taken_is_an_error_and_no_silence() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        listener = Listener(LOOPBACK, taken.getsockname()[1], Kept().keep)
        with pytest.raises(OSError, match="in use"):
            listener.start()
