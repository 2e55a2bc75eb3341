"""A person's own signing key: a file that only they may read."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from steersman.cli.exits import Stop

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def make(path: Path) -> str:
    """A new Ed25519 key at ``path`` (PKCS#8 PEM, 0600).  Returns its public half in base64."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(path, pem)
    return _public(key)


def public_key(path: Path) -> str:
    """32 bytes of Ed25519 in base64: what the server keeps."""
    return _public(_read(path))


def sign(path: Path, statement: str) -> str:
    """The Ed25519 signature over the bytes of ``statement``, in base64."""
    return base64.b64encode(_read(path).sign(statement.encode())).decode()


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only we may read; one that exists is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Stop(f"{path} exists already and was left alone", "name another file") from error
    except OSError as error:
        raise Stop(f"{path} cannot be written: {error.strerror}") from error
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)


def _read(path: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_private_bytes(path), password=None)
    except (ValueError, TypeError) as error:
        mend = "`steersman keys new FILE` makes one"
        raise Stop(f"{path} holds no private key in PEM without a password", mend) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Stop(f"{path} holds a key that is not Ed25519", "`steersman keys new FILE` makes one")
    return key


def _private_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise Stop(f"{path} can be read by others ({mode:04o})", f"run `chmod 600 {path}`")
            return file.read()
    except OSError as error:
        mend = "`steersman keys new FILE` makes one"
        raise Stop(f"{path} cannot be read: {error.strerror}", mend) from error


def _public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()
