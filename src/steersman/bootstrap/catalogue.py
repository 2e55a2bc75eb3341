"""Every capability and probe of the installed kinds of system, connected or not."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from steersman.bootstrap.connect import Connected, connector_types
from steersman.capabilities.contract import Capability, Spec
from steersman.capabilities.probe import ProbeSpec
from steersman.workflows.runbooks.catalogue import Catalogue, Offered, catalogue_of, offered

ON_HOST = ".on_host"  # what is copied to a host: no declaration stands there


def installed() -> Catalogue:
    """What every installed kind of connector declares; no system is contacted."""
    capabilities: dict[str, Offered] = {}
    probes: dict[str, ProbeSpec] = {}
    for module in _modules():
        for each in vars(module).values():
            if isinstance(each, ProbeSpec):
                probes.setdefault(each.name, each)
            elif isinstance(each, tuple | list):
                probes.update({one.name: one for one in each if isinstance(one, ProbeSpec)})
            elif isinstance(each, type):
                _take_in(each, capabilities, probes)
    return Catalogue(capabilities, probes)


def everything(connected: Connected) -> Catalogue:
    """What is installed, and what is connected besides."""
    known, here = installed(), catalogue_of(connected.registry, connected.probes)
    return Catalogue({**known.capabilities, **here.capabilities}, {**known.probes, **here.probes})


def _take_in(each: type, capabilities: dict[str, Offered], probes: dict[str, ProbeSpec]) -> None:
    spec = vars(each).get("spec")
    if issubclass(each, Capability) and isinstance(spec, Spec):
        capabilities.setdefault(spec.name, offered(each.params, spec))
    elif isinstance(spec, ProbeSpec):
        probes.setdefault(spec.name, spec)


def _modules() -> Iterator[ModuleType]:
    for kind in connector_types().values():
        package = importlib.import_module(type(kind).__module__.rpartition(".")[0])
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ON_HOST not in found.name and not found.name.endswith((".fake", "__main__")):
                yield importlib.import_module(found.name)
