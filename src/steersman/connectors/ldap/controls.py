"""The LDAP controls that we send, encoded for ldap3."""

from __future__ import annotations

from ldap3.operation.search import compile_filter, parse_filter
from pyasn1.codec.ber import encoder

from steersman.connectors.ldap.filters import Filter

ASSERTION = "1.3.6.1.1.12"  # RFC 4528
PASSWORD_POLICY = "1.3.6.1.4.1.42.2.27.8.5.1"  # draft-behera-ldap-password-policy-10 §6
ACCOUNT_LOCKED = b"\x81\x01\x01"  # error [1] accountLocked(1) in its response value

Control = tuple[str, bool, bytes | None]  # OID, criticality, value


def asserting(where: Filter) -> Control:
    """The server carries the request out only if the entry matches ``where``."""
    tree = parse_filter(str(where), None, True, True, None, False)
    return (ASSERTION, True, encoder.encode(compile_filter(tree.elements[0])))


def password_policy() -> Control:
    return (PASSWORD_POLICY, False, None)


def tells_locked(value: bytes | None) -> bool:
    return value is not None and value.endswith(ACCOUNT_LOCKED)
