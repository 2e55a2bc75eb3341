"""Which runbook answers an alert, and what its labels say of the parameters."""

from __future__ import annotations

import pytest

from steersman.servicedesk.runbooks.fitting import fitting, without_port
from steersman.workflows.runbooks.library import Runbooks
from tests.workflows.runbooks.house import TEXT
from tests.workflows.runbooks.test_library import NAME, ledger, runbooks, shipping

__all__ = ["ledger", "runbooks"]  # fixtures
LABELS = {"severity": "critical", "instance": "web1:9100", "service": "shop"}


def test_an_alert_is_answered_with_what_its_labels_say(runbooks: Runbooks) -> None:
    (found,) = fitting(shipping(runbooks), "ServiceDownForLong", LABELS)
    assert (found.edition.name, found.params) == (NAME, {"host": "web1", "service": "shop"})
    assert found.missing == []


def test_another_name_or_another_label_is_not_answered(runbooks: Runbooks) -> None:
    assert fitting(shipping(runbooks), "DiskFull", LABELS) == []
    assert fitting(shipping(runbooks), "ServiceDown", {**LABELS, "severity": "info"}) == []


def test_a_kind_of_situation_is_answered_too(runbooks: Runbooks) -> None:
    text = TEXT.replace("  labels:\n    severity: critical", "  situation: service_down")
    runbooks.shipped[NAME] = text  # type: ignore[index]  # a dict
    (found,) = fitting(runbooks, "", LABELS, "service_down")
    assert found.edition.name == NAME


@pytest.mark.parametrize("hostile", ["$(reboot)", "-oProxyCommand=x", "a\nb", "x" * 9000, ""])
def test_a_label_that_is_not_of_the_type_is_left_out(runbooks: Runbooks, hostile: str) -> None:
    (found,) = fitting(shipping(runbooks), "ServiceDown", {**LABELS, "service": hostile})
    assert found.params == {"host": "web1"}
    assert found.missing == ["service"]


def test_the_next_label_counts_where_the_first_does_not_fit(runbooks: Runbooks) -> None:
    labels = {**LABELS, "instance": "http://x y", "host": "web2"}
    (found,) = fitting(shipping(runbooks), "ServiceDown", labels)
    assert found.params["host"] == "web2"


def test_a_retired_runbook_answers_nothing(runbooks: Runbooks) -> None:
    runbooks = shipping(runbooks)
    runbooks.retire(NAME, by="ann", reason="x")
    assert fitting(runbooks, "ServiceDown", LABELS) == []


@pytest.mark.parametrize(
    ("said", "host"),
    [
        ("web1:9100", "web1"),
        ("10.0.0.1:80", "10.0.0.1"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("web1", "web1"),
        (":80", ":80"),
    ],
)
def test_a_port_is_not_part_of_the_host(said: str, host: str) -> None:
    assert without_port(said) == host
