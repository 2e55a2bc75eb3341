"""Who takes over, who answers the questions, and who tampers with the record."""

from __future__ import annotations

import base64

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.records.ledger import tables as ledger
from steersman.records.ledger.verify import verify
from tests.acceptance.hostile.judge import NOTHING, Truth, only, scenario
from tests.acceptance.hostile.outside import everywhere
from tests.acceptance.hostile.people import ANN, BOSS, HANA, JANE, JOHN, ROB, Someone
from tests.acceptance.hostile.world import World


def readers(world: World) -> str:
    return str(world.outside.mail.mailboxes["jdoe"].acl)


def hand_over(world: World, to: Someone) -> None:
    """Jane leaves, and a person named who takes over."""
    number = world.submit(JANE, world.id(HANA), params={"successor": world.id(to)})
    world.run()
    world.approve(number, ANN)
    world.run(2)


@scenario
def successor_has_left(world: World, hostile: bool) -> Truth:
    """Nobody who has left gets a mailbox to read."""
    if hostile:
        world.leave(ROB)
        world.run(2)
    hand_over(world, ROB)
    assert ("user=rlead" in readers(world)) is not hostile, readers(world)
    return only(everywhere(JANE), everywhere(ROB) if hostile else set())


@scenario
def successor_is_the_leaver(world: World, hostile: bool) -> Truth:
    hand_over(world, JANE if hostile else ROB)
    assert "user=jdoe" not in readers(world)
    return only(everywhere(JANE))


@scenario
def successor_without_a_mailbox_of_his_own(world: World, hostile: bool) -> Truth:
    """The mailbox under the successor's login is another person's."""
    if hostile:
        fields = {"employee_number": "9300", "mail_address": "x@meridian.test", "full_name": "X"}
        world.outside.mail.add(ROB.account, **fields)
    hand_over(world, ROB)
    assert ("user=rlead" in readers(world)) is not hostile, readers(world)
    return only(everywhere(JANE))


@scenario
def handover_to_a_person_that_does_not_exist(world: World, hostile: bool) -> Truth:
    successor = "per_nobody" if hostile else world.id(ROB)
    number = world.submit(JANE, world.id(HANA), params={"successor": successor})
    world.run()
    world.approve(number, ANN)
    world.run(2)
    return Truth(may=everywhere(JANE)) if hostile else only(everywhere(JANE))


@scenario
def ledger_entry_edited(world: World, hostile: bool) -> Truth:
    """Verification names the first entry that was altered."""
    world.leave(JANE)
    world.run(2)
    steersman = world.steersman
    if hostile:
        with steersman.store.begin() as connection:
            seq = connection.scalar(sa.select(sa.func.min(ledger.entries.c.seq) + 2))
            mine = ledger.entries.c.seq == seq
            text = connection.scalar(sa.select(ledger.entries.c.body).where(mine))
            changed = str(text).replace("REQ", "REX")
            connection.execute(sa.update(ledger.entries).where(mine).values(body=changed + " "))
    report = verify(steersman.store, public_key=steersman.signer.public_key)
    assert (report.fault is None) is not hostile, report
    return only(everywhere(JANE))


@scenario
def level_statement_signed_with_another_key(world: World, hostile: bool) -> Truth:
    """A forged signature moves no level, so the work is held as before."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    levels, ada = world.steersman.levels, world.id(HANA)
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    levels.enroll(ada, base64.b64encode(raw).decode())
    told = levels.statement("account.disable", "procedure:leaver", 1, by=ada, reason="careful")
    text = canonical(told)
    signature = base64.b64encode((key if hostile else other).sign(text.encode())).decode()
    world.tried(lambda: levels.change(text, signature))
    world.leave(JANE)
    world.run(2)
    # genuine: lowered to "may only be suggested"; forged: nothing was lowered, the leaver goes on
    return NOTHING if hostile else only(everywhere(JANE))


@scenario
def work_about_nobody(world: World, hostile: bool) -> Truth:
    """A leaver without a subject, or about an id that no record has, touches nobody."""
    from steersman.records.desk.work import Request

    submit = world.steersman.desk.work_items.submit
    if hostile:
        for subject in ("", "per_nobody", "*", "%", JOHN.number, JOHN.mail):
            submit(Request(procedure="leaver", requester="system:hr-feed", subject=subject))
        world.run(3)
        return NOTHING
    world.leave(JANE)
    world.run(2)
    return only(everywhere(JANE))


@scenario
def manager_who_has_left(world: World, hostile: bool) -> Truth:
    """Mary has left; what she asks for her former people is refused."""
    if hostile:
        world.leave(BOSS)
        world.run(2)
        world.arranged()
    number = world.submit(JANE, world.id(BOSS))
    world.run()
    world.approve(number, ANN)
    world.run()
    return NOTHING if hostile else only(everywhere(JANE))
