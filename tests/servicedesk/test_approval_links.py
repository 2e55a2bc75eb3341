"""Mailed links: one person, one plan, once, for a limited time."""

from __future__ import annotations

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from steersman.domain.errors import Permanent
from steersman.servicedesk.approval_links import ApprovalLinks, Unusable
from tests.web.office import Office

HOUR = 3600.0


def link_for(office: Office, number: str, who: str = "approver", ends_in: float = HOUR) -> str:
    until = office.steersman.clock.now() + ends_in
    return office.steersman.links.token(number, office.digest(number), office.id(who), until)


def approvers(office: Office, number: str) -> list[str]:
    given = office.steersman.desk.approvals.given(office.digest(number))
    return [row["person"] for row in given]


def test_a_link_approves_once_in_the_name_of_its_reader(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    token = link_for(office, number)
    assert office.steersman.links.approve(token).approver == office.id("approver")
    assert approvers(office, number) == [office.id("approver")]
    assert office.ledger("approval")[0]["channel"] == "mail"
    with pytest.raises(Unusable, match="used already"):
        office.steersman.links.approve(token)
    with pytest.raises(Unusable, match="used already"):
        office.steersman.links.refuse(token, "changed my mind")
    assert office.status(number) == "held"


def test_reading_a_link_any_number_of_times_changes_nothing(office: Office) -> None:
    number = office.leaver()
    token = link_for(office, number)
    for _ in range(3):
        assert office.steersman.links.read(token).work == number
    assert approvers(office, number) == []
    office.steersman.links.approve(token)


def test_of_many_clicks_at_one_moment_one_counts(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    token = link_for(office, number)

    def click(_: int) -> bool:
        try:
            office.steersman.links.approve(token)
        except Unusable:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(click, range(8))) == 1
    assert len(office.ledger("approval")) == 1


def test_a_link_ends_at_its_time(office: Office) -> None:
    number = office.leaver()
    token = link_for(office, number, ends_in=-1.0)
    with pytest.raises(Unusable, match="expired"):
        office.steersman.links.approve(token)
    assert approvers(office, number) == []


def test_a_link_to_a_plan_that_changed_does_nothing(office: Office) -> None:
    number = office.leaver()
    token = link_for(office, number)
    office.company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
    office.steersman.desk.agenda.wake(number)
    office.run()
    with pytest.raises(Unusable, match="changed"):
        office.steersman.links.approve(token)
    assert approvers(office, number) == []


def forged(token: str, **other: object) -> str:
    """The same link saying something else, with the old signature under it."""
    body, _, mac = token.partition(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    text = json.dumps({**told, **other}, sort_keys=True, separators=(",", ":"))
    return f"{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}.{mac}"


def test_a_forged_link_is_refused(office: Office) -> None:
    number = office.leaver()
    token = link_for(office, number)
    body, _, mac = token.partition(".")
    tries = [
        forged(token, approver=office.id("security")),
        forged(token, exp=9e12),
        forged(token, digest="0" * 64),
        forged(token, nonce="0" * 32),
        body,
        f"{body}.",
        f".{mac}",
        ".",
        "",
        f"{body}.{mac}x",
        f"{body}.{mac}=",
        f"{body}.{mac[:-1]}",
        f"{body}A.{mac}",
        f"{body}.{'A' * len(mac)}",
        "é.é",
        "A" * 100_000,
    ]
    for each in tries:
        with pytest.raises(Unusable):
            office.steersman.links.approve(each)
    assert approvers(office, number) == []
    assert office.steersman.links.approve(token).work == number


def test_a_link_of_another_installation_is_refused(office: Office) -> None:
    number, steersman = office.leaver(), office.steersman
    key = office.company.path / "other" / "links.key"
    other = ApprovalLinks(steersman.store, steersman.approving, steersman.clock, key)
    token = other.token(number, office.digest(number), office.id("approver"), 9e9)
    with pytest.raises(Unusable, match="not one of ours"):
        steersman.links.approve(token)


@pytest.mark.parametrize("who", ["hr", "jane", "auditor", "administrator", "technician"])
def test_a_link_does_not_make_an_approver(office: Office, who: str) -> None:
    """Not of the requester, the subject, or of anybody without the role, however it was made."""
    number = office.leaver()
    token = link_for(office, number, who)
    with pytest.raises(Permanent):
        office.steersman.links.approve(token)
    assert approvers(office, number) == []


def test_who_lost_the_role_since_the_mail_approves_nothing(office: Office) -> None:
    number = office.leaver()
    token = link_for(office, number)
    office.steersman.permissions.withdraw(office.id("approver"), "approver", by="system:test")
    with pytest.raises(Permanent, match="role"):
        office.steersman.links.approve(token)


def test_the_requester_who_approves_too_is_refused_by_their_own_link(office: Office) -> None:
    office.steersman.permissions.assign(office.id("hr"), "approver", by="system:test")
    number = office.leaver()
    with pytest.raises(Permanent, match="four-eyes"):
        office.steersman.links.approve(link_for(office, number, "hr"))


def test_a_refusal_needs_a_reason_and_leaves_the_link_unused(office: Office) -> None:
    number = office.leaver()
    token = link_for(office, number)
    with pytest.raises(Permanent, match="reason"):
        office.steersman.links.refuse(token, "  ")
    office.steersman.links.refuse(token, "the wrong Jane")
    assert office.status(number) == "canceled"
    assert office.ledger("refusal")[0]["reason"] == "the wrong Jane"


def test_the_key_is_for_its_owner_only_and_stays(office: Office) -> None:
    key = office.steersman.settings.data / "keys" / "links.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    steersman, number = office.steersman, office.leaver()
    token = link_for(office, number)
    again = ApprovalLinks(steersman.store, steersman.approving, steersman.clock, key)
    assert again.read(token).work == number


def test_a_key_that_others_may_read_is_refused(office: Office) -> None:
    steersman = office.steersman
    key = steersman.settings.data / "keys" / "links.key"
    key.chmod(0o644)
    with pytest.raises(Permanent, match="chmod 600"):
        ApprovalLinks(steersman.store, steersman.approving, steersman.clock, key)
