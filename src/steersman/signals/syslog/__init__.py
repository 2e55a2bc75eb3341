"""Lines of syslog: framed, read as what they are, written down, and severe ones told as alerts."""

from steersman.signals.syslog.listener import Listener
from steersman.signals.syslog.taking import SyslogIntake

__all__ = ["Listener", "SyslogIntake"]
