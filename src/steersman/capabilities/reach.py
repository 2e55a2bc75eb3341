"""Whether a TCP port takes connections from the machine that we run on."""

from __future__ import annotations

import socket


def reaches(address: str, port: int, seconds: float) -> str:
    """Empty when it does; otherwise why not, in the words of the system."""
    try:
        with socket.create_connection((address, port), timeout=seconds):
            return ""
    except OSError as refused:
        return f"takes no connection: {refused}"
