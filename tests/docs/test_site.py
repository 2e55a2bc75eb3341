"""The documentation site is built as it is published: a broken link is an error."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _build(house: Path, site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=house,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site")
    built = _build(ROOT, made)
    assert built.returncode == 0, built.stderr
    return made


def test_every_page_is_on_the_site(site: Path) -> None:
    pages = {
        path.relative_to(ROOT / "docs").with_suffix(".html")
        for path in (ROOT / "docs").rglob("*.md")
    }
    wanted = {page.with_name("index.html") if page.stem == "README" else page for page in pages}

    assert wanted <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_nothing_on_it_comes_from_elsewhere(site: Path) -> None:
    loads = re.compile(r'<(?:script|img|iframe)[^>]+src="(https?:)?//|<link[^>]+href="(https?:)?//')
    for page in site.rglob("*.html"):
        found = [m[0] for m in loads.finditer(page.read_text()) if "canonical" not in m[0]]
        assert not found, page


def test_it_can_be_searched(site: Path) -> None:
    assert "kill switch" in (site / "search" / "search_index.json").read_text().lower()


def test_a_broken_link_fails_the_build(tmp_path: Path) -> None:
    house = tmp_path / "house"
    (house / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", house)
    shutil.copy(ROOT / "scripts" / "docs_hook.py", house / "scripts")
    shutil.copytree(ROOT / "docs", house / "docs")
    with (house / "docs" / "index.md").open("a") as index:
        index.write("\n[gone](guide/nowhere.md)\n")

    built = _build(house, tmp_path / "site")

    assert built.returncode != 0
    assert "guide/nowhere.md" in built.stderr
