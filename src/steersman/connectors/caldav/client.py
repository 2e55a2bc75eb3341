"""A CalDAV server over HTTP (RFC 4791, RFC 4918): the real ``CalendarStore``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, unquote

from steersman.connectors.caldav import dav
from steersman.connectors.caldav.http import Answer, Http
from steersman.connectors.caldav.settings import CalDavSettings
from steersman.connectors.caldav.store import Greeting, Principal, Resource
from steersman.domain.errors import Permanent, Transient

ICALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
FORBIDDEN = frozenset("/\\%?#")


class CalDavClient:
    def __init__(self, settings: CalDavSettings, http: Http) -> None:
        self._settings = settings
        self._http = http
        stored = (settings.mail_property, settings.employee_number_property)
        self._asked = [dav.TYPE, dav.NAME, dav.ADDRESSES, *filter(None, stored)]

    def greeting(self) -> Greeting:
        headers = self._http.ask("OPTIONS", self._settings.url).headers
        features = frozenset(token.strip() for token in headers.get("dav", "").split(","))
        return Greeting(features, headers.get("date", ""))

    def principals(self) -> tuple[Principal, ...]:
        path = self._below(self._settings.principals_path)
        entries = self.propfind(path, self._asked, depth="1")
        if entries is None:
            raise Permanent(f"there is no collection of principals at {path}: principals_path")
        found = [entry for entry in entries if entry.has_type(dav.PRINCIPAL)]
        return tuple(self._principal(self._login(entry.href), entry) for entry in found)

    def principal(self, account: str) -> Principal:
        entries = self.propfind(self._principal_href(account), [*self._asked, dav.HOME])
        if not entries:
            raise Permanent(f"the calendar server has no account {account!r}")
        homes = entries[0].hrefs(dav.HOME)
        calendars = tuple(path for home in homes for path in self._calendars_in(home))
        return replace(self._principal(account, entries[0]), calendars=calendars)

    def upcoming(self, calendar: str, after: datetime) -> tuple[Resource, ...]:
        return self._query(calendar, dav.query_after(after))

    def with_uid(self, calendar: str, uid: str) -> tuple[Resource, ...]:
        return self._query(calendar, dav.query_uid(uid))

    def get(self, href: str) -> Resource | None:
        answer = self._http.ask("GET", href)
        if answer.status == 404:
            return None
        text = answer.body.decode("utf-8", errors="replace")
        return Resource(href, _etag(answer, href), text)

    def create(self, href: str, text: str) -> None:
        self._write("PUT", href, text, {"If-None-Match": "*", **ICALENDAR})

    def replace(self, resource: Resource, text: str) -> None:
        self._write("PUT", resource.href, text, {"If-Match": resource.etag, **ICALENDAR})

    def delete(self, resource: Resource) -> None:
        self._http.ask("DELETE", resource.href, headers={"If-Match": resource.etag})

    def propfind(
        self, href: str, names: list[str], depth: str = "0"
    ) -> tuple[dav.Entry, ...] | None:
        """The entries found, or ``None`` when nothing is there."""
        answer = self._http.ask("PROPFIND", href, dav.propfind(names), {"Depth": depth})
        return None if answer.status == 404 else dav.read_multistatus(answer.body)

    def _write(self, method: str, href: str, text: str, headers: dict[str, str]) -> None:
        if self._http.ask(method, href, text, headers).status == 404:
            raise Transient(f"{method} {href}: it is gone since it was read (404)")

    def _query(self, calendar: str, body: str) -> tuple[Resource, ...]:
        answer = self._http.ask("REPORT", calendar, body, {"Depth": "1"})
        if answer.status == 404:
            raise Transient(f"the calendar {calendar} is gone since it was listed")
        return tuple(self._resource(entry) for entry in dav.read_multistatus(answer.body))

    def _resource(self, entry: dav.Entry) -> Resource:
        return Resource(self._http.path(entry.href), entry.text(dav.ETAG), entry.text(dav.DATA))

    def _calendars_in(self, home: str) -> list[str]:
        names = [dav.TYPE, dav.COMPONENTS]
        entries = self.propfind(home, names, depth="1") or ()
        return [self._http.path(entry.href) for entry in entries if _holds_events(entry)]

    def _principal(self, account: str, entry: dav.Entry) -> Principal:
        stored = entry.text(self._settings.mail_property) or _mailto(entry)
        domain = self._settings.mail_domain
        return Principal(
            account=account,
            name=entry.text(dav.NAME),
            mail=stored or (f"{account}@{domain}" if domain else ""),
            employee_number=entry.text(self._settings.employee_number_property),
        )

    def _principal_href(self, account: str) -> str:
        """A login is a name, never a path: ``../ops`` must not reach another account."""
        if not account.isprintable() or FORBIDDEN & set(account) or account in ("", ".", ".."):
            raise Permanent(f"{account!r} cannot be the name of a calendar account")
        return self._below(self._settings.principal_path.format(login=quote(account, safe="@")))

    def _login(self, href: str) -> str:
        return unquote(self._http.path(href).rstrip("/").rpartition("/")[2])

    def _below(self, path: str) -> str:
        return self._http.path(self._settings.url) + path.lstrip("/")


def _etag(answer: Answer, href: str) -> str:
    etag = answer.headers.get("etag", "")
    if not etag:
        raise Permanent(f"the server gives no ETag for {href}: nothing can be written safely there")
    return etag


def _mailto(entry: dav.Entry) -> str:
    """The first mail address among the principal's calendar addresses (RFC 6638, 2.4.1)."""
    addresses = [href for href in entry.hrefs(dav.ADDRESSES) if href.lower().startswith("mailto:")]
    return unquote(addresses[0][len("mailto:") :]) if addresses else ""


def _holds_events(entry: dav.Entry) -> bool:
    kinds = entry.properties.get(dav.COMPONENTS)
    names = ["VEVENT"] if kinds is None else [each.get("name", "") for each in kinds]
    return entry.has_type(dav.CALENDAR) and "VEVENT" in names
