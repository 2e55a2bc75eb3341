"""What the systems file may say about Prometheus."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from steersman.connectors.prometheus.settings import PrometheusSettings


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"user": "reader"}, "go together"),
        ({"password_secret": "env:X"}, "go together"),
        ({"user": "r", "password_secret": "env:X", "token_secret": "env:Y"}, "not both"),
        ({"url": "http://prometheus.example.org"}, "unencrypted"),
        ({"url": "ftp://x"}, "such as https"),
        ({"alerts": True}, "alerts"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_mend(given: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        PrometheusSettings.model_validate({"url": "https://prometheus.example.org", **given})
