"""A text with a signature under it (https://c2sp.org/signed-note), Ed25519 only."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from steersman.domain.errors import Permanent

_ED25519 = b"\x01"  # the signature type of the specification
_LINE = re.compile(r"— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/=]+)")


class Signs(Protocol):
    """What puts a signature under a note."""

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signature is believed.  ``str`` of it is what an outside holder keeps.

    ``raw`` is the 32-byte Ed25519 key.  The text form is the verifier key of Go's sumdb/note:
    ``<name>+<key id in hex>+<base64 of type and key>``.
    """

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^\s+]+", self.name):
            raise Permanent(f"{self.name!r} cannot name a key: no spaces, no '+', not empty")

    def __str__(self) -> str:
        spelled = base64.b64encode(_ED25519 + self.raw).decode()
        return f"{self.name}+{self.id.hex()}+{spelled}"

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of the same name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        name, _, rest = text.strip().partition("+")
        given_id, _, spelled = rest.partition("+")
        try:
            raw = base64.b64decode(spelled, validate=True)
        except binascii.Error:
            raw = b""
        if len(raw) != 33 or raw[:1] != _ED25519 or cls(name, raw[1:]).id.hex() != given_id:
            raise Permanent("this is not a verifier key: expected <name>+<id>+<base64 of the key>")
        return cls(name, raw[1:])

    def signature_line(self, signature: bytes) -> str:
        return f"— {self.name} {base64.b64encode(self.id + signature).decode()}\n"

    def opened(self, note: str) -> str | None:
        """The signed text, or None when this key did not sign it.

        Signatures of other keys (witnesses) are passed over; a wrong one of ours condemns all.
        """
        text, gap, signatures = note.rpartition("\n\n")
        if not gap or not signatures.endswith("\n"):
            return None
        text += "\n"
        ours = [mine for line in signatures[:-1].split("\n") if (mine := self._signature(line))]
        return text if ours and all(self._holds(text, signature) for signature in ours) else None

    def _signature(self, line: str) -> bytes | None:
        found = _LINE.fullmatch(line)
        if found is None or found["name"] != self.name:
            return None
        try:
            spelled = base64.b64decode(found["signature"], validate=True)
        except binascii.Error:
            return None
        return spelled[4:] if spelled[:4] == self.id else None

    def _holds(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text.encode())
        except (InvalidSignature, UnicodeEncodeError):
            return False
        return True
