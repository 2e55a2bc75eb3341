"""Where somebody goes on after signing in: back to the page that they were on."""

from __future__ import annotations

import pytest

from tests.web.office import Office
from tests.web.visitors import HERE, browser_at


def _next(office: Office, referer: str) -> str:
    """Where the sign-in leads to, when a form is sent after the session has ended."""
    told = browser_at(office.steersman).post(
        "/work/new/leaver", data={}, headers={"Referer": referer}
    )
    return str(told.headers["location"])


def test_a_form_that_was_sent_too_late_leads_back_to_its_page(office: Office) -> None:
    assert _next(office, f"{HERE}/work/new?person=per_1").endswith(
        "next=/work/new%3Fperson%3Dper_1"
    )


@pytest.mark.parametrize("referer", ["https://evil.example/work/new", "", "nonsense", "//evil"])
def test_another_site_is_never_led_to(office: Office, referer: str) -> None:
    assert _next(office, referer) == "/sign-in"
