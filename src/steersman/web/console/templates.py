"""The templates: found beside the pages they belong to; whatever a page shows is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from steersman.web.console import statics
from steersman.web.console.agents import browser_of
from steersman.web.console.times import span

FOLDER = Path(__file__).resolve().parent.parent


@cache
def environment() -> Environment:
    """Names are paths below ``web``: ``pages/work/queue.html``.  A missing value is an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    made.globals["static"] = statics.url
    made.filters["browser"] = browser_of
    made.filters |= {"thousands": thousands, "initials": initials, "plural": plural, "span": span}
    return made


def thousands(number: int) -> str:
    return f"{number:,}"


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()


def plural(number: int, one: str, many: str = "") -> str:
    """``3 | plural("change")`` is “3 changes”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
