"""A contract server for Confluence Cloud: what its REST APIs say of reading, and nothing else.

What works here is tested against a contract server, not with Confluence.  Sources: the vendor's
OpenAPI "The Confluence Cloud REST API v2" 2.0.0 (spaces, pages in space, ancestors, permissions,
users-bulk) and developer.atlassian.com/cloud/confluence/rest/v1 (content/search, restriction,
group/by-id).
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field

from company.services.json_contract import Asked, Body, Reply

USER, TOKEN = "reader@example.org", "an-api-token"
ANN = "acc-ann"
_BASIC = "Basic " + b64encode(f"{USER}:{TOKEN}".encode()).decode()
_PATH = re.compile(r"/wiki/(?P<api>api/v2|rest/api)(?P<rest>/.*)")


@dataclass
class Page:
    """``parent_type`` folder: what stands above it is no page.  ``hidden``: not for the account."""

    id: str
    title: str
    storage: str = "<p>Text</p>"
    parent: str = ""
    parent_type: str = "page"
    labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # that alone may view it
    users: tuple[str, ...] = ()
    hidden: bool = False
    unsearched: bool = False  # the search does not know it yet


@dataclass
class Space:
    key: str
    id: str
    pages: list[Page] = field(default_factory=list)
    groups: tuple[str, ...] = ()  # ids, that may view it


def handbook() -> list[Space]:
    """Two spaces of a company, one of which most people may not view."""
    pages = [
        Page("1", "IT Handbook"),
        Page("2", "Network", parent="1", labels=("network",)),
        Page("3", "VPN", "<h1>Set up</h1><ol><li>Open it</li></ol>", parent="2", labels=("vpn",)),
        Page("4", "Old VPN", parent="2", labels=("Obsolete",)),
    ]
    return [
        Space("IT", "100", pages, groups=("g-everybody",)),
        Space("HRTEAM", "200", [Page("50", "Salaries")], groups=("g-hr",)),
    ]


@dataclass
class Confluence:
    """The state behind the contract, and what goes wrong with it."""

    spaces: list[Space] = field(default_factory=handbook)
    group_names: dict[str, str] = field(
        default_factory=lambda: {"g-everybody": "staff", "g-hr": "hr-team"}
    )
    folders: dict[str, tuple[str, ...]] = field(default_factory=dict)  # id → groups that view it
    refused: list[Reply] = field(default_factory=list)  # the next answers
    no_restrictions: bool = False  # the account may not look at them

    def answer(self, asked: Asked) -> Reply:
        if self.refused:
            return self.refused.pop(0)
        if asked.headers.get("authorization") not in (_BASIC, f"Bearer {TOKEN}"):
            return Reply(401, {"code": 401, "message": "Unauthorized"})
        found = _PATH.fullmatch(asked.path)
        if found is None:
            return Reply(404, "<html>not found</html>", {"Content-Type": "text/html"})
        steps = tuple(found["rest"].strip("/").split("/"))
        return self._v2(asked, steps) if found["api"] == "api/v2" else self._v1(asked, steps)

    def _v2(self, asked: Asked, steps: tuple[str, ...]) -> Reply:
        match (asked.method, *steps):
            case ("GET", "spaces"):
                keys = asked.query.get("keys", "").split(",")
                rows = [{"id": s.id, "key": s.key} for s in self.spaces if s.key in keys]
                return _page(asked, list(rows))
            case ("GET", "spaces", id, "pages"):
                shown = [p for p in self._of(id) if not p.hidden]
                bodies = asked.query.get("body-format") == "storage"
                return _page(asked, [_bulk(p, id, bodies) for p in shown])
            case ("GET", "spaces", id, "permissions"):
                return _page(asked, self._permissions(id))
            case ("GET", "pages", id, "ancestors"):
                return _page(asked, self._ancestors(id))
            case ("POST", "users-bulk"):
                ids = json.loads(asked.body)["accountIds"]
                ann = {"accountId": ANN, "displayName": "Ann Lee", "email": ""}
                return Reply(200, {"results": [ann] if ANN in ids else []})
        return Reply(404, {"errors": [{"status": 404, "code": "NOT_FOUND"}]})

    def _v1(self, asked: Asked, steps: tuple[str, ...]) -> Reply:
        match (asked.method, *steps):
            case ("GET", "content", "search"):
                return self._search(asked)
            case ("GET", "content", id, "restriction"):
                if self.no_restrictions:
                    return Reply(403, {"statusCode": 403, "message": "not permitted"})
                return self._restriction(id)
            case ("GET", "group", "by-id"):
                id = asked.query.get("id", "")
                if id not in self.group_names:
                    return Reply(404, {"statusCode": 404, "message": "no such group"})
                told = {"type": "group", "name": self.group_names[id], "id": id}
                return Reply(200, told)
        return Reply(404, {"statusCode": 404, "message": "not found"})

    def _of(self, space: str) -> list[Page]:
        return next((each.pages for each in self.spaces if each.id == space), [])

    def _every(self) -> dict[str, Page]:
        return {page.id: page for space in self.spaces for page in space.pages}

    def _permissions(self, space: str) -> list[Body]:
        groups = next((each.groups for each in self.spaces if each.id == space), ())
        read = {"key": "read", "targetType": "space"}
        told: list[Body] = [
            {"id": f"{n}", "principal": {"type": "group", "id": g}, "operation": read}
            for n, g in enumerate(groups)
        ]
        other = {"key": "create", "targetType": "page"}
        return [*told, {"id": "x", "principal": {"type": "user", "id": ANN}, "operation": other}]

    def _ancestors(self, id: str) -> list[Body]:
        """From the top, as far as the account may see."""
        pages = self._every()
        found: list[Body] = []
        page = pages[id]
        while page.parent:
            if page.parent in self.folders:
                found.insert(0, {"id": page.parent, "type": page.parent_type})
                break
            page = pages[page.parent]
            if not page.hidden:
                found.insert(0, {"id": page.id, "type": "page"})
        return found

    def _search(self, asked: Asked) -> Reply:
        told = re.fullmatch(r'space = "([^"]+)" and type = page', asked.query.get("cql", ""))
        if told is None:
            return Reply(400, {"statusCode": 400, "message": "Could not parse cql"})
        space = next(each for each in self.spaces if each.key == told[1])
        rows = [
            self._content(page) for page in space.pages if not page.hidden and not page.unsearched
        ]
        return _page(asked, rows)

    def _content(self, page: Page) -> Body:
        labels = [{"prefix": "global", "name": name, "id": name} for name in page.labels]
        read = self._read(page.groups, page.users)
        return {
            "id": page.id,
            "type": "page",
            "title": page.title,
            "metadata": {"labels": {"results": labels, "size": len(labels)}},
            "restrictions": {"read": read},
        }

    def _read(self, groups: tuple[str, ...], users: tuple[str, ...]) -> Body:
        names = [{"type": "group", "name": name, "id": f"id-{name}"} for name in groups]
        people = [{"type": "known", "accountId": each} for each in users]
        return {
            "operation": "read",
            "restrictions": {
                "user": {"results": people, "size": len(people)},
                "group": {"results": names, "size": len(names)},
            },
        }

    def _restriction(self, id: str) -> Reply:
        page = self._every().get(id)
        if page is None and id not in self.folders:
            return Reply(404, {"statusCode": 404, "message": "no such content"})
        groups, users = (page.groups, page.users) if page else (self.folders[id], ())
        update = {**self._read((), ()), "operation": "update"}
        return Reply(200, {"results": [self._read(groups, users), update], "size": 2})


def _bulk(page: Page, space: str, bodies: bool) -> Body:
    told: Body = {
        "id": page.id,
        "status": "current",
        "title": page.title,
        "spaceId": space,
        "parentId": page.parent or None,
        "parentType": page.parent_type if page.parent else None,
        "authorId": ANN,
        "ownerId": ANN,
        "version": {"number": 3, "createdAt": "2026-03-09T10:20:30.000Z"},
        "body": {},
        "_links": {"webui": f"/spaces/X/pages/{page.id}"},
    }
    if bodies:
        told["body"] = {"storage": {"representation": "storage", "value": page.storage}}
    return told


def _page(asked: Asked, rows: list[Body]) -> Reply:
    """At most ``limit`` rows, and where the list goes on, as an address with a cursor."""
    begin, limit = int(asked.query.get("cursor", "0")), int(asked.query.get("limit", "25"))
    body: Body = {"results": rows[begin : begin + limit], "_links": {"base": "https://x/wiki"}}
    if begin + limit < len(rows):
        body["_links"]["next"] = f"{asked.path}?limit={limit}&cursor={begin + limit}"
    return Reply(200, body)
