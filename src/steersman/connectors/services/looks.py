"""What the host's script can tell, each declared for the catalogue and for runbooks."""

from __future__ import annotations

from collections.abc import Sequence

from steersman.capabilities.probe import ProbeSpec

SERVICE = {"service": "the service's name, as declared on the host"}
LOOKS: Sequence[ProbeSpec] = (
    ProbeSpec(
        name="service.status",
        summary="Whether a service runs, by the program that manages it",
        parameters=SERVICE,
        values={
            "state": "running, starting, stopped or failed",
            "running": "yes or no",
            "process": "its main process, to be named in an action",
            "memory_bytes": "memory of the main process, in bytes",
            "stopped_by_signal": "whether the main process is halted (SIGSTOP)",
        },
    ),
    ProbeSpec(
        name="service.listens",
        summary="Whether a service's declared ports take connections",
        parameters=SERVICE,
        values={"accepts": "whether every port does", "ports": "how many were tried"},
    ),
    ProbeSpec(
        name="http.get",
        summary="What a service's web page answers, asked on the host itself",
        parameters={**SERVICE, "path": "another path than the declared one"},
        optional=frozenset({"path"}),
        values={
            "answers": "whether any answer came",
            "status": "HTTP status; 0 without an answer",
            "seconds": "how long it took",
        },
    ),
    ProbeSpec(
        name="process.list",
        summary="Processes of a service, and those that hold its ports",
        parameters=SERVICE,
        values={
            "count": "how many there are",
            "memory_bytes": "their memory together, in bytes",
            "cpu_seconds": "the processor time that they have used together",
            "strangers": "how many of them the manager did not start",
            "stranger": "one of those, to be named in an action",
            "stopped": "how many are halted (SIGSTOP)",
            "largest": "the one with most memory, to be named in an action",
        },
    ),
    ProbeSpec(
        name="disk.usage",
        summary="How full the file system at a path is",
        parameters={"path": "an absolute path on the host"},
        values={
            "used_percent": "share of the blocks, as df tells it",
            "free_bytes": "what a program without privileges can still write",
            "inodes_used_percent": "share of the file entries",
            "read_only": "whether it is mounted read-only",
        },
    ),
    ProbeSpec(
        name="log.tail",
        summary="The last lines of a service's declared log",
        parameters={**SERVICE, "lines": "how many, up to 500; 50 when left out"},
        optional=frozenset({"lines"}),
        values={
            "size_bytes": "size of the whole log",
            "idle_seconds": "since something was written last",
            "lines": "how many are shown",
        },
    ),
    ProbeSpec(
        name="dns.lookup",
        summary="What the host's own resolver says of a name",
        parameters={"name": "the name to look up"},
        values={"resolves": "yes or no", "addresses": "sorted, with commas between them"},
    ),
    ProbeSpec(
        name="configuration.differs",
        summary="Whether a configuration file is not the known good version",
        parameters={"configuration": "its name, as declared on the host"},
        values={
            "differs": "whether it is another version than the accepted one",
            "accepted": "whether any version was accepted yet",
            "valid": "whether it passes its declared test",
            "version": "its SHA-256",
        },
    ),
    ProbeSpec(
        name="release.list",
        summary="Which releases of a program lie on the host, and which runs",
        parameters={"release": "the program's name, as declared on the host"},
        values={
            "active": "the one that runs",
            "former": "the newest of the others, to be named in an action",
            "count": "how many there are",
        },
    ),
    ProbeSpec(
        name="certificate.dates",
        summary="How long a certificate is still valid, and whether it is the one in use",
        parameters={"certificate": "its name, as declared on the host"},
        values={
            "days_left": "days until it ends; negative: it has",
            "valid": "whether it is valid today",
            "key_fits": "whether its private key belongs to it",
            "served": "whether the declared port shows it",
            "renewed_days_left": "days that the renewed one has; 0: there is none",
        },
    ),
    ProbeSpec(
        name="firewall.rules",
        summary="Whether a declared firewall rule is in force, and its whole chain",
        parameters={"rule": "its name, as declared on the host"},
        values={"present": "yes or no"},
    ),
    ProbeSpec(
        name="permissions.differ",
        summary="Whether owner, group and mode of a path are not as declared",
        parameters={"permissions": "its name, as declared on the host"},
        values={
            "differs": "yes or no",
            "now": "owner, group and mode today",
            "declared": "as they should be",
        },
    ),
)
