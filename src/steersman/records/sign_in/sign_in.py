"""Signing in, put together; whatever changes who may get in stands in the ledger."""

from __future__ import annotations

import secrets
from pathlib import Path

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.sign_in.accounts import Account, Accounts
from steersman.records.sign_in.ceremonies import Ceremonies
from steersman.records.sign_in.identities import Identities
from steersman.records.sign_in.links import PasswordLinks
from steersman.records.sign_in.listing import AccountList
from steersman.records.sign_in.passkeys import Passkeys
from steersman.records.sign_in.passwords import Passwords
from steersman.records.sign_in.recovery import RecoveryCodes
from steersman.records.sign_in.sealing import Sealing
from steersman.records.sign_in.sessions import From, Lasts, Session, Sessions
from steersman.records.sign_in.throttle import Throttle
from steersman.records.sign_in.totp import Totp


class SignIn:
    """The accounts of the console and all that hangs on them.  ``by`` is a principal."""

    def __init__(
        self,
        engine: sa.Engine,
        clock: Clock,
        ledger: Ledger,
        key_file: Path,
        lasts: Lasts = Lasts(),  # noqa: B008 - it cannot be changed
    ) -> None:
        self._clock, self._ledger = clock, ledger
        self.sealing = Sealing(key_file)
        self.accounts = Accounts(engine, clock, Passwords())
        self.links = PasswordLinks(engine, clock)
        self.throttle = Throttle(engine, clock, self.sealing)
        self.totp = Totp(engine, clock, self.sealing)
        self.recovery = RecoveryCodes(engine, clock, self.sealing)
        self.passkeys = Passkeys(engine, clock)
        self.sessions = Sessions(engine, clock, lasts)
        self.ceremonies = Ceremonies(engine, clock, self.sealing)
        self.identities = Identities(engine, clock)
        self.list = AccountList(engine, clock, lasts)

    def create(self, principal: str, name: str, *, by: str) -> tuple[Account, str]:
        """An account, and the secret of the link by which its owner sets the password."""
        account = self.accounts.create(principal, name, by=by)
        self.tell("account-made", principal, by=by, name=account.name)
        return account, self.links.make(principal)

    def reset(
        self, principal: str, *, by: str, second_factors: bool = False, identities: bool = False
    ) -> str:
        """Forget the password, sign out everywhere, and make a link for a new one.

        ``second_factors``: the app, passkeys and recovery codes too, for who has lost them.
        """
        self.accounts.forget_password(principal, by=by)
        if second_factors:
            self._forget_second_factors(principal)
        if identities:
            self.identities.remove(principal)
        self.sessions.end_all(principal)
        told = {"second_factors": second_factors, "identities": identities}
        self.tell("account-reset", principal, by=by, **told)
        return self.links.make(principal)

    def disable(self, principal: str, *, by: str) -> None:
        """Nobody signs in with it, and whoever is signed in is not any more."""
        self.accounts.disable(principal)
        self.links.withdraw(principal)
        ended = self.sessions.end_all(principal)
        self.tell("account-disabled", principal, by=by, sessions=ended)

    def enable(self, principal: str, *, by: str) -> None:
        self.accounts.enable(principal)
        self.tell("account-enabled", principal, by=by)

    def set_password(self, secret: str, password: str) -> Account:
        """By a link, which counts no more afterwards; every session of the account ends."""
        principal = self.links.account_of(secret) or self.links.use(secret)  # the latter refuses
        account = self.accounts.get(principal)
        hashed = self.accounts.passwords.hash(password, name=account.name)  # refuses a weak one
        self.links.use(secret)
        self.accounts.keep_hash(principal, hashed)
        self.sessions.end_all(principal)
        self.tell("password-set", principal, by=principal, how="link")
        return account

    def change_password(self, session: Session, password: str) -> None:
        """By its owner; every other session ends."""
        self.accounts.set_password(session.account, password)
        self.links.withdraw(session.account)
        self.sessions.end_all(session.account, but=session.id)
        self.tell("password-set", session.account, by=session.account, how="own")

    def start(
        self, account: Account, how: str, seen: From, *, second_factor: bool
    ) -> tuple[Session, str]:
        """Sign in: a session and its secret."""
        made = self.sessions.start(account.id, how, seen, second_factor=second_factor)
        told: Json = {"session": made[0].id, "how": how, "address": seen.address}
        self.tell("signed-in", account.id, by=account.id, **told, second_factor=second_factor)
        return made

    def end(self, session: Session, *, by: str) -> bool:
        ended = self.sessions.end(session.id)
        self.tell("signed-out", session.account, by=by, session=session.id)
        return ended

    def end_all(self, principal: str, *, by: str, but: str = "") -> int:
        """Sign out everywhere.  How many sessions ended."""
        ended = self.sessions.end_all(principal, but=but)
        self.tell("signed-out-everywhere", principal, by=by, sessions=ended)
        return ended

    def has_second_factor(self, principal: str) -> bool:
        return self.totp.is_set_up(principal) or bool(self.passkeys.of(principal))

    def csrf(self, session: Session) -> str:
        """What a form of this session must carry; it stays the same while the session lasts."""
        return self.sealing.mac("csrf", session.id)

    def tell(self, kind: str, principal: str, *, by: str, **told: object) -> None:
        """Keep in the ledger what happened to whom.  Never a name that somebody only typed."""
        body: Json = {"principal": principal, "by": by, **told}
        key = f"sign-in/{kind}/{secrets.token_hex(8)}"
        self._ledger.record(Entry(key, kind, self._clock.now(), body))

    def _forget_second_factors(self, principal: str) -> None:
        self.totp.remove(principal)
        self.passkeys.remove(principal)
        self.recovery.remove(principal)
