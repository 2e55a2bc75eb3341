"""The desk as one thing to hand around."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.desk.agenda import Agenda
from steersman.records.desk.approvals import Approvals
from steersman.records.desk.ask_backs import AskBacks
from steersman.records.desk.obligations import Obligations
from steersman.records.desk.outbox import Outbox
from steersman.records.desk.questions import Questions
from steersman.records.desk.work import WorkItems
from steersman.records.saved_views import SavedViews


class Desk:
    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self.work_items = WorkItems(engine, clock)
        self.agenda = Agenda(engine, clock)
        self.approvals = Approvals(engine, clock)
        self.questions = Questions(engine, clock)
        self.ask_backs = AskBacks(engine)
        self.obligations = Obligations(engine, clock)
        self.outbox = Outbox(engine, clock)
        self.views = SavedViews(engine, clock, "work")
