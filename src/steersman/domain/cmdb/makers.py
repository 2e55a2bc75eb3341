"""What the maker of a machine, as its firmware (SMBIOS) names it, tells about the machine."""

from __future__ import annotations

from collections.abc import Iterable

# The makers and models of machines that are none.
_HYPERVISORS = (
    *("qemu", "kvm", "vmware", "virtualbox", "innotek", "xen", "bochs", "openstack"),
    *("amazon ec2", "google compute engine", "virtual machine", "parallels", "bhyve", "nutanix"),
)


def is_made_by_hypervisor(told: Iterable[str]) -> bool:
    """Of the firmware's ``sys_vendor`` and ``product_name``: whether one is a hypervisor's."""
    return any(each.strip().lower().startswith(_HYPERVISORS) for each in told)
