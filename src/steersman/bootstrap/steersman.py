"""A running Steersman: its record, ledger, governor and engine, and what happens by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache

from steersman.bootstrap.answering import answering
from steersman.bootstrap.catalogue import everything
from steersman.bootstrap.connect import Connected, check
from steersman.bootstrap.declared import changing, connected_to, hr_feed
from steersman.bootstrap.declaring import Declaring
from steersman.bootstrap.documents import Documents, tending
from steersman.bootstrap.governing import governor
from steersman.bootstrap.listening import begin, faults_of, listener, reading_mail
from steersman.bootstrap.living import Beginning, aside, systems_down, watching_drift
from steersman.bootstrap.mailing import notices
from steersman.bootstrap.paging import moving, paging
from steersman.bootstrap.recorded import Recorded
from steersman.bootstrap.restarting import Restarting
from steersman.bootstrap.situating import judging, situating
from steersman.bootstrap.watching import looking, watching
from steersman.capabilities.connector import Check
from steersman.capabilities.documents import DocumentSource
from steersman.capabilities.language_model import LanguageModel
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.condition import Condition
from steersman.governor import market
from steersman.governor.decision import Rule
from steersman.governor.execute import Governor
from steersman.governor.falling import fall_where_unmet
from steersman.governor.gates.leak_check import ANSWER, LeakChecks
from steersman.governor.levels import Levels
from steersman.governor.limits import LimitsFile
from steersman.governor.policies.files import PolicyFiles
from steersman.governor.procedure import Procedure
from steersman.records.runbooks import RunbookVersions
from steersman.runtime.clock import SystemClock
from steersman.runtime.database_watch import DatabaseWatch
from steersman.runtime.engine import Engine
from steersman.runtime.heart import Heart
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.servicedesk.approval_links import ApprovalLinks
from steersman.servicedesk.approving import Approving
from steersman.servicedesk.asking_back import AskingBack
from steersman.servicedesk.collecting import Collecting
from steersman.servicedesk.documents.editing import Editing
from steersman.servicedesk.documents.solving import Solving
from steersman.servicedesk.documents.terms import Terms
from steersman.servicedesk.due import DueObligations
from steersman.servicedesk.environments import Environments
from steersman.servicedesk.healing import Healing
from steersman.servicedesk.on_call.situations import PagesPeople
from steersman.servicedesk.situations.acting import Acting
from steersman.servicedesk.taking_back import Blame, TakingBack
from steersman.settings.product import Settings
from steersman.settings.systems import Systems, load_systems
from steersman.web.core import Declares, Feed, Restarts
from steersman.workflows import PROCEDURES
from steersman.workflows.runbooks.library import Procedures, Runbooks

LOST_AFTER = 60.0  # seconds
START = "start what is due"
SILENT = 60.0  # seconds without a heartbeat that something must be wrong after
REVIEWED = 3600.0  # seconds between two looks whether the gates are still met
KEPT = 1000  # ends of runs that somebody may still wait for in this process


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a test or a simulation may bring instead of what is declared."""

    connected: Connected | None = None
    rules: Mapping[str, Rule] | None = None
    procedures: Mapping[str, Procedure] = field(default_factory=lambda: PROCEDURES)
    clock: Clock = field(default_factory=SystemClock)
    market: Callable[[str, float], float | None] = market.open_until
    on_death: Callable[[str], None] = lambda reason: None
    language_model: LanguageModel | None = None
    comes_again: bool = False  # whoever started the process starts it anew when it asks for that


class Steersman(Recorded):
    """One worker process.  ``open`` starts it; until then it only reads and takes in work."""

    def __init__(self, settings: Settings, parts: Parts | None = None) -> None:
        parts = parts or Parts()
        super().__init__(settings, parts.clock)
        self._parts = parts
        self.declared: Systems = load_systems(settings.declared_in)
        self.declaring: Declares = Declaring(settings.systems_path, self.ledger, self.clock)
        self.restarting: Restarts = Restarting(
            settings, self.declared, self.ledger, self.workers, self.clock, parts.comes_again
        )
        self.connected = parts.connected or connected_to(self, self.assets)
        self.collecting = Collecting(
            self.store, self.clock, self.ledger, self.connected.inventories
        )
        self._look_after_documents()
        self.policies = PolicyFiles(settings.policies)
        self.changing_policies = changing(self, self.connected)
        self.limits = LimitsFile(settings.limits_file)
        self.watch = DatabaseWatch(self.clock)
        self.ticker = Ticker(self.clock, holds=self._held_back)
        self.hr = hr_feed(self)
        self.feeds: Mapping[str, Feed] = {self.hr.settings.name: self.hr} if self.hr else {}
        self._engine: Engine | None = None
        self._heart: Heart | None = None
        self._ends: dict[str, Callable[[], Json]] = {}
        self._epoch = ""
        self._earn_trust()
        self.asking = answering(self, parts.language_model)
        self._open_desk()
        self._watch_operations()
        self._make_threads()

    def _earn_trust(self) -> None:
        """The governor, what it may run, and how far each capability may go."""
        store, clock = self.store, self.clock
        loading = cache(lambda: everything(self.connected))  # of every connector: takes a while
        self.runbooks = Runbooks(RunbookVersions(store, clock), self.ledger, clock, loading)
        self.governor = self._governed()
        specs = {c.spec.name: c.spec for c in self.connected.registry.values()}
        self.leak_checks = LeakChecks(store, self.ledger, clock, self.permissions)
        specs[ANSWER.name] = ANSWER
        gates = {"leak test": self.leak_checks}
        self.levels = Levels(store, clock, self.ledger, specs, gates)

    def _open_desk(self) -> None:
        """What people ask for and agree to."""
        store, clock = self.store, self.clock
        self.due = DueObligations(store, self.desk, clock)
        self.approving = Approving(self.desk, self.ledger, self.permissions, clock)
        self.asking_back = AskingBack(store, self.approving, self.ledger, clock)
        key = self.settings.data / "keys" / "links.key"
        self.links = ApprovalLinks(store, self.approving, clock, key)
        self.notices = notices(self)
        built = self.connected.environments
        self.environments = Environments(store, self.desk, self.ledger, clock, built)

    def _watch_operations(self) -> None:
        """What monitoring says, and whom it is told."""
        self.handling = Acting(self.store, self.clock, self.ledger)
        self.paging = paging(self)
        tells = PagesPeople(self.paging)
        self.situating = situating(self, tells)
        self.healing = Healing(self, self.desk.work_items, self.clock, tells)
        self.watching = watching(self, self.connected.metrics)
        self.syslog = listener(self)

    def _make_threads(self) -> None:
        """None is started yet.  A slow mail server or feed must not delay the others."""
        settings, clock, every = self.settings, self.clock, self.settings.tick_every
        self._thread = TickerThread(self.ticker, every)
        self._slow = Ticker(clock, holds=self._held_back)
        self._slow_thread = TickerThread(self._slow, every)
        checks = self.check_systems if self.connected.connectors else None
        self._aside = aside(settings, clock, self.ticker, START, checks, self.collecting)
        self._aside += tending(settings, clock, self.ticker, self.documents)
        self._aside += watching_drift(settings, clock, self.ticker, self.environments)
        self._aside += moving(clock, every, self.ticker, self.paging)
        self._aside += judging(clock, every, self.ticker, self.situating, self.healing)
        self._aside += looking(clock, every, self.ticker, self.watching)
        self._aside += reading_mail(self, self.ticker)

    def document_sources(self) -> Mapping[str, DocumentSource]:
        return self.connected.documents

    def open(self) -> None:
        """Take work on; while the database takes no writes, only look and try again."""
        beginning = Beginning(self._begin, self.watch, self.store)
        if not beginning.attempt():
            self.ticker.add("take work on", 1.0, beginning.attempt, writes=False)

    def _begin(self) -> None:
        """Enlist as a worker and take runs on; unfinished ones of this name go on at once."""
        settings = self.settings
        self._epoch = self.workers.enlist(settings.worker)
        self.governor = self._governed()
        self._engine = Engine(
            settings.engine_url, settings.worker, self.governor.run, settings.beat_every / 2
        )
        self._engine.launch()
        self._heart = Heart(
            self.workers,
            settings.worker,
            self._epoch,
            clock=self.clock,
            every=settings.beat_every,
            dead_after=settings.dead_after,
            on_death=self._parts.on_death,
            watch=self.watch,
            on_return=self._engine.renew_connections,
        )
        self._heart.start()
        self.ticker.add(START, 0.0, self.tick)
        self.ticker.add("begin lost runs again", LOST_AFTER, self.begin_lost_again)
        self.ticker.add("settle what is owed", 1.0, self.due.settle)
        self.ticker.add("take back what is no longer earned", REVIEWED, self.review_levels)
        self.ticker.add("sign the ledger", settings.checkpoint_every, self.checkpoints.make)
        if self.hr is not None:
            self.ticker.add("end employments", 1.0, self.hr.end_due)
            self._slow.add("poll HR", self.hr.settings.poll_every, self.poll_hr)
        if self.notices is not None:
            self._slow.add("send notices", 1.0, self.notices.send)
        if not settings.records_url.startswith("sqlite"):
            self.ticker.add("take over the dead", settings.dead_after / 2, self.take_over_the_dead)

    def start_ticking(self) -> None:
        self._thread.start()
        self._slow_thread.start()
        for thread in self._aside:
            thread.start()
        begin(self.syslog)

    def wake(self) -> None:
        """Something is due now: do not wait for the next tick."""
        self._thread.wake()

    def tick(self) -> list[str]:
        """Start every run that is due.  Starting twice is starting once, so a crash is harmless."""
        engine, due = self._running(), self.desk.agenda.due()
        for run in due:
            self._ends[run.run] = engine.start(run.run, run.work, run.attempt)
        for forgotten in list(self._ends)[:-KEPT]:
            del self._ends[forgotten]
        if due:
            self.desk.agenda.started([run.run for run in due])
        return [run.run for run in due]

    def finish(self, run: str) -> Json:
        """Wait for the end of ``run``."""
        end = self._ends.pop(run, None)
        return end() if end is not None else self._running().result(run)

    def begin_lost_again(self) -> list[str]:
        """A run that broke before it could even say so (a lost database) is begun anew."""
        is_lost = self._running().is_lost
        lost = [run for run in self.desk.agenda.long_open(LOST_AFTER) if is_lost(run.run)]
        for run in lost:
            self.desk.agenda.begin_again(run)
        return [run.run for run in lost]

    def poll_hr(self) -> None:
        """Reconcile the record with HR's list, and begin what follows from it at once."""
        if self.hr is not None:
            self.hr.poll()
            self.wake()

    def review_levels(self) -> None:
        """Every level falls that its gates do not carry any more."""
        fall_where_unmet(self.levels, self.leak_checks)

    def take_over_the_dead(self) -> list[str]:
        """Fence silent workers, then queue their runs.  In this order: fence first."""
        taken: list[str] = []
        for worker in self.workers.claim_dead(self.settings.dead_after):
            taken += self._running().take_over(worker)
            self.workers.swept(worker)
        return taken

    def undo(
        self, number: str, *, by: str, reason: str, harmful: bool = False, vouched_by: str = ""
    ) -> str:
        """Ask for everything that ``number`` did to be taken back; returns the new work item.

        ``vouched_by`` made the token that stands for ``by``; empty: nobody else did.
        """
        taking = TakingBack(self.desk.work_items, self.ledger, self.levels)
        told = Blame(by=by, reason=reason, harmful=harmful, vouched_by=vouched_by)
        undoing = taking.ask(number, told)
        self.wake()
        return undoing

    def condition(self) -> Condition:
        """How this process and what it stands on are now; asks the database nothing but checks."""
        watch, now = self.watch, self.clock.now()
        silent = self._heart is not None and now - (watch.beat_at or now) > SILENT
        return Condition(
            at=now,
            reads=watch.reads,
            writes=not watch.why,
            database=watch.why,
            since=watch.since,
            beat_at=watch.beat_at,
            silent=silent,
            systems_down=systems_down(self.system_checks) if watch.reads else {},
            faults=self.faults,
        )

    def _held_back(self) -> str:
        return self.watch.holds

    @property
    def faults(self) -> Mapping[str, str]:
        """Which recurring job fails, and why."""
        outside = {job: why for thread in self._aside for job, why in thread.faults.items()}
        return {**self.ticker.faults, **self._slow.faults, **outside, **self.collecting.faults} | (
            faults_of(self.syslog)
        )

    def check_systems(self, name: str = "") -> Mapping[str, Check]:
        """Ask each connected system, or the one named, what we may do there."""
        chosen = {n: c for n, c in self.connected.connectors.items() if name in ("", n)}
        found = {system: check(connector) for system, connector in chosen.items()}
        for system, told in found.items():
            self.system_checks.keep(system, **asdict(told))
        return found

    def close(self) -> None:
        if self.syslog is not None:
            self.syslog.stop()
        for thread in self._aside:
            thread.stop()  # first, so that no sign of life comes from what is ending
        self._thread.stop()
        self._slow_thread.stop()
        if self._heart is not None:
            self._heart.stop()
        if self._engine is not None:
            self._engine.close()
            self.workers.leave(self.settings.worker, self._epoch)
        self.ledger.close()
        self.connected.close()
        self.store.dispose()

    def _running(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("open() first: this process only reads")
        return self._engine

    def _look_after_documents(self) -> None:
        store, clock, house = self.store, self.clock, self.library.house
        self.documents = Documents(self.library, Terms(store, self.desk, clock))
        found = self.documents.read_house
        self.editing = Editing(store, house, self.ledger, self.permissions, clock, found)
        self.solving = Solving(store, self.desk, clock)

    def _governed(self) -> Governor:
        parts = self._parts
        procedures = Procedures(parts.procedures, self.runbooks)
        given = procedures, self._epoch, parts.market, parts.rules
        return governor(self, self.connected, *given)
