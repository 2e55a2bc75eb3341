"""Who is who, asked of a real server and of servers that lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from company.people import by_number, people
from company.services.scim import ENTERPRISE, ScimServer
from steersman.connectors.scim.fake import FakeScim
from steersman.domain.errors import Permanent, Transient
from steersman.domain.identity import Candidate, Identifiers
from tests.connectors.scim.support import connect, connect_to, new_user, over
from tests.fixtures.faulty_http import Asked, faulty_http, reply

ANN = Identifiers(
    person="p1",
    employee_number="1000",
    mail="ann@meridian.test",
    given_name="Ann",
    family_name="Berg",
)


User = Mapping[str, object]


def everyone(number: int) -> list[User]:
    return [{"id": f"u{n}", "userName": f"u{n}@meridian.test"} for n in range(number)]


def listing(users: Sequence[User], total: int | None = None) -> bytes:
    count = len(users) if total is None else total
    return reply(200, {"totalResults": count, "Resources": users})


def found_at(respond: Callable[[Asked], bytes]) -> tuple[Candidate, ...]:
    with faulty_http(respond) as server:
        return connect(server.url).finder().candidates(ANN)


def start_of(asked: Asked) -> int:
    return int(parse_qs(urlsplit(asked.path).query)["startIndex"][0])


def test_a_person_is_found_with_every_identifier(scim_server: ScimServer) -> None:
    employee = by_number("1042")
    person = Identifiers(person="p", employee_number="1042", mail=employee.mail)
    (found,) = connect_to(scim_server).finder().candidates(person)
    assert found.identifiers == {"employee_number": "1042", "mail": employee.mail}
    assert found.name == employee.full_name
    assert found.active


def test_namesakes_are_returned_too(scim_server: ScimServer) -> None:
    names = [p.full_name for p in people()]
    employee = next(p for p in people() if names.count(p.full_name) > 1)
    person = Identifiers(
        person="p", given_name=employee.given_name, family_name=employee.family_name
    )
    found = connect_to(scim_server).finder().candidates(person)
    assert len(found) == names.count(employee.full_name)


@pytest.mark.parametrize("name", ['O"Neil', 'x" or userName pr or userName eq "', "back\\slash"])
def test_a_name_cannot_break_out_of_the_filter(scim_server: ScimServer, name: str) -> None:
    account = new_user(scim_server, name={"givenName": "Zed", "familyName": name})["id"]
    person = Identifiers(person="p", given_name="Zed", family_name=name)
    found = connect_to(scim_server).finder().candidates(person)
    assert [one.id for one in found] == [account]


def test_nobody_is_found_for_nobody(scim_server: ScimServer) -> None:
    finder = connect_to(scim_server).finder()
    assert finder.candidates(Identifiers(person="p")) == ()
    assert finder.candidates(Identifiers(person="p", mail="nobody@meridian.test")) == ()


def test_the_external_id_may_be_the_login(scim_server: ScimServer) -> None:
    account = new_user(scim_server, externalId="zlogin", userName="z@x.test", emails=[])["id"]
    finder = connect_to(scim_server, external_id="login").finder()
    (found,) = finder.candidates(Identifiers(person="p", login="zlogin"))
    assert (found.id, found.identifiers["login"]) == (account, "zlogin")


def test_an_external_id_of_another_kind_is_no_employee_number() -> None:
    scim = FakeScim()
    scim.add_user("u1", userName="ann@meridian.test", externalId="1000")
    (found,) = scim.connector(external_id="none").finder().candidates(ANN)
    assert found.identifiers == {"mail": "ann@meridian.test"}


def test_two_contradicting_employee_numbers_count_as_none() -> None:
    scim = FakeScim()
    contradiction = {"externalId": "1000", ENTERPRISE: {"employeeNumber": "1001"}}
    scim.add_user("u1", userName="ann@meridian.test", **contradiction)
    (found,) = scim.connector().finder().candidates(ANN)
    assert "employee_number" not in found.identifiers


def test_one_of_several_addresses_is_enough() -> None:
    scim = FakeScim()
    emails = [{"value": "boss@meridian.test", "primary": True}, {"value": "Ann@meridian.test"}]
    scim.add_user("u1", userName="ann", emails=emails)
    (found,) = scim.connector().finder().candidates(ANN)
    assert found.identifiers == {"mail": "Ann@meridian.test", "login": "ann"}


def test_a_server_without_that_filter_is_read_to_the_end() -> None:
    scim = FakeScim()
    for number in range(120):
        scim.add_user(f"u{number}", userName=f"u{number}")
    scim.add_user("ann", userName="ann@meridian.test")

    class NoFilters(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if "filter" in request.url.params:
                return httpx.Response(400, json={"scimType": "invalidFilter"})
            return scim.handle_request(request)

    connector = over(NoFilters(), scim.token)
    assert [one.id for one in connector.finder().candidates(ANN)] == ["ann"]


@pytest.mark.parametrize("size", [3, 99, 150, 5000])
def test_a_server_that_ignores_filters_is_an_error(size: int) -> None:
    def respond(asked: Asked) -> bytes:
        start = start_of(asked)
        return listing(everyone(size)[start - 1 : start + 99], total=size)

    with pytest.raises(Permanent, match="filter"):
        found_at(respond)


def test_an_ignored_filter_is_an_error_even_when_the_person_is_in_the_list() -> None:
    users: list[User] = [*everyone(3), {"id": "ann", "userName": "ann@meridian.test"}]
    with pytest.raises(Permanent, match="ignores filters"):
        found_at(lambda _: listing(users))


def test_an_answer_that_does_not_fit_is_dropped() -> None:
    users = [{"id": "ann", "userName": "ann@meridian.test"}, {"id": "x", "userName": "annx"}]

    def respond(asked: Asked) -> bytes:
        return listing(users) if "filter" in asked.path else listing(everyone(1), total=500)

    assert [one.id for one in found_at(respond)] == ["ann"]


@pytest.mark.parametrize("total", [3, 1000])
def test_a_list_that_ends_early_is_no_answer(total: int) -> None:
    ann: User = {"id": "ann", "userName": "ann@meridian.test"}
    with pytest.raises(Transient, match="ended after 1"):
        found_at(lambda asked: listing([ann] if start_of(asked) == 1 else [], total=total))


def test_a_server_that_repeats_its_first_page_is_no_answer() -> None:
    ann: User = {"id": "ann", "userName": "ann@meridian.test"}
    with pytest.raises(Transient, match="startIndex"):
        found_at(lambda _: listing([ann], total=2))


def test_a_total_that_is_too_small_hides_nobody() -> None:
    people_found = [{"id": f"a{n}", "userName": "ann@meridian.test"} for n in range(130)]

    def respond(asked: Asked) -> bytes:
        return listing(people_found[start_of(asked) - 1 :][:100], total=1)

    assert len(found_at(respond)) == 130


@pytest.mark.parametrize(
    "body", [{"Resources": []}, {"totalResults": "many"}, {"totalResults": 1, "Resources": "x"}]
)
def test_what_is_no_list_is_an_error_and_not_an_empty_answer(body: dict[str, object]) -> None:
    with pytest.raises(Permanent, match="base_url"):
        found_at(lambda _: reply(200, body))
