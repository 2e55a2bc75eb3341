"""Whose account is it?  Namesakes, re-hires, look-alikes, shared, service and protected ones."""

from __future__ import annotations

from dataclasses import replace

from steersman.connectors.scim.resources import ENTERPRISE
from steersman.domain.sources import CONSOLE, Source
from tests.acceptance.hostile.judge import Truth, only, scenario
from tests.acceptance.hostile.outside import everywhere
from tests.acceptance.hostile.people import BOSS, JANE, JOHN, JOHN_TOO, Someone
from tests.acceptance.hostile.world import World

CYRILLIC_A, ZERO_WIDTH = "\u0430", "\u200b"


def leave(world: World, who: Someone = JANE) -> None:
    world.leave(who)
    world.run(2)


def all_but(who: Someone, *systems: str) -> Truth:
    """Shut everywhere, but left alone in these systems, where a person must look."""
    return only({key for key in everywhere(who) if key.partition("/")[0] not in systems})


@scenario
def namesakes_at_work(world: World, hostile: bool) -> Truth:
    leave(world, JOHN if hostile else JANE)
    return only(everywhere(JOHN if hostile else JANE))


@scenario
def namesake_with_the_recycled_mail(world: World, hostile: bool) -> Truth:
    """The mail of an earlier John Smith went to a later one; HR still lists it for the first."""
    if hostile:
        world.staff[JOHN_TOO.number]["mail"] = "old.smith@meridian.test"
        world.staff[JOHN.number]["mail"] = JOHN_TOO.mail
    leave(world, JOHN)
    return Truth(may=everywhere(JOHN)) if hostile else only(everywhere(JOHN))


@scenario
def same_front_of_the_address(world: World, hostile: bool) -> Truth:
    """jdoe@elsewhere.test is a guest; her login has the leaver's front."""
    domain = "elsewhere.test" if hostile else "meridian.test"
    body = {"userName": f"jdoe@{domain}", "displayName": "Jo Doering", "emails": []}
    if hostile:
        world.outside.crm.add_user("c-guest", **body)
    leave(world)
    return only(everywhere(JANE))


@scenario
def account_known_by_its_name_alone(world: World, hostile: bool) -> Truth:
    """In the CRM stands a Jane Doe without number or mail."""
    body = world.outside.crm.users["c-1000"]
    if hostile:
        for name in ("externalId", ENTERPRISE, "emails"):
            del body[name]
        body["userName"] = "jane"
    leave(world)
    return all_but(JANE, "crm") if hostile else only(everywhere(JANE))


@scenario
def rehired_under_a_new_number(world: World, hostile: bool) -> Truth:
    """The old inactive account carries the old number, the new one the new number."""
    old = {"employeeNumber": "0700", "cn": "Jane Doe", "mail": "jane.old@meridian.test"}
    locked = {"pwdAccountLockedTime": "000001010000Z"} if hostile else {}
    if hostile:
        world.outside.entry("jdoe-old", **old, **locked)
    leave(world)
    return only(everywhere(JANE))


@scenario
def rehired_with_the_old_account_active(world: World, hostile: bool) -> Truth:
    """Nobody can say whether the second active Jane Doe is another person: she is left alone."""
    if hostile:
        world.outside.entry("jdoe2", employeeNumber="0700", cn="Jane Doe", mail="j@meridian.test")
    leave(world)
    return only(everywhere(JANE))


@scenario
def employee_number_used_again(world: World, hostile: bool) -> Truth:
    """The number went to a new hire, whose account carries it; HR reports the old holder's end."""
    if hostile:
        entry = world.outside.found("jdoe")
        world.outside.directory.put(entry.id, "mail", "new.hire@meridian.test")
        world.outside.directory.put(entry.id, "uid", "nhire")
        world.outside.directory.put(entry.id, "cn", "New Hire")
    leave(world)
    if hostile:
        return Truth(may=everywhere(JANE) - {"directory/jdoe"})
    return only(everywhere(JANE))


@scenario
def slip_in_the_number(world: World, hostile: bool) -> Truth:
    """HR meant 1000 and ended 1002: the number of John, the mail and name of Jane."""
    if hostile:
        row = world.staff[JOHN.number]
        row |= {"mail": JANE.mail, "given_name": "Jane", "family_name": "Doe"}
    leave(world, JOHN)
    return Truth() if hostile else only(everywhere(JOHN))


@scenario
def slip_in_the_number_with_everything_of_the_leaver(world: World, hostile: bool) -> Truth:
    """As before, and the login too: only the number is John's."""
    if hostile:
        row = world.staff[JOHN.number]
        row |= {"mail": JANE.mail, "given_name": "Jane", "family_name": "Doe", "login": "jdoe"}
    leave(world, JOHN)
    return Truth() if hostile else only(everywhere(JOHN))


@scenario
def mail_is_an_alias_of_somebody_else(world: World, hostile: bool) -> Truth:
    """The team lead's entry also has the leaver's address, so that she reads what comes."""
    if hostile:
        boss = world.outside.found("mboss")
        world.outside.directory.put(boss.id, "mail", BOSS.mail, JANE.mail)
    leave(world)
    return only(everywhere(JANE))


@scenario
def alias_on_an_entry_without_a_number(world: World, hostile: bool) -> Truth:
    """The same, and the directory knows no number and no mail of the leaver's own entry."""
    if hostile:
        boss, jane = world.outside.found("mboss"), world.outside.found("jdoe")
        world.outside.directory.put(boss.id, "mail", BOSS.mail, JANE.mail)
        world.outside.directory.put(boss.id, "employeeNumber")
        world.outside.directory.put(jane.id, "employeeNumber")
        world.outside.directory.put(jane.id, "mail")
    leave(world)
    return all_but(JANE, "directory") if hostile else only(everywhere(JANE))


@scenario
def look_alike_letters(world: World, hostile: bool) -> Truth:
    """j-Cyrillic-a-ne stands in the CRM under the leaver's name."""
    look_alike = JANE.mail.replace("d", "d").replace("o", "\u043e")
    if hostile:
        world.outside.crm_user(
            "c-fake", JANE, userName=look_alike, externalId="", emails=[], **{ENTERPRISE: {}}
        )
    leave(world)
    return only(everywhere(JANE))


@scenario
def invisible_characters(world: World, hostile: bool) -> Truth:
    """A stranger's login is the leaver's with a zero-width space in it."""
    if hostile:
        name = f"jd{ZERO_WIDTH}oe"
        world.outside.entry(name, mail=f"{name}@meridian.test", cn="Jude Oe", employeeNumber="77")
    leave(world)
    return only(everywhere(JANE))


@scenario
def capital_letters(world: World, hostile: bool) -> Truth:
    """The same person in capitals is the same person; full-width digits are not their number."""
    if hostile:
        world.outside.directory.put(world.outside.found("jdoe").id, "mail", JANE.mail.upper())
        world.outside.crm_user("c-wide", Someone(number="１０００", given="Wi", family="De"))
    leave(world)
    return only(everywhere(JANE))


@scenario
def shared_mailbox_in_her_name(world: World, hostile: bool) -> Truth:
    """A shared account carries name, number and mail of the one who once made it."""
    if hostile:
        given = {"employeeNumber": "1000", "mail": JANE.mail, "cn": "Jane Doe"}
        world.outside.entry("front-desk", "shared", **given)
    leave(world)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def service_account_with_her_number(world: World, hostile: bool) -> Truth:
    if hostile:
        given = {"employeeNumber": "1000", "mail": "backup@meridian.test", "cn": "backup"}
        world.outside.entry("svc-backup", "services", **given)
    leave(world)
    return only(everywhere(JANE))


@scenario
def her_only_account_is_a_service_account(world: World, hostile: bool) -> Truth:
    """A host's account without a shell runs a program, whatever its GECOS says."""
    if hostile:
        host = world.outside.host
        host.people["jdoe"] = replace(host.people["jdoe"], shell="/usr/sbin/nologin")
    leave(world)
    return all_but(JANE, "web1") if hostile else only(everywhere(JANE))


@scenario
def domain_administrator(world: World, hostile: bool) -> Truth:
    """A member of the protected group is for people, however clear the identity is."""
    if hostile:
        world.outside.join("admins", world.outside.found("jdoe"))
    leave(world)
    return all_but(JANE, "directory") if hostile else only(everywhere(JANE))


@scenario
def second_account_of_an_administrator(world: World, hostile: bool) -> Truth:
    """admin-jdoe with her number: a question beside, and neither is taken for the other."""
    if hostile:
        given = {"employeeNumber": "1000", "cn": "Jane Doe (admin)"}
        world.outside.join("admins", world.outside.entry("admin-jdoe", **given))
    leave(world)
    return only(everywhere(JANE))


@scenario
def two_accounts_with_everything_of_hers(world: World, hostile: bool) -> Truth:
    """Both fit fully: which of them is it?  Nothing is guessed."""
    if hostile:
        world.outside.crm_user("c-twin", JANE)
    leave(world)
    return all_but(JANE, "crm") if hostile else only(everywhere(JANE))


@scenario
def protected_in_the_record(world: World, hostile: bool) -> Truth:
    if hostile:
        source = Source(name=CONSOLE, recency=world.clock.now())
        change = {"protected": True}
        world.steersman.people.change(world.id(JANE), change, by="system:test", source=source)
    leave(world)
    return Truth() if hostile else only(everywhere(JANE))


@scenario
def host_uid_given_to_somebody_else(world: World, hostile: bool) -> Truth:
    """Her uid has a second login by now: whose processes are those?"""
    if hostile:
        world.outside.shell("contractor", 11_000, "Con Tractor", "9000")
    leave(world)
    return all_but(JANE, "web1") if hostile else only(everywhere(JANE))


@scenario
def gateway_comment_says_two_things(world: World, hostile: bool) -> Truth:
    """A peer with her login and somebody else's number."""
    if hostile:
        world.outside.peer("key-odd=", JOHN.number, "jdoe", JOHN.mail)
    leave(world)
    return only(everywhere(JANE))


@scenario
def slack_user_renamed_to_hers(world: World, hostile: bool) -> Truth:
    """John calls himself Jane Doe in Slack and took her user name."""
    if hostile:
        john = world.outside.slack.accounts["W1002"]
        shown = replace(john, display_name="Jane Doe", given_name="Jane", family_name="Doe")
        world.outside.slack.accounts["W1002"] = replace(shown, user_name="jdoe")
    leave(world)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def mailbox_recycled(world: World, hostile: bool) -> Truth:
    """The mailbox jdoe was deleted and made anew for another Jane."""
    if hostile:
        fields = {"employee_number": "9100", "mail_address": JANE.mail, "full_name": "Jane Dough"}
        world.outside.mail.add("jdoe", **fields).sessions = ["imap"]
    leave(world)
    return all_but(JANE, "mail") if hostile else only(everywhere(JANE))
