"""Who makes a token for somebody else has not become a second person by it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.office import Office

FOR_CAUSE = {"termination_type": "for_cause"}  # two people must agree


@pytest.fixture(autouse=True)
def everybody_has_their_part(office: Office) -> None:
    """The administrator may approve too, which makes playing others worth the while."""
    office.steersman.permissions.assign(office.id("administrator"), "approver", by="system:test")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def made_for(office: Office, principal: str, *, by: dict[str, str]) -> dict[str, str]:
    """The header of a token that ``by`` makes for somebody, with every scope."""
    wanted = {"person": principal, "name": "n", "scopes": ["read", "act", "approve", "admin"]}
    told = office.ask("", "POST", "/tokens", wanted, headers=by)
    assert told.status_code == 201, told.text
    return bearer(told.json()["token"])


def approve(office: Office, number: str, headers: dict[str, str]) -> Any:
    body = {"digest": office.digest(number)}
    return office.ask("", "POST", f"/work/{number}/approve", body, headers=headers)


def is_four_eyes(told: Any) -> bool:
    return bool(told.status_code == 403 and told.json()["error"]["rule"] == "four-eyes")


@pytest.fixture
def admin(office: Office) -> dict[str, str]:
    return bearer(office.token("administrator"))


def test_two_tokens_of_one_maker_are_not_two_people(office: Office, admin: dict[str, str]) -> None:
    number = office.leaver("hr", **FOR_CAUSE)
    one, two = (made_for(office, office.id(who), by=admin) for who in ("approver", "approver2"))
    assert approve(office, number, one).status_code == 200
    assert is_four_eyes(approve(office, number, two))
    assert is_four_eyes(approve(office, number, admin)), "nor is the maker besides"
    office.run()
    assert office.status(number) == "held"
    assert office.company.effects == []
    (entry,) = office.ledger("approval")
    assert entry["by"] == office.id("approver")
    assert entry["vouched_by"] == office.id("administrator")


def test_two_people_with_tokens_of_the_installation_are_two(office: Office) -> None:
    """The benign twin: what the server itself wrote, as the sample's sign-in files are."""
    number = office.leaver("hr", **FOR_CAUSE)
    for who in ("approver", "approver2"):
        assert approve(office, number, bearer(office.token(who))).status_code == 200
    office.run()
    assert office.status(number) == "done"


def test_one_token_of_a_maker_and_another_persons_own_are_two(
    office: Office, admin: dict[str, str]
) -> None:
    number = office.leaver("hr", **FOR_CAUSE)
    made = made_for(office, office.id("approver"), by=admin)
    assert approve(office, number, made).status_code == 200
    assert approve(office, number, bearer(office.token("approver2"))).status_code == 200
    office.run()
    assert office.status(number) == "done"


def test_a_token_made_with_a_made_token_is_still_the_first_makers(
    office: Office, admin: dict[str, str]
) -> None:
    """Else whoever plays one administrator could let that one make the next token."""
    office.steersman.permissions.assign(office.id("approver"), "administrator", by="system:test")
    number = office.leaver("hr", **FOR_CAUSE)
    played = made_for(office, office.id("approver"), by=admin)
    own_of_played = made_for(office, office.id("approver"), by=played)
    next_one = made_for(office, office.id("approver2"), by=played)
    assert approve(office, number, own_of_played).status_code == 200
    assert is_four_eyes(approve(office, number, next_one))
    assert is_four_eyes(approve(office, number, admin))


def test_who_asks_through_another_person_cannot_approve(
    office: Office, admin: dict[str, str]
) -> None:
    as_hr = made_for(office, office.id("hr"), by=admin)
    asked = {"person": office.id("jane")}
    number = office.ask("", "POST", "/leave", asked, headers=as_hr).json()["work"]
    office.run()
    assert is_four_eyes(approve(office, number, admin))
    assert is_four_eyes(approve(office, number, made_for(office, office.id("approver"), by=admin)))
    assert office.get("hr", f"/work/{number}").json()["vouched_by"] == office.id("administrator")
    assert office.post("approver2", f"/work/{number}/approve", {"digest": office.digest(number)})
    office.run()
    assert office.status(number) == "done"


def test_nobody_asks_for_themselves_through_another_person(
    office: Office, admin: dict[str, str]
) -> None:
    as_hr = made_for(office, office.id("hr"), by=admin)
    about_me = {"person": office.id("administrator")}
    assert is_four_eyes(office.ask("", "POST", "/leave", about_me, headers=as_hr))


def test_a_yes_of_ones_own_takes_the_place_of_one_at_anothers_word(
    office: Office, admin: dict[str, str]
) -> None:
    number = office.leaver("hr", **FOR_CAUSE)
    approve(office, number, made_for(office, office.id("approver"), by=admin))
    own = approve(office, number, bearer(office.token("approver")))
    assert (own.status_code, own.json()["new"]) == (200, True)
    assert approve(office, number, admin).status_code == 200
    office.run()
    assert office.status(number) == "done"


def test_nobody_makes_tokens_in_the_installations_name(
    office: Office, admin: dict[str, str]
) -> None:
    wanted = {"person": "system:console", "name": "n", "scopes": ["admin"]}
    assert office.ask("", "POST", "/tokens", wanted, headers=admin).status_code == 409
    claimed = {"person": office.id("hr"), "name": "n", "scopes": ["read"], "by": "system:console"}
    assert office.ask("", "POST", "/tokens", claimed, headers=admin).status_code == 422


def test_the_list_and_the_ledger_name_who_made_it(office: Office, admin: dict[str, str]) -> None:
    played = made_for(office, office.id("hr"), by=admin)
    office.steersman.permissions.assign(office.id("hr"), "administrator", by="system:test")
    made_for(office, office.id("approver"), by=played)
    makers = {
        each["created_by"] for each in office.get("administrator", "/tokens").json()["tokens"]
    }
    assert makers == {"system:console", office.id("administrator")}
    told = office.ledger("token-made")[-1]
    assert (told["by"], told["vouched_by"]) == (office.id("hr"), office.id("administrator"))


def test_an_account_made_through_another_person_is_still_the_first_makers(
    office: Office, admin: dict[str, str]
) -> None:
    office.steersman.permissions.assign(office.id("hr"), "administrator", by="system:test")
    played = made_for(office, office.id("hr"), by=admin)
    wanted = {"person": office.id("approver")}
    assert office.ask("", "POST", "/accounts", wanted, headers=played).status_code == 201
    accounts = office.steersman.sign_in.accounts
    assert accounts.get(office.id("approver")).vouched_by == office.id("administrator")
    office.ask("", "POST", f"/accounts/{office.id('approver')}/reset", {}, headers=played)
    assert accounts.get(office.id("approver")).vouched_by == office.id("administrator")
