"""The directory's first contents: the very LDIF that the company's OpenLDAP is seeded with."""

from __future__ import annotations

from company.people import people
from company.sample.directory_entry import LdapError
from company.sample.directory_tree import ADD, Tree

SUFFIX = "dc=meridian,dc=test"


def fill(tree: Tree) -> None:
    """Load the company's 200 people; kept on disk once, at the end."""
    from company.services import openldap  # only a first start needs what it imports

    mail_users = openldap.group_entry(openldap.MAIL_USERS, people())
    for record in [*openldap.seed(people()).split("\n\n"), mail_users]:
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


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()
