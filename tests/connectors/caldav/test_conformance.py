"""The contract's promises, on the fakes and on Radicale with a real mail server."""

from __future__ import annotations

from company.people import people
from company.services.meetings import meetings_of
from steersman.capabilities.conformance import check_capability
from tests.connectors.caldav.conftest import NOW, PARAMS, Desk, RealDesk


def test_reassigning_meetings_keeps_the_contract_on_the_fakes(desk: Desk) -> None:
    john, ann = people()[:2]
    for name, text in meetings_of(john, ann, NOW).items():
        text = text.replace(john.mail, "john@meridian.test").replace(ann.mail, "ann@meridian.test")
        desk.put(f"/john/c/{name}", text)
    check_capability(desk.capability, PARAMS, desk.snapshot)
    assert (
        len(desk.outbox.sent) == 4
    )  # only the client call has others than the two; three on the way back


def test_reassigning_meetings_keeps_the_contract_on_radicale(real_desk: RealDesk) -> None:
    real_desk.seed()
    check_capability(real_desk.capability, real_desk.params, real_desk.snapshot)
