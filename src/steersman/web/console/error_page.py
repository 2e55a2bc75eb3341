"""An error as a page: what is wrong, the rule that spoke, and what to do."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from steersman.web.console.render import plain
from steersman.web.errors import Problem

TITLES = {
    403: "You may not do this",
    404: "There is no such page",
    405: "This cannot be done here",
    409: "It stands differently now",
    410: "This is over",
    413: "That was too much",
    422: "Something is missing or wrong",
    429: "Too many tries",
    503: "Try again in a moment",
}


def error_page(request: Request, problem: Problem) -> Response:
    title = TITLES.get(problem.status, "It did not work")
    told, mend = _sentence(problem.message), _sentence(problem.mend)
    answer = plain(
        "console/error.html", problem.status, title=title, told=told, mend=mend, rule=problem.rule
    )
    answer.headers.update(problem.headers)
    return answer


def _sentence(text: str) -> str:
    """As a page says it: with a capital and an end."""
    plain_text = text.strip()
    end = "" if not plain_text or plain_text[-1] in ".!?…" else "."
    return plain_text[:1].upper() + plain_text[1:] + end
