"""The record of one installation, opened: every repository that pages and the governor use."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.capabilities.documents import DocumentSource
from steersman.domain.clock import Clock
from steersman.knowledge.asking.library import Library
from steersman.knowledge.asking.service import Asking
from steersman.knowledge.retrieval.embedding import load
from steersman.knowledge.sources.places import Places
from steersman.records import migrate
from steersman.records.alerts import Alerts
from steersman.records.assets import Assets
from steersman.records.desk.desk import Desk
from steersman.records.guard.switches import Switches
from steersman.records.guard.workers import Workers
from steersman.records.imports import Importer
from steersman.records.knowledge.house import HouseDocuments
from steersman.records.ledger.checkpoints import Checkpoints
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.signing import signer
from steersman.records.on_call import Contacts, OnCallBook, OnCallRota, Pages, Policies, Schedules
from steersman.records.people import People
from steersman.records.permissions.rules import Rules
from steersman.records.sign_in import SignIn
from steersman.records.sign_in.sessions import Lasts
from steersman.records.situations.store import Situations
from steersman.records.store import connect as open_store
from steersman.records.system_checks import SystemChecks
from steersman.records.timeline import Timeline
from steersman.records.tokens import Tokens
from steersman.settings.knowledge import KnowledgeSettings
from steersman.settings.product import Settings

LEDGER_NAME = "steersman/ledger"  # the origin line of every checkpoint


class Recorded:
    """Opens the store and brings its tables up to date.  Starts nothing."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        settings.data.mkdir(parents=True, exist_ok=True)
        self.store = open_store(settings.records_url)
        migrate.upgrade_or_read(self.store)
        self.desk = Desk(self.store, clock)
        self.people = People(self.store, clock)
        self.permissions = Rules(self.store, clock)
        if not self.permissions.all():  # what an administrator removed since stays removed
            self.permissions.install_defaults(by="system:steersman")
        model = KnowledgeSettings().model_folder
        places = Places(
            self.store,
            HouseDocuments(self.store, clock),
            settings.data / "knowledge" / "git",
            self.document_sources,
        )
        self.library = Library(self.store, self.permissions, clock, lambda: load(model)[0], places)
        self.asking = Asking(self.store, self.permissions, clock, self.library)
        self.on_call = OnCallRota(self.store, clock)
        self.assets = Assets(self.store, clock)
        self.switches = Switches(self.store, clock)
        self.workers = Workers(self.store, clock)
        self.system_checks = SystemChecks(self.store, clock)
        self.alerts = Alerts(self.store, clock)
        self.situations = Situations(self.store, clock)
        self.tokens = Tokens(self.store, clock)
        self.importer = Importer(self.store, clock)
        self.ledger = Ledger(self.store)
        schedules = Schedules(self.store, clock, self.ledger)
        self.duty = OnCallBook(self.store, clock, schedules, self.on_call)
        self.escalation = Policies(self.store, clock, self.ledger)
        self.contacts = Contacts(self.store, clock, self.ledger)
        self.timeline = Timeline(self.store, clock)
        self.pages = Pages(self.store, clock, self.ledger, self.timeline)
        self.signer = signer(settings.data / "keys" / "ledger.pem", LEDGER_NAME)
        self.checkpoints = Checkpoints(self.store, self.ledger, self.signer, clock)
        lasts = Lasts(settings.session_idle, settings.session_longest)
        key = settings.data / "keys" / "sign-in.key"
        self.sign_in = SignIn(self.store, clock, self.ledger, key, lasts)

    def document_sources(self) -> Mapping[str, DocumentSource]:
        """The connected systems that hold documents; none as long as nothing is connected."""
        return {}
