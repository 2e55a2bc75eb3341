"""The roles that ship, and what each may do until an administrator says otherwise."""

from __future__ import annotations

from steersman.domain.permissions import ANY, READERS, Rule

EMPLOYEE, TECHNICIAN, APPROVER = "employee", "technician", "approver"
SECURITY, ADMINISTRATOR, AUDITOR, HR = "security", "administrator", "auditor", "hr"
ROLES = (EMPLOYEE, TECHNICIAN, APPROVER, SECURITY, ADMINISTRATOR, AUDITOR, HR)

MONITORING = "system:monitoring"  # whom the tokens of monitoring speak for
DOCUMENTS = "system:documents"  # asks the owners of documents to look at them again
# What everybody may know of a colleague they serve; not dates, status or protection.
CONTACT = (
    "given_name",
    "family_name",
    "mail",
    "login",
    "title",
    "department",
    "location",
    "manager",
)
_ORGANISATION = ("org_unit", "position", "on_call", "business_obligation")
_CONTROLS = ("level", "switch", "system", "policy", "limit")
_CONFIGURATION = ("configuration_item", "ci_relation")
_HOLDINGS = ("account", "entitlement", "session", "asset")

DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(
        name="employee-self-and-reports",
        roles=(EMPLOYEE,),
        object_types=("person",),
        actions=("view",),
        constraints=[{"id": "$user.id"}, {"manager": "$user.id"}, {"manager__manager": "$user.id"}],
    ),
    Rule(
        name="employee-own-holdings",
        roles=(EMPLOYEE,),
        object_types=("account",),
        actions=("view",),
        constraints=[{"person": "$user.id"}, {"person__manager": "$user.id"}],
    ),
    Rule(
        name="employee-own-assets",
        roles=(EMPLOYEE,),
        object_types=("asset",),
        actions=("view",),
        constraints=[{"assigned_to": "$user.id"}, {"assigned_to__manager": "$user.id"}],
    ),
    Rule(
        name="employee-organisation",
        roles=(EMPLOYEE,),
        object_types=_ORGANISATION,
        actions=("view",),
        constraints={},
    ),
    Rule(
        name="documents-by-their-readers",
        roles=(EMPLOYEE, TECHNICIAN, APPROVER, SECURITY, HR),
        object_types=("document",),
        actions=("view",),
        constraints=[{"readers__has": READERS}, {"owner": "$user.id"}],
    ),
    Rule(
        name="security-documents",
        roles=(SECURITY,),
        object_types=("document",),
        actions=("view",),
        constraints={"readers__has": ["everyone", f"role:{TECHNICIAN}", f"role:{SECURITY}"]},
    ),
    Rule(
        name="technician-writes-documents",
        roles=(TECHNICIAN, SECURITY),
        object_types=("document",),
        actions=("draft", "review"),
        constraints={},
    ),
    Rule(
        name="technician-people",
        roles=(TECHNICIAN,),
        object_types=("person",),
        actions=("view",),
        constraints={},
        fields=CONTACT,
    ),
    Rule(
        name="technician-holdings",
        roles=(TECHNICIAN,),
        object_types=_HOLDINGS,
        actions=("view",),
        constraints={},
    ),
    Rule(
        name="technician-assets",
        roles=(TECHNICIAN,),
        object_types=("asset",),
        actions=("add", "change"),
        constraints={},
    ),
    Rule(
        name="technician-configuration",
        roles=(TECHNICIAN,),
        object_types=_CONFIGURATION,
        actions=("view", "add", "change"),
        constraints={},
    ),
    Rule(
        name="configuration-seen-by-those-who-decide",
        roles=(APPROVER, SECURITY),
        object_types=_CONFIGURATION,
        actions=("view",),
        constraints={},
    ),
    Rule(
        name="employee-own-configuration",
        roles=(EMPLOYEE,),
        object_types=("configuration_item",),
        actions=("view",),
        constraints=[{"owner": "$user.id"}, {"owner__manager": "$user.id"}],
    ),
    Rule(
        name="employee-own-relations",
        roles=(EMPLOYEE,),
        object_types=("ci_relation",),
        actions=("view",),
        constraints={"parent_id__owner": "$user.id", "child_id__owner": "$user.id"},
    ),
    Rule(
        name="approver-people",
        roles=(APPROVER,),
        object_types=("person",),
        actions=("view",),
        constraints={},
        fields=(*CONTACT, "employment_status", "protected", "kind"),
    ),
    Rule(
        name="security-everything-held",
        roles=(SECURITY,),
        object_types=("person", *_HOLDINGS, *_ORGANISATION),
        actions=("view",),
        constraints={},
    ),
    Rule(
        name="hr-people",
        roles=(HR,),
        object_types=("person", "employment", "org_unit", "position"),
        actions=("view", "add", "change"),
        constraints={},
    ),
    Rule(
        name="employee-own-work",
        roles=(EMPLOYEE,),
        object_types=("work_item",),
        actions=("view",),
        constraints=[
            {"requester": "$user.id"},
            {"subject__manager": "$user.id"},
            {"requester": DOCUMENTS, "subject": "$user.id"},
        ],
    ),
    Rule(
        name="employee-asks",
        roles=(EMPLOYEE,),
        object_types=("work_item",),
        actions=("ask",),
        constraints={},
    ),
    Rule(
        name="technician-work",
        roles=(TECHNICIAN,),
        object_types=("work_item", "question", *_CONTROLS),
        actions=("view",),
        constraints={},
    ),
    Rule(
        name="technician-alerts",
        roles=(TECHNICIAN, SECURITY),
        object_types=("alert",),
        actions=("view", "report"),
        constraints={},
    ),
    Rule(
        name="monitoring-reports",
        principals=(MONITORING,),
        object_types=("alert",),
        actions=("report",),
        constraints={},
    ),
    Rule(
        name="approver-alerts",
        roles=(APPROVER,),
        object_types=("alert",),
        actions=("view",),
        constraints={},
    ),
    Rule(
        name="approver-work",
        roles=(APPROVER,),
        object_types=("work_item", "question", *_CONTROLS),
        actions=("view", "approve", "answer", "throw"),
        constraints={},
    ),
    Rule(
        name="security-work",
        roles=(SECURITY,),
        object_types=("work_item", "question", "ledger", *_CONTROLS),
        actions=("view", "add", "approve", "undo", "answer", "throw", "release", "check"),
        constraints={},
    ),
    Rule(
        name="security-sign-ins",
        roles=(SECURITY,),
        object_types=("sign_in_account", "sign_in_session"),
        actions=("view", "end"),
        constraints={},
    ),
    Rule(
        name="hr-leavers",
        roles=(HR,),
        object_types=("work_item",),
        actions=("view", "undo"),
        constraints={"procedure": "leaver"},
    ),
    Rule(
        name="hr-stops-leavers",
        roles=(HR,),
        object_types=("work_item",),
        actions=("stop",),
        constraints={"procedure": "leaver"},
    ),
    Rule(
        name="employee-stops-what-they-asked-for",
        roles=(EMPLOYEE,),
        object_types=("work_item",),
        actions=("stop",),
        constraints={"requester": "$user.id"},
    ),
    Rule(
        name="security-stops-work",
        roles=(SECURITY,),
        object_types=("work_item",),
        actions=("stop",),
        constraints={},
    ),
    Rule(
        name="hr-asks-for-leavers",
        roles=(HR,),
        object_types=("work_item",),
        actions=("add",),
        constraints={},
    ),
    Rule(
        name="auditor-reads-everything",
        roles=(AUDITOR,),
        object_types=(ANY,),
        actions=("view",),
        constraints={},
    ),
    Rule(
        name="administrator-everything",
        roles=(ADMINISTRATOR,),
        object_types=(ANY,),
        actions=(ANY,),
        constraints={},
    ),
)
