"""What can be done to the declared files of a host: configuration, logs, releases, certificates."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.capabilities.contract import Reversal, Risk, Spec
from steersman.connectors.services.action import HostAction
from steersman.connectors.services.actions import RATE, SCRIPT


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationParams:
    configuration: str  # as declared on the host


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesParams:
    files: str  # as declared on the host


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseParams:
    release: str  # as declared on the host
    to: str  # the name of a folder among its releases


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateParams:
    certificate: str  # as declared on the host


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleParams:
    rule: str  # as declared on the host


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionsParams:
    permissions: str  # as declared on the host


class AcceptConfiguration(HostAction):
    params = ConfigurationParams
    spec = Spec(
        name="configuration.accept",
        summary="Take today's version of a configuration file as the known good one",
        risk=Risk.LOW,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"configuration.accept of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=5.0,
    )


class RestoreConfiguration(HostAction):
    params = ConfigurationParams
    spec = Spec(
        name="configuration.restore",
        summary="Put the known good version of a configuration file back, and reload",
        risk=Risk.HIGH,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"configuration.restore of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=15.0,
    )


class SetFilesAside(HostAction):
    params = FilesParams
    spec = Spec(
        name="files.set_aside",
        summary="Move log and temporary files off a full disk; nothing is deleted",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"files.set_aside of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=10.0,
    )


class ActivateRelease(HostAction):
    params = ReleaseParams
    spec = Spec(
        name="release.activate",
        summary="Run another release of a program: roll a failed deployment back",
        risk=Risk.HIGH,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"release.activate of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=30.0,
    )


class InstallCertificate(HostAction):
    params = CertificateParams
    spec = Spec(
        name="certificate.install",
        summary="Put a renewed certificate and its key in place, and reload",
        risk=Risk.HIGH,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"certificate.install of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=15.0,
    )


class AllowInFirewall(HostAction):
    params = RuleParams
    spec = Spec(
        name="firewall.allow",
        summary="Put a declared rule that lets traffic in back where it is missing",
        risk=Risk.HIGH,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"firewall.allow of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=5.0,
    )


class RestorePermissions(HostAction):
    params = PermissionsParams
    spec = Spec(
        name="permissions.restore",
        summary="Put owner, group and mode of one file or folder back as declared",
        risk=Risk.MEDIUM,
        reversal=Reversal.EXACT,
        permissions=frozenset({f"permissions.restore of {SCRIPT}"}),
        rate_limit=RATE,
        verify_within=5.0,
    )
