"""What ``steersman systems check`` finds on the declared hosts."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from steersman.capabilities.connector import Check
from steersman.capabilities.ssh_script import UNRESTRICTED
from steersman.connectors.discovery.client import SCRIPT, HostReader
from steersman.connectors.discovery.declared import HostAddress
from steersman.connectors.discovery.settings import DiscoverySettings
from steersman.domain.clean import one_line
from steersman.domain.errors import NeedsPerson, Permanent, Transient

WITHOUT_ROOT = (
    "without sudo the names of listening processes, serial numbers and firewall rules stay unread"
)


def check(reader: HostReader, settings: DiscoverySettings) -> Check:
    """Reach every host and ask what our account may; reads only."""
    try:
        declared = settings.declared()
    except Permanent as error:
        return Check(False, str(error))
    with ThreadPoolExecutor(settings.parallel, "discovery") as pool:
        found = list(pool.map(lambda host: _one(reader, settings, host), declared))
    silent = [each.detail for each in found if not each.reached]
    answered = f"{len(found) - len(silent)} of {len(found)} hosts answer"
    if len(silent) == len(found):
        return Check(False, silent[0])
    told = [answered, *([] if settings.sudo else [WITHOUT_ROOT])]
    return Check(
        True,
        "; ".join(told),
        missing=(*silent, *(each for one in found for each in one.missing)),
        excessive=tuple(each for one in found for each in one.excessive),
    )


def _one(reader: HostReader, settings: DiscoverySettings, host: HostAddress) -> Check:
    try:
        said, sudo = reader.rights(host)
    except (Transient, Permanent, NeedsPerson) as error:
        return Check(False, str(error))
    facts = [line.partition("=") for line in said.decode(errors="replace").splitlines()]
    user = next((value for name, _, value in facts if name == "user"), "")
    missing = [f"{host}: {one_line(value)[:200]}" for name, _, value in facts if name == "missing"]
    if settings.sudo and user != "0":
        missing.append(f"{host}: sudo does not make us root there")
    return Check(True, "", tuple(missing), tuple(_excessive(settings, host, user, sudo)))


def _excessive(
    settings: DiscoverySettings, host: HostAddress, user: str, sudo: str
) -> Iterator[str]:
    if any(line.strip().endswith(UNRESTRICTED) for line in sudo.splitlines()):
        yield f"{host}: sudo for every command: install {SCRIPT} and allow sudo for it alone"
    if not settings.sudo and user == "0":
        yield f"{host}: signs in as root: use a user of its own, with sudo for {SCRIPT} alone"
