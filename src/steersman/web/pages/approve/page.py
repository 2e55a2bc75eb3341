"""GET shows the plan and changes nothing, for mail scanners open every link; POST answers once."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient
from steersman.servicedesk.approval_links import Link, Unusable
from steersman.servicedesk.plans import decided
from steersman.web.api.hr import raw_body
from steersman.web.auth import CoreDep
from steersman.web.core import Core

router = APIRouter(prefix="/approve", include_in_schema=False)

_HERE = Path(__file__).parent
_PAGE = Template((_HERE / "page.html").read_text())
_PLAN = Template((_HERE / "plan.html").read_text())
_STYLE = (_HERE / "style.css").read_text()
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Frame-Options": "DENY"}
NOTHING = "Nothing was done by this click."


@router.get("/{token}")
def show(core: CoreDep, token: str) -> HTMLResponse:
    """The plan with two buttons."""
    try:
        link = core.links.read(token)
        return _html(f"Approve {link.work}?", _plan(core, link))
    except Permanent as error:
        return _told("This cannot be answered here", str(error), error)


@router.post("/{token}")
def answer(core: CoreDep, token: str, body: Annotated[bytes, Depends(raw_body)]) -> HTMLResponse:
    """Approve or refuse, once, in the name of whom the link was sent to."""
    form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    decision, reason = form.get("decision", [""])[0], form.get("reason", [""])[0][:1000]
    try:
        if decision == "approve":
            link = core.links.approve(token, reason)
        elif decision == "refuse":
            link = core.links.refuse(token, reason)
        else:
            raise Permanent("press one of the two buttons: approve or refuse")
    except (Permanent, Transient) as error:
        return _told("Your answer was not taken", str(error), error)
    core.wake()
    word = "approved" if decision == "approve" else "refused"
    return _html(f"You {word} {link.work}", _paragraph("Thank you.  You may close this page."))


def _plan(core: Core, link: Link) -> str:
    found = decided(core.store, core.ledger, link.work)
    if found is None or found.decision.digest != link.digest:
        raise Unusable("the plan has changed since this mail was sent: answer the newer mail")
    row = core.desk.work_items.row(link.work)
    told = found.as_json()
    return _PLAN.substitute(
        summary=escape(row["summary"] or row["procedure"]),
        work=escape(link.work),
        requester=escape(_name(core, row["requester"])),
        subject=escape(_name(core, row["subject"])),
        approver=escape(_name(core, link.approver)),
        reasons="".join(f"<li>{escape(reason)}</li>" for reason in told["reasons"]),
        rows="".join(_rows(told)),
        questions=_questions(told),
        digest=escape(link.digest[:16]),
    )


def _rows(plan: Json) -> list[str]:
    cells = [
        (step["system"], step["capability"], c["target"], c["attribute"], c["before"], c["after"])
        for step in plan["steps"]
        for c in step["changes"]
    ]
    return [f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in cells]


def _cell(value: str | None) -> str:
    return f"<td>{escape('—' if value is None else value)}</td>"


def _questions(plan: Json) -> str:
    asked = "".join(f"<li>{escape(each['text'])}</li>" for each in plan["questions"])
    return f"<h2>Still open</h2><ul>{asked}</ul>" if asked else ""


def _name(core: Core, principal: str) -> str:
    person = core.people.find(principal) if principal else None
    return f"{person.full_name} <{person.mail}>" if person else principal or "nobody"


def _told(title: str, why: str, error: Exception) -> HTMLResponse:
    status = 503 if isinstance(error, Transient) else 410 if isinstance(error, Unusable) else 409
    return _html(title, _paragraph(why) + _paragraph(NOTHING), status)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _html(title: str, body: str, status: int = 200) -> HTMLResponse:
    page = _PAGE.substitute(title=escape(title), style=_STYLE, body=body)
    return HTMLResponse(page, status, HEADERS)
