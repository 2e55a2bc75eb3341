"""Wires the doors that the systems file declares beside the API: syslog, and a mailbox."""

from __future__ import annotations

from functools import partial

from steersman.records.logs import LogLines
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.settings.secrets import secret
from steersman.signals.mail import MailIntake, Pattern, Place
from steersman.signals.mail.mailbox import opened
from steersman.signals.syslog import Listener, SyslogIntake
from steersman.web.core import Core

PATIENCE = 5.0  # seconds that ending waits for a look; doing it again does no harm


def listener(steersman: Core) -> Listener | None:
    """Not started yet.  None: no syslog is declared."""
    told = steersman.declared.syslog
    if told is None:
        return None
    lines = LogLines(steersman.store, steersman.clock)
    intake = SyslogIntake(lines, steersman.alerts, steersman.clock, told.alert_from)
    return Listener(
        host=told.host,
        port=told.port,
        keep=intake.keep,
        tcp=told.tcp,
        udp=told.udp,
        most=told.longest,
        senders=told.senders,
    )


def mailbox(steersman: Core) -> MailIntake | None:
    """None: no mailbox of monitoring is declared."""
    told, folder = steersman.declared.alert_mail, steersman.declared.folder
    if told is None:
        return None
    place = Place(
        host=told.host,
        user=told.user,
        port=told.port,
        tls=told.tls,
        ca_file=told.ca_file,
        folder=told.folder,
    )
    patterns = [Pattern(each.sender, each.subject, each.body) for each in told.patterns]
    password = secret(told.password_secret, folder=folder)
    return MailIntake(
        partial(opened, place, password),
        steersman.alerts,
        steersman.clock,
        patterns,
        told.senders,
    )


def reading_mail(steersman: Core, schedule: Ticker) -> list[TickerThread]:
    """A thread of its own: a mail server may take its time."""
    intake, told = mailbox(steersman), steersman.declared.alert_mail
    if intake is None or told is None:
        return []
    ticker = Ticker(steersman.clock, holds=lambda: schedule.holds())
    ticker.add("take in mails of monitoring", told.poll_every, intake.look)
    return [TickerThread(ticker, steersman.settings.tick_every, patience=PATIENCE)]


def begin(listening: Listener | None) -> None:
    """Listen; where the address is taken, say so where faults are shown, and go on."""
    if listening is None:
        return
    try:
        listening.start()
    except OSError as error:
        listening.fault = f"{listening.host}:{listening.port} cannot be listened on: {error}"


def faults_of(listening: Listener | None) -> dict[str, str]:
    fault = listening.fault if listening is not None else ""
    return {"take in syslog": fault} if fault else {}
