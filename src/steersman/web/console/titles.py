"""What a piece of work is called where nobody gave it a summary."""

from __future__ import annotations

from steersman.records.names import Names

_OF = {
    "leaver": "Close the access of {}",
    "leaver_final": "Delete the accounts of {}",
    "remove_access": "Take access from {}",
    "undo": "Take back what was done for {}",
}


def title_of(procedure: str, summary: str, subject: str, names: Names) -> str:
    if summary:
        return names.within(summary)
    person = names.of(subject) if subject else "the company"
    return _OF.get(procedure, f"{procedure.replace('_', ' ').capitalize()}: {{}}").format(person)
