"""Passwords: Argon2id (RFC 9106), and the same work whether or not there is an account."""

from __future__ import annotations

import secrets
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from steersman.domain.errors import Permanent

SHORTEST, LONGEST = 12, 256  # characters; NIST SP 800-63B-4 asks for at least 8, better 15
AT_ONCE = 4  # computations; each takes 64 MiB, and a flood of sign-ins must not take them all
_COMMON = ("password", "passwort", "qwerty", "qwertz", "letmein", "welcome", "123456", "abcdef")
_VARIETY = 5  # different characters


class Passwords:
    """Makes and checks hashes.  The costs are those of ``hasher``, RFC 9106's by default."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = BoundedSemaphore(AT_ONCE)

    def hash(self, password: str, *, name: str = "") -> str:
        """The hash that is kept.  ``Permanent`` says what is wrong with the password."""
        fault = fault_of(password, name)
        if fault:
            raise Permanent(fault)
        with self._room:
            return self._hasher.hash(_bytes(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether it is this one.  Without a kept hash a decoy is checked: as much work, and no."""
        given = password[: LONGEST + 1]  # as long as any that could be right, and one more
        decoy = self._decoy  # made at the first sign-in, whoever that is
        with self._room:
            try:
                return self._hasher.verify(kept or decoy, _bytes(given)) and bool(kept)
            except (VerificationError, InvalidHashError):
                return False

    def is_dated(self, kept: str) -> bool:
        """The hash was made with other costs than those of today."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(16))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def fault_of(password: str, name: str = "") -> str:
    """What is wrong with a new password; empty: nothing."""
    folded = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        return f"a password has {SHORTEST} to {LONGEST} characters: a short sentence does"
    own = name.partition("@")[0].casefold()
    if own and own in folded:
        return "the password holds your own name: choose one that does not"
    if len(set(folded)) < _VARIETY or any(folded.startswith(word) for word in _COMMON):
        return "this password is among the first that are tried: choose another"
    return ""
