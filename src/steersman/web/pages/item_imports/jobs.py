"""Imports that run behind a page: planning or writing a large file takes longer than a request.

The work is done in threads of one process; what was asked and what came of it stand in the store.
After a restart the file is read again by one press; what an interrupted import has written stays,
and doing it again changes nothing about that.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from typing import IO

import sqlalchemy as sa

from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.records.cmdb.import_jobs import ImportJob, ImportJobStore, Outcome
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.files.streams import File
from steersman.web.errors import Problem, not_found

log = logging.getLogger("steersman.web")
AT_ONCE = 2  # that run; the others wait
PASSES = 2  # each looks through the file twice: first who is meant, then what changes
TOLD_EVERY = 2.0  # seconds
_BUFFER = 64 * 1024


class Reading:
    """How much of a file was read, of all that will be."""

    def __init__(self, size: int) -> None:
        self._all, self._read = max(1, size) * PASSES, 0

    def add(self, number: int) -> None:
        self._read += number

    @property
    def share(self) -> float:
        """From 0 to 0.99: only the end is the end."""
        return min(0.99, self._read / self._all)


@dataclass(frozen=True, slots=True)
class Watched(File):
    """A file that tells how far it was read."""

    heard: Reading = field(default_factory=lambda: Reading(0))

    def open(self) -> IO[bytes]:
        return io.BufferedReader(_Counting(File.open(self), self.heard), _BUFFER)


class _Counting(io.RawIOBase):
    def __init__(self, raw: IO[bytes], heard: Reading) -> None:
        self._raw, self._heard = raw, heard

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        return self._raw.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        part = self._raw.read(len(buffer))
        buffer[: len(part)] = part
        self._heard.add(len(part))
        return len(part)

    def close(self) -> None:
        self._raw.close()
        super().close()


def watched(request: CmdbRequest) -> tuple[CmdbRequest, Reading]:
    """The same request, and how far its file was read."""
    file = request.file
    size = len(file.content) if file.path is None else file.path.stat().st_size
    heard = Reading(size)
    seen = Watched(file.format, file.content, file.path, file.encoding, file.sheet, heard)
    return replace(request, file=seen), heard


class ImportJobs:
    """Runs them in threads of this process; what stands in the store is for every worker."""

    def __init__(self, store: ImportJobStore) -> None:
        self._store = store
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None

    def start(
        self,
        work: Callable[[CmdbRequest], Outcome],
        job: ImportJob,
        request: CmdbRequest,
        patience: float = 1.0,
    ) -> ImportJob:
        """Begin it, and wait for ``patience`` seconds: most files are small."""
        made = self._store.begin(job)
        seen, heard = watched(request)
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE, "import")
            ended = self._pool.submit(self._run, made.id, work, seen)
        Thread(target=self._tell, args=(made.id, heard, ended), daemon=True).start()
        wait([ended], patience)
        return made

    def find(self, job: str, by: str) -> ImportJob:
        found = self._store.find(job, by)
        if found is None:
            mend = "choose the file again; nothing was written that was not shown as done"
            raise not_found("import of yours with this address any more", mend)
        return found

    def files_of(self, by: str) -> list[str]:
        """The files that no import reads any more, the one read longest ago first."""
        return self._store.files_of(by)

    def _run(self, job: str, work: Callable[[CmdbRequest], Outcome], request: CmdbRequest) -> None:
        try:
            outcome = work(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page tells it
            self._store.end(job, None, _fault(error))
        else:
            self._store.end(job, outcome)

    def _tell(self, job: str, heard: Reading, ended: Future[None]) -> None:
        """Say again and again how far it is; while its own part is written, that waits."""
        while not wait([ended], TOLD_EVERY).done:
            try:
                self._store.tell(job, heard.share)
            except sa.exc.SQLAlchemyError as error:
                log.warning("the progress of an import was not told: %s", error)


def _fault(error: Exception) -> str:
    """Why it came to nothing."""
    if isinstance(error, Problem):
        return error.message
    if isinstance(error, Permanent | Transient | NeedsPerson):
        return str(error)
    log.error("an import failed", exc_info=error)
    return f"Steersman failed: {type(error).__name__}; look in its log"
