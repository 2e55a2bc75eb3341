"""A folder of files as a source: every text below it, in one order everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from steersman.domain.errors import Permanent

LARGEST = 32_000_000  # bytes of one file
# What holds no text that is read, by the ends of names; everything else is looked into.
_OTHERS = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".bmp", ".tiff"),
    *(".mp3", ".mp4", ".avi", ".mov", ".mkv", ".wav", ".ogg", ".woff", ".woff2", ".ttf", ".otf"),
    *(".zip", ".gz", ".bz2", ".xz", ".7z", ".tar", ".tgz", ".rar", ".jar", ".deb", ".rpm", ".iso"),
    *(".img", ".so", ".dll", ".exe", ".bin", ".o", ".a", ".pyc", ".class"),
    *(".db", ".sqlite", ".onnx", ".safetensors"),
)


class Corpus:
    """The files below ``folder``.  Names are paths relative to it, with ``/`` between."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise Permanent(f"{folder} is no folder: name one that holds documents")
        self.folder = folder

    def names(self, trouble: Callable[[str], None] = lambda why: None) -> list[str]:
        """Sorted, without hidden files and folders, and without what holds no text.

        ``trouble`` is told of a name that is no UTF-8: nothing could lead back to such a file.
        """
        names = []
        for name in self._walk():
            if name.isascii() or _is_text(name):
                names.append(name)
            else:
                trouble(f"{name!r} is left out: its name is no UTF-8; rename it")
        return sorted(names)

    def read(self, name: str) -> bytes:
        """``Permanent`` for a file that is too large or cannot be opened."""
        path = self.folder / name
        try:
            size = path.stat().st_size
            if size > LARGEST:
                raise Permanent(f"{name} has {size:,} bytes, more than {LARGEST:,}: split it")
            return path.read_bytes()
        except OSError as error:
            raise Permanent(f"{name} cannot be opened: {error.strerror or error}") from error

    def _walk(self) -> Iterator[str]:
        for place, folders, files in os.walk(self.folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in files:
                path = Path(place, name)
                if holds_text(name) and path.is_file():
                    yield path.relative_to(self.folder).as_posix()


def holds_text(name: str) -> bool:
    """Whether a path is looked into: nothing hidden, no picture, no archive."""
    parts = name.split("/")
    return not any(part.startswith(".") for part in parts) and not name.lower().endswith(_OTHERS)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
