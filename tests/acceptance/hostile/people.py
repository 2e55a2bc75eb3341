"""Thirty people of Meridian, and what each of them holds in every system."""

from __future__ import annotations

from dataclasses import dataclass

from company.feed import COLUMNS

DOMAIN = "meridian.test"


@dataclass(frozen=True, kw_only=True)
class Someone:
    """One row of HR's list, from which the accounts outside are made too."""

    number: str
    given: str
    family: str
    login: str = ""
    department: str = "sales"
    manager: str = "1001"

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def account(self) -> str:
        return self.login or f"{self.given[0]}{self.family}".lower()

    @property
    def mail(self) -> str:
        return f"{self.account}@{DOMAIN}"

    @property
    def row(self) -> dict[str, str]:
        return {
            **dict.fromkeys(COLUMNS, ""),
            "employee_number": self.number,
            "given_name": self.given,
            "family_name": self.family,
            "mail": self.mail,
            "login": self.account,
            "department": self.department,
            "manager": self.manager,
            "status": "active",
            "start_date": "2020-01-01",
        }


BOSS = Someone(number="1001", given="Mary", family="Boss", manager="")
JANE = Someone(number="1000", given="Jane", family="Doe")
JOHN = Someone(number="1002", given="John", family="Smith")
JOHN_TOO = Someone(number="1003", given="John", family="Smith", login="jsmith2")
TRADER = Someone(number="1004", given="Tara", family="Trader", department="traders")
ROB = Someone(number="1005", given="Rob", family="Lead", manager="")
HANA = Someone(number="1006", given="Hana", family="Resources", department="hr")
ANN = Someone(number="1007", given="Ann", family="Approver", department="it")
BEN = Someone(number="1008", given="Ben", family="Approver", department="it")
SAM = Someone(number="1009", given="Sam", family="Security", department="it")
ADA = Someone(number="1010", given="Ada", family="Min", department="it")
STAFF = (
    *(BOSS, JANE, JOHN, JOHN_TOO, TRADER, ROB, HANA, ANN, BEN, SAM, ADA),
    *(
        Someone(number=str(2000 + n), given=f"Given{n}", family=f"Family{n}", login=f"user{n}")
        for n in range(19)
    ),
)
ROLES = {
    HANA: "hr",
    ANN: "approver",
    BEN: "approver",
    SAM: "security",
    ADA: "administrator",
}
