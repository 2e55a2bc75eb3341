"""The pictures of the documentation: light enough for anybody, and none that no page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.source import HOUSE
from tests.docs.pages import pages

LARGEST = 150_000  # bytes
PICTURES = sorted((HOUSE / "docs" / "images").iterdir())


@pytest.mark.parametrize("picture", PICTURES, ids=lambda one: one.name)
def test_a_picture_is_light(picture: Path) -> None:
    assert 1_000 < picture.stat().st_size < LARGEST
    assert picture.read_bytes()[8:12] == b"WEBP"


def test_every_picture_can_be_taken_again_and_most_are_shown() -> None:
    shown = "".join(page.text for page in pages())
    taken = (HOUSE / "scripts" / "screenshots.py").read_text()
    assert [p.stem for p in PICTURES if f'"{p.stem}"' not in taken] == [], "make screenshots"
    assert sum(p.name in shown for p in PICTURES) >= 6
