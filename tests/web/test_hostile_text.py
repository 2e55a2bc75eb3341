"""Whatever people, feeds, directories and mails wrote stays text on every page."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from tests.web.attacker import Attacker
from tests.web.lively import RAW, Lively, lively_office
from tests.web.router import page_routes

MOST = 800  # pages of one crawl
LINKS = ("href", "hx-get", "action", "src")


RISKY = frozenset("\"'<>{}` ")


class Marks(HTMLParser):
    """The tags of a page that nothing of ours has, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.strange: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("img", "iframe", "object", "embed", "base", "style"):
            self.strange.append(tag)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.strange.append("a script")
        self.strange += [name for name in given if name.startswith("on") or name == "style"]
        for name in LINKS:
            if given.get(name):
                self._link(name, given[name] or "", given.get("method"))

    def _link(self, name: str, link: str, method: str | None) -> None:
        parts = urlsplit(link)
        raw = "onerror" in parts.path or RISKY & set(link)  # in a query it is safe when encoded
        if parts.scheme not in ("", "https", "mailto") or raw:
            self.strange.append(f"{name}={link}")
        elif link.startswith("/") and method != "post":
            self.links.append(link.partition("#")[0])


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lively]:
    with lively_office(tmp_path_factory.mktemp("lively")) as office:
        yield office


def crawl(attacker: Attacker, *starts: str) -> dict[str, str]:
    """Every page that links lead to, by its path; what only downloads is left out."""
    found: dict[str, str] = {}
    waiting = ["/", *starts]
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        if path in found or path.startswith(("/static/", "/console/events")):
            continue
        answer = attacker.ask("GET", path, headers={"Accept": "text/html"})
        is_page = "text/html" in answer.headers.get("content-type", "")
        found[path] = answer.text if is_page else ""
        waiting += Marks(answer.text).links if is_page else []
        if not is_page and answer.text:  # a file: no browser may take it for a page
            assert answer.headers["x-content-type-options"] == "nosniff", path
        waiting += [answer.headers["location"]] if "location" in answer.headers else []
    return found


@pytest.mark.parametrize("who", ["administrator", "approver", "auditor"])
def test_what_was_written_stays_text(lively: Lively, who: str) -> None:
    attacker = Attacker(lively, who)
    numbers = (lively.done, lively.held, lively.undone, lively.asked)
    starts = [f"/{place}/{number}" for number in numbers for place in ("work", "approvals")]
    pages = crawl(attacker, *starts, "/work?status=all", lively.mailed, "/import")
    faults = list(attacker.faults)
    for path, text in pages.items():
        faults += [f"{path}: {each}" for each in Marks(text).strange]
        faults += [f"{path}: it ran as a template"] if "mark()&gt;49" in text else []
    assert not faults, "\n".join(faults)
    shown = [path for path, text in pages.items() if "&lt;img src=x onerror=mark()" in text]
    assert len(shown) > 12, shown  # else nothing was tried
    assert RAW not in "".join(pages.values())


def test_the_crawl_comes_to_every_page(lively: Lively) -> None:
    attacker = Attacker(lively, "administrator")
    reached = {urlsplit(path).path for path in crawl(attacker, f"/approvals/{lively.held}")}
    fixed = {route.path for route in page_routes("GET") if "{" not in route.path}
    parts = {path for path in fixed if attacker.ask("GET", path).text.lstrip()[:9] != "<!doctype"}
    alone = {"/components", "/sign-in", "/sign-in/again", "/work/rows"}
    assert fixed - parts - reached - alone == set()
