"""Only genuine, fresh and whole calls are taken in; a refusal names the mend."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from company.feed import webhook
from steersman.servicedesk.hr.signature import LARGEST, Refused, seconds, signed_at
from tests.servicedesk.hr.office import KEY, sign

NOW = 1_780_000_000.0
BODY = b'{"type": "employee.updated"}'


def check(headers: dict[str, str], body: bytes = BODY, key: str = KEY) -> float:
    return signed_at(headers, body, key, now=NOW, tolerance=300.0)


def test_a_call_that_the_sample_company_signs_is_genuine() -> None:
    call = webhook("1000", KEY, datetime.fromtimestamp(NOW, UTC))
    assert check(dict(call.headers), call.body) == NOW


def test_the_digest_that_openssl_computes_is_accepted() -> None:
    """printf '{}1780000000' | openssl dgst -sha256 -hmac secret"""
    digest = "fc5847e43e50dbc857b0c9f458f425443a9064caa6f3ac65638794e9f07ae879"
    headers = {"X-BambooHR-Timestamp": "1780000000", "X-BambooHR-Signature": digest}
    assert check(headers, b"{}", "secret") == NOW


@pytest.mark.parametrize("moment", ["1780000000", "2026-05-28T20:26:40+0000"])
def test_header_names_in_any_case_and_both_spellings_of_the_time_are_understood(
    moment: str,
) -> None:
    headers = {name.upper(): value for name, value in sign(BODY, moment).items()}
    assert check(headers) == NOW


def test_a_forged_signature_is_refused() -> None:
    with pytest.raises(Refused, match="signature is wrong") as refused:
        check(sign(BODY, "1780000000", "another key"))
    assert refused.value.http_status == 401
    assert KEY not in str(refused.value)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(Refused, match="signature is wrong"):
        check(sign(BODY, "1780000000"), BODY + b" ")


def test_a_changed_timestamp_is_refused() -> None:
    headers = sign(BODY, "1780000000") | {"X-BambooHR-Timestamp": "1780000001"}
    with pytest.raises(Refused, match="signature is wrong"):
        check(headers)


def test_a_call_without_a_signature_is_refused() -> None:
    with pytest.raises(Refused, match="generate a private key") as refused:
        check({})
    assert refused.value.http_status == 401


def test_an_empty_secret_lets_nobody_in() -> None:
    with pytest.raises(Refused, match="secret is empty"):
        check(sign(BODY, "1780000000", ""), key="")


@pytest.mark.parametrize(("skew", "words"), [(-301, "301 s ago"), (301, "301 s ahead")])
def test_a_call_from_another_time_is_refused(skew: int, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check(sign(BODY, str(int(NOW) + skew)))


@pytest.mark.parametrize("skew", [-299, 299])
def test_clocks_may_differ_by_the_tolerance(skew: int) -> None:
    assert check(sign(BODY, str(int(NOW) + skew))) == NOW + skew


def test_an_oversized_call_is_refused_before_anything_is_computed() -> None:
    with pytest.raises(Refused, match="fewer employees") as refused:
        check({}, b"x" * (LARGEST + 1))
    assert refused.value.http_status == 413


@pytest.mark.parametrize("text", ["", "yesterday", "2026-05-28", "2026-05-28T20:26:40", "9" * 13])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert seconds(text) is None
