"""``watch``: runs on another machine and says when Steersman falls silent."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote, urlsplit

import typer

from steersman.cli.exits import Misused
from steersman.cli.options import said
from steersman.cli.output import BAD, GOOD
from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.servicedesk.watcher import Notice
    from steersman.settings.watching import WatchSettings

Url = Annotated[
    str | None, typer.Option(help="The /healthz of the Steersman.  [STEERSMAN_WATCH_URL]")
]
Notify = Annotated[
    list[str] | None,
    typer.Option(help="mailto:ADDRESS or https://…; more than once.  [STEERSMAN_WATCH_NOTIFY]"),
]
Every = Annotated[
    float | None, typer.Option(help="Seconds between two looks.  [STEERSMAN_WATCH_EVERY]")
]
Misses = Annotated[
    int | None, typer.Option(help="Missed answers before it tells.  [STEERSMAN_WATCH_MISSES]")
]
Smtp = Annotated[str | None, typer.Option(help="HOST:PORT for mailto:.  [STEERSMAN_WATCH_SMTP]")]
Sender = Annotated[str | None, typer.Option(help="Sender of the mails.  [STEERSMAN_WATCH_SENDER]")]


def watch(
    session: Session,
    url: Url = None,
    notify: Notify = None,
    every: Every = None,
    misses: Misses = None,
    smtp: Smtp = None,
    sender: Sender = None,
) -> None:
    """Watch a Steersman from another machine; tell when it does not answer, and when it is back.

    It needs no database and no token, and runs until it is stopped.
    """
    from steersman.runtime.clock import SystemClock
    from steersman.servicedesk.watcher import Watcher, look_at
    from steersman.settings.watching import WatchSettings

    addresses = ",".join(notify) if notify else None
    options = said(url=url, notify=addresses, every=every, misses=misses, smtp=smtp, sender=sender)
    settings, clock = WatchSettings(**options), SystemClock()
    address = _health_of(settings.url)
    watcher = Watcher(
        url=address,
        look=lambda: look_at(address, settings.patience),
        receivers=_receivers(settings),
        clock=clock,
        misses=settings.misses,
    )
    session.screen.note(f"watching {address} every {settings.every:g} s; stop it with Ctrl-C")
    while True:
        notice = watcher.check()
        if notice is not None:
            _tell(session, notice)
        clock.pause(settings.every)


def _health_of(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Misused(f"{url!r} is no address", "give it as https://HOST/healthz")
    return f"{url.rstrip('/')}/healthz" if parts.path in ("", "/") else url


def _receivers(settings: WatchSettings) -> dict[str, Callable[[Notice], None]]:
    from steersman.servicedesk.watcher import by_http

    addresses = [each.strip() for each in settings.notify.split(",") if each.strip()]
    if not addresses:
        raise Misused("nobody would be told", "give --notify mailto:ADDRESS or https://…")
    found: dict[str, Callable[[Notice], None]] = {}
    for address in addresses:
        kind = urlsplit(address).scheme
        if kind == "mailto":
            found[address] = _mailing(settings, unquote(urlsplit(address).path))
        elif kind in ("http", "https"):
            found[address] = by_http(address, settings.patience)
        else:
            raise Misused(f"{address!r} cannot be told", "use mailto:ADDRESS or https://…")
    return found


def _mailing(settings: WatchSettings, address: str) -> Callable[[Notice], None]:
    from steersman.servicedesk.notices import Post
    from steersman.servicedesk.watcher_mail import by_mail
    from steersman.settings.secrets import secret
    from steersman.settings.systems import Mail

    host, _, port = settings.smtp.rpartition(":")
    if not (host and port.isdigit() and settings.sender and "@" in address):
        mend = "give --smtp HOST:PORT and --sender ADDRESS"
        raise Misused(f"mailto:{address} needs a mail server and a sender", mend)
    mail = Mail(
        host=host,
        port=int(port),
        sender=settings.sender,
        starttls=settings.starttls,
        user=settings.user,
        password_secret=settings.password_secret,
    )
    reference = settings.password_secret
    return by_mail(address, Post(mail, secret(reference) if reference else None))


def _tell(session: Session, notice: Notice) -> None:
    style = BAD if notice.state == "down" else GOOD
    session.show(notice.as_json(), lambda: session.screen.say(notice.text, style))
    sys.stdout.flush()
