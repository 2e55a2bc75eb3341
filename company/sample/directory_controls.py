"""Request and response controls: assertion (RFC 4528), paged results (RFC 2696), ppolicy."""

from __future__ import annotations

from dataclasses import dataclass

from ldaptor.protocols import pureber, pureldap  # type: ignore[import-untyped]  # it has no types

from company.sample.directory_entry import Entry, LdapError
from company.sample.directory_filter import matches

ASSERTION = "1.3.6.1.1.12"
PAGED_RESULTS = "1.2.840.113556.1.4.319"
PASSWORD_POLICY = "1.3.6.1.4.1.42.2.27.8.5.1"
SUPPORTED = (ASSERTION, PAGED_RESULTS, PASSWORD_POLICY)
Control = tuple[str, bool, bytes | None]


@dataclass(frozen=True)
class Page:
    size: int
    offset: int


class Controls:
    """What came with a request; an unknown critical control is refused (RFC 4511, 4.1.11)."""

    def __init__(self, given: list[tuple[bytes, object, bytes | None]] | None) -> None:
        self.values: dict[str, bytes] = {}
        for oid, critical, value in given or ():
            name = oid.decode()
            if name in SUPPORTED:
                self.values[name] = value or b""
            elif critical:
                raise LdapError(12, f"control {name} is not known here")

    def check(self, entry: Entry) -> None:
        """Refuse with ``assertionFailed`` unless the asserted filter matches ``entry``."""
        if ASSERTION not in self.values:
            return
        decoder = pureldap.LDAPBERDecoderContext_Filter(fallback=pureber.BERDecoderContext())
        test, _ = pureber.berDecodeObject(decoder, self.values[ASSERTION])
        if matches(entry, test) is not True:
            raise LdapError(122, "the asserted filter does not match")

    def page(self) -> Page | None:
        if PAGED_RESULTS not in self.values:
            return None
        decoder = pureber.BERDecoderContext()
        value, _ = pureber.berDecodeObject(decoder, self.values[PAGED_RESULTS])
        return Page(value[0].value, int(value[1].value or b"0"))


def next_page(offset: int | None) -> Control:
    """The cookie is the place to go on from; empty when everything was sent."""
    cookie = b"" if offset is None else str(offset).encode()
    value = pureber.BERSequence([pureber.BERInteger(0), pureber.BEROctetString(cookie)])
    return PAGED_RESULTS, False, value.toWire()


def password_policy(*, locked: bool) -> Control:
    """PasswordPolicyResponseValue: empty, or error accountLocked (1)."""
    return PASSWORD_POLICY, False, b"\x30\x03\x81\x01\x01" if locked else b"\x30\x00"
