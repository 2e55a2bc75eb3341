"""What a form sent: urlencoded text, read once, with an end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request

from steersman.web.errors import invalid

URLENCODED = "application/x-www-form-urlencoded"
MOST_FIELDS = 1000


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form; one that was not sent is empty."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        return self.fields.get(name, ())


async def form_of(request: Request) -> Form:
    """The form in the body; empty when the body is something else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != URLENCODED:
        return Form()
    text = (await request.body()).decode("utf-8", "replace")
    if "%00" in text or "\0" in text:
        raise invalid("a form holds text, and no zero byte", "leave it out")
    try:
        return Form(parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise invalid(f"a form has {MOST_FIELDS} fields at most", "send fewer at once") from error


FormDep = Annotated[Form, Depends(form_of)]
