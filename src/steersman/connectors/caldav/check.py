"""What ``steersman systems check`` finds on a calendar server; writes nothing."""

from __future__ import annotations

from steersman.capabilities.connector import Check
from steersman.connectors.caldav import dav
from steersman.connectors.caldav.capabilities import SERVER_INVITES
from steersman.connectors.caldav.client import CalDavClient
from steersman.connectors.caldav.outbox import SmtpOutbox
from steersman.connectors.caldav.settings import CalDavSettings
from steersman.domain.errors import Permanent, Transient

READ, WRITE = f"{{{dav.DAV}}}read", f"{{{dav.DAV}}}write"
WRITE_PARTS = frozenset({f"{{{dav.DAV}}}{part}" for part in ("write-content", "bind", "unbind")})
ALL = f"{{{dav.DAV}}}all"
LOOKED_AT = 3  # calendars of other people whose rights are asked for


def check(settings: CalDavSettings, client: CalDavClient, outbox: SmtpOutbox | None) -> Check:
    try:
        detail = _greet(settings, client)
        missing, unknown = _rights(settings, client)
    except (Transient, Permanent) as problem:
        return Check(reached=False, detail=str(problem))
    try:
        mail = f"mail through {outbox.reach()}" if outbox else "no mail server is declared"
    except (Transient, Permanent) as problem:
        return Check(reached=False, detail=str(problem), missing=(*missing, "SMTP"))
    return Check(reached=True, detail=f"{detail}; {mail}", missing=missing, unknown=unknown)


def _greet(settings: CalDavSettings, client: CalDavClient) -> str:
    features = client.greeting().features
    if "calendar-access" not in features:
        raise Permanent(f"{settings.url} does not speak CalDAV (no calendar-access in DAV)")
    if SERVER_INVITES in features:
        raise Permanent(f"{settings.url} sends invitations itself (RFC 6638): not supported")
    entries = client.propfind(settings.url, [dav.CURRENT_USER]) or ()
    users = [href for entry in entries for href in entry.hrefs(dav.CURRENT_USER)]
    if not users:
        raise Permanent(f"{settings.url} does not say who {settings.user} is; check url")
    return f"CalDAV at {settings.url} as {users[0]}"


def _rights(
    settings: CalDavSettings, client: CalDavClient
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(missing, unknown) from ``current-user-privilege-set`` of some other people's calendars."""
    missing: set[str] = set()
    looked_at = 0
    for principal in client.principals():
        if principal.account == settings.user or looked_at == LOOKED_AT:
            continue
        for calendar in client.principal(principal.account).calendars:
            looked_at += 1
            missing |= _missing_in(client, calendar)
    if not looked_at:
        return ("DAV:read on other people's calendars",), ("DAV:write",)
    return tuple(sorted(missing)), ()


def _missing_in(client: CalDavClient, calendar: str) -> set[str]:
    entries = client.propfind(calendar, [dav.PRIVILEGES]) or ()
    held = {
        element.tag
        for entry in entries
        if dav.PRIVILEGES in entry.properties
        for element in entry.properties[dav.PRIVILEGES].iter()
    }
    reads = bool(held & {READ, ALL})
    writes = bool(held & {WRITE, ALL}) or held >= WRITE_PARTS
    wanted = {"DAV:read": reads, "DAV:write": writes}
    return {f"{right} on {calendar}" for right, has in wanted.items() if not has}
