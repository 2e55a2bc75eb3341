"""What the systems file may say about pages of metrics."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.exporter.settings import ExporterSettings


@pytest.mark.parametrize(
    "targets",
    [
        {},
        {"a": "db-1:9100"},
        {"a": "file:///etc/passwd"},
        {"a": "http://user:word@db-1/metrics"},
        {f"h{n}": "http://h/metrics" for n in range(51)},
    ],
)
def test_what_makes_no_sense_is_refused_with_the_mend(targets: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="targets:"):
        ExporterSettings.model_validate({"targets": targets})


def test_a_page_of_the_inner_network_needs_no_tls() -> None:
    targets = {"db-1": "http://192.0.2.7:9100/metrics"}
    assert ExporterSettings.model_validate({"targets": targets}).targets == targets
