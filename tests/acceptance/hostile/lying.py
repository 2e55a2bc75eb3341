"""Outside systems that are silent, cut short, lie, or answer nonsense."""

from __future__ import annotations

import json
from dataclasses import dataclass

import httpx

from steersman.connectors.slack.fake import FakeSlack
from steersman.domain.errors import Transient
from tests.acceptance.hostile.identity import all_but, leave
from tests.acceptance.hostile.judge import Truth, only, scenario
from tests.acceptance.hostile.outside import Fault, Next, everywhere
from tests.acceptance.hostile.people import JANE
from tests.acceptance.hostile.world import World


def in_the_crm(world: World, hostile: bool, fault: Fault) -> Truth:
    """The CRM misbehaves for good: the other systems are shut, and nobody else is touched."""
    if hostile:
        world.outside.crm_wire.fault = fault
    leave(world)
    world.wait(600, step=120)
    if hostile:
        return Truth(may=everywhere(JANE), shut=everywhere(JANE) - {"crm/c-1000"})
    return only(everywhere(JANE))


@scenario
def directory_is_silent(world: World, hostile: bool) -> Truth:
    """And comes back later."""
    directory = world.outside.directory
    directory.broken = Transient("the directory does not answer") if hostile else None
    leave(world)
    world.wait(120, step=30)
    directory.broken = None
    world.wait(1800, step=300)
    return only(everywhere(JANE))


@scenario
def directory_is_silent_for_good(world: World, hostile: bool) -> Truth:
    broken = Transient("the directory does not answer") if hostile else None
    world.outside.directory.broken = broken
    leave(world)
    world.wait(300, step=60)
    return all_but(JANE, "directory") if hostile else only(everywhere(JANE))


@scenario
def directory_cuts_its_answers_short(world: World, hostile: bool) -> Truth:
    world.outside.directory.size_limit = 0 if hostile else 1000
    leave(world)
    return all_but(JANE, "directory") if hostile else only(everywhere(JANE))


@scenario
def directory_is_empty(world: World, hostile: bool) -> Truth:
    """As after a restore that failed: nothing to shut there, and nothing else goes wrong."""
    if hostile:
        world.outside.directory.entries.clear()
    leave(world)
    return all_but(JANE, "directory") if hostile else only(everywhere(JANE))


@scenario
def directory_says_yes_and_does_nothing(world: World, hostile: bool) -> Truth:
    world.outside.directory.lies = hostile
    leave(world)
    return all_but(JANE, "directory") if hostile else only(everywhere(JANE))


@scenario
def crm_ignores_filters(world: World, hostile: bool) -> Truth:
    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        request.url = request.url.copy_remove_param("filter")
        return go_on(request)

    return in_the_crm(world, hostile, fault)


@scenario
def crm_answers_with_somebody_else(world: World, hostile: bool) -> Truth:
    """Every question about one user is answered with John's resource."""

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        if request.method == "GET" and "/Users" in request.url.path:
            john = world.outside.crm.users["c-1002"]
            listed = {"totalResults": 1, "startIndex": 1, "Resources": [john]}
            return httpx.Response(200, json=listed if request.url.path.endswith("Users") else john)
        return go_on(request)

    return in_the_crm(world, hostile, fault)


@scenario
def crm_swaps_the_resource_when_read_by_id(world: World, hostile: bool) -> Truth:
    """The list is right; the resource behind the id is John's."""

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        if request.method == "GET" and request.url.path.endswith("/Users/c-1000"):
            return httpx.Response(200, json=world.outside.crm.users["c-1002"])
        return go_on(request)

    return in_the_crm(world, hostile, fault)


@scenario
def crm_lies_on_patch(world: World, hostile: bool) -> Truth:
    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        return httpx.Response(204) if request.method == "PATCH" else go_on(request)

    return in_the_crm(world, hostile, fault)


def always(status: int, **more: object) -> Fault:
    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        return httpx.Response(status, **more)  # type: ignore[arg-type]  # httpx's own keywords

    return fault


@scenario
def crm_storms_with_429(world: World, hostile: bool) -> Truth:
    return in_the_crm(world, hostile, always(429, headers={"Retry-After": "1"}))


@scenario
def crm_asks_for_a_wait_of_years(world: World, hostile: bool) -> Truth:
    return in_the_crm(world, hostile, always(429, headers={"Retry-After": "999999999"}))


@scenario
def crm_answers_500(world: World, hostile: bool) -> Truth:
    return in_the_crm(world, hostile, always(500))


@scenario
def crm_answers_html(world: World, hostile: bool) -> Truth:
    return in_the_crm(world, hostile, always(200, text="<html>Please sign in</html>"))


@scenario
def crm_answers_a_redirect(world: World, hostile: bool) -> Truth:
    return in_the_crm(world, hostile, always(302, headers={"Location": "http://evil.test/"}))


@scenario
def crm_answers_nested_nonsense(world: World, hostile: bool) -> Truth:
    return in_the_crm(world, hostile, always(200, text="[" * 100_000))


@scenario
def crm_closes_half_way(world: World, hostile: bool) -> Truth:
    """The write arrives, its answer does not."""

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        answer = go_on(request)
        if request.method == "PATCH":
            raise httpx.RemoteProtocolError("peer closed connection", request=request)
        return answer

    if hostile:
        world.outside.crm_wire.fault = fault
    leave(world)
    world.wait(600, step=120)
    return only(everywhere(JANE))


@scenario
def crm_list_never_ends(world: World, hostile: bool) -> Truth:
    """It promises a million resources and repeats one page for ever."""

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        answer = go_on(request)
        if request.method == "GET" and request.url.path.endswith("/Users"):
            body = json.loads(answer.content)
            return httpx.Response(200, json={**body, "totalResults": 1_000_000})
        return answer

    return in_the_crm(world, hostile, fault)


@scenario
def crm_user_without_an_id(world: World, hostile: bool) -> Truth:
    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        answer = go_on(request)
        if request.method == "GET" and request.url.path.endswith("/Users"):
            body = json.loads(answer.content)
            named = [{**each, "id": ""} for each in body["Resources"]]
            return httpx.Response(200, json={**body, "Resources": named})
        return answer

    return in_the_crm(world, hostile, fault)


@scenario
def crm_id_leads_elsewhere(world: World, hostile: bool) -> Truth:
    """The id that it gives for Jane walks to John's resource."""

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        answer = go_on(request)
        if request.method == "GET" and request.url.path.endswith("/Users"):
            text = answer.content.decode().replace('"c-1000"', '"../Users/c-1002"')
            return httpx.Response(200, text=text)
        return answer

    return in_the_crm(world, hostile, fault)


@dataclass
class Indolent(FakeSlack):
    def reset_sessions(self, account: str) -> None:
        self.writes.append(f"{account}: said ok")


@scenario
def slack_resets_no_session(world: World, hostile: bool) -> Truth:
    """It says ok; the sessions go on."""
    if hostile:
        slack = world.outside.slack
        world.outside.slack = Indolent(dict(slack.accounts), dict(slack.sessions))
    leave(world)
    world.wait(300, step=60)
    shut = everywhere(JANE) - ({"slack/W1000"} if hostile else set())
    return Truth(may=everywhere(JANE), shut=shut)


@scenario
def mail_kick_without_effect(world: World, hostile: bool) -> Truth:
    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        if b'"kick"' in request.content:
            return httpx.Response(200, json=[["doveadmResponse", [{"result": "jdoe"}], "t"]])
        return go_on(request)

    if hostile:
        world.outside.mail_wire.fault = fault
    leave(world)
    shut = everywhere(JANE) - ({"mail/jdoe"} if hostile else set())
    return Truth(may=everywhere(JANE), shut=shut)


@scenario
def host_says_yes_and_does_nothing(world: World, hostile: bool) -> Truth:
    world.outside.host.lies = hostile
    leave(world)
    return all_but(JANE, "web1") if hostile else only(everywhere(JANE))


@scenario
def gateway_file_is_read_only(world: World, hostile: bool) -> Truth:
    """The live peer goes, the file stays: the next start would bring it back, so it is not done."""
    world.outside.gateway.read_only = hostile
    leave(world)
    shut = everywhere(JANE) - ({"vpn/key-jdoe="} if hostile else set())
    return Truth(may=everywhere(JANE), shut=shut)
