"""A handful of things on record, for questions: two cities, three servers, people who left."""

from __future__ import annotations

from datetime import date

from tests.knowledge.world import MemoryWorld

TODAY = date(2026, 11, 23)
_SERVER = {
    "location": "London",
    "environment": "production",
    "os": "Ubuntu",
    "os_version": "22.04",
    "managed_by": "Platform",
    "criticality": "1",
    "life_cycle_status": "in_use",
}
_LAPTOP = {"manufacturer": "Dell", "model": "Latitude 7420", "life_cycle_status": "in_use"}
_PERSON = {"department": "Trading", "employment_status": "active", "location": "London"}


def company() -> MemoryWorld:
    return MemoryWorld(
        {
            "web": (
                "server",
                {
                    **_SERVER,
                    "name": "web-01",
                    "fqdn": "web-01.corp.test",
                    "owner": "Ann Smith",
                    "serial": "SN1",
                    "memory_gb": 32,
                    "last_patched_on": "2026-10-01",
                    "installed_on": "2024-02-01",
                },
            ),
            "md1": (
                "server",
                {
                    **_SERVER,
                    "name": "md-01",
                    "os": "Debian",
                    "os_version": "12",
                    "memory_gb": 64,
                    "last_patched_on": "2026-11-03",
                    "installed_on": "2020-01-01",
                },
            ),
            "md2": (
                "server",
                {
                    **_SERVER,
                    "name": "md-02",
                    "location": "Paris",
                    "os": "Windows Server 2022",
                    "os_version": "",
                },
            ),
            "ssl-web": _package("web-01", "3.0.2-0ubuntu1.15"),
            "ssl-md1": _package("md-01", "3.0.13-1"),
            "ssl-md2": _package("md-02", ""),
            "redis": (
                "package",
                {"name": "redis", "software": "Redis", "version": "7.2.4", "host": "md-01"},
            ),
            "gateway": (
                "business_service",
                {"name": "Order Gateway", "owner": "Ann Smith", "managed_by": "Trading IT"},
            ),
            "feed": ("business_service", {"name": "Market Data", "criticality": "1"}),
            "lt1": ("laptop", {**_LAPTOP, "name": "lt-1", "warranty_ends_on": "2025-05-01"}),
            "lt2": (
                "laptop",
                {
                    **_LAPTOP,
                    "name": "lt-2",
                    "warranty_ends_on": "2027-05-01",
                    "life_cycle_status": "in_repair",
                },
            ),
            "lt3": (
                "laptop",
                {**_LAPTOP, "name": "lt-3", "manufacturer": "Lenovo", "model": "ThinkPad X1"},
            ),
            "oracle": (
                "contract",
                {"name": "Oracle support", "vendor": "Oracle", "ends_on": "2026-12-10"},
            ),
            "ann": ("person", {**_PERSON, "name": "Ann Smith", "start_date": "2020-03-01"}),
            "bob": (
                "person",
                {
                    **_PERSON,
                    "name": "Bob Lee",
                    "department": "Sales",
                    "employment_status": "terminated",
                    "end_date": "2026-10-01",
                    "manager": "Ann Smith",
                },
            ),
        },
        links={
            ("software", "web"): ["ssl-web"],
            ("software", "md1"): ["ssl-md1", "redis"],
            ("software", "md2"): ["ssl-md2"],
            ("host", "ssl-web"): ["web"],
            ("holder", "lt1"): ["bob"],
            ("holder", "lt2"): ["ann"],
            ("owner", "web"): ["ann"],
            ("owner", "gateway"): ["ann"],
            ("manager", "bob"): ["ann"],
        },
        needs={"gateway": ["web", "feed"], "feed": ["md1", "md2"]},
    )


def _package(host: str, version: str) -> tuple[str, dict[str, str]]:
    name = f"openssl on {host}"
    return ("package", {"name": name, "software": "OpenSSL", "version": version, "host": host})
