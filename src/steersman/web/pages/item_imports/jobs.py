"""Imports that run behind a page: planning or writing a large file takes longer than a request.

They are kept in this process alone.  After a restart the file is read again; what an interrupted
import has written stays, and doing it again changes nothing about that.
"""

from __future__ import annotations

import io
import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import IO
from uuid import uuid4

from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.records.cmdb.columns import Column
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.files.streams import File
from steersman.web.errors import Problem, not_found

log = logging.getLogger("steersman.web")
KEPT = 40  # jobs; the oldest that is done is forgotten
AT_ONCE = 2  # that run; the others wait
PASSES = 2  # each looks through the file twice: first who is meant, then what changes
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

    @property
    def second(self) -> bool:
        return self.share >= 1 / PASSES


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """``columns`` are of a plan; what was written has none.  ``header``: a CSV's first line."""

    plan: CmdbPlan
    columns: tuple[Column, ...] = ()
    header: str = ""


@dataclass(slots=True)
class Job:
    """One file that is read, or one plan that is carried out.

    ``name``: of the file; ``form``: what was typed; ``promised``: what is carried out.
    """

    id: str
    by: str
    subject: str
    name: str
    form: dict[str, str]
    request: CmdbRequest
    reading: Reading
    future: Future[Outcome]
    promised: CmdbPlan | None = None

    @property
    def is_over(self) -> bool:
        return self.future.done()

    @property
    def outcome(self) -> Outcome | None:
        if not self.is_over or self.future.exception() is not None:
            return None
        return self.future.result()

    @property
    def fault(self) -> str:
        """Why it came to nothing; empty: it did not, or not so far."""
        error = self.future.exception() if self.is_over else None
        if error is None:
            return ""
        if isinstance(error, Problem):
            return error.message
        if isinstance(error, Permanent | Transient | NeedsPerson):
            return str(error)
        log.error("an import failed", exc_info=error)
        return f"Steersman failed: {type(error).__name__}; look in its log"


class ImportJobs:
    """Each is found only by who began it."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None

    def start(
        self,
        work: Callable[[CmdbRequest], Outcome],
        *,
        by: str,
        subject: str,
        name: str,
        form: dict[str, str],
        request: CmdbRequest,
        promised: CmdbPlan | None = None,
        patience: float = 1.0,
    ) -> Job:
        """Begin it, and wait for ``patience`` seconds: most files are small."""
        seen, heard = watched(request)
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE, "import")
            future = self._pool.submit(work, seen)
            made = Job(
                uuid4().hex, by, subject, name, form, request, heard, future, promised=promised
            )
            self._jobs[made.id] = made
            self._forget()
        wait([future], patience)
        return made

    def find(self, job: str, by: str) -> Job:
        found = self._jobs.get(job)
        if found is None or found.by != by:
            mend = "choose the file again; nothing was written that was not shown as done"
            raise not_found("import of yours with this address any more", mend)
        return found

    def files_of(self, by: str) -> list[str]:
        """The files that no import reads any more, the one read longest ago first."""
        with self._lock:
            mine = [job for job in self._jobs.values() if job.by == by and job.form.get("file")]
        needed = {job.form["file"] for job in mine if not job.is_over}
        found = dict.fromkeys(job.form["file"] for job in mine)
        return [file for file in found if file not in needed]

    def _forget(self) -> None:
        over = [job.id for job in self._jobs.values() if job.is_over]
        for job in over[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[job]
