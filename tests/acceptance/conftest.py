"""People who left with a full working life, once on each store; the tests ask what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from company.people import Employee, by_number, people
from company.real import RealCompany
from steersman.domain.assets import AssetState
from steersman.domain.canonical import Json
from steersman.domain.plan import Plan
from steersman.domain.sources import Fields, Source
from steersman.records.ledger.entry import Link
from steersman.records.ledger.verify import Report, verify
from tests.acceptance.life import Life, begin
from tests.acceptance.office import Office, office
from tests.acceptance.outside import Picture, picture
from tests.acceptance.worker import Hook

STORES = ("sqlite", "postgresql")
LEAVERS = {"sqlite": "1055", "postgresql": "1054"}
REPORTS = {"sqlite": ("1050", "1051"), "postgresql": ("1052", "1057")}
OpenOffice = Callable[..., AbstractContextManager[Office]]


@dataclass(frozen=True)
class Story:
    """One leaver from HR's entry to the last read-back, and the company before and after."""

    company: RealCompany
    life: Life
    number: str
    end: Json
    seconds: float  # from HR's entry until everything was verified
    before: Picture
    after: Picture
    plans: list[Plan]
    entries: list[Link]
    chain: Report
    shifts_now: str  # whose the on-call shift is, by employee number
    returns: list[str]  # summaries of the work items about the devices
    obligations: dict[str, str]

    @property
    def who(self) -> Employee:
        return self.life.who

    @property
    def namesakes(self) -> list[Employee]:
        name, number = self.who.full_name, self.who.employee_number
        return [p for p in people() if p.full_name == name and p.employee_number != number]


@pytest.fixture
def open_office(real_company: RealCompany, tmp_path: Path) -> OpenOffice:
    """``open_office(store)`` is a Steersman of its own in front of the shared company."""

    def opened(store: str = "sqlite", hook: Hook | None = None) -> AbstractContextManager[Office]:
        return office_on(real_company, store, tmp_path, hook)

    return opened


@pytest.fixture(scope="session")
def stories(real_company: RealCompany) -> Iterator[dict[str, Story]]:
    """Each store's story, told once in this company, in whatever order the tests come."""
    told: dict[str, Story] = {}
    yield told
    for story in told.values():
        story.life.end()


@pytest.fixture(params=STORES)
def left(
    request: pytest.FixtureRequest,
    stories: dict[str, Story],
    real_company: RealCompany,
    tmp_path_factory: pytest.TempPathFactory,
) -> Story:
    """Somebody of sales has left; the Steersman that did it is closed again."""
    store: str = request.param
    if store not in stories:
        stories[store] = _tell(real_company, store, tmp_path_factory.mktemp(store))
    return stories[store]


def _tell(real_company: RealCompany, store: str, path: Path) -> Story:
    who = by_number(LEAVERS[store])
    reports = [by_number(number) for number in REPORTS[store]]
    life = begin(real_company, who, by_number(who.manager), reports)
    assert (life.device.page(), life.can_ssh(), life.shell_is_alive()) == ("200", True, True)
    with office_on(real_company, store, path) as desk:
        lend(desk, who)
        before, began = picture(real_company), time.monotonic()
        number = desk.hr_enters(who)
        end = desk.run(number)
        return _told(desk, life, number, end, time.monotonic() - began, before)


def _told(
    desk: Office, life: Life, number: str, end: Json, seconds: float, before: Picture
) -> Story:
    steersman = desk.steersman
    (shift,) = steersman.on_call.now("sales desk")
    returns = steersman.desk.work_items.search(subject=desk.person(life.who))
    return Story(
        company=desk.company,
        life=life,
        number=number,
        end=end,
        seconds=seconds,
        before=before,
        after=picture(desk.company),
        plans=desk.plans(number),
        entries=list(steersman.ledger.entries()),
        chain=verify(steersman.store, public_key=steersman.signer.public_key),
        shifts_now=steersman.people.get(shift.person).employee_number,
        returns=[row["summary"] for row in returns if row["procedure"] == "manual"],
        obligations={row["id"]: row["state"] for row in steersman.desk.obligations.of(number)},
    )


def lend(desk: Office, who: Employee) -> None:
    """An on-call shift and a laptop, in our own record."""
    now, person = desk.clock.now(), desk.person(who)
    source = Source(name="console", recency=now)
    shift: Fields = {
        "service": "sales desk",
        "person": person,
        "starts": now - 60,
        "ends": now + 86400,
    }
    desk.steersman.on_call.add(shift, by="system:test", source=source)
    laptop = {"tag": f"LT-{who.employee_number}", "model": "ThinkPad", "kind": "laptop"}
    held = {"assigned_to": person, "state": AssetState.ASSIGNED.value}
    desk.steersman.assets.add({**laptop, **held}, by="system:test", source=source)


@contextmanager
def office_on(
    company: RealCompany, store: str, path: Path, hook: Hook | None = None
) -> Iterator[Office]:
    with (
        store_url(company, store, path) as url,
        office(company, path / "data", url, hook) as desk,
    ):
        yield desk


@contextmanager
def store_url(company: RealCompany, store: str, path: Path) -> Iterator[str]:
    """Empty for SQLite, else an empty database in the company's PostgreSQL, dropped afterwards."""
    if store == "sqlite":
        yield ""
        return
    name = f"steersman_{abs(hash(path)):x}"
    server = sa.create_engine(company.database.url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield company.database.url(name)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
