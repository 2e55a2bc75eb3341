"""Style sheets, scripts and fonts: read once, sent compressed, kept by browsers."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from steersman.web.errors import not_found

router = APIRouter(include_in_schema=False)

FOLDER = Path(__file__).resolve().parent.parent / "static"
PREFIX = "/static"
FOREVER = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Static:
    """A file as it goes over the wire.  ``packed`` is empty where gzip gains nothing."""

    body: bytes
    packed: bytes
    media_type: str


@cache
def files() -> dict[str, Static]:
    """Every file that is served, by its path below the folder; there is no other way to one."""
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix in TYPES)
    return {path.relative_to(FOLDER).as_posix(): _read(path) for path in found}


@cache
def version() -> str:
    """Changes with any byte of any file, so that a browser never mixes two versions."""
    digest = hashlib.sha256()
    for name, file in files().items():
        digest.update(f"{name}:{len(file.body)}:".encode() + file.body)
    return digest.hexdigest()[:12]


def url(name: str) -> str:
    """Where a page finds a file.  ``KeyError`` for one that is not there: a fault of ours."""
    files()[name]
    return f"{PREFIX}/{version()}/{name}"


@router.get(PREFIX + "/{given}/{name:path}")
def serve(request: Request, given: str, name: str) -> Response:
    """The file as it is now; kept by the browser only under the name of this version."""
    file = files().get(name)
    if file is None:
        raise not_found("such file")
    headers = {"Vary": "Accept-Encoding"}
    headers["Cache-Control"] = FOREVER if given == version() else "no-cache"
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.media_type, headers=headers)
    return Response(file.body, media_type=file.media_type, headers=headers)


def _read(path: Path) -> Static:
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    smaller = len(packed) < 0.9 * len(body)
    return Static(body, packed if smaller else b"", TYPES[path.suffix])
