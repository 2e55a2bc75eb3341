"""Hands mails in over SMTP (RFC 6409): the real ``Outbox``."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from steersman.capabilities.http_exchange import trust_in
from steersman.connectors.caldav.settings import LOOPBACK, SmtpSettings
from steersman.connectors.caldav.store import Refusals
from steersman.domain.errors import Permanent, Transient

TEMPORARY = range(400, 500)


class SmtpOutbox:
    """One connection per mail: meetings are moved rarely, and idle connections are cut."""

    def __init__(
        self,
        settings: SmtpSettings,
        sender: str,
        password: Callable[[], str],
        *,
        ca_file: str = "",
        timeout: float = 10.0,
    ) -> None:
        self.sender = sender
        self._settings = settings
        self._password = password
        self._ca_file = ca_file
        self._timeout = timeout

    def send(self, message: EmailMessage, recipients: tuple[str, ...]) -> Refusals:
        """Some refused for good: the others have it.  Anything temporary: nobody is assumed to."""
        with self._connected() as server:
            try:
                refused = server.send_message(message, self.sender, list(recipients))
            except smtplib.SMTPRecipientsRefused as nobody:
                refused = nobody.recipients
        return _refusals(refused)

    def reach(self) -> str:
        """Greet, encrypt and sign in as for a mail, but send none.  Returns the server's answer."""
        with self._connected() as server:
            code, words = server.noop()
            if code != 250:
                raise Transient(f"the mail server {self._name} answered {code} to a NOOP")
            return words.decode(errors="replace")

    @property
    def _name(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        settings = self._settings
        if settings.user and not settings.starttls and settings.host not in LOOPBACK:
            raise Permanent("the mail password would travel unencrypted: set smtp.starttls = true")
        try:
            server = smtplib.SMTP(
                settings.host, settings.port, self.sender.rpartition("@")[2], self._timeout
            )
            with _goodbye(server):
                if settings.starttls:
                    server.starttls(context=trust_in(self._ca_file))
                server.ehlo_or_helo_if_needed()
                if settings.user:
                    server.login(settings.user, self._password())
                yield server
        except smtplib.SMTPAuthenticationError as problem:
            raise Permanent(
                f"the mail server {self._name} refuses the sign-in of {settings.user} "
                f"({problem.smtp_code}); check smtp.password_secret"
            ) from None  # the cause may quote what was sent
        except smtplib.SMTPResponseException as problem:
            raise _answered(self._name, problem.smtp_code) from problem
        except smtplib.SMTPNotSupportedError as problem:
            raise Permanent(f"the mail server {self._name}: {problem}; see starttls") from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise Transient(f"the mail server {self._name} does not answer: {problem}") from problem


@contextmanager
def _goodbye(server: smtplib.SMTP) -> Iterator[None]:
    """A mail that was taken stays taken: a rude end of the conversation must not repeat it."""
    try:
        yield
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _answered(name: str, code: int) -> Exception:
    if code in TEMPORARY or code < 0:
        return Transient(f"the mail server {name} answered {code}", retry_after=5.0)
    return Permanent(f"the mail server {name} refuses the mail ({code}); check mail_from")


def _refusals(refused: dict[str, tuple[int, bytes]]) -> Refusals:
    later = sorted(each for each, (code, _) in refused.items() if code in TEMPORARY)
    if later:
        raise Transient(f"the mail server takes no mail to {', '.join(later)} now", retry_after=5.0)
    return Refusals({each: str(code) for each, (code, _) in refused.items()})
