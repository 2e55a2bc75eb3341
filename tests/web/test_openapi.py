"""The schema that is checked in is the one that is served."""

from __future__ import annotations

import json
from pathlib import Path

from steersman.web.openapi import schema
from tests.web.office import V1, Office

CHECKED_IN = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"


def test_the_checked_in_schema_is_current() -> None:
    told = "run: python -m steersman.web.openapi > docs/reference/openapi.json"
    assert CHECKED_IN.read_text() == schema(), told


def test_the_served_schema_is_the_checked_in_one(office: Office) -> None:
    served = office.http.get(f"{V1}/openapi.json").json()
    assert served == json.loads(CHECKED_IN.read_text())


def test_every_operation_says_what_it_does_what_it_needs_and_how_it_fails() -> None:
    told = json.loads(schema())
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path} has no docstring"
            if path not in ("/healthz", f"{V1}/hr/{{feed}}/webhook"):
                assert operation["security"] == [{"HTTPBearer": []}], f"{method} {path}"
            if path != "/healthz":
                assert "default" in operation["responses"], f"{method} {path}"
