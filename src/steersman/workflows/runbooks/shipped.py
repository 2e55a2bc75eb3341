"""The runbooks that ship, as files of the package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FOLDER = "shipped"
END = ".md"


@cache
def shipped() -> Mapping[str, str]:
    """Name → text."""
    found = files(__package__).joinpath(FOLDER).iterdir()
    texts = {file.name: file.read_text() for file in found if file.name.endswith(END)}
    return {name.removesuffix(END): text for name, text in sorted(texts.items())}
