"""TLS that is checked, a bounded answer, a secret that a header can carry."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from ssl import CERT_REQUIRED, SSLContext

import pytest

from steersman.capabilities.http_exchange import is_loopback, trust_for, trust_in, usable, whole
from steersman.domain.errors import Permanent, Transient


def test_an_answer_is_all_its_pieces() -> None:
    assert whole([b"a", b"bc"], "GET /x", timeout=1, largest=3, too_large="ask less") == b"abc"


def test_an_answer_over_the_bound_says_the_mend() -> None:
    with pytest.raises(Permanent, match="GET /x: the answer is over 2 bytes: ask less"):
        whole([b"a", b"bc"], "GET /x", timeout=1, largest=2, too_large="ask less")


def test_a_trickle_ends_after_four_time_outs() -> None:
    def drops() -> Iterator[bytes]:
        while True:
            time.sleep(0.005)
            yield b""

    with pytest.raises(Transient, match="too slowly"):
        whole(drops(), "GET /x", timeout=0.01, largest=9, too_large="")


@pytest.mark.parametrize("secret", ["", "a b", "a\n", "ü", "a\x00"])
def test_a_secret_that_no_header_carries_is_refused_unquoted(secret: str) -> None:
    with pytest.raises(Permanent, match=r"^token_secret is empty or holds") as caught:
        usable(secret, "token_secret")
    assert not secret or repr(secret) not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "stays"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("localhost.evil.example", False)],
)
def test_only_this_machine_is_loopback(host: str, stays: bool) -> None:
    assert is_loopback(host) is stays


def test_certificates_are_checked_wherever_there_is_tls() -> None:
    trust = trust_for("https://host.example", "")
    assert isinstance(trust, SSLContext)
    assert trust.verify_mode is CERT_REQUIRED
    assert trust.check_hostname
    assert trust_for("http://127.0.0.1", "") is False


def test_an_authority_that_is_no_pem_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("nothing")
    with pytest.raises(Permanent, match=r"ca\.pem cannot be read as PEM"):
        trust_in(str(path))
