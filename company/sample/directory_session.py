"""One client's connection: the operations of LDAPv3 (RFC 4511) on the tree.

The message codec is ldaptor's; what each operation means is here.  Left out, and refused with a
sentence: SASL, StartTLS, ModifyDN.
"""

from __future__ import annotations

from collections.abc import Iterator

from ldaptor.protocols import pureldap  # type: ignore[import-untyped]  # it has no types

from company.sample import directory_access as access
from company.sample.directory_controls import (
    PASSWORD_POLICY,
    SUPPORTED,
    Control,
    Controls,
    next_page,
    password_policy,
)
from company.sample.directory_entry import Entry, LdapError
from company.sample.directory_filter import matches
from company.sample.directory_tree import BASE, Tree

WHO_AM_I = "1.3.6.1.4.1.4203.1.11.3"  # RFC 4532
ALL_OPERATIONAL = "1.3.6.1.4.1.4203.1.5.1"  # RFC 3673
Answer = tuple[object, list[Control] | None]


class Session:
    """Answers requests one after the other; who is signed in is all that it remembers."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._bound = ""

    def answer(self, request: object, given: object) -> Iterator[Answer]:
        """The messages to send back, the last of them with the result."""
        try:
            controls = Controls(given)  # type: ignore[arg-type]  # as ldaptor decoded them
            yield from self._dispatch(request, controls)
        except LdapError as error:
            yield _result(request, error.code, str(error)), None

    def _dispatch(self, request: object, controls: Controls) -> Iterator[Answer]:
        match request:
            case pureldap.LDAPBindRequest():
                yield self._bind(request, controls)
            case pureldap.LDAPSearchRequest():
                yield from self._search(request, controls)
            case pureldap.LDAPModifyRequest():
                self._modify(request, controls)
                yield _result(request), None
            case pureldap.LDAPAddRequest():
                self._add(request)
                yield _result(request), None
            case pureldap.LDAPDelRequest():
                self._delete(request, controls)
                yield _result(request), None
            case pureldap.LDAPCompareRequest():
                yield _result(request, self._compare(request)), None
            case pureldap.LDAPExtendedRequest():
                yield self._extended(request), None
            case _:
                raise LdapError(53, "this small directory cannot do that")  # unwillingToPerform

    def _bind(self, request: pureldap.LDAPBindRequest, controls: Controls) -> Answer:
        self._bound = ""
        if request.version != 3:
            raise LdapError(2, "only LDAPv3 is spoken here")  # protocolError
        if request.sasl:
            raise LdapError(7, "only simple binds are known here")  # authMethodNotSupported
        asked = PASSWORD_POLICY in controls.values
        try:
            self._bound = access.sign_in(self._tree, _text(request.dn), _raw(request.auth))
        except access.WrongPassword as error:
            extra = [password_policy(locked=error.locked)] if asked else None
            return _result(request, error.code), extra
        return _result(request), [password_policy(locked=False)] if asked else None

    def _search(self, request: pureldap.LDAPSearchRequest, controls: Controls) -> Iterator[Answer]:
        asked = [_text(name) for name in request.attributes]
        if not request.baseObject and request.scope == BASE:
            yield pureldap.LDAPSearchResultEntry("", root_dse(self._tree)), None
            yield _result(request), None
            return
        access.may_read(self._bound)
        found = list(
            self._tree.search(
                _text(request.baseObject),
                request.scope,
                lambda entry: matches(entry, request.filter) is True,
            )
        )
        page = controls.page()
        first, last = (page.offset, page.offset + page.size) if page else (0, len(found))
        limit = request.sizeLimit or len(found)
        for entry in found[first : min(last, limit)]:
            attributes = access.shown(self._tree, self._bound, entry, asked)
            yield pureldap.LDAPSearchResultEntry(entry.dn, attributes), None
        if limit < min(last, len(found)):
            raise LdapError(4, f"more than {limit} entries match")  # sizeLimitExceeded
        extra = [next_page(last if last < len(found) else None)] if page else None
        yield _result(request), extra

    def _modify(self, request: pureldap.LDAPModifyRequest, controls: Controls) -> None:
        dn = _text(request.object)
        changes = [
            (change[0].value, _text(change[1][0].value), [_raw(v.value) for v in change[1][1]])
            for change in request.modification
        ]
        access.may_modify(self._tree, self._bound, dn, [name for _, name, _ in changes])
        controls.check(self._tree.lookup(dn))
        self._tree.modify(dn, changes)

    def _add(self, request: pureldap.LDAPAddRequest) -> None:
        dn = _text(request.entry)
        access.may_add_or_delete(self._tree, self._bound, dn)
        given = [(_text(n.value), [_raw(v.value) for v in vs]) for n, vs in request.attributes]
        self._tree.add(dn, given)

    def _delete(self, request: pureldap.LDAPDelRequest, controls: Controls) -> None:
        dn = _text(request.value)
        access.may_add_or_delete(self._tree, self._bound, dn)
        controls.check(self._tree.lookup(dn))
        self._tree.delete(dn)

    def _compare(self, request: pureldap.LDAPCompareRequest) -> int:
        access.may_read(self._bound)
        name, value = _text(request.ava.attributeDesc.value), request.ava.assertionValue.value
        entry: Entry = self._tree.lookup(_text(request.entry))
        return 6 if name.lower() != "userpassword" and entry.has(name, _raw(value)) else 5

    def _extended(self, request: pureldap.LDAPExtendedRequest) -> object:
        if _text(request.requestName) != WHO_AM_I:
            raise LdapError(2, "unsupported extended operation")  # protocolError
        identity = f"dn:{self._bound}" if self._bound else ""
        return pureldap.LDAPExtendedResponse(resultCode=0, response=identity)


def root_dse(tree: Tree) -> list[tuple[str, list[str]]]:
    """What the server says about itself to anybody (RFC 4512, 5.1)."""
    return [
        ("objectClass", ["top"]),
        ("namingContexts", [tree.suffix]),
        ("supportedLDAPVersion", ["3"]),
        ("supportedControl", list(SUPPORTED)),
        ("supportedExtension", [WHO_AM_I]),
        ("supportedFeatures", [ALL_OPERATIONAL]),
        ("vendorName", ["Steersman sample directory, on ldaptor"]),
    ]


ANSWERS = {
    pureldap.LDAPBindRequest: pureldap.LDAPBindResponse,
    pureldap.LDAPSearchRequest: pureldap.LDAPSearchResultDone,
    pureldap.LDAPModifyRequest: pureldap.LDAPModifyResponse,
    pureldap.LDAPAddRequest: pureldap.LDAPAddResponse,
    pureldap.LDAPDelRequest: pureldap.LDAPDelResponse,
    pureldap.LDAPModifyDNRequest: pureldap.LDAPModifyDNResponse,
    pureldap.LDAPCompareRequest: pureldap.LDAPCompareResponse,
}


def _result(request: object, code: int = 0, message: str = "") -> object:
    answer = ANSWERS.get(type(request), pureldap.LDAPExtendedResponse)
    return answer(resultCode=code, errorMessage=message)


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _raw(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
