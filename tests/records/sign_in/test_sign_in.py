"""Accounts, links, sessions and second factors on both stores."""

from __future__ import annotations

import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.errors import Permanent
from steersman.records.sign_in import SignIn
from steersman.records.sign_in.accounts import Account
from steersman.records.sign_in.passwords import Passwords, fault_of
from steersman.records.sign_in.sealing import Sealing
from steersman.records.sign_in.sessions import From
from steersman.records.sign_in.throttle import LONGEST, Throttled, account, address
from steersman.runtime.clock import ManualClock

PASSWORD = "the harbour freezes late"
ANN = "per_ann"


@pytest.fixture
def ann(sign_in: SignIn) -> Account:
    made, link = sign_in.create(ANN, "Ann@Example.org", by="per_boss")
    sign_in.set_password(link, PASSWORD)
    return made


def everything(record: sa.Engine) -> str:
    """What the database holds, as text."""
    tables = sa.inspect(record).get_table_names()
    with record.connect() as connection:
        rows = [connection.execute(sa.text(f'SELECT * FROM "{name}"')).all() for name in tables]
    return str(rows)


def test_a_name_is_one_in_any_case(sign_in: SignIn, ann: Account) -> None:
    assert sign_in.accounts.with_password(" ANN@example.ORG", PASSWORD) is not None
    for principal, name in ((ANN, "other@example.org"), ("per_bob", "ann@EXAMPLE.org")):
        with pytest.raises(Permanent, match="already"):
            sign_in.create(principal, name, by="per_boss")


def test_no_secret_is_kept_in_clear(sign_in: SignIn, ann: Account, record: sa.Engine) -> None:
    _, cookie = sign_in.start(ann, "password", From(), second_factor=False)
    secret, codes = sign_in.totp.begin(ANN), sign_in.recovery.make(ANN)
    link, begun = sign_in.links.make(ANN), sign_in.ceremonies.begin("kind", {"nonce": "n-0123456"})
    held = everything(record)
    for kept in (PASSWORD, cookie, secret, codes[0], link, begun, "n-0123456"):
        assert kept not in held
    assert "$argon2id$" in held


def test_the_key_file_is_for_its_owner_alone(sign_in: SignIn, tmp_path: Path) -> None:
    file = tmp_path / "keys" / "sign-in.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "key" not in repr(Sealing(file)).lower()


def test_an_unknown_name_costs_as_much_as_a_wrong_password(sign_in: SignIn, ann: Account) -> None:
    def took(name: str) -> float:
        began = time.perf_counter()
        assert sign_in.accounts.with_password(name, "wrong" * 4) is None
        return time.perf_counter() - began

    took("anybody")
    known = min(took("ann@example.org") for _ in range(5))
    unknown = min(took("nobody@example.org") for _ in range(5))
    assert 0.5 < unknown / known < 2.0


def test_a_hash_of_dated_costs_is_renewed(sign_in: SignIn, ann: Account, record: sa.Engine) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    sign_in.accounts.keep_hash(ANN, old)
    assert sign_in.accounts.with_password("ann@example.org", PASSWORD) is not None
    assert old not in everything(record)
    assert sign_in.accounts.with_password("ann@example.org", PASSWORD) is not None


def test_a_link_works_once_and_only_the_latest_does(
    sign_in: SignIn, ann: Account, noon: ManualClock
) -> None:
    earlier, link = sign_in.links.make(ANN), sign_in.links.make(ANN)
    for secret in (earlier, "", "x" * 5000):
        with pytest.raises(Permanent, match="link"):
            sign_in.set_password(secret, "another long sentence")
    sign_in.set_password(link, "another long sentence")
    with pytest.raises(Permanent, match="link"):
        sign_in.set_password(link, "yet another sentence")
    late = sign_in.links.make(ANN)
    noon.advance(86401)
    assert sign_in.links.account_of(late) is None


def test_of_two_clicks_at_once_one_sets_the_password(sign_in: SignIn, ann: Account) -> None:
    link = sign_in.links.make(ANN)

    def click(number: int) -> bool:
        try:
            sign_in.set_password(link, f"sentence number {number} of many")
        except Permanent:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(click, range(4))) == 1


def test_a_weak_password_leaves_the_link_good(sign_in: SignIn, ann: Account) -> None:
    link = sign_in.links.make(ANN)
    with pytest.raises(Permanent, match="12 to 256"):
        sign_in.set_password(link, "short")
    assert sign_in.links.account_of(link) == ANN


def test_a_session_ends_when_idle_and_at_its_latest_moment(
    sign_in: SignIn, ann: Account, noon: ManualClock
) -> None:
    _, idle = sign_in.start(ann, "password", From(), second_factor=False)
    noon.advance(8 * 3600 + 1)
    assert sign_in.sessions.find(idle) is None
    _, busy = sign_in.start(ann, "password", From(), second_factor=False)
    for _ in range(4):
        noon.advance(6 * 3600 - 1)
        assert sign_in.sessions.find(busy) is not None
    noon.advance(5)
    assert sign_in.sessions.find(busy) is None
    assert sign_in.sessions.running(ANN) == []


def test_what_ends_sessions_ends_all_of_the_account_and_no_others(
    sign_in: SignIn, ann: Account
) -> None:
    bob, _ = sign_in.create("per_bob", "bob@example.org", by="per_boss")
    _, his = sign_in.start(bob, "password", From(), second_factor=False)
    for ending in ("disable", "reset", "end_all"):
        _, hers = sign_in.start(ann, "password", From(), second_factor=False)
        getattr(sign_in, ending)(ANN, by="per_boss")
        assert sign_in.sessions.find(hers) is None
    assert sign_in.sessions.find(his) is not None


def test_a_session_proved_again_goes_on_under_a_new_secret(
    sign_in: SignIn, ann: Account, noon: ManualClock
) -> None:
    session, before = sign_in.start(ann, "password", From(), second_factor=False)
    noon.advance(100)
    after = sign_in.sessions.proved(session.id, second_factor=True)
    assert sign_in.sessions.find(before) is None
    found = sign_in.sessions.find(after)
    assert found is not None
    assert found.second_factor_at == noon.now()
    assert sign_in.csrf(found) == sign_in.csrf(session)


def test_a_code_counts_once_and_for_a_step_around_now(sign_in: SignIn, noon: ManualClock) -> None:
    app = pyotp.TOTP(sign_in.totp.begin(ANN))
    now = int(noon.now())
    assert not sign_in.totp.fits(ANN, app.at(now)), "nothing is asked for before it is confirmed"
    assert sign_in.totp.confirm(ANN, app.at(now - 30))
    assert not sign_in.totp.fits(ANN, app.at(now - 30)), "replayed"
    assert not sign_in.totp.fits(ANN, app.at(now - 60)), "too old"
    assert not sign_in.totp.fits(ANN, app.at(now + 60)), "too early"
    assert sign_in.totp.fits(ANN, app.at(now + 30))
    assert not sign_in.totp.fits(ANN, app.at(now)), "older than the last one"


def test_of_a_code_sent_twice_at_once_one_counts(sign_in: SignIn, noon: ManualClock) -> None:
    app = pyotp.TOTP(sign_in.totp.begin(ANN))
    assert sign_in.totp.confirm(ANN, app.at(int(noon.now()) - 30))
    code = app.at(int(noon.now()))
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: sign_in.totp.fits(ANN, code), range(4))) == 1


def test_a_secret_moved_to_another_account_opens_nothing(
    sign_in: SignIn, record: sa.Engine, noon: ManualClock
) -> None:
    app = pyotp.TOTP(sign_in.totp.begin(ANN))
    assert sign_in.totp.confirm(ANN, app.at(int(noon.now()) - 30))
    with record.begin() as connection:
        connection.execute(sa.text("UPDATE sign_in_totps SET account = 'per_bob'"))
    with pytest.raises(Permanent, match="cannot be read"):
        sign_in.totp.fits("per_bob", app.at(int(noon.now())))


def test_a_recovery_code_counts_once(sign_in: SignIn) -> None:
    code = sign_in.recovery.make(ANN)[0]
    assert not sign_in.recovery.use("per_bob", code)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: sign_in.recovery.use(ANN, code), range(4))) == 1
    assert sign_in.recovery.left(ANN) == 9


def test_a_ceremony_is_taken_once_for_its_own_purpose_in_time(
    sign_in: SignIn, noon: ManualClock
) -> None:
    secret = sign_in.ceremonies.begin("sign-in", {"a": 1})
    assert sign_in.ceremonies.take("step-up", secret) is None
    assert sign_in.ceremonies.take("sign-in", secret) == {"a": 1}
    assert sign_in.ceremonies.take("sign-in", secret) is None
    late = sign_in.ceremonies.begin("sign-in", {"a": 1})
    noon.advance(601)
    assert sign_in.ceremonies.look("sign-in", late) is None


def test_a_passkey_that_counts_backwards_is_a_copy(sign_in: SignIn) -> None:
    sign_in.passkeys.add("key", ANN, "  laptop \n", "AAAA", 5)
    (key,) = sign_in.passkeys.of(ANN)
    assert key.name == "laptop"
    assert sign_in.passkeys.used(key, 6)
    assert not sign_in.passkeys.used(key, 6), "the count had moved on"
    with pytest.raises(Permanent, match="known already"):
        sign_in.passkeys.add("key", "per_bob", "mine", "AAAA", 0)
    assert sign_in.passkeys.remove("per_bob", "key") == 0


def fail(sign_in: SignIn, times: int, name: str = "ann") -> int:
    """How many of so many wrong attempts were looked at."""
    seen = 0
    for _ in range(times):
        try:
            sign_in.throttle.begin([account(name)])
            seen += 1
        except Throttled:
            continue
    return seen


def test_waiting_doubles_up_to_a_quarter_of_an_hour_and_never_longer(
    sign_in: SignIn, noon: ManualClock
) -> None:
    waits: list[float] = []
    for _ in range(20):
        try:
            sign_in.throttle.begin([account("ann")])
        except Throttled as closed:
            waits.append(closed.retry_after)
            noon.advance(closed.retry_after)
            sign_in.throttle.begin([account("ann")])
    assert waits[:3] == [2, 4, 8]
    assert max(waits) == LONGEST


def test_what_is_tried_while_closed_closes_nothing_for_longer(
    sign_in: SignIn, noon: ManualClock
) -> None:
    assert fail(sign_in, 6) == 6
    assert fail(sign_in, 100) == 0
    noon.advance(2.1)
    assert fail(sign_in, 1) == 1


def test_attempts_at_the_same_moment_all_count(sign_in: SignIn) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: fail(sign_in, 1), range(24))) == 6


def test_success_clears_the_account_but_gives_an_address_one_attempt_back_only(
    sign_in: SignIn,
) -> None:
    here = address("192.0.2.1")
    for number in range(31):
        sign_in.throttle.begin([account(f"victim {number}"), here])
        if number % 2 == 0 and number < 30:
            sign_in.throttle.begin([account("own"), here])
            sign_in.throttle.succeeded([account("own"), here])
    with pytest.raises(Throttled):
        sign_in.throttle.begin([here])


def test_after_an_hour_without_a_failure_all_is_forgotten(
    sign_in: SignIn, noon: ManualClock
) -> None:
    fail(sign_in, 6)
    noon.advance(3601)
    assert fail(sign_in, 6) == 6


def test_an_identity_is_linked_to_one_account_and_back(sign_in: SignIn) -> None:
    sign_in.identities.link("https://idp", "sub-1", ANN)
    sign_in.identities.link("https://idp", "sub-1", ANN)
    for subject, person in (("sub-2", ANN), ("sub-1", "per_bob")):
        with pytest.raises(Permanent, match="another identity"):
            sign_in.identities.link("https://idp", subject, person)
    sign_in.identities.link("https://other", "sub-1", "per_bob")
    assert sign_in.identities.account_of("https://idp", "sub-1") == ANN


@given(st.text(max_size=300))
def test_every_text_is_a_password_or_told_why_not(text: str) -> None:
    assert bool(fault_of(text)) is (fault_of(text) != "")
    assert fault_of(text) or len(text) >= 12


def test_any_text_is_looked_at_without_breaking() -> None:
    passwords = Passwords()
    kept = passwords.hash(PASSWORD)
    for text in ("", "\x00", "\ud800", "x" * 100_000, PASSWORD + " "):
        assert not passwords.fits(kept, text)
    assert passwords.fits(kept, PASSWORD)
    assert not passwords.fits("", PASSWORD)
