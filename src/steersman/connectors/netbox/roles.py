"""Which class the devices of a role are of."""

from __future__ import annotations

import re
from collections.abc import Mapping

# The first that is found in the role's slug counts, so the particular stand before the general.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"(console|terminal)-?server", "network_device"),
    (r"load-?balancer|adc|lb", "load_balancer"),
    (r"firewalls?|fw|ngfw", "firewall"),
    (r"access-?points?|ap|wap|wireless-?(lan-)?(ap|access-?points?)|wifi", "access_point"),
    (r"hypervisors?|esxi?(-?hosts?)?|virtuali[sz]ation-?hosts?|vm-?hosts?|kvm", "hypervisor"),
    (r"storage|san|nas|filers?|disk-?arrays?", "storage"),
    (r"ups|pdus?|rpps?|power(-(supply|distribution))?", "power_supply"),
    (r"chassis|enclosures?|blade-?(chassis|enclosure)s?", "enclosure"),
    (r"printers?", "printer"),
    (r"(ip-?)?phones?|voip-?phones?", "phone"),
    (r"laptops?|notebooks?", "laptop"),
    (r"workstations?|desktops?", "workstation"),
    (r"routers?|rtr", "router"),
    (r"switch(es)?|tor|leaf|leaves|spines?", "switch"),
    (r"servers?|compute|baremetal|bare-?metal|nodes?", "server"),
)
_PATTERNS = tuple(
    (re.compile(rf"(?:^|[-_])(?:{words})(?:$|[-_])"), ci_class) for words, ci_class in _WORDS
)
ROLES: Mapping[str, str] = {  # what the class of a network device says in its attribute ``role``
    "router": "router",
    "switch": "switch",
    "load_balancer": "load_balancer",
    "access_point": "access_point",
}


def class_of_role(slug: str) -> str:
    """The class that the words of a slug name; empty: none of them is known."""
    plain = slug.casefold()
    return next((ci_class for pattern, ci_class in _PATTERNS if pattern.search(plain)), "")
