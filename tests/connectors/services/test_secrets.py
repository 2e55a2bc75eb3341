"""What must never leave the host or stand in a log."""

from __future__ import annotations

import logging

import pytest

from company.services.estate.shop import certificate
from steersman.connectors.services.file_actions import CertificateParams, InstallCertificate
from steersman.domain.canonical import canonical
from tests.fixtures.shop import ManagedShop


def test_no_private_key_is_logged_or_planned(
    shop1: ManagedShop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    certificate(shop1.shop, "/srv/renewed/shop", (-1, 800))
    connector = shop1.connector()
    install = shop1.action(InstallCertificate)

    plan = install.plan(CertificateParams(certificate="shop"))
    install.apply(plan, key="1")
    install.undo(plan, key="1-undo")

    said = caplog.text + canonical(plan.as_json()) + repr(connector) + repr(plan)
    said += shop1.shop.sh("cat /var/log/sudo.log")
    ours = (shop1.shop.hosts.home / "operator_key").read_text().splitlines()
    theirs = shop1.shop.sh("cat /etc/nginx/tls/shop.key /srv/renewed/shop.key").splitlines()
    secret = [line for line in [*ours, *theirs] if "PRIVATE KEY" not in line]
    assert len(secret) > 6
    assert not [line for line in secret if line in said]


def test_kept_keys_are_for_root_alone(shop1: ManagedShop) -> None:
    certificate(shop1.shop, "/srv/renewed/shop", (-1, 801))
    install = shop1.action(InstallCertificate)
    plan = install.plan(CertificateParams(certificate="shop"))
    install.apply(plan, key="1")
    install.undo(plan, key="1-undo")

    modes = shop1.shop.sh("stat -c '%U %a' /var/lib/steersman/kept /var/lib/steersman/kept/*")
    assert set(modes.splitlines()) == {"root 700", "root 600"}
