"""``systems check`` names what is missing and what is too much, and writes nothing."""

from __future__ import annotations

from company.services.hosts import HELPERS
from steersman.connectors.services.connector import ServicesConnector
from steersman.connectors.services.fake import FakeHost
from steersman.domain.errors import Transient
from tests.fixtures.shop import ManagedShop


def test_a_good_host_lacks_nothing(shop1: ManagedShop) -> None:
    found = shop1.connector().check()

    assert found.reached, found.detail
    assert "shop1" in found.detail
    assert (found.missing, found.excessive) == ((), ())


def test_missing_sudo_is_named_with_its_mend(shop1: ManagedShop) -> None:
    found = shop1.connector(user="nosudo").check()

    assert found.reached
    assert len(found.missing) == 11, "every capability lacks its right"
    assert f"nosudo ALL=(root) NOPASSWD: {HELPERS}/steersman-services" in found.detail


def test_sudo_for_everything_is_too_much(shop1: ManagedShop) -> None:
    assert "sudo for every command" in shop1.connector(user="wheel-ops").check().excessive[0]


def test_a_script_of_another_version_is_told(shop1: ManagedShop) -> None:
    here = f"{HELPERS}/steersman-services"
    shop1.shop.sh(f"(cat {here}; echo '# old') >{HELPERS}/older; chmod 755 {HELPERS}/older")

    (missing,) = shop1.connector(helper=f"{HELPERS}/older").check().missing

    assert "install it again" in missing


def test_a_declaration_that_others_may_write_is_told_and_nothing_works(shop1: ManagedShop) -> None:
    shop1.shop.sh("chmod 666 /etc/steersman/services.ini")
    try:
        (missing,) = shop1.connector().check().missing
    finally:
        shop1.shop.sh("chmod 644 /etc/steersman/services.ini")
    assert "writable by root alone" in missing


def test_what_is_declared_and_is_not_there_is_told(shop1: ManagedShop) -> None:
    shop1.shop.sh("cp /etc/steersman/services.ini /run/whole")
    more = "[service ghost]\n[configuration ghost]\nfile = /etc/ghost\ntest = /usr/bin/ghost\n"
    shop1.shop.put("/etc/steersman/services.ini", more + "[release ghost]\ncurrent = /srv/ghost\n")
    try:
        missing = shop1.connector().check().missing
    finally:
        shop1.shop.sh("cp /run/whole /etc/steersman/services.ini")
    assert missing == (
        "[service ghost] supervisord has no program ghost",
        "[configuration ghost] /etc/ghost",
        "[configuration ghost] command /usr/bin/ghost",
        "[release ghost] releases: say which",
        "[release ghost] /srv/ghost",
    )


def test_checking_writes_nothing(shop1: ManagedShop) -> None:
    look = "find /etc /srv/shop /var/lib -printf '%p %T@ %s\\n' | grep -v sudo"
    before = shop1.shop.sh(look)
    shop1.connector().check()
    assert shop1.shop.sh(look) == before


def test_a_host_that_does_not_answer_is_not_reached(
    connector: ServicesConnector, fake: FakeHost
) -> None:
    fake.fails = Transient("no answer within 10 s")
    found = connector.check()
    assert not found.reached
    assert "no answer" in found.detail
