"""Looking at what somebody typed: throttled, and saying no alike whatever was wrong."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hmac import compare_digest

from steersman.records.sign_in import throttle
from steersman.records.sign_in.accounts import Account, folded
from steersman.records.sign_in.sessions import From
from steersman.records.sign_in.throttle import Bucket
from steersman.web.core import Core
from steersman.web.sign_in.origin import network_of


def by_password(core: Core, name: str, password: str, seen: From, device: str) -> Account | None:
    """Whose name and password these are; None for every kind of wrong.  ``Throttled``.

    ``device``: what an earlier sign-in left in this browser.
    """
    sign_in = core.sign_in
    buckets = [_account_bucket(core, name, device), throttle.address(network_of(seen))]
    sign_in.throttle.begin(buckets)
    found = sign_in.accounts.with_password(name, password)
    known = sign_in.accounts.named(name)  # always looked up: both answers must take as long
    if found is None:
        _tell_refused(core, known, "password", seen)
        return None
    sign_in.throttle.succeeded(buckets)
    return found


def by_code(core: Core, account: Account, code: str, seen: From) -> bool:
    """Whether it is a code of the authenticator app, or a recovery code, of this account."""
    buckets = _factor_buckets(account, seen)
    core.sign_in.throttle.begin(buckets)
    if not _fits(core, account, code):
        _tell_refused(core, account, "second factor", seen)
        return False
    core.sign_in.throttle.succeeded(buckets)
    return True


def by_own_password(core: Core, account: Account, password: str, seen: From) -> bool:
    """Whether who is signed in knows the password."""
    buckets = _factor_buckets(account, seen)
    core.sign_in.throttle.begin(buckets)
    if core.sign_in.accounts.with_password(account.name, password) is None:
        _tell_refused(core, account, "password", seen)
        return False
    core.sign_in.throttle.succeeded(buckets)
    return True


def device_mark(core: Core, account: Account) -> str:
    """What the browser keeps, so that strangers' guesses do not slow its owner down."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_device_mac(core, account.name, nonce)}"


def _fits(core: Core, account: Account, code: str) -> bool:
    sign_in = core.sign_in
    if sign_in.totp.fits(account.id, code):
        return True
    if not sign_in.recovery.use(account.id, code):
        return False
    left = sign_in.recovery.left(account.id)
    sign_in.tell("recovery-code-used", account.id, by=account.id, left=left)
    return True


def _factor_buckets(account: Account, seen: From) -> Sequence[Bucket]:
    return throttle.factor(account.id), throttle.address(network_of(seen))


def _account_bucket(core: Core, name: str, device: str) -> Bucket:
    nonce, _, mac = device.partition(".")
    genuine = compare_digest(mac.encode(), _device_mac(core, folded(name), nonce).encode())
    return throttle.device(nonce) if genuine else throttle.account(folded(name))


def _device_mac(core: Core, name: str, nonce: str) -> str:
    return core.sign_in.sealing.mac("device", name, nonce)


def _tell_refused(core: Core, account: Account | None, what: str, seen: From) -> None:
    """A name that is none of ours is not kept: it may be a password in the wrong field."""
    principal = account.id if account else ""
    core.sign_in.tell("sign-in-refused", principal, by="", what=what, address=seen.address)
