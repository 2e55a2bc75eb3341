"""What the systems file says about the hosts to discover."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, field_validator, model_validator

from steersman.capabilities.ssh_connection import SshAccess
from steersman.connectors.discovery.declared import HostAddress, hosts_in, parsed

# The sources (of dpkg, rpm and apk) of software that people ask about when a flaw becomes known.
PACKAGES = (
    *("openssl", "openssl[0-9]*", "gnutls*", "openssh", "openssh-portable", "glibc", "musl"),
    *("sudo", "systemd", "curl", "nginx", "apache2", "httpd", "haproxy", "bind", "bind9", "samba"),
    *("postgresql", "postgresql-[0-9]*", "postgresql[0-9]*", "redis", "valkey", "mongodb*"),
    *("mariadb", "mariadb-[0-9]*", "mysql", "mysql-[0-9]*", "mysql-community", "tomcat[0-9]*"),
    *("openjdk-[0-9]*", "openjdk[0-9]*", "java-*-openjdk", "python3", "python3.[0-9]*"),
    *("php", "php[0-9]*", "nodejs", "docker*", "containerd*"),
)
UNITS_LEFT_OUT = (
    *("systemd-*", "getty@*", "serial-getty@*", "user@*", "user-runtime-dir@*", "dbus*"),
    *("polkit*", "modprobe@*", "initrd-*", "emergency*", "rescue*"),
)


class DiscoverySettings(SshAccess):
    """Which hosts are asked, and what of them becomes an item."""

    hosts: tuple[str, ...] = Field(
        default=(),
        description="hosts to ask, by name or address; a network is never scanned",
        examples=["web1.example.org"],
    )
    hosts_file: str = Field(
        default="",
        description="file with one host a line, or an Ansible inventory in INI form",
        examples=["/etc/steersman/hosts"],
    )
    sudo: bool = Field(
        default=False,
        description="run the script by sudo: for process names, serial numbers, firewall rules",
    )
    helper: str = Field(
        default="",
        pattern=r"^(/[A-Za-z0-9_./-]+)?$",
        description="the script's path on the hosts; empty: it is sent with each call",
        examples=["/usr/local/sbin/steersman-discover"],
    )
    parallel: int = Field(default=8, ge=1, le=64, description="hosts that are asked at a time")
    part_seconds: int = Field(
        default=20, ge=1, le=600, description="seconds for each part of what a host is asked"
    )
    part_bytes: int = Field(
        default=4_000_000,
        ge=10_000,
        le=20_000_000,
        description="bytes of each part; what is longer is not read",
    )
    packages: tuple[str, ...] = Field(
        default=PACKAGES,
        description="source packages that become items, with * and ?; * is all",
        examples=["openssl*"],
    )
    units_left_out: tuple[str, ...] = Field(
        default=UNITS_LEFT_OUT,
        description="systemd units that become no items, with * and ?",
        examples=["systemd-*"],
    )

    @field_validator("hosts")
    @classmethod
    def _are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for each in hosts:
            parsed(each)
        return hosts

    @model_validator(mode="after")
    def _named_somewhere(self) -> DiscoverySettings:
        if not self.hosts and not self.hosts_file:
            raise ValueError("name the hosts, or a hosts_file with them")
        return self

    def declared(self) -> tuple[HostAddress, ...]:
        """Every declared host once.  ``Permanent`` when the file cannot be read or understood."""
        found = [parsed(each) for each in self.hosts]
        if self.hosts_file:
            found += hosts_in(Path(self.hosts_file))
        return tuple(dict.fromkeys(found))
