"""Configuration, releases, certificates, logs, firewall and permissions on a real host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from company.services.estate.shop import NGINX, certificate
from steersman.capabilities.conformance import check_capability
from steersman.connectors.services.file_actions import (
    AcceptConfiguration,
    ActivateRelease,
    AllowInFirewall,
    CertificateParams,
    ConfigurationParams,
    FilesParams,
    InstallCertificate,
    PermissionsParams,
    ReleaseParams,
    RestoreConfiguration,
    RestorePermissions,
    RuleParams,
    SetFilesAside,
)
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.fixtures.shop import ManagedShop

CONF = "/etc/nginx/nginx.conf"
NGINX_CONF = ConfigurationParams(configuration="nginx")


@pytest.fixture
def accepted(shop1: ManagedShop) -> Iterator[ManagedShop]:
    """nginx's configuration is as it should be, and known to be good."""
    shop1.shop.put(CONF, NGINX)
    accept = shop1.action(AcceptConfiguration)
    accept.apply(accept.plan(NGINX_CONF), key="1")
    yield shop1
    shop1.shop.put(CONF, NGINX)
    shop1.shop.sh("nginx -s reload")


def test_configuration_accept_keeps_the_contract_on_a_real_host(accepted: ManagedShop) -> None:
    accepted.shop.put(CONF, NGINX + "# a second version\n")

    check_capability(
        accepted.action(AcceptConfiguration),
        NGINX_CONF,
        lambda: accepted.shop.sh("cat /var/lib/steersman/known-good/nginx"),
    )


def test_a_configuration_that_fails_its_test_is_not_accepted(accepted: ManagedShop) -> None:
    accepted.shop.put(CONF, "http {")
    with pytest.raises(NeedsPerson, match="fails its own test"):
        accepted.action(AcceptConfiguration).plan(NGINX_CONF)


def test_configuration_restore_keeps_the_contract_on_a_real_host(accepted: ManagedShop) -> None:
    accepted.shop.put(CONF, NGINX.replace("8080", "8081"))  # valid, and wrong
    accepted.shop.sh("nginx -s reload")

    check_capability(
        accepted.action(RestoreConfiguration),
        NGINX_CONF,
        lambda: accepted.shop.sh(f"sha256sum {CONF}; stat -c '%U %G %a' {CONF}"),
    )


def test_a_bad_configuration_is_taken_back_and_the_page_answers(accepted: ManagedShop) -> None:
    accepted.shop.put(CONF, NGINX.replace("8080", "8081"))
    accepted.shop.sh("nginx -s reload")
    accepted.until(lambda: accepted.shop.page().startswith("502"))
    assert accepted.read("configuration.differs", configuration="nginx")["differs"] is True
    restore = accepted.action(RestoreConfiguration)

    plan = restore.plan(NGINX_CONF)
    restore.apply(plan, key="1")

    assert restore.verify(plan)
    accepted.until(lambda: accepted.shop.page().startswith("200"))


def test_a_configuration_edited_since_the_plan_is_not_written(accepted: ManagedShop) -> None:
    accepted.shop.put(CONF, NGINX + "# one\n")
    restore = accepted.action(RestoreConfiguration)
    plan = restore.plan(NGINX_CONF)
    accepted.shop.put(CONF, NGINX + "# by an administrator, meanwhile\n")

    with pytest.raises(Transient, match="plan again"):
        restore.apply(plan, key="1")

    assert accepted.shop.sh(f"tail -n 1 {CONF}") == "# by an administrator, meanwhile"


def test_undo_leaves_a_newer_configuration_alone(accepted: ManagedShop) -> None:
    accepted.shop.put(CONF, NGINX + "# one\n")
    restore = accepted.action(RestoreConfiguration)
    plan = restore.plan(NGINX_CONF)
    restore.apply(plan, key="1")
    accepted.shop.put(CONF, NGINX + "# newer\n")

    restore.undo(plan, key="1-undo")

    assert accepted.shop.sh(f"tail -n 1 {CONF}") == "# newer"


def test_a_configuration_that_is_a_link_is_not_written_through(accepted: ManagedShop) -> None:
    accepted.shop.sh("cp /etc/resolv.conf /run/elsewhere; ln -sf /run/elsewhere /etc/resolv.conf")
    with pytest.raises(NeedsPerson, match="right file"):
        accepted.action(RestoreConfiguration).plan(ConfigurationParams(configuration="resolver"))
    accepted.shop.sh("rm /etc/resolv.conf; cp /run/elsewhere /etc/resolv.conf")


def test_without_an_accepted_version_a_person_is_asked(shop1: ManagedShop) -> None:
    with pytest.raises(NeedsPerson, match="accepted yet"):
        shop1.action(RestoreConfiguration).plan(ConfigurationParams(configuration="resolver"))


@pytest.fixture
def full_logs(shop1: ManagedShop) -> Iterator[ManagedShop]:
    """Logs that fill their file system; one of them is open in nginx."""
    shop1.shop.sh(
        "head -c 3000000 /dev/urandom >/srv/logs/old.log.1; chown daemon /srv/logs/old.log.1"
    )
    shop1.shop.sh("(head -c 2000000 /dev/urandom; echo) >>/srv/logs/access.log; nginx -s reopen")
    yield shop1
    shop1.shop.sh("rm -f /srv/logs/*.log* /var/lib/steersman/quarantine/*; nginx -s reopen")


FILES_OF_LOGS = "cd /srv/logs; for f in old* access*; do sha256sum $f; stat -c '%U %a' $f; done"


def test_files_set_aside_keeps_the_contract_on_a_real_host(full_logs: ManagedShop) -> None:
    check_capability(
        full_logs.action(SetFilesAside),
        FilesParams(files="logs"),
        lambda: full_logs.shop.sh(FILES_OF_LOGS),
    )


def test_a_full_disk_has_room_again_and_nothing_is_lost(full_logs: ManagedShop) -> None:
    before = full_logs.read("disk.usage", path="/srv/logs")["used_percent"]
    whole = full_logs.shop.sh("sha256sum /srv/logs/access.log").split()[0]
    aside = full_logs.action(SetFilesAside)

    plan = aside.plan(FilesParams(files="logs"))
    aside.apply(plan, key="1")

    assert float(before) > 50
    assert float(full_logs.read("disk.usage", path="/srv/logs")["used_percent"]) < 5
    full_logs.shop.page()  # one more line, which nginx writes to the emptied file
    aside.undo(plan, key="1-undo")
    size = 'sh -c "head -c -$(tail -n 1 /srv/logs/access.log | wc -c) /srv/logs/access.log"'
    assert full_logs.shop.sh(f"{size} | sha256sum").split()[0] == whole


def test_neither_a_link_nor_a_second_name_is_moved(full_logs: ManagedShop) -> None:
    """A program's folder may hold traps: /etc/shadow under the name of a log."""
    full_logs.shop.sh("ln -s /etc/shadow /srv/logs/trap.log; echo x >/srv/logs/a.log")
    full_logs.shop.sh(
        "head -c 9000 /dev/zero >/srv/logs/two.log; ln /srv/logs/two.log /srv/logs/b.log"
    )

    plan = full_logs.action(SetFilesAside).plan(FilesParams(files="logs"))

    assert {change.attribute for change in plan} == {"/srv/logs/access.log", "/srv/logs/old.log.1"}


def test_a_failed_deployment_is_rolled_back(shop1: ManagedShop) -> None:
    shop1.shop.put("/srv/shop/releases/2026-11-24/VERSION", "broken")
    shop1.shop.sh("cp /srv/shop/releases/2026-11-20/app.py /srv/shop/releases/2026-11-24/")
    shop1.shop.sh(
        "ln -sfn releases/2026-11-24 /srv/shop/current; supervisorctl restart shop", check=False
    )
    assert shop1.shop.page().startswith("502")
    activate = shop1.action(ActivateRelease)

    plan = activate.plan(ReleaseParams(release="shop", to="2026-11-20"))
    activate.apply(plan, key="1")

    assert activate.verify(plan)
    assert shop1.shop.page() == "200 shop 2026-11-20"


def test_release_activate_keeps_the_contract_on_a_real_host(shop1: ManagedShop) -> None:
    check_capability(
        shop1.action(ActivateRelease),
        ReleaseParams(release="shop", to="2026-11-01"),
        lambda: (
            shop1.shop.sh("readlink /srv/shop/current"),
            shop1.shop.page("http://127.0.0.1:8080/"),
        ),
    )


@pytest.mark.parametrize("to", ["..", "../../etc", "/etc", "2026-11-99", "-x", "a b", "link"])
def test_only_a_folder_among_the_releases_is_activated(shop1: ManagedShop, to: str) -> None:
    shop1.shop.sh("ln -sfn /etc /srv/shop/releases/link")
    with pytest.raises(Permanent, match="release"):
        shop1.action(ActivateRelease).plan(ReleaseParams(release="shop", to=to))


def _served(shop1: ManagedShop) -> str:
    said = shop1.shop.sh(
        "echo | openssl s_client -connect 127.0.0.1:443 2>/dev/null | openssl x509 -noout -serial"
    )
    return f"{said} {shop1.shop.sh('stat -c %a /etc/nginx/tls/shop.key')}"


def test_certificate_install_keeps_the_contract_on_a_real_host(shop1: ManagedShop) -> None:
    certificate(shop1.shop, "/srv/renewed/shop", (-1, 400))

    check_capability(
        shop1.action(InstallCertificate),
        CertificateParams(certificate="shop"),
        lambda: _settled(shop1),
        settle=shop1.until,
    )


def _settled(shop1: ManagedShop) -> str:
    """What the port shows once nginx's old workers are gone."""
    wanted = shop1.shop.sh("openssl x509 -noout -serial -in /etc/nginx/tls/shop.crt")
    shop1.until(lambda: _served(shop1).startswith(wanted))
    return _served(shop1)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ((-9, -1), "ends no later|not valid"),
        ((5, 900), "not valid today"),
        ((-1, 30), "ends no later"),
    ],
)
def test_a_certificate_that_would_not_help_is_refused(
    shop1: ManagedShop, days: tuple[int, int], why: str
) -> None:
    certificate(shop1.shop, "/srv/renewed/shop", days)
    with pytest.raises(NeedsPerson, match=why):
        shop1.action(InstallCertificate).plan(CertificateParams(certificate="shop"))


def test_a_key_that_does_not_fit_is_refused(shop1: ManagedShop) -> None:
    certificate(shop1.shop, "/srv/renewed/other", (-1, 500))
    certificate(shop1.shop, "/srv/renewed/shop", (-1, 500))
    shop1.shop.sh("mv /srv/renewed/other.key /srv/renewed/shop.key")
    with pytest.raises(NeedsPerson, match="does not fit"):
        shop1.action(InstallCertificate).plan(CertificateParams(certificate="shop"))


@pytest.fixture
def behind_firewall(shop1: ManagedShop) -> Iterator[ManagedShop]:
    shop1.shop.sh("nft -f /etc/steersman/firewall.nft")
    yield shop1
    shop1.shop.sh("nft flush ruleset")


def test_firewall_allow_keeps_the_contract_on_a_real_host(behind_firewall: ManagedShop) -> None:
    shop = behind_firewall.shop
    line = next(each for each in shop.sh("nft -a list ruleset").splitlines() if "dport 443" in each)
    shop.sh(f"nft delete rule inet filter input handle {line.rpartition(' ')[2]}")

    check_capability(
        behind_firewall.action(AllowInFirewall),
        RuleParams(rule="shop"),
        lambda: shop.sh("nft list ruleset"),
    )


def test_a_rule_that_stands_there_is_not_added_again(behind_firewall: ManagedShop) -> None:
    assert behind_firewall.read("firewall.rules", rule="shop")["present"] is True
    assert not behind_firewall.action(AllowInFirewall).plan(RuleParams(rule="shop")).changes


def test_permissions_restore_keeps_the_contract_on_a_real_host(shop1: ManagedShop) -> None:
    path = "/srv/shop/releases/2026-11-20/catalogue"
    shop1.shop.sh(f"chmod 000 {path}; chown daemon {path}")
    try:
        check_capability(
            shop1.action(RestorePermissions),
            PermissionsParams(permissions="catalogue"),
            lambda: shop1.shop.sh(f"stat -c '%U %G %a' {path}"),
        )
    finally:
        shop1.shop.sh(f"chmod 644 {path}; chown root {path}")
