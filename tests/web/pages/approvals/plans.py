"""Words for the tests of approvals: what stands on the page, and a plan that changes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from httpx2 import Response

from steersman.records.desk.tables import work_items
from steersman.records.store import writing
from tests.web.office import Office
from tests.web.visitors import visit


def path(number: str) -> str:
    return f"/approvals/{number}"


def form(office: Office, number: str, verdict: str, **more: str) -> Mapping[str, str]:
    return {"digest": office.digest(number), "verdict": verdict, **more}


def press(office: Office, who: str, number: str, verdict: str, **more: str) -> Response:
    return visit(office, who).post(path(number), form(office, number, verdict, **more))


def given(office: Office, number: str) -> list[str]:
    rows = office.steersman.desk.approvals.given(office.digest(number))
    return [row["person"] for row in rows]


def change_plan(office: Office, number: str) -> None:
    """Somebody closes one account by hand: the plan is made anew, and is smaller."""
    set_sign_in(office, "disabled", number)


def set_sign_in(office: Office, value: str, number: str = "") -> None:
    """Somebody changes one account by hand; the plan of ``number`` is made anew."""
    office.company.outside.set("directory:d-1000", "sign-in", value, key=f"by hand: {value}")
    if number:
        office.steersman.desk.agenda.wake(number)
        office.run()


def summarise(office: Office, number: str, text: str) -> None:
    with writing(office.steersman.store, "desk") as connection:
        ours = work_items.update().where(work_items.c.number == number)
        connection.execute(ours.values(summary=text))


def text_of(answer: Response) -> str:
    """What a person reads, on one line."""
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def for_cause(office: Office, subject: str = "jane") -> str:
    """A leaver that two people must agree to."""
    number: str = office.post(
        "hr", "/leave", {"person": office.id(subject), "termination_type": "for_cause"}
    ).json()["work"]
    office.run()
    return number


def opened(office: Office, who: str, number: str) -> Response:
    return visit(office, who).get(path(number))
