"""Approvals that do not count, and the switches, levels, limits and policies around them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import httpx
import sqlalchemy as sa

from steersman.domain.errors import Transient
from steersman.records.guard.tables import levels
from tests.acceptance.hostile.judge import NOTHING, Truth, only, scenario, taken_back
from tests.acceptance.hostile.outside import Next, everywhere
from tests.acceptance.hostile.people import ADA, ANN, BEN, BOSS, HANA, JANE, JOHN, SAM, Someone
from tests.acceptance.hostile.world import DAY, HOUR, World


def held(world: World, requester: Someone = HANA) -> str:
    """A leaver of Jane that ``requester`` asked for by hand: it waits for a second person."""
    number = world.submit(JANE, world.id(requester))
    world.run()
    return number


def verdict(hostile: bool) -> Truth:
    return NOTHING if hostile else only(everywhere(JANE))


@scenario
def by_the_requester(world: World, hostile: bool) -> Truth:
    world.steersman.permissions.assign(world.id(HANA), "approver", by="system:test")
    number = held(world)
    world.approve(number, HANA if hostile else ANN)
    return verdict(hostile)


@scenario
def by_the_subject(world: World, hostile: bool) -> Truth:
    world.steersman.permissions.assign(world.id(JANE), "approver", by="system:test")
    number = held(world)
    world.approve(number, JANE if hostile else ANN)
    return verdict(hostile)


@scenario
def by_somebody_without_the_role(world: World, hostile: bool) -> Truth:
    number = held(world)
    world.approve(number, ADA if hostile else ANN)
    return verdict(hostile)


@scenario
def by_somebody_who_left_since(world: World, hostile: bool) -> Truth:
    number = held(world)
    world.yes(number, world.digest(number), ANN)
    if hostile:
        world.staff[ANN.number] |= {"status": "terminated", "end_date": world.day(0)}
        world.poll()
        world.run(3)
        return only(everywhere(ANN))
    world.run()
    return verdict(hostile)


@scenario
def by_somebody_who_lost_the_role_since(world: World, hostile: bool) -> Truth:
    number = held(world)
    world.yes(number, world.digest(number), ANN)
    if hostile:
        world.steersman.permissions.withdraw(world.id(ANN), "approver", by="system:test")
    world.run()
    return verdict(hostile)


@scenario
def of_another_work_item(world: World, hostile: bool) -> Truth:
    """The digest that Ann approved is that of a smaller piece of work."""
    number = held(world)
    other = world.submit(JOHN, world.id(HANA))
    world.run()
    world.yes(number, world.digest(other if hostile else number), ANN)
    world.run()
    return verdict(hostile)


@scenario
def of_a_plan_that_grew_since(world: World, hostile: bool) -> Truth:
    """After the approval Jane becomes a member of another group: nobody agreed to that."""
    number = held(world)
    before = world.digest(number)
    if hostile:
        world.outside.directory.add(
            "cn=payroll,ou=groups,dc=meridian,dc=test",
            objectClass="groupOfNames",
            cn="payroll",
            member=tuple(world.outside.found(each).dn for each in ("jdoe", "jsmith")),
        )
        world.arranged()
    world.yes(number, before, ANN)
    world.run()
    return verdict(hostile)


@scenario
def that_lapsed(world: World, hostile: bool) -> Truth:
    number = held(world)
    world.steersman.switches.throw("everything", by="system:test")
    world.yes(number, world.digest(number), ANN)
    world.run()
    world.clock.advance(9 * HOUR if hostile else HOUR)
    world.steersman.switches.release("everything")
    world.run(2)
    return verdict(hostile)


@scenario
def one_person_counted_twice(world: World, hostile: bool) -> Truth:
    """For cause needs two: Ann says yes by two ways."""
    number = world.submit(JANE, params={"termination_type": "for_cause"})
    world.staff[JANE.number] |= {"status": "terminated", "end_date": world.day(0)}
    world.poll()
    world.run()
    digest, until = world.digest(number), world.clock.now() + HOUR
    world.yes(number, digest, ANN)
    world.run()
    token = world.steersman.links.token(number, world.digest(number), world.id(ANN), until)
    if hostile:
        world.tried(lambda: world.steersman.links.approve(token))
    else:
        world.yes(number, world.digest(number), BEN)
    world.run()
    # HR's own list said "voluntary": that other work item is no part of this story
    return Truth(may=everywhere(JANE))


def mailed(world: World, number: str, who: Someone, ends_in: float = HOUR) -> str:
    until = world.clock.now() + ends_in
    return world.steersman.links.token(number, world.digest(number), world.id(who), until)


def forged(token: str, **other: object) -> str:
    body, _, mac = token.partition(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    text = json.dumps({**told, **other}, sort_keys=True, separators=(",", ":"))
    return f"{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}.{mac}"


@scenario
def forged_links(world: World, hostile: bool) -> Truth:
    """A link of other work, for another approver, with a longer life, or with another digest."""
    number, other = held(world), world.submit(JOHN, world.id(HANA))
    world.run()
    genuine = mailed(world, number, ANN)
    tries = [genuine]
    if hostile:
        of_other = mailed(world, other, ANN)
        tries = [
            forged(of_other, work=number),
            forged(of_other, work=number, digest=world.digest(number)),
            forged(genuine, approver=world.id(BEN)),
            forged(mailed(world, number, ANN, -1.0), exp=9e12),
            forged(genuine, nonce="0" * 32),
            genuine[:-1],
            genuine + "=",
            "",
            ".",
        ]
    for each in tries:
        world.tried(lambda token=each: world.steersman.links.approve(token))  # type: ignore[misc]
        world.run()
    return verdict(hostile)


@scenario
def link_used_again_after_a_change(world: World, hostile: bool) -> Truth:
    """The approver lost the role after the mail was sent."""
    number = held(world)
    token = mailed(world, number, ANN)
    if hostile:
        world.steersman.permissions.withdraw(world.id(ANN), "approver", by="system:test")
    world.tried(lambda: world.steersman.links.approve(token))
    world.run()
    return verdict(hostile)


@scenario
def scanner_of_mail_opens_the_link(world: World, hostile: bool) -> Truth:
    """GET and HEAD of the link act not; the button does."""
    from fastapi.testclient import TestClient  # only this story needs the web

    from steersman.web.app import create_app

    number = held(world)
    path = f"/approve/{mailed(world, number, ANN)}"
    with TestClient(create_app(world.steersman), raise_server_exceptions=False) as http:
        for method in ("GET", "HEAD", "OPTIONS", "GET"):
            http.request(method, path)
        if not hostile:
            answer = http.post(path, data={"decision": "approve"})
            assert answer.status_code == 200, answer.text
    world.run()
    return verdict(hostile)


@scenario
def manager_of_another_line(world: World, hostile: bool) -> Truth:
    from tests.acceptance.hostile.people import ROB

    number = held(world, ROB if hostile else BOSS)
    world.approve(number, ANN, BEN)
    return verdict(hostile)


@scenario
def against_her_own_boss(world: World, hostile: bool) -> Truth:
    asker, subject = (JANE, BOSS) if hostile else (BOSS, JANE)
    number = world.submit(subject, world.id(asker))
    world.run()
    world.approve(number, ANN, BEN)
    return verdict(hostile)


@scenario
def about_oneself(world: World, hostile: bool) -> Truth:
    world.steersman.permissions.assign(world.id(JANE), "hr", by="system:test")
    number = held(world, JANE if hostile else HANA)
    world.approve(number, ANN, BEN)
    return verdict(hostile)


@scenario
def manager_loop(world: World, hostile: bool) -> Truth:
    """Jane and John lead each other on paper: neither may cut the boss above them."""
    if hostile:
        world.staff[BOSS.number]["manager"] = JANE.number
        world.poll()
    number = world.submit(BOSS if hostile else JANE, world.id(JOHN if hostile else BOSS))
    world.run()
    world.approve(number, ANN, BEN)
    return verdict(hostile)


@scenario
def unknown_requester(world: World, hostile: bool) -> Truth:
    """Somebody calls themselves a system that does not exist."""
    requester = "system:evil" if hostile else world.id(HANA)
    number = world.submit(JANE, requester)
    world.run()
    if not hostile:
        world.approve(number, ANN)
    return verdict(hostile)


@scenario
def level_raised_by_direct_sql(world: World, hostile: bool) -> Truth:
    """Somebody with the database writes L4 for what cannot be undone or only acts on approval."""
    rows = [
        {"capability": name, "scope": scope, "level": 4, "since": 0.0}
        for name in ("account.disable", "session.end", "vpn.revoke", "group.leave")
        for scope in ("everyone", "procedure:remove_access")
    ]
    if hostile:
        with world.steersman.store.begin() as connection:
            told = [{**row, "signed_by": "nobody", "reason": ""} for row in rows]
            connection.execute(sa.insert(levels), told)
    world.steersman.permissions.assign(world.id(HANA), "hr", by="system:test")
    more = {"procedure": "remove_access", "params": {"systems": "slack"}}
    number = world.submit(JANE, world.id(HANA), **more)
    world.run()
    if hostile:
        return NOTHING
    world.approve(number, ANN)
    return only({"slack/W1000"})


@scenario
def capability_that_may_only_suggest(world: World, hostile: bool) -> Truth:
    if hostile:
        lower = world.steersman.levels.lower
        lower("account.disable", "procedure:leaver", 1, reason="a bad week")
    number = held(world)
    world.approve(number, ANN, BEN)
    return verdict(hostile)


@scenario
def connector_of_low_quality(world: World, hostile: bool) -> Truth:
    """A bronze connector's capabilities are suggested only, whatever their level says."""
    from steersman.capabilities.connector import Tier

    world.tiers = {"crm": Tier.BRONZE} if hostile else {}
    world.leave(JANE)
    world.run(2)
    return verdict(hostile)


@scenario
def kill_switch_for_everything(world: World, hostile: bool) -> Truth:
    if hostile:
        world.steersman.switches.throw("everything", by="system:test")
    number = held(world)
    world.approve(number, ANN, BEN)
    return verdict(hostile)


@scenario
def kill_switch_for_one_system(world: World, hostile: bool) -> Truth:
    """Nothing is written there, however the rest is settled."""
    if hostile:
        world.steersman.switches.throw("system:slack", by="system:test")
    world.leave(JANE)
    world.run(2)
    slack = {"slack/W1000"}
    return Truth(may=everywhere(JANE) - slack) if hostile else only(everywhere(JANE))


def during_the_run(world: World, act: Callable[[], None]) -> None:
    """``act`` happens right after the first outside write of the CRM was taken."""
    fired: list[int] = []

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        answer = go_on(request)
        if request.method == "PATCH" and not fired:
            fired.append(1)
            act()
        return answer

    world.outside.crm_wire.fault = fault


@scenario
def kill_switch_between_two_steps(world: World, hostile: bool) -> Truth:
    """The directory and the CRM were done; what came after stands."""
    throw = world.steersman.switches.throw
    if hostile:
        during_the_run(world, lambda: throw("everything", by="system:test"))
    world.leave(JANE)
    world.run(2)
    done = {"directory/jdoe", "crm/c-1000"}
    return Truth(may=done) if hostile else only(everywhere(JANE))


@scenario
def kill_switch_during_an_undo(world: World, hostile: bool) -> Truth:
    (number,) = world.leave(JANE)
    world.run(2)
    if hostile:
        world.arranged()
        world.steersman.switches.throw("everything", by="system:test")
    world.steersman.undo(number, by="system:test", reason="a mistake")
    world.run()
    return NOTHING if hostile else taken_back(JANE)


@scenario
def broken_limits(world: World, hostile: bool) -> Truth:
    text = "[default]\npeople_per_hour = -5\n" if hostile else "[default]\npeople_per_hour = 5\n"
    world.limits(text)
    number = held(world)
    world.approve(number, ANN, BEN)
    return verdict(hostile)


@scenario
def permissive_policy_with_an_error(world: World, hostile: bool) -> Truth:
    """A broken forbid would be skipped by Cedar: the reload is refused and the old one counts."""
    folder = world.steersman.policies.folder
    house = folder / "10-house-rules.cedar"
    if hostile:
        text = house.read_text().replace(
            'context.subject_status != "terminated"', "context.no_such_thing > 5"
        )
        house.write_text(text)
    refused = world.tried(world.steersman.policies.reload)
    assert bool(refused) is hostile
    world.submit(JANE)  # a feed's whim: she has not left
    world.run()
    if hostile:
        return NOTHING
    world.leave(JANE)
    world.run(2)
    return only(everywhere(JANE))


@scenario
def change_freeze(world: World, hostile: bool) -> Truth:
    """Holds what a person asks for in a named procedure; a leaver is never held by it."""
    freeze = '[[freezes]]\nname = "year end"\nstarts = 2026-05-01T00:00:00Z\n'
    freeze += "ends = 2026-06-30T00:00:00Z\n"
    world.limits(freeze + ('procedures = ["leaver"]\n' if hostile else ""))
    world.leave(JANE)
    world.run(2)
    return verdict(hostile)


@scenario
def last_approver_leaves(world: World, hostile: bool) -> Truth:
    """For cause, and the only other approver is Ann herself: it waits."""
    if hostile:
        world.steersman.permissions.withdraw(world.id(BEN), "approver", by="system:test")
    (number,) = world.leave(ANN, termination_type="for_cause")
    world.run()
    world.approve(number, ANN, BEN)
    if not hostile:
        world.steersman.permissions.assign(world.id(SAM), "approver", by="system:test")
        world.approve(number, SAM)
    return NOTHING if hostile else only(everywhere(ANN))


@scenario
def undo_by_a_stranger(world: World, hostile: bool) -> Truth:
    """Somebody without rights asks for a leaver to be taken back."""
    (number,) = world.leave(JANE)
    world.run(2)
    by = world.id(JOHN) if hostile else world.id(HANA)
    world.steersman.undo(number, by=by, reason="she is my friend")
    world.run()
    return only(everywhere(JANE)) if hostile else taken_back(JANE)


@scenario
def undo_by_the_leaver(world: World, hostile: bool) -> Truth:
    world.steersman.permissions.assign(world.id(JANE), "hr", by="system:test")
    (number,) = world.leave(JANE)
    world.run(2)
    by = world.id(JANE) if hostile else world.id(HANA)
    world.tried(lambda: world.steersman.undo(number, by=by, reason="I want to stay"))
    world.run()
    return only(everywhere(JANE)) if hostile else taken_back(JANE)


@scenario
def undo_over_newer_edits(world: World, hostile: bool) -> Truth:
    """Security locked her in the CRM for another reason since: that stays."""
    (number,) = world.leave(JANE)
    world.run(2)
    crm = world.outside.crm.users["c-1000"]
    if hostile:
        crm["active"] = True
        crm["note"] = "reinstated by hand"
        world.arranged()
    world.steersman.undo(number, by="system:test", reason="a mistake")
    world.run()
    if hostile:
        return Truth(may=everywhere(JANE) - {"crm/c-1000"})
    return taken_back(JANE)


@scenario
def undo_twice(world: World, hostile: bool) -> Truth:
    """The second undo of the same leaver must not touch what somebody shut in between."""
    (number,) = world.leave(JANE)
    world.run(2)
    world.steersman.undo(number, by="system:test", reason="a mistake")
    world.run()
    if hostile:
        world.outside.crm.users["c-1000"]["active"] = False
        world.arranged()
        world.tried(lambda: world.steersman.undo(number, by="system:test", reason="again"))
        world.run()
        return NOTHING
    return taken_back(JANE)


@scenario
def undo_finished_later(world: World, hostile: bool) -> Truth:
    """The directory was silent at first; meanwhile somebody shut her in the CRM by hand."""
    directory = world.outside.directory
    (number,) = world.leave(JANE)
    world.run(2)
    directory.broken = Transient("the directory does not answer")
    world.steersman.undo(number, by="system:test", reason="a mistake")
    world.run()
    directory.broken = None
    if hostile:
        world.outside.crm.users["c-1000"]["active"] = False
        world.arranged()
    world.steersman.undo(number, by="system:test", reason="the rest")
    world.run()
    if hostile:
        return Truth(may={"directory/jdoe"}, open={"directory/jdoe"})
    return taken_back(JANE)


@scenario
def deletion_before_its_day(world: World, hostile: bool) -> Truth:
    """The irreversible is held for a person when its day comes, and never done by itself."""
    world.leave(JANE)
    world.run(2)
    if hostile:
        world.clock.advance(31 * DAY)
        world.steersman.due.settle()
        world.run(2)
    assert "c-1000" in world.outside.crm.users
    return only(everywhere(JANE))
