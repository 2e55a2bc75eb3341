"""Where the server of a data directory answers, for commands that look into the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steersman.settings.product import Settings

FILE = "address"


def remember(settings: Settings) -> None:
    """Written at each start: the port may be another one than that of the settings here."""
    (settings.data / FILE).write_text(settings.address + "\n")


def is_new(settings: Settings) -> bool:
    """Whether no server has kept anything there yet: the place may be mistaken."""
    return not settings.database_url and not (settings.data / "records.db").is_file()


def made(settings: Settings) -> str:
    """What to say when a command made a database where there was none."""
    told = f"There was no database in {settings.data.resolve()}: a new one was made."
    return f"{told}  Does the server keep its data elsewhere?  Then give that with --data."


def address_of(settings: Settings) -> str:
    """As it is set, else as the server said when it last started."""
    path = settings.data / FILE
    if settings.public_url or not path.is_file():
        return settings.address
    return path.read_text().strip() or settings.address
