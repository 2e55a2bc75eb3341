"""Somebody else is at work in the outside systems, or we die, at the worst moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx

from steersman.connectors.ldap.directory import Edit, Entry
from steersman.connectors.ldap.fake import FakeDirectory
from steersman.connectors.ldap.filters import Filter
from steersman.connectors.scim.resources import ENTERPRISE
from steersman.governor.undo import UNDO
from tests.acceptance.hostile.judge import Truth, only, scenario, taken_back
from tests.acceptance.hostile.outside import BASE, Next, everywhere
from tests.acceptance.hostile.people import ANN, HANA, JANE, STAFF, Someone
from tests.acceptance.hostile.world import World

NEW_HIRE = Someone(number="9000", given="Jude", family="Doe", login="jdoe")


def approved(world: World, meanwhile: Callable[[], None] | None) -> None:
    """Hana asks, the plan is read, something happens outside, and then Ann says yes."""
    number = world.submit(JANE, world.id(HANA))
    world.run()
    if meanwhile is not None:
        meanwhile()
        world.arranged()
    world.approve(number, ANN)
    world.run(2)


@scenario
def directory_entry_renamed_before_the_run(world: World, hostile: bool) -> Truth:
    """The same person at another place: an immutable id is not a name."""

    def move() -> None:
        directory, entry = world.outside.directory, world.outside.found("jdoe")
        directory.entries[entry.id] = replace(entry, dn=f"uid=jdoe,ou=london,{BASE}")

    approved(world, move if hostile else None)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def login_used_again_before_the_run(world: World, hostile: bool) -> Truth:
    """Her entry was deleted and a new hire got her uid: another entryUUID, another person."""

    def reuse() -> None:
        directory, entry = world.outside.directory, world.outside.found("jdoe")
        del directory.entries[entry.id]
        world.outside.entry("jdoe", employeeNumber="9000", mail=NEW_HIRE.mail, cn="Jude Doe")

    approved(world, reuse if hostile else None)
    if hostile:
        return Truth(may=everywhere(JANE) - {"directory/jdoe"})
    return only(everywhere(JANE))


@scenario
def crm_resource_handed_on_before_the_run(world: World, hostile: bool) -> Truth:
    """The same SCIM id belongs to a new hire now."""

    def hand_on() -> None:
        given = {"givenName": "Jude", "familyName": "Doe"}
        body = world.outside.crm.users["c-1000"]
        body |= {"userName": "jude@meridian.test", "externalId": "9000", "name": given}
        body |= {"displayName": "Jude Doe", "emails": [], ENTERPRISE: {"employeeNumber": "9000"}}

    approved(world, hand_on if hostile else None)
    if hostile:
        return Truth(may=everywhere(JANE) - {"crm/c-1000"})
    return only(everywhere(JANE))


@scenario
def slack_user_handed_on_before_the_run(world: World, hostile: bool) -> Truth:
    def hand_on() -> None:
        user = world.outside.slack.accounts["W1000"]
        shown = replace(user, external_id="9000", emails=("jude@meridian.test",))
        world.outside.slack.accounts["W1000"] = replace(shown, user_name="jude")

    approved(world, hand_on if hostile else None)
    if hostile:
        return Truth(may=everywhere(JANE) - {"slack/W1000"})
    return only(everywhere(JANE))


@scenario
def promoted_to_administrator_before_the_run(world: World, hostile: bool) -> Truth:
    approved(
        world,
        (lambda: world.outside.join("admins", world.outside.found("jdoe"))) if hostile else None,
    )
    if hostile:
        return Truth(may=everywhere(JANE) - {"directory/jdoe"})
    return only(everywhere(JANE))


@scenario
def host_uid_used_again_before_the_run(world: World, hostile: bool) -> Truth:
    """jdoe was deleted on the host, and her uid given to a contractor."""

    def reuse() -> None:
        del world.outside.host.people["jdoe"]
        world.outside.shell("contractor", 11_000, "Con Tractor", "9100")

    approved(world, reuse if hostile else None)
    if hostile:
        return Truth(may=everywhere(JANE) - {"web1/jdoe", "web1/contractor"})
    return only(everywhere(JANE))


@scenario
def host_login_used_again_before_the_run(world: World, hostile: bool) -> Truth:
    """The same uid and the same login, for another person by name and number."""

    def reuse() -> None:
        world.outside.shell("jdoe", 11_000, "Jude Doe", "9000")

    approved(world, reuse if hostile else None)
    if hostile:
        return Truth(may=everywhere(JANE) - {"web1/jdoe"})
    return only(everywhere(JANE))


@scenario
def mailbox_made_anew_before_the_run(world: World, hostile: bool) -> Truth:
    def anew() -> None:
        fields = {"employee_number": "9000", "mail_address": NEW_HIRE.mail, "full_name": "Jude"}
        world.outside.mail.add("jdoe", **fields).sessions = ["imap"]

    approved(world, anew if hostile else None)
    if hostile:
        return Truth(may=everywhere(JANE) - {"mail/jdoe"})
    return only(everywhere(JANE))


@scenario
def peer_handed_on_before_the_run(world: World, hostile: bool) -> Truth:
    """The laptop's key belongs to somebody else by now."""

    def hand_on() -> None:
        gateway = world.outside.gateway
        gateway.peers = [peer for peer in gateway.peers if peer.key != "key-jdoe="]
        world.outside.peer("key-jdoe=", "9000", "jude", "jude@meridian.test")

    approved(world, hand_on if hostile else None)
    if hostile:
        return Truth(may=everywhere(JANE) - {"vpn/key-jdoe="})
    return only(everywhere(JANE))


@dataclass
class Busy(FakeDirectory):
    """Another administrator writes right before our first write arrives."""

    act: Callable[[], None] = field(default=lambda: None)

    def modify(self, entry: Entry, edit: Edit, *, unless_changed: Filter | None) -> None:
        act, self.act = self.act, lambda: None
        act()
        super().modify(entry, edit, unless_changed=unless_changed)


@scenario
def administrator_moves_the_number_in_the_last_moment(world: World, hostile: bool) -> Truth:
    """Between our reading and our writing the entry becomes somebody else's lock."""
    old = world.outside.directory
    busy = Busy(old.flavour, old.entries)
    world.outside.directory = world.outside.in_front = busy
    jane = world.outside.found("jdoe").id

    def lock() -> None:
        busy.put(jane, "pwdAccountLockedTime", "20260528200000Z")

    busy.act = lock if hostile else busy.act
    world.leave(JANE)
    world.run(2)
    world.wait(300, step=60)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def reinstated_while_we_were_waiting(world: World, hostile: bool) -> Truth:
    """HR takes the leaver back while Slack is silent: the retry must not close Slack."""
    silent = [True]

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        return httpx.Response(503) if silent else go_on(request)

    world.outside.crm_wire.fault = fault
    (number,) = world.leave(JANE)
    world.run(2)
    if hostile:
        world.hr_says(JANE, status="active", end_date="")
        world.steersman.undo(number, by="system:test", reason="she stays")
        world.run(2)
    silent.clear()
    world.wait(3600, step=300)
    return taken_back(JANE) if hostile else only(everywhere(JANE))


@scenario
def reinstated_and_nobody_undid(world: World, hostile: bool) -> Truth:
    """HR takes the leaver back while the CRM is silent: nothing more is closed after that."""
    silent = [True]

    def fault(request: httpx.Request, go_on: Next) -> httpx.Response:
        return httpx.Response(503) if silent else go_on(request)

    world.outside.crm_wire.fault = fault
    world.leave(JANE)
    world.run(2)
    if hostile:
        world.hr_says(JANE, status="active", end_date="")
        world.run(2)
    silent.clear()
    world.wait(3600, step=300)
    return Truth(may=everywhere(JANE) - {"crm/c-1000"}) if hostile else only(everywhere(JANE))


@scenario
def reinstated_in_the_crm_by_hand(world: World, hostile: bool) -> Truth:
    """An administrator opened the CRM again; a second reading of the same list closes nothing."""
    world.leave(JANE)
    world.run(2)
    if hostile:
        world.outside.crm.users["c-1000"]["active"] = True
        world.arranged()
        for _ in range(3):
            world.poll()
            world.run(2)
        return Truth()
    return only(everywhere(JANE))


@scenario
def restarted_with_an_edit_in_between(world: World, hostile: bool) -> Truth:
    """The process ends after the leaver; security opens Slack by hand; we start again."""
    world.leave(JANE)
    world.run(2)
    if hostile:
        user = world.outside.slack.accounts["W1000"]
        world.outside.slack.accounts["W1000"] = replace(user, active=True)
        world.arranged()
        world.restart()
        world.run(2)
        world.wait(7200)
        return Truth()
    world.restart()
    world.run()
    return only(everywhere(JANE))


@scenario
def three_leavers_in_one_minute(world: World, hostile: bool) -> Truth:
    """One system takes two calls a minute: it is put off, the others are done, it follows."""
    chosen = STAFF[12:15]
    world.outside.crm_takes = 2 if hostile else 100
    world.leave(*chosen)
    world.run(2)
    world.wait(600, step=120)
    return only(*map(everywhere, chosen))


@scenario
def undo_after_the_login_went_to_another(world: World, hostile: bool) -> Truth:
    """Her entry was deleted and a new hire, who has not begun, got her uid: that one stays shut."""
    (number,) = world.leave(JANE)
    world.run(2)
    if hostile:
        directory = world.outside.directory
        del directory.entries[world.outside.found("jdoe").id]
        locked = {"pwdAccountLockedTime": "000001010000Z", "employeeNumber": "9000"}
        world.outside.entry("jdoe", mail=NEW_HIRE.mail, cn="Jude Doe", **locked)
        world.arranged()
    world.steersman.undo(number, by="system:test", reason="a mistake")
    world.run()
    if hostile:
        return Truth(may=everywhere(JANE) - {"directory/jdoe"})
    return taken_back(JANE)


@scenario
def undo_of_an_undo(world: World, hostile: bool) -> Truth:
    """Taking back the taking back would shut her out again without any decision about it."""
    (number,) = world.leave(JANE)
    world.run(2)
    undoing = world.steersman.undo(number, by="system:test", reason="a mistake")
    world.run()
    if hostile:
        params = {"of": undoing, "harmful": "no", "reason": "again"}
        world.submit(JANE, procedure=UNDO, params=params)
        world.run()
    return taken_back(JANE)
