"""The Action API of MediaWiki: lists that go on, pages as HTML, and errors in answers of 200.

Sources: mediawiki.org/wiki/API:Continue, API:Allpages, API:Info, API:Revisions,
API:Parsing_wikitext, API:Errors_and_warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steersman.capabilities.connector import Secret
from steersman.capabilities.http_exchange import usable
from steersman.capabilities.json_api import JsonApi
from steersman.capabilities.json_errors import Forbidden, Unauthorised
from steersman.connectors.mediawiki.settings import MediaWikiSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient

API = "/api.php"
_ALWAYS: Mapping[str, str | int] = {"format": "json", "formatversion": 2, "maxlag": 5}
_AGAIN = ("maxlag", "ratelimited", "readonly", "internal_api_error")
_SIGN_IN = ("mwoauth-invalid-authorization", "assertuserfailed", "badtoken")
_REFUSED = ("readapidenied", "permissiondenied", "readrequired")
_LATER = 30.0  # seconds
MOST_STEPS = 100_000  # of a list: one that never ends is broken


class MediaWikiClient:
    """Reads only.  Raises ``Transient`` or ``Permanent``, which say the mend."""

    def __init__(self, settings: MediaWikiSettings, token: Secret | None) -> None:
        self._token = token
        self._api = JsonApi(settings, self._sign_in)

    def close(self) -> None:
        self._api.close()

    def one(self, query: Mapping[str, str | int]) -> Json:
        """One answer that is whole."""
        body = self._api.get(API, {**_ALWAYS, **query}).body
        if not isinstance(body, dict):
            raise Permanent("the answer is no JSON object: is url the folder of api.php?")
        if "error" in body:
            raise _refused(body["error"])
        return body

    def pages(self, query: Mapping[str, str | int]) -> Iterator[Json]:
        """Every page of a list, each with all that was asked of it.

        A batch may come in several answers; a page is whole when the batch is complete.
        """
        held: dict[int, Json] = {}
        onward: dict[str, str | int] = {}
        for _ in range(MOST_STEPS):
            body = self.one({"action": "query", **query, **onward})
            for page in _pages(body):
                _merge(held.setdefault(int(page["pageid"]), {}), page)
            if body.get("batchcomplete"):
                yield from held.values()
                held = {}
            following = body.get("continue")
            if not isinstance(following, dict):
                break
            if following == onward:
                raise Permanent("the list does not go on: it names the same place twice")
            onward = {str(name): str(value) for name, value in following.items()}
        else:
            raise Permanent("the list does not end")
        if held:
            raise Transient("the list broke off amid a batch", _LATER)

    def _sign_in(self) -> tuple[Mapping[str, str], tuple[str, ...]]:
        if self._token is None:
            return {}, ()
        token = usable(self._token(), "token_secret")
        return {"Authorization": f"Bearer {token}"}, (token,)


def _pages(body: Json) -> list[Json]:
    found = body.get("query", {})
    pages = found.get("pages", []) if isinstance(found, dict) else None
    if not isinstance(pages, list):
        raise Permanent("the list of pages has another form than MediaWiki's")
    return [
        page
        for page in pages
        if isinstance(page, dict) and isinstance(page.get("pageid"), int) and page["pageid"] > 0
    ]


def _merge(into: Json, page: Json) -> None:
    """A property that is a list may come in parts, too."""
    for name, value in page.items():
        if isinstance(value, list) and isinstance(into.get(name), list):
            into[name] = [*into[name], *value]
        else:
            into[name] = value


def _refused(error: object) -> Permanent | Transient:
    told = error if isinstance(error, dict) else {}
    code = str(told.get("code", "unknown"))[:60]
    info = " ".join(str(told.get("info", "no detail")).split())[:200]
    if code in _AGAIN or code.startswith("internal_api_error"):
        return Transient(f"the wiki cannot answer now ({code})", _LATER)
    if code in _SIGN_IN:
        return Unauthorised(f"the wiki refuses the token ({code}): renew token_secret")
    if code in _REFUSED:
        return Forbidden(f"the account may not read this wiki ({code}): grant it the right to read")
    return Permanent(f"the wiki refused ({code}): {info}")
