"""What happens to documents by itself: read again, and sent to their owner when a term is over."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.clock import Clock
from steersman.knowledge.asking.library import Library
from steersman.records.knowledge.sources import KnowledgeSource, Place
from steersman.runtime.ticker import Ticker, TickerThread
from steersman.servicedesk.documents.editing import HOUSE
from steersman.servicedesk.documents.terms import Terms
from steersman.settings.product import Settings

PATIENCE = 5.0  # seconds that ending waits for a reading; doing it again does no harm


@dataclass(frozen=True)
class Documents:
    library: Library
    terms: Terms

    def tend(self) -> None:
        """Every source once; a failure stands in the source's state and holds up no other."""
        self.library.read_all()
        self.terms.tell()

    def read_house(self) -> None:
        """Let what was accepted be found.  The first time, the source is added."""
        if HOUSE not in {each.name for each in self.library.sources.all()}:
            own = KnowledgeSource(name=HOUSE, kind=Place.HOUSE, readers="everyone")
            self.library.keep(own)
        self.library.read(HOUSE)


def tending(
    settings: Settings, clock: Clock, schedule: Ticker, documents: Documents
) -> list[TickerThread]:
    """A thread of its own: reading a large source takes its time.  None: only when asked."""
    if not settings.read_documents_every:
        return []
    own = Ticker(clock, holds=lambda: schedule.holds())
    own.add("read documents again", settings.read_documents_every, documents.tend)
    return [TickerThread(own, settings.tick_every, patience=PATIENCE)]
