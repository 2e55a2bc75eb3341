"""Passwords as OpenLDAP stores them: salted hashes (``{SSHA}``, RFC 2307 and its successors)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

SCHEME = b"{SSHA}"


def hashed(password: bytes, salt: bytes | None = None) -> bytes:
    """``password`` hashed, unless it already names a scheme."""
    if password.startswith(b"{"):
        return password
    salt = os.urandom(8) if salt is None else salt
    return SCHEME + base64.b64encode(hashlib.sha1(password + salt).digest() + salt)


def fits(password: bytes, stored: bytes) -> bool:
    if not stored.startswith(SCHEME):
        return False
    salt = base64.b64decode(stored[len(SCHEME) :])[20:]
    return hmac.compare_digest(hashed(password, salt), stored)
