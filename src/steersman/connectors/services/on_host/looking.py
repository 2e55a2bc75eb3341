"""What can be told of this host without changing it.  Each look gives values and a text."""

from __future__ import annotations

import http.client
import os
import re
import ssl
import stat
import time
import urllib.parse
from collections.abc import Callable

from steersman.connectors.services.on_host.declared import declared
from steersman.connectors.services.on_host.managers import managed
from steersman.connectors.services.on_host.membership import accepts, belonging
from steersman.connectors.services.on_host.processes import Process, find_process, user_of
from steersman.connectors.services.on_host.telling import LONGEST, NOT_ALLOWED, USAGE, Refused, ran

Found = tuple[dict[str, object], str]
TAIL_BYTES, MOST_LINES = 64 * 1024, 500
BODY = 2_000  # characters of a page
HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?")


def status(*, service: str) -> Found:
    state = managed(service).state()
    main = find_process(state.pid) if state.pid else None
    values: dict[str, object] = {
        "state": state.word,
        "running": state.word == "running",
        "process": state.process,
        "memory_bytes": main.memory_bytes if main else 0,
        "stopped_by_signal": main is not None and main.state in "Tt",
    }
    return values, f"{service}: {state.word}, {state.detail}"


def listening(*, service: str) -> Found:
    asked = managed(service)
    address = asked.given.get("address", "127.0.0.1")
    if not asked.ports:
        raise Refused(NOT_ALLOWED, f"[service {service}] declares no ports to try")
    answers = {port: accepts(address, port) for port in sorted(asked.ports)}
    text = "\n".join(
        f"{address}:{port} {'accepts' if yes else 'refuses'}" for port, yes in answers.items()
    )
    return {"accepts": all(answers.values()), "ports": len(answers)}, text


def page(*, service: str, path: str = "") -> Found:
    """GET of the declared address, from the host itself; follows no redirection."""
    asked = declared("service", service)
    at = urllib.parse.urlsplit(asked.need("url"))
    if path and not re.fullmatch(r"/[!-~]*", path):
        raise Refused(USAGE, "path: begin with / and leave blanks out")
    began = time.monotonic()
    try:
        code, body = _get(at, path or at.path or "/", asked.number("timeout", 5.0))
    except (OSError, http.client.HTTPException) as failed:
        seconds = round(time.monotonic() - began, 3)
        told = f"{type(failed).__name__}: {failed}"
        return {"answers": False, "status": 0, "seconds": seconds}, told[:BODY]
    seconds = round(time.monotonic() - began, 3)
    return {"answers": True, "status": code, "seconds": seconds}, body


def processes(*, service: str) -> Found:
    """Everything that belongs to the service or holds its port, the largest first."""
    roles = belonging(managed(service))
    found = [each for pid in roles if (each := find_process(pid)) is not None]
    found.sort(key=lambda each: -each.memory_bytes)
    text = "\n".join(_process_line(each, roles[each.pid]) for each in found)
    strangers = [each for each in found if roles[each.pid] in ("port holder", "left-over process")]
    values: dict[str, object] = {
        "count": len(found),
        "memory_bytes": sum(each.memory_bytes for each in found),
        "cpu_seconds": round(sum(each.cpu_seconds for each in found), 2),
        "strangers": len(strangers),
        "stranger": strangers[0].identity if strangers else "",
        "stopped": sum(each.state in "Tt" for each in found),
        "largest": found[0].identity if found else "",
    }
    return values, text


def disk(*, path: str) -> Found:
    if not path.startswith("/") or "\0" in path:
        raise Refused(USAGE, "path: give an absolute path")
    try:
        found = os.statvfs(path)
    except OSError as missing:
        raise Refused(USAGE, f"{path}: {missing.strerror}") from None
    used, size = found.f_blocks - found.f_bfree, found.f_blocks - found.f_bfree + found.f_bavail
    percent = round(100 * used / size, 1) if size else 0.0
    nodes = (
        round(100 * (found.f_files - found.f_ffree) / found.f_files, 1) if found.f_files else 0.0
    )
    values: dict[str, object] = {
        "used_percent": percent,
        "free_bytes": found.f_bavail * found.f_frsize,
        "inodes_used_percent": nodes,
        "read_only": bool(found.f_flag & os.ST_RDONLY),
    }
    return values, f"{path}: {percent} % used, {found.f_bavail * found.f_frsize} bytes free"


def tail(*, service: str, lines: str = "50") -> Found:
    """The end of the declared log.  It is data that anybody may have written."""
    wanted = int(lines) if lines.isascii() and lines.isdigit() else 0
    if not 1 <= wanted <= MOST_LINES:
        raise Refused(USAGE, f"lines: from 1 to {MOST_LINES}")
    path = declared("service", service).path("log")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as missing:
        raise Refused(USAGE, f"{path}: {missing.strerror}") from None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Refused(USAGE, f"{path} is no plain file")
        file.seek(max(0, found.st_size - TAIL_BYTES))
        shown = file.read(TAIL_BYTES).decode(errors="replace").splitlines()[-wanted:]
    age = round(max(0.0, time.clock_gettime(time.CLOCK_REALTIME) - found.st_mtime), 1)
    values: dict[str, object] = {
        "size_bytes": found.st_size,
        "idle_seconds": age,
        "lines": len(shown),
    }
    return values, "\n".join(shown)[-LONGEST:]


def lookup(*, name: str) -> Found:
    """What this host's own resolver says."""
    if not HOST_NAME.fullmatch(name):
        raise Refused(USAGE, f"{name[:100]!r} is no host name")
    status, said = ran(["getent", "ahosts", name], 15.0)
    addresses = sorted({line.split()[0] for line in said.splitlines() if line.split()})
    found = addresses if status == 0 else []
    values: dict[str, object] = {"resolves": bool(found), "addresses": ",".join(found)}
    return values, f"{name}: {', '.join(found) or 'not found'}"


def clock() -> Found:
    """The host's own clock; how far off it is can only be told from outside."""
    return {"now": time.clock_gettime(time.CLOCK_REALTIME)}, ""


HOST_LOOKS: dict[str, tuple[tuple[str, ...], Callable[..., Found]]] = {
    "service.status": (("service",), status),
    "service.listens": (("service",), listening),
    "http.get": (("service", "path"), page),
    "process.list": (("service",), processes),
    "disk.usage": (("path",), disk),
    "log.tail": (("service", "lines"), tail),
    "dns.lookup": (("name",), lookup),
    "clock.offset": ((), clock),
}


def _process_line(each: Process, role: str) -> str:
    memory = each.memory_bytes // 1024
    who, cpu = user_of(each.pid), f"{each.cpu_seconds:.1f} s"
    return f"{each.identity} {role} {each.name} {each.state} {who} {memory} KiB {cpu}"


def _get(at: urllib.parse.SplitResult, path: str, seconds: float) -> tuple[int, str]:
    where, port = at.hostname or "127.0.0.1", at.port
    connection: http.client.HTTPConnection
    if at.scheme == "https":  # whether its certificate is good is another question
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(where, port, timeout=seconds, context=trusting)
    else:
        connection = http.client.HTTPConnection(where, port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"User-Agent": "steersman", "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read(BODY).decode(errors="replace")
    finally:
        connection.close()
