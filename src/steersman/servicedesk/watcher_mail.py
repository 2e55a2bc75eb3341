"""The watcher's notices as mails."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from steersman.domain.errors import Transient
from steersman.servicedesk.notices import Post, Silent
from steersman.servicedesk.watcher import Notice


def by_mail(address: str, post: Post) -> Callable[[Notice], None]:
    """Mails each notice to ``address``.  ``Transient`` while the mail server takes nothing."""

    def tell(notice: Notice) -> None:
        server = f"{post.settings.host}:{post.settings.port}"
        try:
            with post.open() as hand_over:
                hand_over(_mail(notice, post.settings.sender, address))
        except Silent as error:
            raise Transient(f"the mail server {server} takes nothing: look at --smtp") from error

    return tell


def _mail(notice: Notice, sender: str, address: str) -> EmailMessage:
    mail = EmailMessage()
    word = "does not answer" if notice.state == "down" else "answers again"
    mail["Subject"] = f"Steersman {word}"
    mail["From"], mail["To"] = sender, address
    mail["Date"] = formatdate(notice.at)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or "localhost")
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine is wanted
    mail.set_content(f"{notice.text}\n")
    return mail
