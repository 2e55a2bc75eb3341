"""The key that signs checkpoints: one file that only we may read."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from steersman.domain.errors import Permanent
from steersman.records.ledger.note import PublicKey


class Signer:
    """Signs notes as ``public_key.name``.  The private key never leaves it, nor its ``repr``."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = PublicKey(name, key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Signer({self.public_key})"

    def sign(self, text: str) -> str:
        """``text``, which ends in a newline, with the signature under it."""
        return f"{text}\n{self.public_key.signature_line(self._key.sign(text.encode()))}"


def signer(path: Path, name: str) -> Signer:
    """The signer whose Ed25519 key (PKCS#8 PEM) stands at ``path``; made there on first use.

    ``name`` is the origin of the log, like ``steersman.example.com/ledger``.  A file that others
    may read is refused: whoever can copy the key can sign a forged history.
    """
    with contextlib.suppress(FileExistsError):  # made earlier, or by another process just now
        _make(path)
    return Signer(name, _read(path))


def _make(path: Path) -> None:
    """Whole or not at all: written aside, then linked, so no reader meets half a key."""
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    aside = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(aside, path)
    finally:
        aside.unlink()


def _read(path: Path) -> Ed25519PrivateKey:
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise Permanent(f"{path} may be read by others ({mode:04o}): run `chmod 600 {path}`")
        pem = file.read()
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise Permanent(f"{path} holds no private key in PEM: restore it from backup") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Permanent(f"{path} holds a key that is not Ed25519: restore the right one")
    return key
