"""One target as the API tells it, and what node_exporter adds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.connectors.prometheus.targets import Node, Nodes, host_name, place, target_of


def told(instance: str = "web1:9100", **more: object) -> dict[str, object]:
    return {
        "labels": {"instance": instance, "job": "node"},
        "scrapeUrl": f"http://user:hunter2@{instance}/metrics?token=hunter2",
        "lastError": "dial http://user:hunter2@x",
        "health": "up",
        **more,
    }


def test_a_target_has_a_host_a_port_and_its_health() -> None:
    target = target_of(told())
    assert target is not None
    assert (target.host, target.port, target.job, target.health) == ("web1", 9100, "node", "up")


def test_an_instance_without_a_port_takes_the_one_that_is_fetched() -> None:
    target = target_of(told("web1", scrapeUrl="http://192.0.2.7:9100/metrics"))
    assert target is not None
    assert (target.host, target.port, target.address) == ("web1", 9100, "192.0.2.7")


def test_addresses_keep_no_password_and_no_query() -> None:
    assert "hunter2" not in repr(target_of(told()))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9115/probe?module=http_2xx&target=https%3A%2F%2Fshop.example",
        "http://snmp:9116/snmp?target=192.0.2.1",
        "http://x:9115/probe",
    ],
)
def test_a_probe_of_somebody_else_is_told_from_a_target(url: str) -> None:
    target = target_of(told("shop.example", scrapeUrl=url))
    assert target is not None
    assert target.is_probe


@pytest.mark.parametrize("odd", [7, None, {}, {"labels": {}}, {"labels": 5, "scrapeUrl": "::"}])
def test_what_has_no_place_is_no_target(odd: object) -> None:
    assert target_of(odd) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("web1:9100", ("web1", 9100)),
        ("[2001:db8::1]:9100", ("2001:db8::1", 9100)),
        ("https://h.example:8443/m?x", ("h.example", 8443)),
        ("web1", ("web1", 0)),
        ("web1:port", ("", 0)),
        ("<b>:1", ("", 0)),
        ("", ("", 0)),
    ],
)
def test_the_place_of_an_instance(text: str, at: tuple[str, int]) -> None:
    assert place(text) == at


@pytest.mark.parametrize("text", ["192.0.2.7", "2001:db8::1", "a b", "<script>", "", "x" * 300])
def test_an_address_is_no_name(text: str) -> None:
    assert host_name(text) == ""


def test_node_exporter_tells_name_kernel_system_and_maker() -> None:
    nodes = Nodes()
    of = {"instance": "192.0.2.7:9100", "job": "node"}
    uname = {**of, "nodename": "web1", "release": "6.1.0-18-amd64"}
    nodes.learn("node_uname_info", [{"metric": uname}, 5, {"metric": {}}])
    nodes.learn("node_os_info", [{"metric": {**of, "name": "Debian", "version_id": "12"}}])
    nodes.learn("node_dmi_info", [{"metric": {**of, "system_vendor": "Dell Inc."}}])
    assert nodes.by_target == {
        ("192.0.2.7:9100", "node"): Node(
            name="web1", kernel="6.1.0-18-amd64", os="Debian", os_version="12", is_virtual=False
        )
    }


def test_a_machine_that_calls_itself_localhost_has_no_name() -> None:
    nodes = Nodes()
    uname = {"instance": "x:1", "job": "node", "nodename": "localhost", "release": "<b>"}
    nodes.learn("node_uname_info", [{"metric": uname}])
    assert nodes.by_target[("x:1", "node")] == Node()


_ODD = st.recursive(
    st.none() | st.integers() | st.text(max_size=10),
    lambda inner: st.dictionaries(st.sampled_from(["labels", "metric", "scrapeUrl", "x"]), inner),
    max_leaves=5,
)


@settings(max_examples=50)
@given(_ODD)
def test_any_answer_ends_well(odd: object) -> None:
    target_of(odd)
    Nodes().learn("node_os_info", [odd])
