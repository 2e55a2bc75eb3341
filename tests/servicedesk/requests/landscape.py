"""The systems that the tests' sentences speak of."""

from __future__ import annotations

from steersman.servicedesk.requests.systems import Vocabulary
from steersman.settings.systems import System

SYSTEMS = (
    System(name="directory", kind="ldap", aliases=("LDAP",), identity_source=True),
    System(
        name="mail",
        kind="dovecot",
        aliases=("email", "e-mail", "work chat"),
        accounts_from="directory",
        access_group="mail-users",
    ),
    System(name="slack", kind="slack", aliases=("Slack", "work chat")),
    System(name="saas", kind="scim", aliases=("Salesforce", "Research and Development Wiki")),
    System(name="vpn", kind="wireguard", aliases=("the VPN",)),
)
VOCABULARY = Vocabulary.of(SYSTEMS)
