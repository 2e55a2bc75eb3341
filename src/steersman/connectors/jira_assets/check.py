"""``steersman systems check``: do Assets and Jira answer, and what may the account do there?"""

from __future__ import annotations

from collections.abc import Iterator

from steersman.capabilities.connector import Check
from steersman.connectors.jira_assets.client import AssetsClient, JiraClient, text
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from steersman.domain.errors import Permanent, Transient

# Assets tells no account which roles it holds; object types may be kept from it without a word.
UNTOLD = ("permissions on object types, which hide objects", "roles to change objects")
_NEEDED = "BROWSE_PROJECTS"
_TOO_MUCH = (
    "EDIT_ISSUES",
    "DELETE_ISSUES",
    "ADMINISTER_PROJECTS",
    "ADMINISTER",
    "TRANSITION_ISSUES",
)


def check_site(
    assets: AssetsClient | None, jira: JiraClient | None, settings: JiraAssetsSettings
) -> Check:
    """Ask for the schemas and for the account's own permissions; write nothing."""
    missing: list[str] = []
    excessive: list[str] = []
    seen: list[str] = []
    try:
        if assets is not None:
            found = {text(each, "objectSchemaKey") for each in assets.schemas()}
            seen.append(f"Assets with {len(found)} schemas to see")
            missing += [f"Object Schema User on {k}" for k in settings.schemas if k not in found]
        if jira is not None:
            seen.append(f"Jira with {len(settings.projects)} projects")
            for right, lacks in _of_projects(jira, settings):
                (missing if lacks else excessive).append(right)
    except (Permanent, Transient) as error:
        return Check(reached=False, detail=str(error), missing=tuple(missing))
    return Check(
        reached=True,
        detail=", ".join(seen) or "nothing is to be read: name schemas or projects",
        missing=tuple(missing),
        excessive=tuple(excessive),
        unknown=UNTOLD if assets is not None else (),
    )


def _of_projects(jira: JiraClient, settings: JiraAssetsSettings) -> Iterator[tuple[str, bool]]:
    """Each right that lacks, and each that is too much."""
    for project in settings.projects:
        held = jira.permissions(project, [_NEEDED, *_TOO_MUCH])
        if not held.get(_NEEDED):
            yield f"{_NEEDED} on {project}", True
        for right in _TOO_MUCH:
            if held.get(right):
                yield f"{right} on {project}", False
