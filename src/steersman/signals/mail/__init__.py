"""Mails of monitoring become alerts, by declared patterns; nothing in a mail is an instruction."""

from steersman.signals.mail.mailbox import Mailbox, Place
from steersman.signals.mail.patterns import Pattern
from steersman.signals.mail.taking import MailIntake

__all__ = ["MailIntake", "Mailbox", "Pattern", "Place"]
