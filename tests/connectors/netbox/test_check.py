"""What a check tells about the token's rights."""

from __future__ import annotations

from company.services.netbox_contract import WRITER, NetBox
from tests.connectors.netbox.support import connect, running


def test_a_check_counts_what_is_there() -> None:
    with running() as place:
        check = connect(place.server.url).check()
    assert check.reached
    assert check.detail == "NetBox 4.5.2 with 6 devices and 1 virtual machine"
    assert (check.missing, check.excessive) == ((), ())


def test_a_right_that_lacks_is_named() -> None:
    def narrow(netbox: NetBox) -> None:
        netbox.forbidden = {"dcim/cables", "ipam/vlans"}

    with running(narrow) as place:
        check = connect(place.server.url).check()
    assert check.reached
    assert check.missing == ("dcim.view_cable", "ipam.view_vlan")


def test_rights_that_the_settings_do_not_need_are_not_asked_for() -> None:
    def narrow(netbox: NetBox) -> None:
        netbox.forbidden = {"dcim/interfaces", "tenancy/contacts", "tenancy/contact-assignments"}

    with running(narrow) as place:
        check = connect(place.server.url, interfaces=False, owner_roles=()).check()
    assert check.missing == ()


def test_a_token_that_may_write_has_too_many_rights() -> None:
    with running() as place:
        check = connect(place.server.url, WRITER).check()
    assert "writing dcim/devices" in check.excessive


def test_a_refused_token_is_named() -> None:
    with running() as place:
        check = connect(place.server.url, "wrong-token").check()
    assert not check.reached
    assert "Invalid token" in check.detail
    assert "wrong-token" not in check.detail


def test_a_server_that_does_not_answer_is_not_reached() -> None:
    assert not connect("http://127.0.0.1:9").check().reached
