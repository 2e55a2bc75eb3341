"""Whether a machine is one, by what its firmware says."""

from __future__ import annotations

import pytest

from steersman.domain.cmdb.makers import is_made_by_hypervisor


@pytest.mark.parametrize(
    "told",
    [
        ("QEMU", "Standard PC (Q35 + ICH9, 2009)"),
        ("VMware, Inc.", "VMware7,1"),
        ("Microsoft Corporation", "Virtual Machine"),
        ("Amazon EC2", "t3.large"),
        ("Red Hat", "KVM"),
    ],
)
def test_a_virtual_machine_is_told_by_its_maker_or_model(told: tuple[str, str]) -> None:
    assert is_made_by_hypervisor(told)


@pytest.mark.parametrize("told", [("Dell Inc.", "PowerEdge R650"), ("HPE", ""), ("", "")])
def test_a_maker_of_hardware_is_no_hypervisor(told: tuple[str, str]) -> None:
    assert not is_made_by_hypervisor(told)
