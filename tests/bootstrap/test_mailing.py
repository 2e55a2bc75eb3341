"""Notices are sent by a running Steersman when a mail server is declared, and only then."""

from __future__ import annotations

from pathlib import Path

from company.services.smtp import SmtpServer
from steersman.bootstrap import Steersman
from steersman.settings.product import Settings
from tests.governor.company import Company
from tests.web.office import Office, move_in


def declared(tmp_path: Path, port: int) -> Path:
    path = tmp_path / "systems.toml"
    path.write_text(f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsender = "it@example.org"\n')
    return path


def test_without_a_mail_server_nothing_is_sent(tmp_path: Path) -> None:
    steersman = Steersman(Settings(data=tmp_path / "data"))
    assert steersman.notices is None
    steersman.close()


def test_the_declared_mail_server_is_used(
    company: Company, tmp_path: Path, smtp_server: SmtpServer
) -> None:
    settings = company.settings().model_copy(
        update={"systems_file": declared(tmp_path, smtp_server.port)}
    )
    with company.open() as worker:
        office: Office = move_in(worker, company)
        number = office.leaver()
        teller = Steersman(settings)
        assert teller.notices is not None
        assert teller.notices.send() == 1
        teller.close()
    mails = smtp_server.messages_to("approver@example.org")
    assert any(number in mail.message["Subject"] for mail in mails)
