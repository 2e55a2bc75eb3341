from __future__ import annotations

import smtplib
from email.message import EmailMessage

from company.process import LOOPBACK
from company.services.smtp import SmtpServer


def test_a_mail_is_kept_with_its_envelope(smtp_server: SmtpServer) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Zürich", "a@x.test", "b@y.test"
    mail.set_content("Grüße\n")
    with smtplib.SMTP(LOOPBACK, smtp_server.port) as client:
        client.send_message(mail, "bounce@x.test", ["b@y.test", "c@z.test"])
    kept = smtp_server.wait_for_mail_to("c@z.test")
    assert kept.sender == "bounce@x.test"
    assert kept.recipients == ("b@y.test", "c@z.test")
    assert kept.message["Subject"] == "Zürich"
    assert kept.message.get_content().strip() == "Grüße"
