"""What each answer of a directory calls for."""

from __future__ import annotations

import pytest
from ldap3.core import results
from ldap3.core.exceptions import (
    LDAPCertificateError,
    LDAPInvalidFilterError,
    LDAPSessionTerminatedByServerError,
    LDAPSocketOpenError,
    LDAPStartTLSError,
)

from steersman.connectors.ldap.answers import Result, check_answer, check_write, raise_for
from steersman.connectors.ldap.directory import Conflict
from steersman.domain.errors import NeedsPerson, Permanent, Transient


def answer(code: int, message: str = "") -> Result:
    return {"result": code, "description": results.RESULT_CODES[code], "message": message}


def test_a_success_passes() -> None:
    check_answer(answer(results.RESULT_SUCCESS), "search")
    check_write(answer(results.RESULT_SUCCESS), "write")


@pytest.mark.parametrize("code", [3, 11, 51, 52])
def test_a_busy_server_is_asked_again_later(code: int) -> None:
    with pytest.raises(Transient) as raised:
        check_answer(answer(code), "search")
    assert raised.value.retry_after > 0.5


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        (50, "give the service account the right to write manager of Ann"),
        (49, "bind DN or its password"),
        (13, "start_tls"),
        (8, "start_tls"),
        (10, "writable"),
        (32, "base_dn"),
        (4, "size limit"),
        (66, "move or delete them first"),
        (12, "control"),
        (53, "see the server log"),
    ],
)
def test_what_stays_wrong_names_the_mend(code: int, mend: str) -> None:
    with pytest.raises(Permanent) as raised:
        check_answer(answer(code), "write manager of Ann")
    assert mend in str(raised.value)
    assert results.RESULT_CODES[code] in str(raised.value)


@pytest.mark.parametrize("code", [16, 20, 32, 122])
def test_a_write_that_came_second_is_a_conflict(code: int) -> None:
    with pytest.raises(Conflict):
        check_write(answer(code), "write manager of Ann")


def test_a_group_left_empty_is_a_question() -> None:
    with pytest.raises(NeedsPerson):
        check_write(answer(65), "write member of traders")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (LDAPSocketOpenError("refused"), Transient),
        (LDAPSessionTerminatedByServerError("closed"), Transient),
        (ConnectionResetError("reset"), Transient),
        (TimeoutError("timed out"), Transient),
        (LDAPSocketOpenError("certificate verify failed: self-signed"), Permanent),
        (LDAPCertificateError("hostname doesn't match"), Permanent),
        (LDAPStartTLSError("not supported"), Permanent),
        (LDAPInvalidFilterError("malformed"), Permanent),
    ],
)
def test_what_breaks_below_ldap_is_sorted_too(error: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="ldap://directory"):
        raise_for(error, "ldap://directory")
