"""What a runbook names must exist, and take what it is given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.capabilities.contract import Risk
from steersman.workflows.runbooks.catalogue import Catalogue, Offered
from steersman.workflows.runbooks.reading import read
from tests.workflows.runbooks.house import SPEC, TEXT, ServiceParams, probe
from tests.workflows.runbooks.test_library import KNOWN

END = "{{service}}\n```\n\nIt"  # of the action


def told(text: str, catalogue: Catalogue = KNOWN) -> str:
    return "; ".join(map(str, catalogue.faults(read(text))))


def test_what_exists_has_no_fault() -> None:
    assert told(TEXT) == ""


@pytest.mark.parametrize(
    ("was", "becomes", "fault", "mend"),
    [
        ("service.start", "service.begin", "no capability service.begin", "service.start"),
        ("probe: http.get", "probe: http.post", "no probe http.post", "http.get"),
        ("  service: {{service}}\n```\n\nIt", "  unit: {{service}}\n```\n\nIt", "no parameter", ""),
        (
            "  service: {{service}}\n```\n\nIt",
            "  unit: {{service}}\n```\n\nIt",
            "also needs",
            "add",
        ),
        ("state is stopped", "colour is red", "tells no 'colour'", "it tells state"),
    ],
)
def test_what_does_not_is_told_with_what_does(
    was: str, becomes: str, fault: str, mend: str
) -> None:
    found = told(TEXT.replace(was, becomes, 1))
    assert fault in found
    assert mend in found


def test_a_risk_is_not_said_to_be_lower_than_it_is() -> None:
    grave = Offered(replace(SPEC, risk=Risk.HIGH), ("service",))
    catalogue = Catalogue({SPEC.name: grave}, KNOWN.probes)
    assert "service.start is of high risk; say “risk: high”" in told(TEXT, catalogue)


def test_nothing_known_is_told_as_such() -> None:
    assert "connect a system that offers it" in told(TEXT, Catalogue())


def test_parameters_with_a_default_may_be_left_out() -> None:
    from steersman.workflows.runbooks.catalogue import offered

    assert offered(ServiceParams, SPEC) == Offered(SPEC, ("service",), ("mode",))


def test_a_probe_that_lists_no_values_may_tell_any() -> None:
    catalogue = Catalogue(KNOWN.capabilities, {**KNOWN.probes, "http.get": probe("http.get")})
    assert told(TEXT, catalogue) == ""
