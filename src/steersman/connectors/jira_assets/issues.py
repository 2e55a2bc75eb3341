"""Resolved requests of Jira as documents: what was asked, and the last public reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from steersman.capabilities.documents import SourceDocument
from steersman.capabilities.ticket_page import message, ticket_page
from steersman.connectors.jira_assets.adf import text_of
from steersman.connectors.jira_assets.client import JiraClient, part, text
from steersman.connectors.jira_assets.settings import JiraAssetsSettings
from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

_FIELDS = ["summary", "description", "comment", "reporter", "assignee", "project", "updated"]
_FIELDS += ["resolution"]


class JiraDocuments:
    """The resolved requests of the projects that the settings name."""

    def __init__(self, client: JiraClient, settings: JiraAssetsSettings) -> None:
        self._client, self._settings = client, settings

    def documents(self) -> Iterator[SourceDocument]:
        projects = ", ".join(f'"{key}"' for key in self._settings.projects)
        resolved = "statusCategory = Done AND resolution IS NOT EMPTY"
        jql = f"project IN ({projects}) AND {resolved} ORDER BY created ASC"
        for page in self._client.search(jql, _FIELDS):
            for issue in page:
                self._require(issue)
                found = self._document(issue)
                if found is not None:
                    yield found

    def _require(self, issue: Json) -> None:
        project = text(issue, "fields", "project", "key")
        if project not in self._settings.projects or not text(
            issue, "fields", "resolution", "name"
        ):
            raise Permanent("search/jql: Jira did not keep to the projects asked for")

    def _document(self, issue: Json) -> SourceDocument | None:
        """None: nobody ever answered it, so it holds no answer."""
        fields = issue["fields"]
        comments = self._comments(issue)
        asker = text(fields, "reporter", "accountId")
        public = [each for each in comments if _is_public(each)]
        replies = [each for each in public if text(each, "author", "accountId") != asker]
        if not replies:
            return None
        parts = [("Question", fields.get("description")), ("Answer", replies[-1].get("body"))]
        if self._settings.internal_comments:
            parts += [("Comment", each.get("body")) for each in comments if not _is_public(each)]
        key, subject = text(issue, "key"), text(fields, "summary")
        return SourceDocument(
            name=f"requests/{text(issue, 'id')}.html",
            content=ticket_page(subject, [(head, message(text_of(told))) for head, told in parts]),
            title=subject,
            link=f"{self._settings.site}/browse/{key}",
            owner=text(fields, "assignee", "emailAddress"),
            readers=self._settings.readers,
            status="current",
            changed_at=_moment(text(fields, "updated")),
        )

    def _comments(self, issue: Json) -> Sequence[Json]:
        """Oldest first.  A search holds only some of many comments: then the newest are asked."""
        held = part(issue, "fields", "comment", "comments")
        total = text(issue, "fields", "comment", "total")
        if total and int(total) > len(held):
            return tuple(reversed(self._client.comments(text(issue, "id"))))
        return sorted(held, key=lambda each: text(each, "created"))


def _is_public(comment: Json) -> bool:
    """Whether the customer sees it: Jira says so, and nobody narrowed it to a role or group."""
    return comment.get("jsdPublic") is True and not comment.get("visibility")


def _moment(told: str) -> float | None:
    """Seconds since 1970 from 2026-07-13T10:00:00.000+0000."""
    try:
        return datetime.fromisoformat(told).timestamp()
    except ValueError:
        return None
