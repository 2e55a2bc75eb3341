"""D3.2, H3: the record of a leaver is evidence: whole, each effect once, readable by a SIEM."""

from __future__ import annotations

import json
import re
from collections import Counter

from steersman.records.ledger.ocsf import export
from tests.acceptance.conftest import Story

ACCOUNT_CHANGE, DISABLE = 3001, 5


def test_the_ledger_verifies(left: Story) -> None:
    assert left.chain.fault is None
    assert left.chain.entries == len(left.entries) > 20


def test_each_effect_has_one_intent_and_one_outcome(left: Story) -> None:
    intents = [e.body["capability"] for e in left.entries if e.kind == "intent"]
    planned = [plan.capability for plan in left.plans if plan.changes]
    assert Counter(intents) == Counter(planned)
    done = Counter(
        e.body["capability"]
        for e in left.entries
        if e.kind == "outcome" and e.body["applied"] and e.body["applied"]["changes"]
    )
    assert done == Counter(planned)


def test_a_siem_reads_one_disable_for_each_account(left: Story) -> None:
    """OCSF Account Change (3001), activity Disable (5), by the account's immutable id."""
    events = [json.loads(line) for line in export(left.entries)]
    disabled = [
        event["user"]["uid"]
        for event in events
        if (event["class_uid"], event["activity_id"]) == (ACCOUNT_CHANGE, DISABLE)
        and event["unmapped"]["kind"] == "outcome"
    ]
    at = left.company.directory
    assert Counter(disabled) == Counter(
        [
            f"directory:{at.entry_uuid(left.who.login)}",
            f"slack:{left.life.slack_id}",
            *(row for plan in left.plans for row in plan.targets if _is_other_account(plan)),
        ]
    )
    assert {uid.partition(":")[0] for uid in disabled} == {
        "directory", "slack", "crm", "web1", "gateway1",
    }  # fmt: skip


def _is_other_account(plan: object) -> bool:
    capability = str(getattr(plan, "capability", ""))
    return bool(re.fullmatch(r"account\.disable@(crm|web1|gateway1)", capability))


def test_no_password_stands_in_the_ledger(left: Story) -> None:
    text = "\n".join(export(left.entries))
    secrets = [path.read_text() for path in (left.company.home / "secrets").iterdir()]
    assert not [secret for secret in [left.who.password, *secrets] if secret in text]


def test_the_servers_own_logs_show_each_write_once(left: Story) -> None:
    """R3.3: asked of slapd, Slack and the SaaS themselves, not of our ledger."""
    at = left.company.processes
    dn = left.company.directory.dn(left.who.login)
    writes = re.findall(rf'MOD dn="{dn}"\n.* MOD attr=pwdAccountLockedTime', at.log("slapd"))
    assert len(writes) == 1
    patch = f'"PATCH /scim/v1/Users/{left.life.slack_id} HTTP/1.1" 200'
    assert at.log("slack-contract").count(patch) == 1
