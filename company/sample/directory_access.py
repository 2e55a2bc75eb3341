"""Who may sign in, read and write: the access rules of the company's OpenLDAP, in Python."""

from __future__ import annotations

from company.sample.directory_entry import (
    OPERATIONAL,
    Entry,
    LdapError,
    normal_name,
    parent_of,
)
from company.sample.directory_password import fits
from company.sample.directory_tree import Tree

ADMIN, OPS = "cn=admin", "uid=ops,ou=services"  # below the suffix
ADMIN_PASSWORD = b"admin-pw"
# What ``ops`` may write, and where; it may also add and remove people.
OPS_WRITES = {"ou=people": {"pwdaccountlockedtime", "manager"}, "ou=groups": {"member"}}


class WrongPassword(LdapError):
    """One answer for an unknown name, a wrong password and a locked account."""

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__(49, "")  # invalidCredentials, silent about why, as OpenLDAP is
        self.locked = locked


def sign_in(tree: Tree, dn: str, password: bytes) -> str:
    """The name that is now bound; anonymous is the empty name."""
    if not dn:
        return ""
    if not password:
        raise LdapError(53, "unauthenticated bind (DN with no password) disallowed")
    if _is(tree, dn, ADMIN) and password == ADMIN_PASSWORD:
        return dn
    try:
        entry = tree.lookup(dn)
    except LdapError as error:
        raise WrongPassword from error
    if entry.get("pwdAccountLockedTime"):  # before the password, as OpenLDAP's ppolicy does
        raise WrongPassword(locked=True)
    if not any(fits(password, stored) for stored in entry.get("userPassword")):
        raise WrongPassword
    return entry.dn


def may_read(bound: str) -> None:
    if not bound:
        raise _refused("sign in to read")


def may_modify(tree: Tree, bound: str, dn: str, attributes: list[str]) -> None:
    if _is(tree, bound, ADMIN):
        return
    allowed = _unit_rights(tree, dn) if _is(tree, bound, OPS) else set()
    if bound and normal_name(bound) == normal_name(dn):
        allowed = allowed | {"userpassword"}
    for name in attributes:
        if name.lower() not in allowed:
            raise _refused(f"no write access to {name} of {dn}")


def may_add_or_delete(tree: Tree, bound: str, dn: str) -> None:
    in_people = _is(tree, parent_of(normal_name(dn)), "ou=people")
    if not (_is(tree, bound, ADMIN) or (_is(tree, bound, OPS) and in_people)):
        raise _refused(f"no right to add or delete {dn}")


def shown(tree: Tree, bound: str, entry: Entry, asked: list[str]) -> list[tuple[str, list[bytes]]]:
    """The attributes to return: ``*`` is all of the user's, ``+`` all operational ones."""
    names = {name.lower() for name in asked} or {"*"}
    secrets_too = _is(tree, bound, ADMIN)
    return [
        (attribute.name, attribute.values)
        for key, attribute in entry.attributes.items()
        if (key != "userpassword" or secrets_too) and _asked_for(key, names)
    ]


def _asked_for(key: str, names: set[str]) -> bool:
    return key in names or ("+" if key in OPERATIONAL else "*") in names


def _is(tree: Tree, dn: str, below_suffix: str) -> bool:
    return normal_name(dn) == f"{below_suffix},{normal_name(tree.suffix)}"


def _unit_rights(tree: Tree, dn: str) -> set[str]:
    unit = parent_of(normal_name(dn))
    return next((rights for name, rights in OPS_WRITES.items() if _is(tree, unit, name)), set())


def _refused(why: str) -> LdapError:
    return LdapError(50, why)  # insufficientAccessRights
