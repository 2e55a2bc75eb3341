"""What a notice says: the plan as a table before and after, why, and where to answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent

MOST_ROWS = 200  # of the table; the page shows all
LONGEST_SUBJECT = 120
ABSENT = "—"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is told.  ``link`` is empty when there is nothing to approve."""

    id: str
    name: str
    mail: str
    link: str = ""


def letter(
    row: Mapping[str, Any], status: str, plan: Json | None, reasons: Iterable[str], reader: Reader
) -> tuple[str, str]:
    """(subject, text) about a work item, in plain words."""
    head = f"{row['number']} {_HEADS[status]}: {row['summary'] or row['procedure']}"
    why = [f"  - {_line(reason)}" for reason in reasons]
    parts = [f"{_line(head)}\n", "Why:", *(why or ["  - nothing more is known"])]
    if plan is not None:
        parts += ["", "What would change:", *_table(plan), *_questions(plan)]
    if reader.link:
        parts += ["", "Read the plan and answer here; opening the page does nothing yet:"]
        parts += [reader.link, "The link is yours alone, works once, and ends after 8 hours."]
        parts += ["Do not pass this mail on."]
    else:
        parts += ["", f"Look at it with: steersman work show {row['number']}"]
    return one_line(head), "\n".join(parts) + "\n"


def ask_back_letter(
    row: Mapping[str, Any], status: str, asked: Json, reader: Reader, address: str
) -> tuple[str, str]:
    """(subject, text) of an approver's question, or of the answer to it."""
    answered = status == "answered_back"
    head = f"{row['number']} {_HEADS[status]}: {row['summary'] or row['procedure']}"
    parts = [f"{_line(head)}\n", "Question:", f"  {_line(asked['text'])}"]
    if answered:
        parts += ["", "Answer:", f"  {_line(asked['answer'] or '')}"]
        parts += ["", f"Decide here: {address}/approvals/{row['number']}"]
    else:
        parts += ["", "The plan waits meanwhile.  Answer on the page of the work item:"]
        parts += [f"{address}/work/{row['number']}"]
        parts += [f'or with: steersman ask-back {row["number"]} "…" --answer {asked["id"]}']
    return one_line(head), "\n".join(parts) + "\n"


_HEADS = {
    "held": "waits for a person",
    "refused": "was refused",
    "incomplete": "was done in part",
    "asked_back": "is asked about before it is decided",
    "answered_back": "was answered",
}


def message(
    sender: str, reader: Reader, told: tuple[str, str], ids: tuple[str, str]
) -> EmailMessage:
    """``ids``: Message-ID and the id of the thread, so that repeats and answers stay together.

    Text from data never ends a header: RFC 5322, 2.2.
    """
    mail = EmailMessage()
    try:
        mail["To"] = Address(one_line(reader.name), addr_spec=reader.mail)
        mail["From"] = sender
    except (ValueError, IndexError) as error:
        raise Permanent(
            f"{reader.id} has no usable mail address: correct it in the record"
        ) from error
    mail["Subject"], text = told[0], told[1]
    mail["Message-ID"], mail["References"] = ids
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office comes back
    mail.set_content(text)
    return mail


def one_line(text: str) -> str:
    """Printable and on one line, whatever stood in the data."""
    return _line(text)[:LONGEST_SUBJECT].strip()


def _line(text: str) -> str:
    plain = (" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join("".join(plain).split())


def _table(plan: Json) -> list[str]:
    """In words; the id of what changes stands beside it."""
    rows = [
        f"  {_line(step['title'])}: {_line(change['reads']['attribute'])}: "
        f"{_value(change['reads']['before'])} -> {_value(change['reads']['after'])}"
        f"   [{_line(change['target'])}]"
        for step in plan["steps"]
        for change in step["changes"]
    ]
    more = [f"  … and {len(rows) - MOST_ROWS} more"] if len(rows) > MOST_ROWS else []
    return [*rows[:MOST_ROWS], *more] or ["  nothing"]


def _questions(plan: Json) -> list[str]:
    asked = [f"  - {_line(question['text'])}" for question in plan["questions"]]
    return ["", "Still open:", *asked] if asked else []


def _value(value: str | None) -> str:
    return ABSENT if value is None else _line(value)
