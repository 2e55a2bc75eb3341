"""Messages of syslog into the record: each line kept and counted, severe ones told as alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.alerts import Alerts, Received
from steersman.records.logs import LogLines, Written
from steersman.signals.intake.shaping import Parts, received
from steersman.signals.logs import Line, Templates
from steersman.signals.syslog.framing import Frame
from steersman.signals.syslog.message import SEVERITIES, Message, message_of

SOURCE = "syslog"
LASTS = 3_600.0  # seconds after which an alert of a line that is not written again is silent
Arrived = tuple[str, Frame]  # the sender's address, and what it sent


@dataclass
class SyslogIntake:
    """``alert_from``: this severity and worse become alerts, such as ``error``."""

    lines: LogLines
    alerts: Alerts
    clock: Clock
    alert_from: str = "error"
    _templates: Templates | None = field(default=None, repr=False)

    def keep(self, arrived: Sequence[Arrived], dropped: int = 0) -> None:
        """Write all of it down before it returns; ``dropped``: datagrams that the kernel lost.

        A line is in the record before its alert is: twice the same line is one alert told again.
        """
        now, counts, told = self.clock.now(), Counter[str](), list[Received]()
        templates, written, learned = self._known(), list[Written](), False
        for sender, frame in arrived:
            message = message_of(frame.data, sender, now, frame.cut)
            found = templates.take(message.text)
            learned = learned or bool(found and found.is_new)
            written.append(_written(message, sender, found))
            counts.update(("lines", message.severity_name, *message.faults))
            told += self._alert(message, found, now)
        if dropped:
            counts["dropped"] = dropped
        state = {SOURCE: templates.state()} if learned else None
        try:
            self.lines.keep(written, counts, state)
        except Exception:
            self._templates = None  # what it learned is not on disk: it is learned again
            raise
        if told:
            self.alerts.keep(told)

    def _known(self) -> Templates:
        """The wordings of before, so that a restart makes none of them new."""
        if self._templates is None:
            self._templates = Templates.restore(self.lines.templates(SOURCE))
        return self._templates

    def _alert(self, message: Message, found: Line | None, now: float) -> Iterable[Received]:
        if message.severity > SEVERITIES.index(self.alert_from) or not message.text:
            return ()
        parts = Parts(
            name=f"{message.app or 'syslog'}: {message.severity_name}",
            time=str(message.at),
            host=message.host,
            text=message.text,
            status="firing",
            severity=message.severity_name,
            labels={"app": message.app, "template": found.template.id if found else ""},
            expires_at=now + LASTS,
        )
        try:
            return (replace(received(parts, now), source=SOURCE),)
        except Permanent:
            return ()  # it is among the lines, with a time that no alert can have


def _written(message: Message, sender: str, found: Line | None) -> Written:
    return Written(
        at=message.at,
        sender=sender,
        host=message.host,
        app=message.app,
        severity=message.severity_name,
        text=message.text,
        template=found.template.id if found else "",
        faults=", ".join(message.faults),
        is_new=bool(found and found.is_new),
    )
