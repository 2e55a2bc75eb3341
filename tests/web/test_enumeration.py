"""Whoever tries numbers and ids learns nothing: hidden is answered like what does not exist."""

from __future__ import annotations

import pytest
from httpx2 import Response

from tests.web.office import V1, Office
from tests.web.router import page_routes, served
from tests.web.visitors import visit

NAMED = ("{number}", "{question}", "{person}")
NONE = {"{number}": "REQ0999999", "{question}": "Q0", "{person}": "per_0000"}
BODY = {"reason": "why", "text": "why", "answer": "none", "digest": "0" * 64, "verdict": "approve"}
BODY |= {"decision": "approve"}


@pytest.fixture
def hidden(office: Office) -> dict[str, str]:
    """A work item with a question, and a person, that a stranger may not see."""
    for account in ("s-x", "s-y"):
        office.company.outside.hire("saas", account, account, "mary.boss@example.org", "Mary Boss")
    number = office.leaver(subject="mary")
    asked = office.get("auditor", f"/work/{number}").json()["questions"]
    assert asked, "the leaver asks nothing"
    known = {"{number}": number, "{question}": asked[0]["id"]}
    return known | {"{person}": office.id("mary")}


def _filled(path: str, values: dict[str, str]) -> str:
    for name in NAMED:
        path = path.replace(name, values[name])
    return path


def _names(path: str) -> bool:
    return any(name in path for name in NAMED)


def _told(answer: Response, values: dict[str, str]) -> tuple[int, str]:
    """The answer with the names of what was asked for taken out."""
    text = answer.text
    for name, value in values.items():
        text = text.replace(value, name)
    return answer.status_code, text


def test_the_api_answers_alike(office: Office, hidden: dict[str, str]) -> None:
    tried = [each for each in served() if not each.is_page and _names(each.path)]
    assert len(tried) > 10
    unlike = []
    for each in tried:
        path = each.path.removeprefix(V1)
        got = [
            _told(office.ask("stranger", each.method, _filled(path, of), BODY), of)
            for of in (hidden, NONE)
        ]
        if got[0] != got[1] or got[0][0] not in (403, 404, 422):
            unlike.append(f"{each.method} {path}: {got}")
    assert not unlike, "\n".join(unlike)


def test_the_console_answers_alike(office: Office, hidden: dict[str, str]) -> None:
    stranger, unlike, tried = visit(office, "stranger"), [], 0
    for method in ("GET", "POST"):
        for route in page_routes(method):
            if not _names(route.path):
                continue
            tried += 1
            got = []
            for of in (hidden, NONE):
                path = _filled(route.path, of)
                answer = stranger.get(path) if method == "GET" else stranger.post(path, BODY)
                got.append(_told(answer, of))
            if got[0] != got[1] or got[0][0] not in (403, 404):
                unlike.append(f"{method} {route.path}: {got}")
    assert tried > 8
    assert not unlike, "\n".join(unlike)


def test_who_sees_it_and_may_not_is_told_the_rule(office: Office, hidden: dict[str, str]) -> None:
    told = office.post("technician", f"/work/{hidden['{number}']}/undo", {"reason": "x"})
    assert (told.status_code, told.json()["error"]["rule"]) == (403, "work_item.undo")
    told = office.get("auditor", f"/work/{NONE['{number}']}")  # who sees all is told plainly
    assert (told.status_code, told.json()["error"]["rule"]) == (404, "")
