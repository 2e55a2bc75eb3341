"""A small team with schedules, policies and ways to be reached, on a store and a clock."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from steersman.domain.on_call.escalation import TEMPLATES, Policy, Step
from steersman.domain.on_call.layers import Layer, Unit
from steersman.domain.on_call.schedule import Override, Schedule
from steersman.domain.sources import Source, Value
from steersman.records.ledger.ledger import Ledger
from steersman.records.on_call import (
    Contacts,
    OnCallBook,
    OnCallRota,
    Pages,
    Policies,
    Schedules,
)
from steersman.records.people import People
from steersman.records.timeline import Timeline
from steersman.records.used_links import UsedLinks
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.notices import Post
from steersman.servicedesk.on_call.links import PageLinks
from steersman.servicedesk.on_call.mails import Mails
from steersman.servicedesk.on_call.message import Message, Method
from steersman.servicedesk.on_call.paging import Paging
from steersman.servicedesk.on_call.senders import Senders
from steersman.servicedesk.on_call.steps import Steps
from steersman.settings.systems import Mail

BY, HOUR, DAY = "system:test", 3600.0, 86400.0
BEGINS = "2026-05-28T00:00"  # the fixture's noon is 2026-05-28 20:26 UTC


class Team:
    """Ann, Bob and Cid take days in the schedule Web, in this order; it is Ann's day."""

    def __init__(self, engine: sa.Engine, clock: ManualClock, folder: Path) -> None:
        self.engine, self.clock, self.folder = engine, clock, folder
        self.ledger = Ledger(engine)
        self.people = People(engine, clock)
        self.schedules = Schedules(engine, clock, self.ledger)
        self.rota = OnCallRota(engine, clock)
        self.book = OnCallBook(engine, clock, self.schedules, self.rota)
        self.policies = Policies(engine, clock, self.ledger)
        self.contacts = Contacts(engine, clock, self.ledger)
        self.timeline = Timeline(engine, clock)
        self.pages = Pages(engine, clock, self.ledger, self.timeline)
        self.heard: list[Message] = []  # what the silent mail sender of ``paging()`` took
        self.ann, self.bob, self.cid = (self.hire(name) for name in ("ann", "bob", "cid"))
        self.web = self.schedule("Web", self.ann, self.bob, self.cid)

    def hire(self, name: str, **more: Value) -> str:
        source = Source(name="hr", recency=self.clock.now(), feed="t", native_key=name)
        values: dict[str, Value] = {"employee_number": name, "given_name": name.title()}
        values |= {"family_name": "Test", "mail": f"{name}@example.org", **more}
        return self.people.add(values, by=BY, source=source).id

    def leaves(self, person: str) -> None:
        key = self.people.get(person).employee_number
        source = Source(name="hr", recency=self.clock.now(), feed="t", native_key=key)
        self.people.change(person, {"employment_status": "terminated"}, by=BY, source=source)

    def schedule(self, name: str, *people: str, **more: object) -> Schedule:
        layer = Layer(name="days", people=people, begins=BEGINS, every=1, unit=Unit.DAY)
        told: dict[str, object] = {"layers": (layer,) if people else (), **more}
        made = Schedule(id="", name=name, time_zone="UTC", **told)  # type: ignore[arg-type]  # its fields
        return self.schedules.add(made, by=BY)

    def cover(self, person: str, hours: float, schedule: str = "") -> Override:
        now = self.clock.now()
        asked = Override(
            id="",
            schedule=schedule or self.web.id,
            person=person,
            starts=now,
            ends=now + hours * HOUR,
        )
        return self.schedules.override(asked, by=BY)

    def policy(self, name: str, *steps: Step, **more: object) -> Policy:
        chosen = steps or TEMPLATES["standard"].steps(self.web.id)
        return self.policies.add(Policy(id="", name=name, steps=chosen, **more), by=BY)  # type: ignore[arg-type]  # its fields

    def paging(self, port: int = 0) -> Paging:
        """Mails go to the server at ``port``; without one they are kept in ``heard``."""
        clock, chats = self.clock, Senders(self.clock, self.folder)
        post = Post(Mail(host="127.0.0.1", port=port, sender="steersman@example.org"))
        mail = Mails(post).send if port else self._hear
        used = UsedLinks(self.engine, clock)
        links = PageLinks(self.pages, self.people, used, clock, self.folder / "links.key")
        return Paging(
            pages=self.pages,
            policies=self.policies,
            steps=Steps(self.book, self.contacts),
            people=self.people,
            links=links,
            senders={
                "mail": mail,
                "slack": chats.slack,
                "matrix": chats.matrix,
                "webhook": chats.webhook,
            },
            address="https://steersman.example.org",
        )

    def _hear(self, method: Method, message: Message) -> None:
        self.heard.append(message)

    @property
    def told(self) -> list[str]:
        """Who heard it, by their first names, in order."""
        return [each.name.split()[0].lower() for each in self.heard]

    def secret(self, name: str, value: str) -> str:
        """A secret in a file, and its reference."""
        path = self.folder / "on-call" / name
        path.parent.mkdir(exist_ok=True)
        path.touch(0o600)
        path.write_text(value)
        return f"file:on-call/{name}"

    def story(self, subject: str) -> list[str]:
        return [each.kind for each in self.timeline.of(subject)]
