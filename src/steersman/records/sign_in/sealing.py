"""The key of this installation's sign-in: it seals what must be read again, and makes MACs.

Whoever copies the database alone reads no TOTP secret and can test no recovery code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from steersman.domain.errors import Permanent
from steersman.records.key_file import key_at

_NONCE = 12  # bytes, as NIST SP 800-38D has it


class Sealing:
    """AES-256-GCM for what is read again, HMAC-SHA256 for what is only compared."""

    def __init__(self, key_file: Path) -> None:
        self._key = key_at(key_file)
        self._box = AESGCM(self._derived(b"seal"))

    def __repr__(self) -> str:
        return "Sealing(…)"

    def seal(self, purpose: str, secret: bytes) -> str:
        """``purpose`` names whose it is, so that no row can be exchanged for another."""
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._box.encrypt(nonce, secret, purpose.encode())).decode()

    def open(self, purpose: str, sealed: str) -> bytes:
        raw = base64.b64decode(sealed)
        try:
            return self._box.decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode())
        except InvalidTag as error:
            raise Permanent(
                "a second factor cannot be read: the key sign-in.key is not the one it was made "
                "with; put that key back, or `steersman accounts reset --second-factors`"
            ) from error

    def mac(self, purpose: str, *parts: str) -> str:
        """64 hex digits.  Each part is hashed first, so no two lists of parts look alike."""
        body = b"".join(hashlib.sha256(_bytes(part)).digest() for part in parts)
        return hmac.new(self._derived(purpose.encode()), body, hashlib.sha256).hexdigest()

    def _derived(self, purpose: bytes) -> bytes:
        """A key for each purpose (RFC 5869 with one block)."""
        return hmac.new(self._key, purpose, hashlib.sha256).digest()


def new_secret() -> str:
    """256 random bits, in letters that may stand in a cookie or an address."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """SHA-256: enough for 256 random bits, unlike for a password."""
    return hashlib.sha256(_bytes(secret)).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
