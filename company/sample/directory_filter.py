"""Whether an entry matches a search filter (RFC 4511, 4.5.1.7).

The answer has three values: ``None`` stands for "undefined", so that ``(!(mail=x))`` does not
match an entry by a rule that cannot be evaluated.
"""

from __future__ import annotations

from ldaptor.protocols import pureldap  # type: ignore[import-untyped]  # it has no types

from company.sample.directory_entry import Entry, comparable

SUPERIORS: dict[bytes, tuple[bytes, ...]] = {
    b"inetorgperson": (b"organizationalperson", b"person", b"top"),
    b"groupofnames": (b"top",),
    b"organizationalunit": (b"top",),
    b"organization": (b"top",),
}


def matches(entry: Entry, test: object) -> bool | None:
    match test:
        case pureldap.LDAPFilter_and():
            return _all([matches(entry, part) for part in test])
        case pureldap.LDAPFilter_or():
            return _any([matches(entry, part) for part in test])
        case pureldap.LDAPFilter_not():
            inner = matches(entry, test.value)
            return None if inner is None else not inner
        case pureldap.LDAPFilter_present():
            return test.value.decode().lower() in {*entry.attributes, "objectclass"}
        case pureldap.LDAPFilter_substrings():
            return _substrings(entry, test)
        case _:
            return _assertion(entry, test)


def _all(results: list[bool | None]) -> bool | None:
    return False if False in results else (None if None in results else True)


def _any(results: list[bool | None]) -> bool | None:
    return True if True in results else (None if None in results else False)


def _assertion(entry: Entry, test: object) -> bool | None:
    known = (
        pureldap.LDAPFilter_equalityMatch,
        pureldap.LDAPFilter_approxMatch,
        pureldap.LDAPFilter_greaterOrEqual,
        pureldap.LDAPFilter_lessOrEqual,
    )
    if not isinstance(test, known):
        return None  # extensible matching rules are not known here
    name, wanted = test.attributeDesc.value.decode(), test.assertionValue.value
    if isinstance(test, known[:2]):
        return entry.has(name, wanted) or _has_class(entry, name, wanted)
    limit = comparable(name, wanted)
    held = [comparable(name, value) for value in entry.get(name)]
    if isinstance(test, pureldap.LDAPFilter_greaterOrEqual):
        return any(value >= limit for value in held)
    return any(value <= limit for value in held)


def _has_class(entry: Entry, name: str, wanted: bytes) -> bool:
    """An entry is also of every class above its own (RFC 4512, 2.4.1)."""
    if name.lower() != "objectclass":
        return False
    return any(wanted.lower() in SUPERIORS.get(held.lower(), ()) for held in entry.get(name))


def _substrings(entry: Entry, test: pureldap.LDAPFilter_substrings) -> bool:
    name = test.type.decode()
    parts = [(type(part), comparable(name, part.value)) for part in test.substrings]
    return any(_contains(comparable(name, value), parts) for value in entry.get(name))


def _contains(value: bytes, parts: list[tuple[type, bytes]]) -> bool:
    """Each part after the one before, the first and last at the ends where the filter says so."""
    for kind, part in parts:
        if kind is pureldap.LDAPFilter_substrings_final:
            return value.endswith(part)
        found = value.find(part)
        if found < 0 or (kind is pureldap.LDAPFilter_substrings_initial and found != 0):
            return False
        value = value[found + len(part) :]
    return True
