"""What an LDAP result code means for us (RFC 4511 appendix A), and what the mend is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from ldap3.core import results
from ldap3.core.exceptions import (
    LDAPCertificateError,
    LDAPCommunicationError,
    LDAPExceptionError,
    LDAPMaximumRetriesError,
    LDAPResponseTimeoutError,
    LDAPSSLConfigurationError,
    LDAPStartTLSError,
)
from pyasn1.error import PyAsn1Error

from steersman.connectors.ldap.directory import Conflict
from steersman.domain.errors import NeedsPerson, Permanent, Transient

Result = Mapping[str, Any]  # as ldap3 hands it out: result, description, message, controls

SERVER_PAUSE = 2.0  # seconds; a busy server deserves more than the usual half
BROKEN = (
    LDAPCommunicationError,
    LDAPResponseTimeoutError,
    LDAPMaximumRetriesError,
    PyAsn1Error,  # what came was no LDAP
    OSError,
)
EXPECTED = (LDAPExceptionError, *BROKEN)  # what ldap3 raises when it meets the world
UNTRUSTED = ("certificate_verify_failed", "certificate verify failed", "doesn't match")

TRY_AGAIN = {
    results.RESULT_BUSY,
    results.RESULT_UNAVAILABLE,
    results.RESULT_TIME_LIMIT_EXCEEDED,
    results.RESULT_ADMIN_LIMIT_EXCEEDED,
}
CHANGED_MEANWHILE = {
    results.RESULT_ASSERTION_FAILED,
    results.RESULT_NO_SUCH_ATTRIBUTE,
    results.RESULT_ATTRIBUTE_OR_VALUE_EXISTS,
    results.RESULT_NO_SUCH_OBJECT,
}
MENDS = {
    results.RESULT_INVALID_CREDENTIALS: "the bind DN or its password is refused: check both",
    results.RESULT_INAPPROPRIATE_AUTHENTICATION: "the account cannot bind with a password",
    results.RESULT_STRONGER_AUTH_REQUIRED: "the server wants TLS: set start_tls or use ldaps://",
    results.RESULT_CONFIDENTIALITY_REQUIRED: "the server wants TLS: set start_tls or use ldaps://",
    results.RESULT_REFERRAL: "this server holds no writable copy: point url at one that does",
    results.RESULT_NO_SUCH_OBJECT: "no such entry: check base_dn, people_base and groups_base",
    results.RESULT_SIZE_LIMIT_EXCEEDED: (
        "the server cuts its answers short: raise the size limit of the service account"
    ),
    results.RESULT_NOT_ALLOWED_ON_NON_LEAF: "entries stand below it: move or delete them first",
    results.RESULT_UNAVAILABLE_CRITICAL_EXTENSION: "the server lacks a control that we need",
}


def check_answer(result: Result, doing: str) -> None:
    """Raise what the ``result`` of ``doing`` calls for; return when it was a success."""
    code = result["result"]
    if code == results.RESULT_SUCCESS:
        return
    answer = f"{doing}: the directory answered {result['description']}"
    if code in TRY_AGAIN:
        raise Transient(answer, retry_after=SERVER_PAUSE)
    if code == results.RESULT_INSUFFICIENT_ACCESS_RIGHTS:
        raise Permanent(f"{answer}; give the service account the right to {doing}")
    raise Permanent(f"{answer}; {MENDS.get(code, result['message'] or 'see the server log')}")


def check_write(result: Result, doing: str) -> None:
    """The same for a conditional write, where some answers mean that somebody was faster."""
    if result["result"] in CHANGED_MEANWHILE:
        raise Conflict(f"{doing}: the entry has changed meanwhile ({result['description']})")
    if result["result"] == results.RESULT_OBJECT_CLASS_VIOLATION:
        raise NeedsPerson(
            f"{doing}: the directory's schema forbids it (is it the last member of a group?)."
            " Who should stand there instead?"
        )
    check_answer(result, doing)


def raise_for(error: Exception, url: str) -> NoReturn:
    """Turn what ldap3 raised into one of our errors.  ``error``'s text holds no secret."""
    text = str(error)
    if isinstance(error, LDAPCertificateError | LDAPSSLConfigurationError) or any(
        sign in text.lower() for sign in UNTRUSTED
    ):
        raise Permanent(
            f"{url}: the server's certificate is not trusted ({text}); set ca_file to the"
            " authority that signed it, and url to a name that it holds"
        ) from error
    if isinstance(error, LDAPStartTLSError):
        raise Permanent(f"{url}: the server refuses StartTLS ({text})") from error
    if isinstance(error, BROKEN):
        raise Transient(f"{url}: no answer from the directory ({text})") from error
    raise Permanent(f"{url}: {type(error).__name__}: {text}") from error
