"""Every role at every route: who may is written down here, everybody else is told the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response

from steersman.domain.on_call.escalation import Policy, Step, StepKind
from steersman.domain.on_call.schedule import Schedule
from steersman.domain.roles import ROLES
from steersman.records.alerts import Received
from steersman.records.cmdb.items import ConfigurationItems
from steersman.web.app import routes
from tests.web.office import V1, Office
from tests.web.router import served

ALL = frozenset(ROLES)
CONTROLS = frozenset({"technician", "approver", "security", "administrator", "auditor"})
LEDGER = frozenset({"security", "administrator", "auditor"})
ADMIN = frozenset({"administrator"})
SEES = CONTROLS | {"hr"}
EYES = frozenset({"approver", "security"})
REPORTS = frozenset({"technician", "security", "administrator"})
DIGEST = "0" * 64
LEVEL = {"capability": "account.disable", "scope": "everyone", "to": 2, "reason": "test"}
IMPORT = {"type": "person", "format": "csv", "text": "x", "source": "hr"}
TOKEN = {"person": "2000", "name": "x", "scopes": ["read"]}
WHY = {"reason": "test"}
POLICY = {"file": "none.cedar", "text": "x"}
SIGN_INS = frozenset({"security", "administrator"})
KEEPS_ITEMS = frozenset({"technician", "administrator"})
STARTS = frozenset({"technician", "security", "administrator"})
WATCHES = frozenset({"technician", "security", "administrator"})
INHIBITION = {"source": ["a=b"], "target": ["c=d"], "why": "x"}
SCHEDULE = {"name": "x", "time_zone": "UTC"}
OVERRIDE = {"person": "per_none", "starts": 1, "ends": 2}
QUIET = {"opens": "22:00", "closes": "07:00", "time_zone": "UTC"}
WATCH = {"name": "x", "system": "none", "expression": "x"}
BRINGS_LISTS = frozenset({"hr", "technician", "administrator"})  # technicians: of assets
CI_IMPORT = {"type": "items", "format": "csv", "text": "x", "source": "inventory"}
EDIT = {"ids": ["ci_none"], "values": {"location": "London"}}
NEW_ATTRIBUTE = {"ci_class": "nothing", "name": "colour", "title": "Colour"}
WRITES_DOCUMENTS = frozenset({"technician", "security", "administrator"})
NEW_RULE = {"name": "x", "fields": ["nothing"], "sources": ["inventory"]}

# (method, path, body, roles that may)
ROUTES: list[tuple[str, str, Any, frozenset[str]]] = [
    ("GET", "/me", None, ALL),
    ("POST", "/leave", {"person": "1000"}, frozenset({"hr", "security", "administrator"})),
    ("POST", "/leave/rehearse", {"person": "1000"}, frozenset({"hr", "security", "administrator"})),
    ("POST", "/requests", {"text": "hello"}, ALL),
    ("GET", "/work", None, ALL),
    ("GET", "/work/{number}", None, SEES),
    ("GET", "/work/{number}/plan", None, SEES),
    ("GET", "/work/{number}/timeline", None, SEES),
    ("GET", "/work/{number}/wait", None, SEES),
    ("POST", "/work/{number}/approve", {"digest": DIGEST}, EYES),
    ("POST", "/work/{number}/refuse", {"digest": DIGEST, **WHY}, EYES),
    ("POST", "/work/{number}/ask-back", {"digest": DIGEST, "text": "why?"}, EYES),
    ("POST", "/work/{number}/ask-back/{question}/answer", {"text": "so"}, SEES),
    ("POST", "/work/{number}/stop", WHY, frozenset({"hr", "security", "administrator"})),
    ("POST", "/work/{number}/undo", WHY, frozenset({"hr", "security", "administrator"})),
    ("POST", "/work/approve-all", {"expect": 99, **WHY}, EYES),
    ("GET", "/questions", None, CONTROLS),
    (
        "POST",
        "/questions/{question}/answer",
        {"answer": "done"},
        frozenset({"approver", "security", "administrator"}),
    ),
    ("GET", "/switches", None, CONTROLS),
    (
        "POST",
        "/switches",
        {"scope": "system:x", **WHY},
        frozenset({"approver", "security", "administrator"}),
    ),
    ("DELETE", "/switches/{scope}", None, frozenset({"security", "administrator"})),
    ("GET", "/levels", None, CONTROLS),
    ("POST", "/levels/statement", LEVEL, ADMIN),
    ("POST", "/levels", {"statement": "{}", "signature": ""}, ADMIN),
    ("POST", "/levels/keys", {"public_key": "x"}, ADMIN),
    ("GET", "/people", None, ALL),
    ("GET", "/people/{person}", None, SEES),
    ("POST", "/import/plan", IMPORT, frozenset({"hr", "administrator"})),
    ("POST", "/import/columns", IMPORT, frozenset({"hr", "administrator"})),
    ("POST", "/import/files", {}, BRINGS_LISTS),
    ("PUT", "/import/files/{file}", None, BRINGS_LISTS),
    ("DELETE", "/import/files/{file}", None, BRINGS_LISTS),
    ("POST", "/import/apply", {**IMPORT, "digest": DIGEST}, frozenset({"hr", "administrator"})),
    ("GET", "/ci", None, ALL),
    ("GET", "/ci/export", None, ALL),
    ("GET", "/ci/export/relations", None, ALL),
    ("GET", "/ci/classes", None, ALL),
    ("GET", "/ci/relation-types", None, ALL),
    ("GET", "/ci/reconciliation-rules", None, ALL),
    ("GET", "/ci/duplicates", None, ALL),
    ("GET", "/ci/quality", None, ALL),
    ("GET", "/ci/quality/{check}", None, ALL),
    ("GET", "/ci/renewals", None, ALL),
    ("GET", "/ci/sources", None, CONTROLS),
    ("GET", "/ci/attributes", None, ALL),
    ("GET", "/ci/merges", None, ALL),
    ("GET", "/ci/kinds", None, ALL),
    ("POST", "/ci/kinds", {"source": "x", "word": "y", "ci_class": "server"}, ADMIN),
    ("GET", "/ci/views", None, ALL),
    ("POST", "/ci/views", {"name": "mine"}, ALL),
    ("DELETE", "/ci/views/{view}", None, ALL),
    ("GET", "/ci/edits", None, CONTROLS),
    ("POST", "/ci/edit/plan", EDIT, KEEPS_ITEMS),
    ("POST", "/ci/edit/apply", {**EDIT, "digest": DIGEST}, KEEPS_ITEMS),
    ("POST", "/ci/edits/{edit}/undo", {}, KEEPS_ITEMS),
    ("DELETE", "/ci/reconciliation-rules/{rule}", None, ADMIN),
    ("GET", "/ci/{item}", None, CONTROLS),
    ("POST", "/ci", {"values": {"name": "x"}}, KEEPS_ITEMS),
    ("POST", "/ci/change", {"ids": ["ci_none"], "values": {"name": "x"}}, KEEPS_ITEMS),
    ("POST", "/ci/retire", {"ids": ["ci_none"]}, KEEPS_ITEMS),
    ("POST", "/ci/relations", {"parent": "a", "type": "x", "child": "b"}, KEEPS_ITEMS),
    ("DELETE", "/ci/relations/{relation}", None, KEEPS_ITEMS),
    ("POST", "/ci/merge", {"kept": "a", "gone": "b"}, KEEPS_ITEMS),
    ("POST", "/ci/merges/{merge}/undo", {}, KEEPS_ITEMS),
    ("POST", "/ci/sources/{source}/stale-after", {"days": 30}, KEEPS_ITEMS),
    ("POST", "/ci/sources/{source}/collect/plan", {}, KEEPS_ITEMS),
    ("POST", "/ci/sources/{source}/collect", {}, KEEPS_ITEMS),
    ("POST", "/ci/attributes", NEW_ATTRIBUTE, ADMIN),
    ("POST", "/ci/reconciliation-rules", NEW_RULE, ADMIN),
    ("POST", "/ci/import/plan", CI_IMPORT, KEEPS_ITEMS),
    ("POST", "/ci/import/apply", {**CI_IMPORT, "digest": DIGEST, "digests": []}, KEEPS_ITEMS),
    ("POST", "/ci/files", {}, KEEPS_ITEMS),
    ("PUT", "/ci/files/{file}", None, KEEPS_ITEMS),
    ("DELETE", "/ci/files/{file}", None, KEEPS_ITEMS),
    ("POST", "/ask", {"question": "how many people are there"}, ALL),
    ("POST", "/ask/solved", {"document": "none", "question": "x", "solved": True}, ALL),
    ("GET", "/knowledge/documents", None, ALL),
    ("GET", "/knowledge/documents/{document}", None, ALL),
    ("GET", "/knowledge/drafts", None, ALL),
    ("POST", "/knowledge/drafts", {"name": "x", "text": "x", **WHY}, WRITES_DOCUMENTS),
    ("GET", "/knowledge/drafts/{draft}", None, ALL),
    ("POST", "/knowledge/drafts/{draft}/accept", {}, ALL),
    ("POST", "/knowledge/drafts/{draft}/refuse", {}, ALL),
    ("GET", "/knowledge/sources", None, ADMIN | {"auditor"}),
    ("POST", "/knowledge/sources", {"name": "x", "kind": "git", "address": "/x"}, ADMIN),
    ("POST", "/knowledge/sources/{source}/read", {}, ADMIN),
    ("DELETE", "/knowledge/sources/{source}", None, ADMIN),
    ("GET", "/environments/offers", None, ALL),
    ("GET", "/environments", None, ALL),
    ("GET", "/environments/{environment}", None, ALL),
    (
        "POST",
        "/environments",
        {"system": "x", "template": "y", "days": 1},
        ALL,
    ),
    ("POST", "/environments/{environment}/prolong", {"days": 1}, ALL),
    ("POST", "/environments/{environment}/end", {}, ALL),
    ("POST", "/environments/{environment}/correct", None, ALL),
    ("GET", "/graph/impact?ci={item}", None, CONTROLS),
    ("GET", "/graph/export?ci={item}&format=csv", None, CONTROLS),
    ("GET", "/graph/paths?from={item}&to={item}", None, CONTROLS),
    ("GET", "/graph/single-points?ci={item}", None, CONTROLS),
    ("GET", "/graph/layouts/{ci}", None, CONTROLS),
    ("PUT", "/graph/layouts/{ci}", {"positions": {}}, CONTROLS),
    ("DELETE", "/graph/layouts/{ci}", None, CONTROLS),
    ("GET", "/runbooks", None, CONTROLS),
    ("POST", "/runbooks/check", {"text": "x"}, CONTROLS),
    ("GET", "/runbooks/for-alert?alert={alert}", None, CONTROLS),
    ("GET", "/runbooks/{name}", None, CONTROLS),
    ("POST", "/runbooks/{name}/rehearse", {}, STARTS),
    ("POST", "/runbooks/{name}/start", {}, STARTS),
    ("POST", "/runbooks/{name}/versions", {"text": "x", **WHY}, STARTS),
    ("POST", "/runbooks/{name}/versions/{version}/accept", {}, STARTS),
    ("POST", "/runbooks/{name}/versions/{version}/refuse", {}, STARTS),
    ("POST", "/runbooks/{name}/retire", WHY, ADMIN),
    ("POST", "/runbooks/{name}/bring-back", {}, ADMIN),
    ("GET", "/alerts", None, CONTROLS),
    ("GET", "/alerts/groups", None, CONTROLS),
    ("GET", "/alerts/{alert}", None, CONTROLS),
    ("POST", "/alerts/json?name=name", {"name": "x"}, REPORTS),
    ("POST", "/alerts/{sent}", {"name": "x"}, REPORTS),
    ("POST", "/alerts/prometheus/api/v2/alerts", [], REPORTS),
    ("GET", "/logs", None, WATCHES | {"auditor"}),
    ("GET", "/series", None, CONTROLS),
    ("POST", "/series", WATCH, WATCHES),
    ("POST", "/series/try", {"system": "none", "expression": "x"}, CONTROLS),
    ("GET", "/series/{series}", None, CONTROLS),
    ("GET", "/series/{series}/points", None, CONTROLS),
    ("GET", "/series/{series}/forecast", None, CONTROLS),
    ("POST", "/series/anomalies/{anomaly}/verdict", {"useful": True}, WATCHES),
    ("DELETE", "/series/{watch}", None, WATCHES),
    ("GET", "/on-call", None, ALL),
    ("GET", "/on-call/schedules/{schedule}", None, ALL),
    ("POST", "/on-call/schedules", SCHEDULE, ADMIN),
    ("PUT", "/on-call/schedules/{schedule}", {**SCHEDULE, "revision": 99}, ADMIN),
    ("POST", "/on-call/schedules/{schedule}/overrides", OVERRIDE, ADMIN),
    ("DELETE", "/on-call/overrides/{override}", None, ALL),  # there is none
    ("GET", "/on-call/policies", None, ALL),
    ("POST", "/on-call/policies", {"name": "x"}, ADMIN),
    ("PUT", "/on-call/policies/{policy}", {"name": "x", "revision": 99}, ADMIN),
    ("GET", "/on-call/pages", None, ALL),  # who was paged sees those
    ("POST", "/on-call/pages", {"policy": "none", "title": "x"}, WATCHES),
    ("GET", "/on-call/pages/{page}", None, ALL),
    ("POST", "/on-call/pages/{page}/acknowledge", {}, ALL),
    ("POST", "/on-call/pages/{page}/resolve", {}, ALL),
    ("POST", "/on-call/pages/{page}/escalate", {}, ALL),
    ("GET", "/on-call/timeline?subject=none", None, ALL),
    ("POST", "/on-call/timeline", {"subject": "none", "text": "x"}, ALL),
    ("GET", "/on-call/post-mortem?subject=none", None, ALL),
    ("GET", "/on-call/contacts", None, ALL),
    ("POST", "/on-call/contacts", {"kind": "webhook", "address": "https://a.example"}, ADMIN),
    ("POST", "/on-call/contacts/{method}/first", {}, ALL),
    ("DELETE", "/on-call/contacts/{method}", None, ALL),
    ("PUT", "/on-call/contacts/quiet-hours", QUIET, ALL),
    ("DELETE", "/on-call/contacts/quiet-hours/mine", None, ALL),
    ("DELETE", "/on-call/policies/{override}", None, ALL),
    ("DELETE", "/on-call/schedules/{override}", None, ALL),
    ("GET", "/situations", None, CONTROLS),
    ("GET", "/situations/noise", None, CONTROLS),
    ("GET", "/situations/{situation}", None, CONTROLS),
    ("POST", "/situations/{situation}/acknowledge", {}, WATCHES),
    ("POST", "/situations/{situation}/resolve", WHY, WATCHES),
    ("POST", "/situations/{situation}/feedback", {"useful": True}, WATCHES),
    ("GET", "/silences", None, CONTROLS),
    ("POST", "/silences", {"matchers": ["host=x"], "why": "x", "minutes": 5}, WATCHES),
    ("GET", "/silences/{silence}", None, CONTROLS),
    ("DELETE", "/silences/{silence}", None, WATCHES),
    ("POST", "/maintenance", {"items": ["none"], "why": "x", "minutes": 5}, WATCHES),
    ("GET", "/inhibitions", None, CONTROLS),
    ("POST", "/inhibitions", INHIBITION, WATCHES),
    ("DELETE", "/inhibitions/{inhibition}", None, WATCHES),
    ("GET", "/leaks", None, LEDGER),
    ("GET", "/leaks/progress", None, SIGN_INS),
    ("POST", "/leaks/check", {"sample": 0}, SIGN_INS),
    ("GET", "/status", None, CONTROLS),
    ("GET", "/systems", None, CONTROLS),
    ("POST", "/systems/check", {}, frozenset({"security", "administrator"})),
    ("POST", "/systems/restart", None, ADMIN),
    ("GET", "/ledger", None, LEDGER),
    ("GET", "/ledger/checkpoint", None, LEDGER),
    ("POST", "/ledger/verify", {}, LEDGER),
    ("GET", "/ledger/export", None, LEDGER),
    ("GET", "/policies", None, CONTROLS),
    ("POST", "/policies/reload", {}, ADMIN),
    ("POST", "/policies/try", POLICY, CONTROLS),
    ("GET", "/policies/proposals", None, CONTROLS),
    ("POST", "/policies/proposals", {**POLICY, **WHY}, ADMIN),
    ("POST", "/policies/proposals/{proposal}/apply", {}, ADMIN),
    ("POST", "/policies/proposals/{proposal}/refuse", {}, ADMIN),
    ("GET", "/limits", None, CONTROLS),
    ("GET", "/accounts", None, SIGN_INS | {"auditor"}),
    ("POST", "/accounts/{account}/roles", {"add": ["hr"]}, ADMIN),
    ("POST", "/accounts", {"person": "nobody"}, ADMIN),
    ("POST", "/accounts/{account}/reset", {}, ADMIN),
    ("POST", "/accounts/{account}/disable", {}, SIGN_INS),
    ("POST", "/accounts/{account}/enable", {}, ADMIN),
    ("POST", "/accounts/{account}/sign-out", {}, SIGN_INS),
    ("GET", "/sessions", None, SIGN_INS | {"auditor"}),
    ("DELETE", "/sessions/{session}", None, SIGN_INS),
    ("POST", "/tokens", TOKEN, ADMIN),
    ("GET", "/tokens", None, ADMIN | {"auditor"}),
    ("DELETE", "/tokens/{token}", None, ADMIN),
]


def _paths(office: Office) -> dict[str, str]:
    number = office.leaver()
    return {
        "number": number,
        "person": office.id("jane"),
        "question": "Qnone",
        "scope": "system:never-thrown",
        "token": "tok_none",
        "proposal": "pol_none",
        "account": "per_none",
        "session": "ses_none",
        "item": (item := _an_item(office)),
        "ci": item,
        "check": "stale",
        "relation": "rel_none",
        "merge": "mrg_none",
        "edit": "edt_none",
        "view": "none",
        "rule": "none",
        "source": "none",
        "file": "fil_none",
        "document": "doc_none",
        "draft": "dft_none",
        "alert": _an_alert(office),
        "name": "none",
        "version": "1",
        "schedule": _a_schedule(office),
        "policy": _a_policy(office),
        "override": "ovr_none",
        "page": "PAGE0000000",
        "method": "con_none",
        "situation": "INC0000000",
        "silence": "mut_none",
        "inhibition": "inh_none",
        "environment": "env-none",
        "sent": "events",
        "series": "ser_none",
        "anomaly": "ser_none-1",
        "watch": "none",
    }


def _an_alert(office: Office) -> str:
    office.steersman.alerts.keep([Received(id="a" * 32, name="Down", at=1.0)])
    return "a" * 32


def _a_schedule(office: Office) -> str:
    made = Schedule(id="", name="Roles", time_zone="UTC")
    return office.steersman.duty.schedules.add(made, by="system:test").id


def _a_policy(office: Office) -> str:
    step = Step(kind=StepKind.PERSON, target=office.id("jane"))
    made = Policy(id="", name="Roles", steps=(step,))
    return office.steersman.escalation.add(made, by="system:test").id


def _an_item(office: Office) -> str:
    core = office.steersman
    items = ConfigurationItems(core.store, core.clock)
    return items.add({"ci_class": "server", "name": "web-1"}, by="system:test").id


def test_each_route_serves_its_roles_and_names_the_rule_to_all_others(office: Office) -> None:
    places = _paths(office)
    wrong = []
    for method, path, body, may in ROUTES:
        for role in ROLES:
            told = office.ask(role, method, path.format(**places), body)
            refused = _is_refused(told)
            if refused is (role in may) or told.status_code >= 500:
                wrong.append(f"{role} {method} {path}: {told.status_code} {told.text[:200]}")
            if refused and not (told.json()["error"]["rule"] and told.json()["error"]["mend"]):
                wrong.append(f"{role} {method} {path}: no rule or mend: {told.text}")
    assert not wrong, "\n".join(wrong)


def _is_refused(told: Response) -> bool:
    """404 with a rule: what one may not see is answered like what there is not."""
    hidden = told.status_code == 404 and bool(told.json()["error"]["rule"])
    return told.status_code == 403 or hidden


def test_whoever_has_no_role_but_employment_does_nothing(office: Office) -> None:
    places = _paths(office)
    for method, path, body, may in ROUTES:
        told = office.ask("stranger", method, path.format(**places), body)
        assert _is_refused(told) is ("employee" not in may), (method, path, told.text)


def test_no_route_answers_without_a_token(office: Office) -> None:
    for method, path, body, _ in ROUTES:
        told = office.ask("", method, path.format(**_names()), body)
        assert told.status_code == 401, (method, path, told.text)
        assert told.headers["www-authenticate"] == "Bearer"


def test_no_route_answers_a_token_without_its_scope(office: Office) -> None:
    places, token = _paths(office), {"Authorization": ""}
    for scopes in (("read",), ("act",), ("approve",), ("admin",), ("report",)):
        token["Authorization"] = f"Bearer {office.token('administrator', *scopes)}"
        for method, path, body, _ in ROUTES[1:]:
            told = office.ask("", method, path.format(**places), body, headers=token)
            if told.status_code == 403 and told.json()["error"]["rule"].startswith("scope:"):
                continue
            assert scopes[0] in _scopes(method, path), (scopes, method, path, told.text)


READING = (
    *(
        "/ask",
        "/import/plan",
        "/import/columns",
        "/ci/import/plan",
        "/ci/edit/plan",
        "/ledger/verify",
        "/series/try",
        "/runbooks/check",
    ),
    "/ci/sources/{source}/collect/plan",
)


def _scopes(method: str, path: str) -> set[str]:
    if path == "/policies/try":
        return {"read"}
    if path.startswith(("/levels", "/tokens", "/policies")) and method != "GET":
        return {"admin"}
    if path.startswith(("/ci/attributes", "/ci/reconciliation-rules")) and method != "GET":
        return {"admin"}
    if path in ("/systems/restart", "/tokens") or path.startswith(("/accounts", "/sessions")):
        return {"admin"}
    if path.startswith("/runbooks/") and path.endswith(("/retire", "/bring-back")):
        return {"admin"}
    if path.endswith(("/approve", "/refuse", "/approve-all", "/ask-back", "/accept")):
        return {"approve"}
    if path.startswith("/alerts/") and method == "POST":
        return {"report"}
    reading = method == "GET" or path in READING
    return {"read"} if reading else {"act"}


def test_the_matrix_forgets_no_route() -> None:
    known = {(method, _shape(V1 + path.partition("?")[0])) for method, path, _, _ in ROUTES}
    served = {(method, _shape(path)) for method, path in _served()}
    assert served - known == {("POST", f"{V1}/hr/{{}}/webhook"), ("GET", "/healthz")}


def _shape(path: str) -> str:
    """Whatever its parameters are called."""
    return re.sub(r"\{[^}]+\}", "{}", path)


def _served() -> Iterator[tuple[str, str]]:
    for path, operations in routes().openapi()["paths"].items():
        for method in operations:
            yield method.upper(), path


def _names() -> dict[str, str]:
    names = {"number": "REQ1", "person": "p", "question": "q", "scope": "s", "token": "t"}
    names |= {"schedule": "s", "policy": "p", "override": "o", "page": "g", "method": "m"}
    names |= {"environment": "e", "series": "s", "anomaly": "a", "watch": "w"}
    names |= {
        "alert": "a",
        "name": "n",
        "version": "1",
        "situation": "INC1",
        "silence": "m",
        "inhibition": "i",
        "sent": "events",
        "ci": "c",
        "item": "i",
        "check": "stale",
        "relation": "r",
        "merge": "m",
        "edit": "e",
        "view": "v",
        "rule": "r",
        "source": "s",
        "document": "d",
        "draft": "d",
    }
    return {**names, "proposal": "pol_1", "account": "a", "session": "ses_1", "file": "f"}


def test_pages_are_no_part_of_the_schema_and_the_api_is() -> None:
    inside = {each.path for each in served() if each.shown}
    of_api = {each.path for each in served() if each.path.startswith(f"{V1}/")}

    assert inside == of_api | {"/healthz"}
    assert len(inside) > 30


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/api/v1/docs"])
def test_no_page_of_the_framework_is_served(office: Office, path: str) -> None:
    assert office.http.get(path).status_code == 404
