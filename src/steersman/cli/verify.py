"""``ledger verify``: an auditor's own look at the database, trusting no server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from steersman.cli.exits import Misused, Stop
from steersman.cli.options import Data, DatabaseUrl, said
from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.records.ledger.note import PublicKey
    from steersman.records.ledger.verify import Report
    from steersman.settings.product import Settings

Held = Annotated[
    Path | None, typer.Option(help="A checkpoint that you kept outside (`ledger checkpoint`).")
]
Key = Annotated[
    str | None,
    typer.Option(help="The ledger's verifier key, or a file that holds it; kept outside as well."),
]
OUTSIDE = "keep `steersman ledger checkpoint` outside and give it with --held"


def verify(
    session: Session,
    held: Held = None,
    public_key: Key = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Read the whole ledger and name the first entry that was altered, removed or reordered."""
    from steersman.records.ledger.verify import verify as walk
    from steersman.records.read_only import read_only_engine
    from steersman.settings.product import Settings

    settings = Settings(**said(data=data, database_url=database_url))
    _refuse_empty(settings)
    key = _verifier_key(settings, public_key)
    witness = None if held is None else _text_of(held)
    engine = read_only_engine(settings.records_url)
    try:
        report = walk(engine, public_key=key, held=witness)
    finally:
        engine.dispose()
    where = "that database" if settings.database_url else settings.data.resolve()
    told = f"The ledger in {where} is whole"
    _tell(session, report, told, witnessed=held is not None, key_given=public_key is not None)


def _refuse_empty(settings: Settings) -> None:
    """A place where no server kept anything proves nothing, and is mostly the wrong one."""
    if not settings.database_url and not (settings.data / "records.db").is_file():
        mend = "say where the server keeps its data: --data DIR, or --database-url"
        raise Misused(f"there is no ledger in {settings.data.resolve()}", mend)


def _tell(
    session: Session, report: Report, whole: str, *, witnessed: bool, key_given: bool
) -> None:
    signed = report.checkpoint.size if report.checkpoint else 0
    body: dict[str, Any] = {"entries": report.entries, "signed": signed, "fault": report.fault}
    body |= {"seq": report.seq, "key": report.key, "witnessed": witnessed}
    if report.fault is not None:
        _accuse(session, report, body)

    def tell() -> None:
        session.screen.say(f"{whole}: {report.entries} entries, {signed} signed.")
        if not key_given:
            session.screen.note("The key was read beside the ledger; an auditor gives --public-key")
        if not witnessed:
            session.screen.note(f"A cut-off end cannot be seen this way: {OUTSIDE}")

    session.show(body, tell)


def _accuse(session: Session, report: Report, body: dict[str, Any]) -> None:
    where = "" if report.seq is None else f" at entry {report.seq}"
    mend = "compare with a backup, and find out who wrote to the database"
    if session.screen.as_json:
        session.screen.body(body)
        raise typer.Exit(1)
    raise Stop(
        f"The ledger is broken{where}: {report.fault}.  {report.entries} entries before hold", mend
    )


def _verifier_key(settings: Settings, given: str | None) -> PublicKey:
    from steersman.records.ledger.note import PublicKey

    if given is not None:
        path = Path(given)
        return PublicKey.parse(_text_of(path) if path.is_file() else given)
    return _key_beside(settings)


def _key_beside(settings: Settings) -> PublicKey:
    from steersman.bootstrap.recorded import LEDGER_NAME
    from steersman.records.ledger.signing import signer

    path = settings.data / "keys" / "ledger.pem"
    if not path.is_file():  # it would be made, and would then accuse an honest ledger
        mend = "give the verifier key with --public-key, or the place of the server with --data"
        raise Misused(f"there is no signing key at {path}", mend)
    return signer(path, LEDGER_NAME).public_key


def _text_of(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise Misused(f"{path} cannot be read: {error}") from error
