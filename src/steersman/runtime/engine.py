"""The durable engine, DBOS (MIT core), behind the few calls that we make.

Steps are at-least-once.  What a step must not do twice is guarded by plan and key, not here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID
from dbos._dbos import _get_dbos_instance

from steersman.domain.canonical import Json, canonical
from steersman.records.store import use_wal

Body = Callable[[str, str, int], Json]
# Runs carried out side by side; the rest waits its turn.  Without it 200 leavers at once are 200
# threads, which wait for each other and drown the outside systems.
AT_ONCE = 12
LOST = frozenset({"ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED"})
PATIENCE = 5  # seconds that a closing engine waits for its runs
VERSION = "1"  # pinned: otherwise every code change strands the runs of the version before


class RecordedError(Exception):
    """An error that ended a run, as the database remembers it: type and message, no objects."""


class JsonSerializer(Serializer):
    """Plain JSON.  The default is pickle, where write access to the database runs code."""

    def name(self) -> str:
        return "steersman_json"

    def serialize(self, data: Any) -> str:
        if isinstance(data, BaseException):
            return canonical({"$error": f"{type(data).__name__}: {data}"})
        return canonical(data)

    def deserialize(self, serialized_data: str) -> Any:
        data = json.loads(serialized_data)
        if isinstance(data, dict) and set(data) == {"$error"}:
            return RecordedError(data["$error"])
        return data


class Engine:
    """One per process.  ``worker`` is the name under which its unfinished runs are found.

    ``listens_every``: seconds between two looks for messages, of which we send none.  Closing
    waits for one look.
    """

    def __init__(self, url: str, worker: str, body: Body, listens_every: float = 1.0) -> None:
        self._under_way, self._lock = 0, threading.Lock()
        location = sa.make_url(url)
        if location.get_backend_name() == "sqlite":
            use_wal(location.database or "")
        config: DBOSConfig = {
            "name": "steersman",
            "system_database_url": url,
            "executor_id": worker,
            "application_version": VERSION,
            "serializer": JsonSerializer(),
            "log_level": "ERROR",
            "max_executor_threads": AT_ONCE,
            "notification_listener_polling_interval_sec": listens_every,
        }
        DBOS(config=config)

        @DBOS.workflow(name="governed_run")
        def governed_run(run: str, work: str, attempt: int) -> Json:
            with self._counted():  # DBOS marks what it wraps; a method cannot be marked
                return body(run, work, attempt)

        self._run = governed_run

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1

    def launch(self) -> None:
        """Start working, first on what this worker left unfinished."""
        DBOS.launch()

    def close(self) -> None:
        """Let the runs under way come to their end, for a moment; what is left goes on later."""
        patience = PATIENCE if self._under_way else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=patience)

    def renew_connections(self) -> None:
        """Open new connections from now on; the old ones remember that nothing could be written.

        DBOS has no call for it, so this reaches for its own engine (its version is pinned).
        """
        _get_dbos_instance()._sys_db.engine.dispose()

    def start(self, run: str, work: str, attempt: int) -> Callable[[], Json]:
        """Start ``run`` once: a second start under this name finds the first.

        Returns a function that waits for its end.
        """
        with SetWorkflowID(run):
            handle = DBOS.start_workflow(self._run, run, work, attempt)
        return handle.get_result

    def result(self, run: str) -> Json:
        """Wait for the end of ``run``, wherever it is carried out."""
        outcome: Json = DBOS.retrieve_workflow(run).get_result(polling_interval_sec=0.05)
        return outcome

    def is_lost(self, run: str) -> bool:
        """Whether nobody carries ``run`` on: the engine broke it off, or knows nothing of it."""
        status = DBOS.get_workflow_status(run)
        return status is None or status.status in LOST

    def take_over(self, worker: str) -> list[str]:
        """Queue the unfinished runs of a fenced worker for whoever is free.

        Resuming also changes the owner of the run in the engine's own table, so whatever the old
        owner still wants to record is rejected there.
        """
        unfinished = DBOS.list_workflows(status="PENDING", executor_id=worker, load_input=False)
        for workflow in unfinished:
            DBOS.resume_workflow(workflow.workflow_id)
        return [workflow.workflow_id for workflow in unfinished]


def checkpoint(name: str, act: Callable[[], Json]) -> Json:
    """Do ``act`` and remember what came of it; after a crash the memory is returned instead."""
    return DBOS.run_step({"name": name}, act)
