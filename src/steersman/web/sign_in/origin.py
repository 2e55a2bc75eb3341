"""Where a request comes from: from a page of ours or another site's, and from which address."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

from steersman.records.sign_in.sessions import From
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NETWORK = 64  # bits of an IPv6 address: whoever has one of such a network has all of it


def is_unsafe(request: Request) -> bool:
    return request.method not in _SAFE


def check_same_site(request: Request, core: Core) -> None:
    """Refuse what another site's page sent, by the headers that no page can forge.

    Fetch Metadata where the browser sends it, else Origin; one of them every browser sends with
    each request that is not a GET.
    """
    site = request.headers.get("sec-fetch-site")
    same = (
        site == "same-origin"
        if site
        else _is_ours(request.headers.get("origin", ""), request, core)
    )
    if not same:
        raise cross_site("this request was not sent by a page of this console")


def cross_site(why: str) -> Problem:
    return forbidden(why, rule="csrf", mend="load the page again and send the form from there")


def _is_ours(origin: str, request: Request, core: Core) -> bool:
    host = urlsplit(origin).netloc if origin else ""
    ours = {request.headers.get("host", ""), urlsplit(core.settings.address).netloc} - {""}
    return host.casefold() in {each.casefold() for each in ours}


def seen_from(request: Request, core: Core) -> From:
    """The browser's address, as far as proxies that we trust tell it, and what it says it is."""
    return From(_address(request, core), request.headers.get("user-agent", ""))


def network_of(seen: From) -> str:
    """What attempts are counted under: the address, of IPv6 its network."""
    try:
        found = ipaddress.ip_address(seen.address)
    except ValueError:
        return seen.address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, _NETWORK), strict=False))


def _address(request: Request, core: Core) -> str:
    """The last hop that is no proxy of ours; what stands before it anybody may have written."""
    peer = request.client.host if request.client else ""
    trusted = {each.strip() for each in core.settings.trusted_proxies.split(",")} - {""}
    told = request.headers.get("x-forwarded-for", "")
    hops = [each.strip() for each in told.split(",") if each.strip()] + [peer]
    while len(hops) > 1 and hops[-1] in trusted:
        hops.pop()
    return hops[-1]
