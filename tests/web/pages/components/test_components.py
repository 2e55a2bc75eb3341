"""The page of components is for who builds or checks the console."""

from __future__ import annotations

import pytest

from tests.web.office import Office
from tests.web.visitors import visit


@pytest.mark.parametrize("who", ["administrator", "auditor"])
def test_who_checks_the_console_sees_every_component(office: Office, who: str) -> None:
    assert visit(office, who).get("/components").status_code == 200


@pytest.mark.parametrize("who", ["employee", "technician", "approver", "security", "hr"])
def test_others_are_refused_by_the_rule(office: Office, who: str) -> None:
    told = visit(office, who).get("/components")

    assert told.status_code == 403
    assert told.json()["error"]["rule"] == "component.view"
