"""Files too large for one body, brought in parts and kept until they are imported."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

from steersman.domain.clock import Clock
from steersman.web.errors import Problem, not_found

LARGEST = 2 * 1024**3  # bytes of one file
AT_ONCE = 20  # files that one principal may have here
KEPT = 86_400.0  # seconds
_ID = re.compile(r"fil_[0-9a-f]{32}")
_OTHERS = re.compile(r"[^A-Za-z0-9_.-]")


class Uploads:
    """Files under one folder, each of which only who began it can reach."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock

    def begin(self, *, by: str) -> str:
        """An empty file; its id.  Files that nobody came back to are swept away."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        if len(list(self._folder.glob(f"{_plain(by)}~*"))) >= AT_ONCE:
            mend = "import or forget one of them first; after a day they are gone"
            raise Problem(409, "too_many", f"you have {AT_ONCE} files here already", mend)
        made = f"fil_{uuid4().hex}"
        self._place(made, by).touch(mode=0o600)
        return made

    def append(self, file: str, at: int, part: bytes, *, by: str) -> int:
        """Put ``part`` behind the first ``at`` bytes; the new size.  A part may be sent again."""
        place = self.path(file, by=by)
        size = place.stat().st_size
        if at > size or at + len(part) > LARGEST:
            told = f"the file has {size} bytes and may have {LARGEST}"
            raise Problem(409, "wrong_place", told, f"go on at {size}")
        with place.open("r+b") as opened:
            opened.seek(at)
            opened.write(part)
            opened.truncate()
        return at + len(part)

    def path(self, file: str, *, by: str) -> Path:
        place = self._place(file, by)
        if not _ID.fullmatch(file) or not place.is_file():
            raise not_found(f"file {file} of yours", "begin one: POST /ci/files")
        return place

    def forget(self, file: str, *, by: str) -> None:
        self.path(file, by=by).unlink()

    def drop(self, file: str, *, by: str) -> None:
        """``forget``, also when it is gone already."""
        if _ID.fullmatch(file):
            self._place(file, by).unlink(missing_ok=True)

    def _place(self, file: str, by: str) -> Path:
        return self._folder / f"{_plain(by)}~{file}"

    def _sweep(self) -> None:
        for each in self._folder.glob("*~fil_*"):
            if self._clock.now() - each.stat().st_mtime > KEPT:
                each.unlink(missing_ok=True)


def _plain(principal: str) -> str:
    return _OTHERS.sub("_", principal)
