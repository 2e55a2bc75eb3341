"""Where to go after signing in: a page of ours, and never another site."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from fastapi import Request

HOME = "/"
AGAIN, ACCOUNT = "/sign-in/again", "/account"
LONGEST = 2000  # characters
_NOT = ("/sign-in", "/sign-out", "/api/", "/static/")


def safe(wanted: str) -> str:
    """``wanted`` if it is a path of this server, else the first page.

    Browsers take a backslash for a slash and leave out tabs and line ends, so none may stand there.
    """
    is_path = wanted.startswith("/") and not wanted.startswith("//") and len(wanted) <= LONGEST
    plain = all(0x20 < ord(letter) < 0x7F for letter in wanted) and "\\" not in wanted
    if not is_path or not plain or wanted.startswith(_NOT):
        return HOME
    parts = urlsplit(wanted)
    return HOME if parts.scheme or parts.netloc else wanted


def here(request: Request) -> str:
    """The page that somebody is on: of an htmx request the one that sent it."""
    if is_htmx(request):
        parts = urlsplit(request.headers.get("hx-current-url", ""))
        return safe(parts.path + (f"?{parts.query}" if parts.query else ""))
    if request.method != "GET":
        return _sent_from(request)
    query = request.url.query
    return safe(request.url.path + (f"?{query}" if query else ""))


def _sent_from(request: Request) -> str:
    """The page of ours whose form was sent: what was typed there is kept in the browser."""
    sent = urlsplit(request.headers.get("referer", ""))
    ours = (sent.scheme, sent.netloc) == (request.url.scheme, request.url.netloc)
    return safe(sent.path + (f"?{sent.query}" if sent.query else "")) if ours else HOME


def is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def with_next(path: str, wanted: str) -> str:
    """``path`` with the way on behind it."""
    wanted = safe(wanted)
    return path if wanted == HOME else f"{path}?next={quote(wanted, safe='/')}"
