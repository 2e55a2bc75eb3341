"""The sentences that are understood.  Whatever fits none of them is a question to its writer."""

from __future__ import annotations

from dataclasses import replace

from steersman.servicedesk.requests.template import LEAVE, Template

ORDERS = (
    "REMOVE ALL? WHO? person 's ACCESS TO systems",
    "REMOVE ALL? WHO? person 's systems ACCESS",
    "take WHO? person 's ACCESS TO systems away",
    "take WHO? person 's systems ACCESS away",
    "CLOSE WHO? person 's systems",
    "REMOVE ALL? the? ACCESS TO systems OF WHO? person",
    "REMOVE ALL? the? systems ACCESS OF WHO? person",
    "REMOVE the? ACCESS OF WHO? person TO systems",
    "REMOVE ALL? ACCESS WHO? person has to systems",
    "EXPEL WHO? person OUT systems",
    "cut WHO? person off OUT? systems",
    "take WHO? person off systems",
    "take WHO? person out of systems",
    "lock WHO? person out of systems",
    "WHO? person SHOULD USE systems ANY_MORE",
    "WHO? person should no longer USE systems",
    "WHO? person must no longer USE systems",
    "WHO? person may no longer USE systems",
    "WHO? person shall no longer USE systems",
    "WHO? person NEED_NO_MORE systems",
    "WHO? person NEED_NO_MORE any? access to systems",
    "WHO? person NEED_NOT systems ANY_MORE",
    "WHO? person NEED_NOT access to systems ANY_MORE",
)
EVERYTHING = (
    "REMOVE ALL WHO? person 's ACCESS",
    "REMOVE ALL the? ACCESS OF WHO? person",
)
EVERYTHING_BUT = (
    "REMOVE ALL WHO? person 's ACCESS EXCEPT TO? systems",
    "REMOVE ALL the? ACCESS OF WHO? person EXCEPT TO? systems",
)
KEEPING = (
    "KEEP WHO? person 's ACCESS TO systems",
    "KEEP WHO? person 's systems ACCESS",
    "KEEP WHO? person in systems",
    "WHO? person should keep access to systems",
    "WHO? person should keep systems",
)
LEAVING = (
    "WHO? person IS LEAVING",
    "WHO? person LEFT",
)
STAYING = (
    "WHO? person is not LEAVING",
    "WHO? person isn't LEAVING",
    "WHO? person has not left",
    "WHO? person hasn't left",
)


def _templates(texts: tuple[str, ...]) -> tuple[Template, ...]:
    return tuple(Template(tuple(text.split())) for text in texts)


TEMPLATES: tuple[Template, ...] = (
    *_templates(ORDERS),
    *(replace(each, everything=True) for each in _templates(EVERYTHING + EVERYTHING_BUT)),
    *(replace(each, negated=True) for each in _templates(KEEPING)),
    *(replace(each, intent=LEAVE) for each in _templates(LEAVING)),
    *(replace(each, intent=LEAVE, negated=True) for each in _templates(STAYING)),
)
# Orders that name no system: to ask "which?" instead of "what?".
WITHOUT_SYSTEM = _templates(("REMOVE WHO? person 's ACCESS", "REMOVE the? ACCESS OF WHO? person"))
