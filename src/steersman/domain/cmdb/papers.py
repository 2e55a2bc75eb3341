"""What is bought, signed and written: contracts, licences, patches, documents, teams."""

from __future__ import annotations

from steersman.domain.cmdb.attributes import PERSON
from steersman.domain.cmdb.class_parts import (
    RECOMMENDED,
    RENEWED,
    REQUIRED,
    ROOT,
    CiClass,
    T,
    a_class,
    attribute,
)

PAPERS: tuple[CiClass, ...] = (
    a_class(
        "contract",
        "Contract",
        ROOT,
        attribute("owner", "Owner", T.REFERENCE, RECOMMENDED, to=PERSON),
        attribute("vendor", "Vendor", mark=REQUIRED),
        attribute(
            "contract_type",
            "Type",
            T.CHOICE,
            choices=("support", "maintenance", "lease", "purchase", "subscription", "warranty"),
        ),
        *RENEWED,
        wire="ast_contract",
    ),
    a_class("warranty", "Warranty", "contract"),
    a_class(
        "licence",
        "Licence",
        ROOT,
        attribute("owner", "Owner", T.REFERENCE, RECOMMENDED, to=PERSON),
        attribute("vendor", "Vendor"),
        attribute("software", "Software", mark=RECOMMENDED),
        attribute("quantity", "Rights bought", T.NUMBER, RECOMMENDED),
        attribute("used", "Rights in use", T.NUMBER),
        *RENEWED,
        wire="alm_license",
    ),
    a_class(
        "patch",
        "Patch",
        ROOT,
        attribute("vendor", "Vendor"),
        attribute("released_on", "Released on", T.DATE),
        attribute("severity", "Severity", T.CHOICE, choices=("critical", "high", "medium", "low")),
        attribute("fixes", "Fixes (CVE)"),
        wire="cmdb_ci_patches",
    ),
    a_class(
        "document",
        "Document",
        ROOT,
        attribute("url", "Address", T.URL),
        attribute("reviewed_on", "Reviewed on", T.DATE),
        wire="cmdb_ci_documentation",
    ),
    a_class(
        "team",
        "Team",
        ROOT,
        attribute("mail", "Mail address", mark=RECOMMENDED),
        attribute("chat", "Chat channel"),
        wire="sys_user_group",
    ),
)
