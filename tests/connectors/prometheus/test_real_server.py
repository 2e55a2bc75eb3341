"""A real Prometheus over TLS with basic authentication, and two targets of it."""

from __future__ import annotations

import pytest

from steersman.capabilities.json_errors import Unauthorised
from steersman.domain.errors import Permanent
from tests.fixtures.collecting import Estate
from tests.fixtures.prometheus import RealPrometheus


def test_its_targets_are_items(real_prometheus: RealPrometheus, estate: Estate) -> None:
    inventory = real_prometheus.connector().inventory().collect()

    machine, service = inventory.items
    assert (machine.ci_class, machine.name) == ("virtual_machine", "web1")
    assert machine.attributes == {
        "fqdn": "web1.example.org",
        "ip_address": "192.0.2.10",
        "os": "Debian GNU/Linux",
        "os_version": "12",
        "kernel_version": "6.1.0-18-amd64",
        "environment": "production",
    }
    assert service.name == "postgres on web1"
    assert service.attributes["port"] == 9187
    assert str(service.attributes["description"]).endswith("job postgres: down")
    assert inventory.not_read == ()
    assert inventory.complete
    assert estate.take(inventory, "prometheus").left_out == ()
    assert estate.cmdb.edges() == [("postgres on web1", "runs_on", "web1")]


def test_the_check_names_the_version_and_what_is_too_much(real_prometheus: RealPrometheus) -> None:
    found = real_prometheus.connector().check()

    assert found.reached
    assert found.detail.startswith("Prometheus 2.")
    assert "2 targets" in found.detail
    assert found.missing == ()
    assert found.excessive == ("stopping the server (--web.enable-lifecycle)",)


def test_a_wrong_password_is_refused(real_prometheus: RealPrometheus) -> None:
    with pytest.raises(Unauthorised, match="renew"):
        real_prometheus.connector(password="wrong").inventory().collect()


def test_a_certificate_of_an_unknown_authority_is_refused(real_prometheus: RealPrometheus) -> None:
    with pytest.raises(Permanent, match="set ca_file"):
        real_prometheus.connector(ca_file="").inventory().collect()
