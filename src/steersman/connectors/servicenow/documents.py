"""Knowledge articles, and incidents that say how they were resolved, as documents to search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from html import escape
from urllib.parse import quote

from steersman.capabilities.documents import SourceDocument
from steersman.connectors.servicenow.client import ServiceNowClient
from steersman.connectors.servicenow.query import Condition, value
from steersman.connectors.servicenow.table import TableRows
from steersman.domain.canonical import Json

ARTICLES, INCIDENTS = "kb_knowledge", "incident"
PUBLISHED, RETIRED = "published", "retired"
RESOLVED, CLOSED = "6", "7"
ARTICLE_FIELDS = ("number", "short_description", "text", "wiki", "valid_to", "author.email")
INCIDENT_FIELDS = (
    "number",
    "short_description",
    "description",
    "close_notes",
    "close_code",
    "cmdb_ci.name",
)
_CHANGED = "sys_updated_on"
MOST_TEXTS = 100  # at once: an article may hold pictures of megabytes


class ServiceNowDocuments:
    """Lists what the account may read.  An article it may not read is not listed."""

    def __init__(self, client: ServiceNowClient) -> None:
        self._client, self._settings = client, client.settings

    def documents(self) -> Iterator[SourceDocument]:
        if self._settings.articles:
            yield from self._articles()
        if self._settings.incidents:
            yield from self._incidents()

    def _articles(self) -> Iterator[SourceDocument]:
        conditions = [Condition("workflow_state", (PUBLISHED, RETIRED))]
        if self._settings.knowledge_bases:
            titles = self._settings.knowledge_bases
            conditions.append(Condition("kb_knowledge_base.title", titles))
        rows = self._rows(ARTICLES, ARTICLE_FIELDS, conditions)
        for row in rows:
            yield self._article(row, rows.today)

    def _incidents(self) -> Iterator[SourceDocument]:
        conditions = (Condition("state", (RESOLVED, CLOSED)), Condition("close_notes"))
        for row in self._rows(INCIDENTS, INCIDENT_FIELDS, conditions):
            number, words = value(row, "number"), value(row, "short_description")
            title = f"{number} {words}".strip()
            yield SourceDocument(
                name=f"{INCIDENTS}/{value(row, 'sys_id')}.html",
                content=_page(title, _told(row)),
                title=title,
                link=self._link(f"incident.do?sys_id={value(row, 'sys_id')}"),
                readers=self._settings.incident_readers,
                status="current",
                changed_at=moment(value(row, _CHANGED)),
            )

    def _article(self, row: Json, today: date | None) -> SourceDocument:
        number = value(row, "number")
        title = f"{number} {value(row, 'short_description')}".strip()
        wiki = value(row, "wiki")
        text = value(row, "text") or (f"<pre>{escape(wiki)}</pre>" if wiki else "")
        return SourceDocument(
            name=f"{ARTICLES}/{value(row, 'sys_id')}.html",
            content=_page(title, text),
            title=title,
            link=self._link(f"kb_view.do?sysparm_article={quote(number, safe='')}"),
            owner=value(row, "author.email"),
            readers=self._settings.article_readers,
            status="superseded" if _is_over(row, today) else "current",
            changed_at=moment(value(row, _CHANGED)),
        )

    def _rows(
        self, table: str, fields: Sequence[str], conditions: Sequence[Condition]
    ) -> TableRows:
        wanted = (*fields, _CHANGED)
        return TableRows(self._client, table, wanted, conditions, most=MOST_TEXTS)

    def _link(self, rest: str) -> str:
        return f"{self._settings.url}/{rest}"


def moment(told: str) -> float | None:
    """``2026-01-31 08:00:00``, always in UTC, as seconds since 1970."""
    try:
        return datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def _is_over(row: Json, today: date | None) -> bool:
    """Retired, or past the day until which it is valid, by the instance's own clock."""
    if value(row, "workflow_state") == RETIRED:
        return True
    try:
        return today is not None and date.fromisoformat(value(row, "valid_to")[:10]) < today
    except ValueError:
        return False


def _told(row: Json) -> str:
    """What was wrong and what helped.  Who called is left out: it helps nobody else."""
    parts = (
        ("Problem", value(row, "description")),
        ("Affected", value(row, "cmdb_ci.name")),
        ("Resolution", value(row, "close_notes")),
        ("Code", value(row, "close_code")),
    )
    return "\n".join(f"<h2>{title}</h2>\n{_paragraphs(text)}" for title, text in parts if text)


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _page(title: str, body: str) -> bytes:
    head = (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    )
    text = f"{head}\n<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    return text.encode("utf-8", "replace")
