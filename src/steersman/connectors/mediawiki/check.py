"""``steersman systems check``: does the wiki answer, and what may the account do there?"""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.connectors.mediawiki.client import MediaWikiClient
from steersman.domain.errors import Permanent, Transient

READ = "read"
# Rights that change something; the ones that everybody on an open wiki has are told too.
WRITES = ("edit", "createpage", "move", "delete", "protect", "block", "upload", "userrights")


def check_mediawiki(client: MediaWikiClient) -> Check:
    asked = {"action": "query", "meta": "siteinfo|userinfo", "siprop": "general|statistics"}
    try:
        body = client.one({**asked, "uiprop": "rights"})
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error))
    told = body.get("query")
    told = told if isinstance(told, dict) else {}
    rights = told.get("userinfo", {}).get("rights", [])
    site, counted = told.get("general", {}), told.get("statistics", {})
    name = str(told.get("userinfo", {}).get("name", "nobody"))[:80]
    version = str(site.get("generator", "MediaWiki of unknown version"))[:40]
    return Check(
        reached=True,
        detail=f"{version} with {counted.get('articles', 0)} articles, read as {name}",
        missing=() if READ in rights else (READ,),
        excessive=tuple(right for right in WRITES if right in rights),
    )
