"""Prometheus' targets (``/api/v1/targets``): the hosts and services that are watched."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from steersman.domain.errors import Permanent
from steersman.knowledge.documents.clean import one_line
from steersman.knowledge.inventories.model import Inventory, Item, Relation, Unread
from steersman.knowledge.inventories.reading import json_object

# Jobs that watch the machine itself, so that their target is a host and no service of it.
_OF_HOSTS = {"node", "node_exporter", "node-exporter", "windows", "windows_exporter", "wmi"}
_HIDDEN = ("__", "instance", "job")


def read_prometheus_targets(name: str, content: bytes) -> Inventory:
    """Servers by the host of their ``instance``; services by job and instance, running on them.

    Of the address that is fetched only the host and the port are kept: the rest may hold secrets.
    """
    told = json_object(name, content)
    data = told.get("data")
    targets = data.get("activeTargets") if isinstance(data, dict) else None
    if told.get("status") != "success" or not isinstance(targets, list):
        raise Permanent(f"{name} is no answer of Prometheus' /api/v1/targets")
    items: dict[str, Item] = {}
    relations: dict[Relation, None] = {}
    unread: list[Unread] = []
    for number, held in enumerate(targets, 1):
        found = _target(held)
        if found is None:
            unread.append(Unread(number, "a target", "it has no instance and no address"))
            continue
        host, service = found
        known = items.get(host.key)
        if known is None or not known.attributes:
            items[host.key] = host
        if service is not None:
            items[service.key] = service
            relations[Relation(service.key, host.key, "runs on")] = None
    return Inventory(tuple(items.values()), tuple(relations), tuple(unread))


def _target(held: object) -> tuple[Item, Item | None] | None:
    if not isinstance(held, dict):
        return None
    labels = _texts(held.get("labels"))
    url = str(held.get("scrapeUrl") or "")
    host, port = _place(
        labels.get("instance") or _texts(held.get("discoveredLabels")).get("__address__", "")
    )
    if not host:
        host, port = _place(url)
    if not host:
        return None
    noted = {key: value for key, value in labels.items() if not key.startswith(_HIDDEN)}
    health = one_line(str(held.get("health") or "unknown"))
    job = labels.get("job", "")
    if job.lower() in _OF_HOSTS:
        return Item(f"host:{host}", "server", host, {**noted, "health": health}), None
    service = Item(
        f"service:{job}:{host}:{port}",
        "service",
        f"{job} on {host}" if job else host,
        {**noted, "job": job, "port": port, "health": health},
    )
    return Item(f"host:{host}", "server", host), service


def _place(text: str) -> tuple[str, str]:
    """Host and port of ``host:9100``, ``[::1]:9100`` or an address with a scheme."""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", ""
    return one_line(host), "" if port is None else str(port)


def _texts(held: object) -> Mapping[str, str]:
    if not isinstance(held, dict):
        return {}
    return {one_line(str(key)): one_line(str(value))[:500] for key, value in held.items()}
