"""An office in which much has happened, and in which every text that can be stored is hostile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from steersman.capabilities.inventory import Inventory, InventoryItem, NotRead
from steersman.domain.errors import Permanent
from steersman.knowledge.retrieval.indexing import document_id
from steersman.records.desk.work import Request
from steersman.records.knowledge.sources import KnowledgeSource, KnowledgeSources
from steersman.records.saved_views import SavedView
from steersman.records.sign_in.sessions import From
from steersman.records.system_checks import SystemChecks
from steersman.settings.systems import System, Systems
from tests.fixtures.collecting import Lists
from tests.governor.company import HR, Company
from tests.signals.watching.made import MadeMetrics
from tests.web.office import Office, move_in
from tests.web.visitors import account_of, visit

# It leaves an attribute, opens a tag and would run; a template would show 49.
MARK = "\"'><img src=x onerror=mark()>{{7*7}}"
RAW = "<img src=x"  # nothing of ours has such a tag
LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoraltern" * 2
FILE = "10-house-rules.cedar"
HOUR = 3600.0


@dataclass(frozen=True)
class Lively:
    """``done``, ``held``, ``undone``, ``asked``: numbers; ``asked`` waits for a question."""

    office: Office
    done: str
    held: str
    undone: str
    asked: str
    hostile: str
    item: str  # a server whose texts are hostile, too
    twin: str  # another one with the same serial number
    document: str  # of our own, with hostile texts
    draft: str  # a change of it, which waits
    alert: str  # with hostile words
    series: str  # with hostile words
    runbook: str  # the name of one whose version is refused, with hostile prose
    situation: str  # with hostile words
    page: str  # under way, with hostile words

    @property
    def paged(self) -> str:
        """A link as it stands in a page."""
        links, now = self.office.steersman.paging.links, self.office.steersman.clock.now()
        return f"/page/{links.token(self.page, self.office.id('employee'), now)}"

    @property
    def mailed(self) -> str:
        """A link as it is mailed to an approver."""
        office = self.office
        until = office.steersman.clock.now() + HOUR
        digest, who = office.digest(self.held), office.id("approver")
        return f"/approve/{office.steersman.links.token(self.held, digest, who, until)}"


@contextmanager
def lively_office(home: Path) -> Iterator[Lively]:
    company = Company(home, "")
    with company.open() as steersman:
        yield live_in(move_in(steersman, company))


def live_in(office: Office) -> Lively:
    hostile, long = _hire(office, "9001", MARK), _hire(office, "9002", LONG)
    office.people |= {"hostile": hostile, "long": long}  # type: ignore[operator]  # a dict
    _declare(office)
    done = _approved(office, office.leaver(subject="hostile", reason=MARK))
    undone = _approved(office, office.leaver(subject="jane", successor=office.id("long")))
    _ok(office.post("security", f"/work/{undone}/undo", {"reason": MARK, "harmful": True}))
    office.run()
    _in_doubt(office)
    asked = office.leaver(subject="mary")
    held = office.leaver(subject="long", termination_type="for_cause", reason=MARK)
    _ask_back(office, held)
    _write(office)
    _collect(office)
    item = _item(office, hostile)
    twin = _twin(office, item)
    return Lively(
        office,
        done,
        held,
        undone,
        asked,
        hostile,
        item,
        twin,
        *_documents(office),
        _alert(office),
        _series(office),
        runbook=_runbook(office),
        situation=_situation(office),
        page=_page(office),
    )


def _page(office: Office) -> str:
    """A schedule with an override, a policy and a page that reaches nobody, all hostile."""
    who = "administrator"
    layer = {"name": MARK, "people": [office.id("employee")], "begins": "2026-01-05T09:00"}
    hours = [{"opens": "09:00", "closes": "17:00"}]
    body = {"name": MARK[:100], "time_zone": "UTC", "layers": [{**layer, "hours": hours}]}
    made = office.post(who, "/on-call/schedules", body)
    _ok(made)
    path = f"/on-call/schedules/{made.json()['id']}/overrides"
    _ok(office.post(who, path, {"person": office.id("hr"), "lasts": 3600, "reason": MARK}))
    _ok(office.post(who, "/on-call/contacts", {"kind": "mail", "address": f"{'x' * 200}@y.z"}))
    step = {"kind": "person", "target": office.id("employee"), "wait": 5}
    policy = office.post(who, "/on-call/policies", {"name": MARK[:100], "steps": [step]})
    _ok(policy)
    told = {"policy": policy.json()["id"], "title": MARK[:200], "text": f"{MARK}\n{LONG}"}
    page = office.post(who, "/on-call/pages", told)
    _ok(page)
    office.steersman.paging.move()
    number = str(page.json()["id"])
    _ok(office.post(who, "/on-call/timeline", {"subject": number, "text": f"{MARK} {LONG}"}))
    return number


def _runbook(office: Office) -> str:
    """A change of one that ships, and one that is no runbook any more."""
    runbooks = office.steersman.runbooks
    text = f"{runbooks.edition('disk-full').text}\n# {MARK}\n\n{MARK} {LONG}\n\n| {MARK} |\n"
    runbooks.propose("disk-full", text, by=office.id("hostile"), reason=MARK)
    row = {"text": f"{MARK}\n{LONG}", "digest": "0" * 64, "by": MARK, "eyes": MARK, "reason": MARK}
    runbooks.versions.propose(name="old-one", **row)
    runbooks.retire("old-one", by=office.id("hostile"), reason=MARK)
    return "disk-full"


def _alert(office: Office) -> str:
    told = {"title": MARK, "host": LONG, "text": MARK, "severity": MARK, "tags": {MARK: LONG}}
    _ok(office.post("administrator", "/alerts/events", [told, {"name": LONG, "status": "ok"}]))
    found = office.get("administrator", "/alerts", params={"status": "firing"}).json()
    return str(found["alerts"][0]["id"])


def _series(office: Office) -> str:
    """A watched series with hostile labels and an anomaly, and a source that is away."""
    core, now = office.steersman, office.steersman.clock.now()
    source = MadeMetrics(
        {f"{MARK} {LONG}": lambda at: 9e9 if now - 9e3 < at < now - 8.9e3 else 5.0}
    )
    core.watching = replace(core.watching, sources={"metrics": source}, history=600)
    body = {"name": "hostile", "system": "metrics", "expression": f"{MARK} {LONG}", "unit": MARK}
    _ok(office.post("administrator", "/series", {**body, "unit": MARK[:40], "capacity": 9e9}))
    core.watching.look()
    core.watching.watches.failed("hostile", f"{MARK} {LONG}")
    (watch,) = office.get("administrator", "/series").json()["watches"]
    return str(watch["series"][0]["id"])


def _situation(office: Office) -> str:
    """A situation that was acknowledged and judged, silences and a window, all hostile."""
    who = "administrator"
    told = {"title": f"{MARK} {LONG}", "host": MARK, "text": MARK, "severity": "critical"}
    _ok(office.post(who, "/alerts/events", [told, {**told, "title": LONG, "tags": {MARK: LONG}}]))
    office.steersman.situating.wake()
    office.steersman.situating.work()
    rows = office.get(who, "/situations").json()["situations"]
    number = str(rows[0]["number"])
    _ok(office.post(who, f"/situations/{number}/acknowledge", {"note": MARK}))
    _ok(office.post(who, f"/situations/{number}/feedback", {"useful": False, "note": MARK}))
    why = {"why": f"{MARK} {LONG}", "minutes": 60}
    _ok(office.post(who, "/silences", {"matchers": [f"x={MARK}", f"y={LONG}"], **why}))
    rule = {"source": [f"x={MARK}"], "target": [f"y={LONG}"], "equal": [MARK], "why": MARK}
    _ok(office.post(who, "/inhibitions", rule))
    return number


def _item(office: Office, owner: str) -> str:
    """On record with a hostile name, and standing on another one."""
    values = {"name": MARK, "location": MARK, "description": MARK, "owner": owner}
    ids: list[str] = []
    for kind in ("application_service", "server"):
        answer = office.post("administrator", "/ci", {"values": {**values, "ci_class": kind}})
        ids.append(answer.json()["item"]["id"])
    relation = {"parent": ids[0], "type": "runs_on", "child": ids[1]}
    _ok(office.post("administrator", "/ci/relations", relation))
    return ids[1]


def _collect(office: Office) -> None:
    """A system lists hostile things, one of which cannot be taken; documents could not be read."""
    items = (InventoryItem(MARK, "printer", MARK, {MARK: MARK}), InventoryItem("", "printer", MARK))
    steersman = office.steersman
    source = Lists(Inventory(items=items, not_read=(NotRead(MARK, LONG),)))
    steersman.collecting = replace(steersman.collecting, sources={"netbox": source})
    _ok(office.post("administrator", "/ci/sources/netbox/collect", {}))
    documents = KnowledgeSources(steersman.store, steersman.clock)
    documents.keep(KnowledgeSource(name=MARK, folder=f"/srv/{MARK}", readers=MARK))
    documents.was_read(MARK, 1, [MARK, LONG])


def _documents(office: Office) -> tuple[str, str]:
    """One of our own that was refused, accepted, asked about and drafted anew, all hostile."""
    head = f"---\ntitle: '{LONG}'\nreaders: everyone\nsuperseded_by: {MARK}\n---\n"
    text = f"{head}# {MARK}\n\n<script>mark()</script> {MARK} {LONG}\n\n1. {MARK}\n2. {LONG}\n"
    ids = []
    for number in range(3):
        body = {"name": "hostile.md", "text": f"{text}\n{number}\n", "reason": f"{MARK} {LONG}"}
        ids.append(office.post("technician", "/knowledge/drafts", body).json()["draft"]["id"])
        if number < 2:
            decided = "refuse" if number == 0 else "accept"
            told = {} if number else {"reason": MARK}
            _ok(office.post("security", f"/knowledge/drafts/{ids[-1]}/{decided}", told))
    document = document_id("house", "hostile.md")
    said = {"document": document, "question": f"{MARK} {LONG}", "solved": False, "why": MARK}
    _ok(office.post("employee", "/ask/solved", {**said, "hand_over": True}))
    return document, ids[-1]


def _twin(office: Office, item: str) -> str:
    """A duplicate of it, a merge, an edit, a warranty that ran out and a view, all hostile."""
    who = "administrator"
    values = {"ci_class": "server", "name": f"{MARK} {LONG}", "location": LONG}
    made = [office.post(who, "/ci", {"values": values}).json()["item"]["id"] for _ in range(2)]
    twin, gone = str(made[0]), str(made[1])
    same = {"serial": MARK, "warranty_ends_on": "2020-01-01"}
    for one in (item, twin):
        _ok(office.post(who, "/ci/change", {"ids": [one], "values": same}))
    _ok(office.post(who, "/ci/merge", {"kept": twin, "gone": gone, "reason": f"{MARK} {LONG}"}))
    edit = {"ids": [item, twin], "values": {"managed_by": f"{MARK} {LONG}"}}
    plan = office.post(who, "/ci/edit/plan", edit).json()
    _ok(office.post(who, "/ci/edit/apply", {**edit, "digest": plan["digest"], "reason": MARK}))
    rule = {"name": MARK, "fields": ["os"], "sources": [MARK, LONG]}
    _ok(office.post(who, "/ci/reconciliation-rules", rule))
    view = {"name": MARK, "filter": "where=managed_by:x", "role": "administrator"}
    _ok(office.post(who, "/ci/views", view))
    return twin


def _hire(office: Office, number: str, name: str) -> str:
    company, steersman = office.company, office.steersman
    values = {"employee_number": number, "given_name": name, "family_name": name}
    values |= {"mail": f"m{number}@example.org", "title": name, "department": name}
    values |= {"location": name, "manager": office.id("mary")}
    source = replace(HR, native_key=number)
    hired = steersman.people.add(values, by="system:test", source=source)
    for system in ("directory", "mail", "saas"):
        account = f"{system[0]}-{number}-{name}" if system == "saas" else f"{system[0]}-{number}"
        company.outside.hire(system, account, number, f"m{number}@example.org", f"{name} {name}")
    return hired.id


def _declare(office: Office) -> None:
    names = ("directory", "mail", "saas")
    systems = tuple(System(name=name, kind="ldap", aliases=(MARK,)) for name in names)
    office.steersman.declared = Systems(systems=systems)
    checks: SystemChecks = office.steersman.system_checks
    checks.keep("directory", reached=True, detail=MARK, missing=(MARK,), excessive=(MARK, LONG))
    checks.keep("mail", reached=False, detail=f"{MARK} {LONG}")


def _approved(office: Office, number: str) -> str:
    told = {"digest": office.digest(number), "reason": MARK}
    _ok(office.post("approver", f"/work/{number}/approve", told))
    office.run()
    return number


def _in_doubt(office: Office) -> None:
    """Two accounts could be Mary's."""
    for account, name in ((f"s-{MARK}", "Mary Boss"), ("s-y", MARK)):
        office.company.outside.hire("saas", account, account, "mary.boss@example.org", name)


def _ask_back(office: Office, number: str) -> None:
    for text in (MARK, LONG):
        told = {"digest": office.digest(number), "text": text}
        question = _ok(office.post("approver", f"/work/{number}/ask-back", told))["id"]
    _ok(office.post("hr", f"/work/{number}/ask-back/{question}/answer", {"text": MARK}))


def _write(office: Office) -> None:
    """Everything else that people may write down."""
    steersman = office.steersman
    administrator = office.id("administrator")
    for summary in (MARK, LONG):
        asked = Request(procedure="manual", requester=administrator, summary=summary)
        steersman.desk.work_items.submit(asked)
    steersman.desk.views.save(administrator, SavedView(MARK, "status=all"))
    text = steersman.changing_policies.text(FILE)
    by = office.id("approver2")
    steersman.changing_policies.propose(FILE, f"{text}\n// {MARK} {LONG}\n", by=by, reason=MARK)
    _ok(office.post("security", "/switches", {"scope": "system:mail", "reason": MARK}))
    _import(office)
    sign_in = steersman.sign_in
    seen = From("192.0.2.8", f"{MARK} {LONG}")
    sign_in.start(account_of(office, "administrator"), "password", seen, second_factor=False)
    visit(office, "administrator").post("/work/new/ask", {"text": f"{MARK} leaves", "sure": "yes"})


def _import(office: Office) -> None:
    told: dict[str, object] = {"type": "person", "format": "json", "source": MARK}
    row = {"employee_number": "9100", "given_name": "A", "family_name": MARK, "title": MARK}
    told |= {"text": json.dumps([row]), "complete": False}
    plan = _ok(office.post("hr", "/import/plan", told))
    _ok(office.post("hr", "/import/apply", {**told, "digest": plan["digest"]}))


def _ok(answer: object) -> Mapping[str, str]:
    status, text = answer.status_code, answer.text  # type: ignore[attr-defined]
    if status >= 300:
        raise Permanent(f"{status} {text}")
    return answer.json()  # type: ignore[attr-defined,no-any-return]
