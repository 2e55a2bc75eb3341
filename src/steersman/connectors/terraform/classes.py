"""What a resource is in the words of the CMDB, and which of its attributes say what.

Each class takes a few attributes by name; nothing else of a resource is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network

from steersman.connectors.terraform.states import Resource
from steersman.domain.cmdb.class_parts import ENVIRONMENTS
from steersman.domain.cmdb.spellings import word_for
from steersman.domain.sources import Value

Facts = dict[str, Value]
CLOUD = "cloud_resource"
# The order counts: a database's subnet group is no subnet.
_KINDS = (
    ("database_server", r"db_instance|rds_|_sql_|sql_server|_sql$|sql_database|postgres|mysql|mssql"
                        r"|mongodb|cosmosdb|redis|elasticache|docdb|database_(?:cluster|instance)"),
    (CLOUD, r"security_group|firewall|network_acl|nsg|waf|_lb$|_alb$|_elb$|_lb_|load_?balancer"
            r"|instance_(?:group|profile|template)|launch_|autoscaling"),
    ("subnet", r"subnet"),
    ("certificate", r"certificate$|_cert$|acm_"),
    ("cluster", r"eks_cluster|kubernetes_cluster|container_cluster|ecs_cluster"),
    (CLOUD, r"dns_|route53_|record|bucket|volume|_disk$|storage|file_?system|_efs_|filestore"),
    ("machine", r"_instance$|_instance_v2$|virtual_machine$|droplet|hcloud_server$|_server$"
                r"|libvirt_domain|vm_qemu|_vm$|lightsail_instance|_server_v2$"),
    ("bare", r"baremetal|metal_device|dedicated_server"),
)  # fmt: skip
_ENGINES = {
    "postgres": "PostgreSQL", "postgresql": "PostgreSQL", "aurora-postgresql": "PostgreSQL",
    "mysql": "MySQL", "aurora-mysql": "MySQL", "mariadb": "MariaDB", "redis": "Redis",
    "valkey": "Valkey", "memcached": "Memcached", "docdb": "Amazon DocumentDB",
    "mongodb": "MongoDB", "sqlserver": "SQL Server", "mssql": "SQL Server", "oracle": "Oracle",
}  # fmt: skip
_HOST = re.compile(r"[A-Za-z0-9_]([\w-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_-]{1,63})*\.?", re.ASCII)
_VERSION = re.compile(r"\d[\w.+~-]{0,60}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_GLOBAL_ID = re.compile(r"arn:.+|/.+/.+|projects/.+|[a-z]{1,12}-[0-9a-f]{8,32}")
_ID_IS_UUID = ("openstack_compute_instance_v2", "libvirt_domain")  # what its firmware says too


def class_of(resource: Resource, machine_class: str) -> str:
    """A cloud resource where nothing says more."""
    found = next((kind for kind, pattern in _KINDS if re.search(pattern, resource.type)), CLOUD)
    if found == "machine":
        return machine_class
    if found == "bare":
        return "server"
    return CLOUD if found == "subnet" and not _cidr(resource) else found


def name_of(resource: Resource) -> str:
    """What it calls itself, its tag, or its name in the configuration."""
    own = resource.text("hostname", "host_name", "computer_name") or resource.tag("name")
    own = own or resource.text("name", "identifier", "cluster_id", "bucket")
    return own or resource.name + (f"[{resource.index}]" if resource.index else "")


def facts_of(resource: Resource, ci_class: str) -> Facts:
    """The attributes of an item; what is not known is empty."""
    facts = _FACTS[ci_class](resource)
    facts["environment"] = _environment(resource)
    facts["description"] = _description(resource)
    return facts


def _machine(resource: Resource) -> Facts:
    uuid = resource.text("uuid") or (resource.text("id") if resource.type in _ID_IS_UUID else "")
    fqdn = resource.text("fqdn", "private_dns").rstrip(".").lower()
    cpus = resource.text("num_cpus", "vcpus", "vcpu")
    return {
        "fqdn": fqdn if _HOST.fullmatch(fqdn) and "." in fqdn else "",
        "ip_address": _address(resource),
        "uuid": uuid.lower() if _UUID.fullmatch(uuid) else "",
        "cpu_count": int(cpus) if re.fullmatch(r"\d{1,4}", cpus, re.ASCII) else "",
    }


def _address(resource: Resource) -> str:
    own = ("private_ip", "private_ip_address", "default_ip_address", "access_ip_v4", "ip_address")
    inner = ("network_ip", "private_ip", "fixed_ip_v4", "ip")
    found = (
        resource.text(*own),
        resource.within("network_interface", *inner),
        resource.within("network", *inner),
        resource.text("ipv4_address", "access_ip_v6", "ipv6_address"),
    )
    return next((each for each in found if _is_address(each)), "")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _database(resource: Resource) -> Facts:
    """``POSTGRES_15`` is how Google says engine and version at once."""
    engine = resource.text("engine").lower()
    version = resource.text("engine_version_actual", "engine_version", "version")
    both = re.fullmatch(r"([A-Z]+)_(\d[\dA-Z_]*)", resource.text("database_version"))
    if both:
        engine, version = both[1].lower(), both[2].replace("_", ".")
    known = (title for word, title in _ENGINES.items() if word in resource.type)
    port = resource.text("port")
    return {
        "software": _ENGINES.get(engine) or _ENGINES.get(engine.split("-")[0]) or next(known, ""),
        "version": version if _VERSION.fullmatch(version) else "",
        "port": int(port) if re.fullmatch(r"\d{1,5}", port, re.ASCII) else "",
    }


def _cidr(resource: Resource) -> str:
    names = ("cidr_block", "cidr", "ip_cidr_range", "ip_range", "address_prefix", "range")
    text = resource.text(*names) or resource.text("address_prefixes").split(",")[0]
    try:
        return str(ip_network(text))
    except ValueError:
        return ""


def _subnet(resource: Resource) -> Facts:
    """Of two private networks with the same addresses each has its own (RFC 1918)."""
    vrf = resource.text("vpc_id", "network_id", "virtual_network_name", "network")
    return {"cidr": _cidr(resource), "vrf": vrf.rpartition("/")[2]}


def _certificate(resource: Resource) -> Facts:
    ends = resource.text("not_after", "validity_end_time", "expiry")[:10]
    starts = resource.text("not_before", "validity_start_time")[:10]
    return {
        "subject": resource.text("domain_name", "common_name", "name"),
        "issuer": resource.text("issuer"),
        "ends_on": ends if _is_day(ends) else "",
        "valid_from": starts if _is_day(starts) else "",
    }


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text, re.ASCII) is not None


def _cluster(resource: Resource) -> Facts:
    return {"cluster_type": "kubernetes" if "ecs" not in resource.type else "other"}


def _cloud(resource: Resource) -> Facts:
    return {
        "provider": resource.provider or resource.type.split("_")[0],
        "resource_id": resource_id(resource),
        "resource_type": resource.type,
        "account": resource.text("account_id", "owner_id", "project"),
        "region": _region(resource),
    }


def resource_id(resource: Resource) -> str:
    """What names it beyond its provider: ``logs`` is many buckets', an ARN is one's."""
    arn, own = resource.text("arn", "self_link"), resource.text("id")
    if arn:
        return arn
    if _GLOBAL_ID.fullmatch(own) or _UUID.fullmatch(own):
        return own
    return f"{resource.type}/{own}" if own else ""


def _region(resource: Resource) -> str:
    return resource.text("region", "location", "availability_zone", "zone", "datacenter")


def _environment(resource: Resource) -> str:
    told = resource.tag("environment", "env", "stage")
    word = word_for("environment", told).lower()
    return word if word in ENVIRONMENTS else ""


def _description(resource: Resource) -> str:
    size = ("instance_type", "machine_type", "vm_size", "size", "server_type", "flavor_name")
    parts = (
        f"{resource.type} {resource.text('id')}".strip(),
        resource.text(*size, "instance_class", "node_type"),
        _region(resource),
    )
    return ", ".join(part for part in parts if part)


_FACTS: Mapping[str, Callable[[Resource], Facts]] = {
    "virtual_machine": _machine,
    "server": _machine,
    "database_server": _database,
    "subnet": _subnet,
    "certificate": _certificate,
    "cluster": _cluster,
    CLOUD: _cloud,
}
