#!/usr/bin/python3
"""A name server for one name, which the shop's hosts ask (RFC 1035, A records alone)."""

from __future__ import annotations

import socket
import struct
import sys

TYPE_A, CLASS_IN, NOT_FOUND = 1, 1, 3
POINTER, SECONDS = 0xC00C, 1  # "the name that was asked", how long an answer holds


def answer(asked: bytes, name: bytes, address: bytes) -> bytes:
    """The question back, with the address if it was for ``name``."""
    end = asked.index(b"\0", 12) + 5
    wanted, kind = asked[12 : end - 4].lower(), struct.unpack("!H", asked[end - 4 : end - 2])[0]
    known = wanted == name
    found = known and kind == TYPE_A
    flags = 0x8580 | (0 if known else NOT_FOUND)
    head = asked[:2] + struct.pack("!HHHHH", flags, 1, int(found), 0, 0)
    record = struct.pack("!HHHIH", POINTER, TYPE_A, CLASS_IN, SECONDS, 4) + address
    return head + asked[12:end] + (record if found else b"")


def wire(name: str) -> bytes:
    return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"


if __name__ == "__main__":
    served, at = wire(sys.argv[1]), socket.inet_aton(sys.argv[2])
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    while True:
        question, client = server.recvfrom(512)
        server.sendto(answer(question, served, at), client)
