"""A contract server for MediaWiki: what its Action API says of reading, and nothing else.

What works here is tested against a contract server, not with MediaWiki.  Sources:
mediawiki.org/wiki/API:Allpages, API:Continue, API:Revisions, API:Categories, API:Parsing_wikitext,
API:Userinfo, API:Errors_and_warnings; formatversion 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from company.services.json_contract import Asked, Body, Reply

TOKEN = "an-owner-only-oauth2-token"


@dataclass
class WikiPage:
    pageid: int
    title: str
    html: str
    revid: int
    timestamp: str = "2026-03-09T10:20:30Z"
    user: str = "Ann Lee"
    categories: tuple[str, ...] = ()
    redirect: bool = False
    namespace: int = 0


@dataclass
class Wiki:
    """The state behind the contract, and what goes wrong with it."""

    pages: list[WikiPage] = field(default_factory=list)
    private: bool = False  # only who has the token reads
    rights: tuple[str, ...] = ("read",)
    limit: int = 500  # that the wiki grants, whatever is asked for
    parts: bool = False  # the properties of a batch come in a second answer
    errors: list[str] = field(default_factory=list)  # codes of the next answers

    def answer(self, asked: Asked) -> Reply:
        if asked.path != "/api.php" or asked.method != "GET":
            return Reply(404, {"detail": "not found"})
        if self.errors:
            code = self.errors.pop(0)
            return Reply(200, {"error": {"code": code, "info": f"The wiki says {code}."}})
        signed = asked.headers.get("authorization") == f"Bearer {TOKEN}"
        if asked.headers.get("authorization") and not signed:
            return Reply(200, {"error": {"code": "mwoauth-invalid-authorization", "info": "no"}})
        if self.private and not signed and asked.query.get("meta") is None:
            return Reply(200, {"error": {"code": "readapidenied", "info": "You need to read."}})
        if asked.query.get("formatversion") != "2" or asked.query.get("format") != "json":
            return Reply(200, {"error": {"code": "badformat", "info": "another contract"}})
        if asked.query["action"] == "parse":
            return self._parse(asked)
        if "meta" in asked.query:
            return Reply(200, {"batchcomplete": True, "query": self._site(signed)})
        return Reply(200, self._list(asked))

    def _parse(self, asked: Asked) -> Reply:
        for page in self.pages:
            if str(page.revid) == asked.query.get("oldid"):
                told = {"title": page.title, "pageid": page.pageid, "text": page.html}
                return Reply(200, {"parse": told})
        return Reply(200, {"error": {"code": "nosuchrevid", "info": "There is no revision."}})

    def _site(self, signed: bool) -> Body:
        name = "Steersman" if signed else "192.0.2.1"
        return {
            "general": {"generator": "MediaWiki 1.43.0", "sitename": "Meridian"},
            "statistics": {"articles": len(self.pages)},
            "userinfo": {"name": name, "rights": list(self.rights)},
        }

    def _list(self, asked: Asked) -> Body:
        """``generator=allpages`` in the order of titles, with ``gapcontinue``."""
        query = asked.query
        found = sorted(
            (
                page
                for page in self.pages
                if not page.redirect and str(page.namespace) == query["gapnamespace"]
            ),
            key=lambda page: page.title,
        )
        limit = min(int(query["gaplimit"]), self.limit)
        start = query.get("gapcontinue", "")
        here = [page for page in found if page.title >= start][:limit]
        rest = [page for page in found if page.title >= start][limit:]
        second = query.get("clcontinue") == "second"
        body: Body = {"query": {"pages": [self._page(page, query, second) for page in here]}}
        if self.parts and here and not second:
            told = {"clcontinue": "second", "continue": "||info|revisions"}
            return {**body, "continue": {**told, **({"gapcontinue": start} if start else {})}}
        body["batchcomplete"] = True
        if rest:
            body["continue"] = {"gapcontinue": rest[0].title, "continue": "gapcontinue||"}
        return body

    def _page(self, page: WikiPage, query: object, second: bool) -> Body:
        told: Body = {"pageid": page.pageid, "ns": page.namespace, "title": page.title}
        if not second:
            address = f"https://wiki.example/{page.title.replace(' ', '_')}"
            revision = {"revid": page.revid, "user": page.user, "timestamp": page.timestamp}
            told |= {"fullurl": address, "canonicalurl": address, "revisions": [revision]}
        if (second or not self.parts) and page.categories:
            told["categories"] = [{"ns": 14, "title": f"Category:{c}"} for c in page.categories]
        return told
