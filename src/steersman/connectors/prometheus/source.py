"""Targets become items: the hosts, and what is watched on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from steersman.capabilities.gathering import Gathering
from steersman.capabilities.inventory import Inventory
from steersman.connectors.prometheus.client import PrometheusReader
from steersman.connectors.prometheus.hosts import Host, Hosts
from steersman.connectors.prometheus.settings import PrometheusSettings
from steersman.connectors.prometheus.targets import METRICS, Nodes, Target, target_of
from steersman.domain.cmdb.class_parts import ENVIRONMENTS
from steersman.domain.cmdb.spellings import word_for
from steersman.domain.errors import Permanent
from steersman.domain.sources import Value

_PODS = ("pod", "kubernetes_pod_name")  # labels of what runs on no server that has a name


@dataclass(frozen=True, slots=True)
class PrometheusSource:
    """An ``InventorySource`` over the active targets of one Prometheus."""

    reader: PrometheusReader
    settings: PrometheusSettings

    def collect(self) -> Inventory:
        found = Gathering()
        targets = list(self._targets(found))
        hosts = Hosts(self._nodes(found), self.settings.host_labels)
        hosts.place(targets)
        for target in hosts.nameless:
            why = "nothing names its server: give it a label hostname, or watch node_exporter there"
            found.not_read("targets", target.instance or target.address, why)
        for host in hosts.found.values():
            self._add(found, host)
        return found.inventory()

    def _targets(self, found: Gathering) -> Iterator[Target]:
        """Those that are watched where they run: no probes of others, no pods of a cluster."""
        for told in self.reader.targets():
            target = target_of(told)
            if target is None:
                found.not_read("targets", "", "one has no address that makes sense")
            elif not target.is_probe and not any(target.labels.get(each) for each in _PODS):
                yield target

    def _nodes(self, found: Gathering) -> Nodes:
        """What node_exporter says; where we may not ask, the targets alone have to do."""
        nodes = Nodes()
        for metric in METRICS:
            try:
                nodes.learn(metric, self.reader.series(metric))
            except Permanent as error:
                found.not_read("metrics", metric, str(error))
        return nodes

    def _add(self, found: Gathering, host: Host) -> None:
        node, settings = host.node, self.settings
        told = {True: "virtual_machine", False: "server", None: settings.host_class}
        facts: dict[str, Value] = {
            "fqdn": host.fqdn,
            "ip_address": host.address,
            "os": node.os,
            "os_version": node.os_version,
            "kernel_version": node.kernel,
            "location": self._label(host, settings.location_label),
            "environment": self._environment(host),
        }
        found.add(host.key, told[node.is_virtual], host.name, facts)
        services = [each for each in host.targets if not self._is_of_host(each)]
        of_job = Counter(each.job for each in services)
        for target in services:
            self._add_service(found, host, target, alone=of_job[target.job] == 1)

    def _add_service(self, found: Gathering, host: Host, target: Target, *, alone: bool) -> None:
        what = target.job or "target"
        name = what if alone else f"{what}:{target.port}"
        key = f"target:{what}:{target.port}:{host.key}"
        facts: Mapping[str, Value] = {
            "host": host.key,
            "port": target.port,
            "environment": self._environment(host),
            "description": f"watched by Prometheus, job {what}: {target.health}",
        }
        found.add(key, "software_instance", f"{name} on {host.name}", facts)
        found.relate(key, "runs_on", host.key)

    def _is_of_host(self, target: Target) -> bool:
        job = target.job.lower()
        return any(fnmatchcase(job, each.lower()) for each in self.settings.host_jobs)

    def _label(self, host: Host, label: str) -> str:
        """What all targets of the host that have the label say; empty where they differ."""
        said = {each.labels[label] for each in host.targets if each.labels.get(label)}
        return said.pop() if label and len(said) == 1 else ""

    def _environment(self, host: Host) -> str:
        word = word_for("environment", self._label(host, self.settings.environment_label))
        return word.lower() if word.lower() in ENVIRONMENTS else ""
