"""Who is who in Slack, asked of the contract server and of servers that lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from company.people import by_number, people
from company.services.slack_contract import SlackContract
from steersman.connectors.slack.fake import FakeSlack
from steersman.connectors.slack.finder import SlackFinder
from steersman.connectors.slack.resources import User
from steersman.domain.errors import Permanent, Transient
from steersman.domain.identity import Candidate, Identifiers
from tests.connectors.slack.support import connect_to, connect_to_faulty
from tests.fixtures.faulty_http import Asked, faulty_http, reply

ANN = Identifiers(person="p", employee_number="1000", mail="ann@meridian.test")
Listed = Mapping[str, object]


def everyone(number: int) -> list[Listed]:
    return [{"id": f"W{n}", "userName": f"u{n}"} for n in range(number)]


def listing(users: Sequence[Listed], total: int | None = None) -> bytes:
    count = len(users) if total is None else total
    return reply(200, {"totalResults": count, "Resources": users})


def found_at(respond: Callable[[Asked], bytes]) -> tuple[Candidate, ...]:
    with faulty_http(respond) as server:
        return connect_to_faulty(server).finder().candidates(ANN)


def start_of(asked: Asked) -> int:
    return int(parse_qs(urlsplit(asked.path).query)["startIndex"][0])


def test_a_person_is_found_with_every_identifier(slack_contract_server: SlackContract) -> None:
    employee = by_number("1142")
    person = Identifiers(person="p", employee_number="1142")
    (found,) = connect_to(slack_contract_server).finder().candidates(person)
    assert found.id == "W01142"
    assert found.identifiers == {
        "employee_number": "1142",
        "mail": employee.mail,
        "login": employee.login,
    }


@pytest.mark.parametrize("known", ["mail", "login"])
def test_one_identifier_is_enough(slack_contract_server: SlackContract, known: str) -> None:
    employee = by_number("1143")
    person = Identifiers(person="p", **{known: getattr(employee, known)})
    (found,) = connect_to(slack_contract_server).finder().candidates(person)
    assert found.id == "W01143"


def test_namesakes_are_returned_too(slack_contract_server: SlackContract) -> None:
    names = [p.full_name for p in people()]
    one = next(p for p in people() if names.count(p.full_name) > 1)
    person = Identifiers(person="p", given_name=one.given_name, family_name=one.family_name)
    found = connect_to(slack_contract_server).finder().candidates(person)
    assert len(found) == names.count(one.full_name)


@pytest.mark.parametrize("value", ['x" or userName pr or userName eq "', "back\\slash", "a/b&c"])
def test_a_value_cannot_break_out_of_the_filter(
    slack_contract_server: SlackContract, value: str
) -> None:
    finder = connect_to(slack_contract_server).finder()
    assert finder.candidates(Identifiers(person="p", mail=value, login=value)) == ()


def test_a_filter_that_slack_lacks_is_made_up_for_by_reading_everything() -> None:
    ann = {"id": "WANN", "userName": "ann", "emails": [{"value": "ann@meridian.test"}]}

    def respond(asked: Asked) -> bytes:
        if "filter" in asked.path:
            return reply(400, {"Errors": {"description": "invalid_filter", "code": 400}})
        return listing([*everyone(130), ann][start_of(asked) - 1 :][:100], total=131)

    assert [one.id for one in found_at(respond)] == ["WANN"]


@pytest.mark.parametrize("size", [3, 150, 5000])
def test_ignored_filters_are_an_error(size: int) -> None:
    def respond(asked: Asked) -> bytes:
        return listing(everyone(size)[start_of(asked) - 1 :][:100], total=size)

    with pytest.raises(Permanent, match=r"filter|fit"):
        found_at(respond)


def test_an_answer_that_does_not_fit_is_dropped() -> None:
    def respond(asked: Asked) -> bytes:
        return listing(everyone(2), total=2) if "filter" in asked.path else listing([], 500)

    assert found_at(respond) == ()


def test_a_list_that_ends_early_is_no_answer() -> None:
    with pytest.raises(Transient, match="ended after 0 of 3"):
        found_at(lambda _: listing([], total=3))


def test_what_is_no_list_is_an_error_and_not_an_empty_answer() -> None:
    with pytest.raises(Permanent, match="scim_url"):
        found_at(lambda _: reply(200, {"ok": True}))


def test_two_contradicting_employee_numbers_count_as_none() -> None:
    slack = FakeSlack()
    both = User(id="W1", user_name="ann", external_id="1000", employee_number="1001")
    slack.add(replace(both, emails=("ann@meridian.test",)))
    (found,) = SlackFinder(slack, "employee_number").candidates(ANN)
    assert "employee_number" not in found.identifiers


def test_duplicates_are_all_found() -> None:
    slack = FakeSlack()
    for number in ("W1", "W2"):
        slack.add(User(id=number, user_name=number, external_id="1000"))
    found = SlackFinder(slack, "employee_number").candidates(ANN)
    assert [one.id for one in found] == ["W1", "W2"]
