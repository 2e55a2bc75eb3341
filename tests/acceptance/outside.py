"""What the outside servers say when they are asked by their own tools, past Steersman."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from company.people import people
from company.real import RealCompany
from company.services.hosts import FIRST_UID, SHARED
from company.services.wireguard import INTERFACE

FINGERPRINTS = ("modifyTimestamp", "modifiersName", "entryCSN", "contextCSN")
HOSTS = ("web1", "gateway1", "vpn1")


@dataclass(frozen=True, slots=True)
class Thing:
    """One object of one outside system: the ids that name it alone, and what is said of it."""

    ids: tuple[str, ...]
    facts: str


@dataclass(frozen=True)
class Picture:
    """Every object outside at one moment, under ``system/object``."""

    things: Mapping[str, Thing] = field(default_factory=dict)

    def differing(self, later: Picture) -> dict[str, tuple[Thing | None, Thing | None]]:
        names = sorted({*self.things, *later.things})
        pairs = {name: (self.things.get(name), later.things.get(name)) for name in names}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def of(self, *ids: str) -> dict[str, Thing]:
        return {name: thing for name, thing in self.things.items() if set(ids) & set(thing.ids)}


def picture(company: RealCompany) -> Picture:
    """A complete dump of the directory, SaaS, Slack, VPN, hosts, calendars and mail settings."""
    parts = (_directory, _saas, _slack, _vpn, _hosts, _calendars, _mail)
    return Picture({name: thing for part in parts for name, thing in part(company)})


Named = Iterable[tuple[str, Thing]]


def _directory(company: RealCompany) -> Named:
    """``ldapsearch`` of the whole tree with operational attributes."""
    for entry in company.directory.ldapsearch("(objectClass=*)", "*", "+").split("\n\n"):
        lines = [line for line in entry.splitlines() if line]
        told = [line for line in lines if line.partition(":")[0] not in FINGERPRINTS]
        if told:
            dn = told[0].removeprefix("dn: ")
            uuid = next(line for line in told if line.startswith("entryUUID: "))
            numbers = [line for line in told if line.startswith("employeeNumber: ")]
            ids = (uuid.removeprefix("entryUUID: "), *(n.partition(": ")[2] for n in numbers))
            yield f"directory/{dn}", Thing(ids, "\n".join(sorted(told)))


def _saas(company: RealCompany) -> Named:
    """Every user and group by SCIM."""
    for collection in ("Users", "Groups"):
        for body in _listed(company, collection):
            ids = (body["id"], body.get("externalId") or body["displayName"])
            yield f"crm/{collection}/{body['id']}", Thing(ids, _spelled(body))


def _listed(company: RealCompany, collection: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = company.saas.call("GET", f"/{collection}?startIndex={len(found) + 1}&count=100")
        found += page.get("Resources", [])
        if len(found) >= page["totalResults"]:
            return found


def _spelled(body: Mapping[str, Any]) -> str:
    """Without what changes at each write; the order of several values means nothing."""
    told = {
        name: value for name, value in body.items() if name != "meta" and value not in (None, [])
    }
    ordered = {n: sorted(v, key=json.dumps) if isinstance(v, list) else v for n, v in told.items()}
    return json.dumps(ordered, indent=0, sort_keys=True)


def _slack(company: RealCompany) -> Named:
    for number, told in company.slack.everybody().items():
        ids = (number, told["externalId"])
        yield f"slack/{number}", Thing(ids, json.dumps(told, sort_keys=True))


def _vpn(company: RealCompany) -> Named:
    """``wg show dump`` without counters, and the file that the gateway starts from."""
    dump = company.gateway.host.run("wg", "show", INTERFACE, "dump").decode().splitlines()
    for line in dump[1:]:
        key, preshared, _, allowed = line.split("\t")[:4]
        yield f"vpn/live/{key}", Thing((key,), f"{preshared} {allowed}")
    for block in company.gateway.read().split("\n\n"):
        found = re.search(r"PublicKey = (\S+)", block)
        if found:
            number = re.search(r"employee_number=(\d+)", block)
            ids = (found[1], *(number.groups() if number else ()))
            yield f"vpn/file/{found[1]}", Thing(ids, block.strip())


def _hosts(company: RealCompany) -> Named:
    for name in HOSTS:
        host = company.host(name)
        shadow = dict(_by_login(host.run("cat", "/etc/shadow").decode()))
        running = host.run("ps", "-eo", "uid=,args=").decode().splitlines()
        for login, line in _by_login(host.run("cat", "/etc/passwd").decode()):
            uid, gecos = int(line.split(":")[2]), line.split(":")[4]
            own = sorted(p for p in running if uid >= FIRST_UID and p.split(None, 1)[0] == str(uid))
            ids = (f"{name}:{uid}/{login}", *([gecos.rpartition(",")[2]] if "," in gecos else []))
            yield f"{name}/{login}", Thing(ids, "\n".join([line, shadow[login], *own]))
        find = host.run("find", SHARED, "-mindepth", "1", "-printf", "%p %U %G %m %s\\0")
        for row in find.decode().split("\0")[:-1]:
            path = row.rsplit(" ", 4)[0]
            yield f"{name}/{path}", Thing((path,), row)


def _by_login(text: str) -> list[tuple[str, str]]:
    return [(line.partition(":")[0], line) for line in text.splitlines()]


def _calendars(company: RealCompany) -> Named:
    for person in people():
        for name, text in company.calendar.stored(person.login).items():
            uid = re.search(r"^UID:(.+?)\s*$", text, re.MULTILINE)
            ids = (uid[1] if uid else name, person.employee_number)
            yield f"calendar/{person.login}/{name}", Thing(ids, text)


def _mail(company: RealCompany) -> Named:
    """Each mailbox's access lists, Sieve scripts and open sessions, from Dovecot's own files."""
    who = company.mail.doveadm("-f", "tab", "who", "-1").splitlines()[1:]
    for person in people():
        box = company.mail.home / "box" / person.login
        found = [
            *box.glob("sieve/*"),
            *box.glob(".dovecot.sieve"),
            *box.glob("Maildir/**/dovecot-acl"),
        ]
        texts = [_content(path, box) for path in sorted(found) if not path.name.endswith(".svbin")]
        texts += sorted(line.split("\t")[1] for line in who if line.split("\t")[0] == person.login)
        ids = (f"mail:{person.login}", person.employee_number)
        yield f"mail/{person.login}", Thing(ids, "\n".join(texts))


def _content(path: Path, box: Path) -> str:
    if path.is_symlink():
        return f"{path.relative_to(box)} -> {path.readlink()}"
    return f"{path.relative_to(box)}: {path.read_text()}" if path.is_file() else ""


def invitations(company: RealCompany, address: str, uid: str) -> list[str]:
    """The iCalendar texts about one meeting that were mailed to somebody, oldest first."""
    mails = company.outside.messages_to(address)
    parts = [part for mail in mails for part in mail.message.walk()]
    texts = [str(p.get_content()) for p in parts if p.get_content_type() == "text/calendar"]
    return [text for text in map(_unfolded, texts) if f"UID:{uid}" in text]


def organiser(text: str) -> str:
    """The one organiser of every event in an iCalendar text."""
    (mail,) = set(re.findall(r"^ORGANIZER[^\n]*mailto:(\S+)", _unfolded(text), re.MULTILINE))
    return str(mail)


def _unfolded(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n ", "")
