"""The contract server proves itself against ``pynetbox``, the SDK of NetBox's makers."""

from __future__ import annotations

from collections.abc import Iterator

import pynetbox
import pytest

from company.services.netbox_contract import TOKEN, V2_TOKEN, NetBox
from company.services.netbox_data import device
from tests.connectors.netbox.support import Place, running


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    def many(netbox: NetBox) -> None:
        netbox.objects["dcim/devices"] += [device(n, f"d{n}", "server") for n in range(7, 130)]

    with running(many) as found:
        yield found


def sdk(place: Place, token: str = TOKEN) -> pynetbox.api:
    return pynetbox.api(place.server.url, token=token)


@pytest.mark.parametrize("token", [TOKEN, V2_TOKEN])
def test_the_sdk_lists_over_every_page(place: Place, token: str) -> None:
    assert len([each.name for each in sdk(place, token).dcim.devices.all()]) == 129
    assert len(list(sdk(place, token).dcim.devices.all(limit=7))) == 129


def test_the_sdk_counts(place: Place) -> None:
    assert sdk(place).dcim.devices.count() == 129


def test_the_sdk_gets_one_with_its_nested_objects(place: Place) -> None:
    found = sdk(place).dcim.devices.get(1)
    assert found is not None
    assert (found.name, found.site.name, found.status.value) == ("web-1", "London DC1", "active")
    assert found.device_type.manufacturer.name == "Acme"


def test_the_sdk_knows_the_version(place: Place) -> None:
    assert sdk(place).version == "4.5"
    assert sdk(place).status()["netbox-version"] == "4.5.2"


def test_a_missing_object_is_none(place: Place) -> None:
    assert sdk(place).dcim.devices.get(4711) is None


def test_a_wrong_token_is_refused(place: Place) -> None:
    with pytest.raises(pynetbox.RequestError, match="403"):
        list(sdk(place, "wrong").dcim.devices.all())


def test_the_sdk_takes_its_token_to_wherever_the_next_page_is() -> None:
    """Why our client is not built on it: one wrong answer, and the token is elsewhere."""

    def many(netbox: NetBox) -> None:
        netbox.objects["dcim/devices"] = [device(n, f"d{n}", "server") for n in range(1, 10)]

    with running(many) as elsewhere, running(many) as place:
        place.netbox.host = elsewhere.server.url
        list(sdk(place).dcim.devices.all(limit=3))
        (asked,) = elsewhere.server.log
    assert asked.headers["authorization"] == f"Token {TOKEN}"
