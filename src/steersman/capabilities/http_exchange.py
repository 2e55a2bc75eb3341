"""What every exchange over HTTP needs to be safe: TLS that is checked, a bounded answer, a secret
that a header can carry.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from ipaddress import ip_address

from steersman.domain.errors import Permanent, Transient

_SLOWEST = 4  # how many time-outs one answer may take in all, so that a trickle ends too


def whole(
    pieces: Iterable[bytes], what: str, *, timeout: float, largest: int, too_large: str
) -> bytes:
    """All of an answer of at most ``largest`` bytes; ``too_large`` is the mend where it has more.

    Raises ``Transient`` where it comes so slowly that it might never end.
    """
    deadline = time.monotonic() + _SLOWEST * timeout
    raw = bytearray()
    for piece in pieces:
        raw += piece
        if len(raw) > largest:
            raise Permanent(f"{what}: the answer is over {largest} bytes: {too_large}")
        if time.monotonic() > deadline:
            raise Transient(f"{what}: the answer came too slowly", retry_after=2)
    return bytes(raw)


def usable(secret: str, name: str) -> str:
    """The secret, if a header can carry it.  A library's own complaint would quote it."""
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise Permanent(f"{name} is empty or holds a space, line end or non-ASCII letter")
    return secret


def is_loopback(host: str) -> bool:
    """Whether what is sent to ``host`` stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def trust_in(ca_file: str) -> ssl.SSLContext:
    """Certificates are always checked, against ``ca_file`` or the system's authorities."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError):
        raise Permanent(f"ca_file {ca_file} cannot be read as PEM") from None


def trust_for(url: str, ca_file: str) -> ssl.SSLContext | bool:
    """Loopback without TLS has nothing to verify, and loading the authorities takes time."""
    return False if url.startswith("http:") else trust_in(ca_file)
