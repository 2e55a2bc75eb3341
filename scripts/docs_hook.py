"""For the documentation site: a link to a file outside ``docs/`` becomes its name."""

from __future__ import annotations

import re

# [Contributing](../CONTRIBUTING.md): right in the repository, nowhere on the site.
_OUTSIDE = re.compile(
    r"\[([^\]]+)\]\((?:\.\./)+(?:[A-Z][A-Z_]*\.md|LICENSE|src/[^)]*|tests/[^)]*)\)"
)


def on_page_markdown(markdown: str, **_: object) -> str:
    return _OUTSIDE.sub(r"\1", markdown)
