"""The directory's first contents: the LDIF that the company's OpenLDAP is seeded with, and hosts.

The hosts are some of the estate's servers, by the same serial numbers, and two that nobody
brought into the CMDB: collecting finds them.
"""

from __future__ import annotations

from collections.abc import Iterator

from company.people import people
from company.sample.directory_entry import LdapError
from company.sample.directory_tree import ADD, Tree

SUFFIX = "dc=meridian,dc=test"
COMPUTERS = f"ou=computers,{SUFFIX}"
# name, address, serial number, place
HOSTS = (
    ("new-app-00", "10.3.0.1", "SRV70000", "New York"),
    ("zur-app-01", "10.4.0.2", "SRV70001", "Zurich"),
    ("new-mq-02", "10.3.0.3", "SRV70002", "New York"),
    ("lon-app-04", "10.0.0.5", "SRV70004", "London"),
    ("new-app-07", "10.3.0.8", "SRV70007", "New York"),
    ("zur-app-08", "10.4.0.9", "SRV70008", "Zurich"),
    ("lon-jump-01", "10.0.0.250", "SRV70901", "London"),
    ("zur-jump-01", "10.4.0.250", "SRV70902", "Zurich"),
)


def fill(tree: Tree) -> None:
    """Load the company's 200 people; kept on disk once, at the end."""
    from company.services import openldap  # only a first start needs what it imports

    mail_users = openldap.group_entry(openldap.MAIL_USERS, people())
    for record in [*openldap.seed(people()).split("\n\n"), mail_users, *_computers()]:
        if record.strip():
            load(tree, record)
    tree.save()


def load(tree: Tree, record: str) -> None:
    """Apply one LDIF change record (RFC 2849) of the kinds that the seed holds."""
    (_, dn), (_, kind), *rest = [_pair(line) for line in record.strip().splitlines()]
    if kind == "modify":
        _, name = rest[0]
        tree.modify(dn, [(ADD, name, [v.encode() for k, v in rest[1:] if k == name])], save=False)
        return
    if kind != "add":
        raise LdapError(53, f"the seed holds a change of kind {kind}")
    names = dict.fromkeys(name for name, _ in rest)
    values = [(name, [v.encode() for key, v in rest if key == name]) for name in names]
    tree.add(dn, values, save=False)


def _computers() -> Iterator[str]:
    """RFC 2307: a ``device`` with a serial number and, as ``ipHost``, an address."""
    kind = "changetype: add\nobjectClass"
    yield f"dn: {COMPUTERS}\n{kind}: organizationalUnit"
    for name, address, serial, place in HOSTS:
        where = f"ipHostNumber: {address}\nserialNumber: {serial}\nl: {place}"
        names = f"cn: {name}\ncn: {name}.meridian.test"
        yield f"dn: cn={name},{COMPUTERS}\n{kind}: device\nobjectClass: ipHost\n{names}\n{where}"


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()
