"""Files for the browser: pinned, compressed, kept for ever under a name that changes with them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from steersman.web import errors
from steersman.web.console import statics

HOUSE = Path(__file__).parents[3]
FOR_THE_GRAPH = {"graph.css", "js/cytoscape.min.js", "js/graph.js"}
FOR_SERIES = {"series.css", "js/uplot.min.js", "js/series.js"}
PINNED = json.loads((HOUSE / "requirements" / "browser.json").read_text())


@pytest.fixture(scope="module")
def http() -> TestClient:
    app = FastAPI()
    app.include_router(statics.router)
    errors.install(app)
    return TestClient(app)


@pytest.mark.parametrize("pinned", PINNED, ids=lambda pinned: pinned["package"])
def test_a_script_of_others_is_what_was_pinned_and_brings_its_licence(
    pinned: dict[str, str],
) -> None:
    file = statics.FOLDER / pinned["as"]

    assert hashlib.sha256(file.read_bytes()).hexdigest() == pinned["sha256"]
    assert (file.parent / f"LICENSE-{pinned['package']}.txt").stat().st_size > 300


def test_no_script_of_others_is_unpinned() -> None:
    minified = {path.name for path in statics.FOLDER.rglob("*.min.js")}

    assert minified == {Path(pinned["as"]).name for pinned in PINNED}


def test_a_file_comes_compressed_and_is_kept_for_ever(http: TestClient) -> None:
    answer = http.get(statics.url("steersman.css"), headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text == (statics.FOLDER / "steersman.css").read_text()


def test_a_browser_without_gzip_gets_the_file_as_it_is(http: TestClient) -> None:
    answer = http.get(statics.url("steersman.css"), headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in answer.headers
    assert answer.content == (statics.FOLDER / "steersman.css").read_bytes()


def test_the_name_of_another_version_is_answered_and_not_kept(http: TestClient) -> None:
    assert http.get("/static/000000000000/steersman.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["../app.py", "..%2fapp.py", "js/../../app.py", "%2e%2e/app.py", "nothing.css", "", "fonts"],
)
def test_nothing_else_is_served(http: TestClient, path: str) -> None:
    assert http.get(f"/static/{statics.version()}/{path}").status_code == 404


def test_what_the_style_sheet_names_is_there() -> None:
    named = re.findall(r'url\("([^"#]+)"\)', (statics.FOLDER / "steersman.css").read_text())

    assert named
    assert set(named) <= set(statics.files())


def test_the_style_sheet_stays_small() -> None:
    assert (statics.FOLDER / "steersman.css").stat().st_size < 48 * 1024


def test_the_first_page_has_150_kilobytes_to_send() -> None:
    """Without the page, for which 20 of the 150 are left, and what /graph and /series load."""
    sent = 0
    for name, file in statics.files().items():
        if not name.endswith(".txt") and name not in FOR_THE_GRAPH | FOR_SERIES:
            sent += len(file.packed or file.body)

    assert sent < 130 * 1024


def test_packing_twice_gives_the_same_bytes() -> None:
    file = statics.files()["steersman.css"]

    assert gzip.decompress(file.packed) == file.body
    assert file.packed == gzip.compress(file.body, 9, mtime=0)
