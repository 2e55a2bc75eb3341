"""``steersman systems check``: does Confluence answer, and which spaces may the account view?"""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.connectors.confluence.client import ConfluenceClient, text
from steersman.connectors.confluence.settings import ConfluenceSettings
from steersman.domain.errors import Permanent, Transient

# Confluence tells an account only what it may view: a restricted page is as if it were not there.
UNTOLD = ("pages that are restricted from the account", "rights to change pages")


def check_confluence(client: ConfluenceClient, settings: ConfluenceSettings) -> Check:
    try:
        found = {text(each, "key") for each in client.spaces(settings.spaces)}
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error))
    missing = [key for key in settings.spaces if key not in found]
    seen = len(settings.spaces) - len(missing)
    return Check(
        reached=True,
        detail=f"Confluence with {seen} of {len(settings.spaces)} spaces to see",
        missing=tuple(f"view on space {key}" for key in missing),
        unknown=UNTOLD,
    )
