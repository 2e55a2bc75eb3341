"""A renewed certificate put in place of an old one.  A private key never leaves the host."""

from __future__ import annotations

import hashlib
import os
import socket
import ssl
import time

from steersman.connectors.services.on_host.action import Action, Change, Planned
from steersman.connectors.services.on_host.declared import Declared, declared
from steersman.connectors.services.on_host.keeping import keep, kept, read_plain, replace
from steersman.connectors.services.on_host.reloading import complaint, reload
from steersman.connectors.services.on_host.telling import (
    CANNOT_WRITE,
    CONTRADICTS,
    Refused,
    last_line,
    ran,
)

DAY = 86_400.0
FILES = (("certificate", "new_certificate"), ("key", "new_key"))


class InstallCertificate(Action):
    """Only one whose key fits, that is valid today, and that ends later than the old one."""

    kind, parameters = "certificate", ("certificate",)

    def plan(self, name: str, detail: str) -> Planned:
        given = declared(self.kind, name)
        now, new = _pair(given, 0), _pair(given, 1)
        if now == new:
            return Planned()
        _refuse_unfit(given)
        old_end, new_end = (
            _dates(given.path(key))[1] for key in ("certificate", "new_certificate")
        )
        if new_end <= old_end:
            raise Refused(CONTRADICTS, f"the renewed {name} ends no later. Is it the right one?")
        told = f"valid until {_day(new_end)}, the old one until {_day(old_end)}"
        return Planned([Change(given.target, "certificate and key", now, new)], [told])

    def apply(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        now = _pair(given, 0)
        if now not in (change.before, change.after):
            raise self.changed_meanwhile(change)
        if now != change.after:
            if _pair(given, 1) != change.after:
                raise self.changed_meanwhile(change)
            _refuse_unfit(given)
            for key, source in FILES:
                keep(read_plain(given.path(key)))
                keep(read_plain(given.path(source)))
        self._put(given, change.after, change.before)

    def holds(self, change: Change) -> bool:
        """By what the port shows to anybody, where a port is declared."""
        given = declared(self.kind, change.name)
        return _pair(given, 0) == change.after and served_same(given)

    def undo(self, change: Change) -> None:
        given = declared(self.kind, change.name)
        if _pair(given, 0) == change.after:
            self._put(given, change.before, change.after)

    def _put(self, given: Declared, wanted: str, former: str) -> None:
        _write(given, wanted)
        if wrong := complaint(given):
            _write(given, former)
            raise Refused(CANNOT_WRITE, f"{given.name} is not accepted: {wrong}")
        reload(given)


def dates(*, certificate: str) -> tuple[dict[str, object], str]:
    given = declared("certificate", certificate)
    now = time.clock_gettime(time.CLOCK_REALTIME)
    begins, ends = _dates(given.path("certificate"))
    renewed = given.get("new_certificate") and os.path.exists(given.path("new_certificate"))
    values: dict[str, object] = {
        "days_left": round((ends - now) / DAY, 2),
        "valid": begins <= now < ends,
        "key_fits": _fits(given.path("certificate"), given.path("key")),
        "served": served_same(given),
        "renewed_days_left": round((_dates(given.path("new_certificate"))[1] - now) / DAY, 2)
        if renewed
        else 0.0,
    }
    return values, f"{given.path('certificate')}: until {_day(ends)}"


def served_same(given: Declared) -> bool:
    """Whether the declared port shows the certificate of the file; true where none is declared."""
    address, _, port = given.get("served").rpartition(":")
    if not port:
        return True
    wanted = _first(read_plain(given.path("certificate")).decode("ascii", "replace"))
    for _ in range(10):  # a reload lets old workers finish
        if _shown(address, int(port)) == wanted:
            return True
        time.sleep(0.2)
    return False


def _shown(address: str, port: int) -> bytes:
    anyone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    try:
        plain = socket.create_connection((address, port), timeout=3)
        with plain, anyone.wrap_socket(plain) as secured:
            return secured.getpeercert(True) or b""
    except OSError:
        return b""


def _first(pem: str) -> bytes:
    """The first certificate of a file that may hold a chain."""
    head, mark, _ = pem[max(0, pem.find(ssl.PEM_HEADER)) :].partition(ssl.PEM_FOOTER)
    try:
        return ssl.PEM_cert_to_DER_cert(head + mark)
    except ValueError:
        raise Refused(CONTRADICTS, "the file holds no certificate. Which one is meant?") from None


def _pair(given: Declared, which: int) -> str:
    """Digests of certificate and key, in place (0) or renewed (1): a name for exactly this pair."""
    return " ".join(
        hashlib.sha256(read_plain(given.path(names[which]))).hexdigest() for names in FILES
    )


def _write(given: Declared, pair: str) -> None:
    certificate, key = pair.split()
    replace(given.path("certificate"), kept(certificate))
    replace(given.path("key"), kept(key))


def _refuse_unfit(given: Declared) -> None:
    certificate, key = given.path("new_certificate"), given.path("new_key")
    begins, ends = _dates(certificate)
    if not _fits(certificate, key):
        raise Refused(CONTRADICTS, f"the renewed key of {given.name} does not fit. Which is right?")
    if not begins <= time.clock_gettime(time.CLOCK_REALTIME) < ends:
        raise Refused(
            CONTRADICTS, f"the renewed {given.name} is not valid today. Is it the right one?"
        )


def _fits(certificate: str, key: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            certificate, key, password=_no_password
        )
    except (ssl.SSLError, OSError):
        return False
    return True


def _no_password() -> str:
    """Asked for where a key is locked: it then does not fit, and nobody is asked on a terminal."""
    return ""


def _dates(path: str) -> tuple[float, float]:
    """Seconds since 1970 at which it begins and ends to be valid."""
    pem = read_plain(path).decode("ascii", "replace")
    status, said = ran(["openssl", "x509", "-noout", "-startdate", "-enddate"], typed=pem)
    if status:
        raise Refused(CONTRADICTS, f"{path}: {last_line(said)}. Is it a certificate?")
    told = dict(line.split("=", 1) for line in said.splitlines())
    return ssl.cert_time_to_seconds(told["notBefore"]), ssl.cert_time_to_seconds(told["notAfter"])


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
