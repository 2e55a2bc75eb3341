"""The sample company's mail server: IMAP, SMTP and doveadm's HTTP API in one small program.

Made of PyPI parts (pymap, aiosmtpd) and our own; **not Dovecot**.  Sign-ins are LDAP binds at the
sample's directory.  ``python -m company.sample.mail --home var/mail --imap-port 8415
--smtp-port 8416 --doveadm-port 8417 --ldap-url ldap://127.0.0.1:8411 --outgoing-port 8414``
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import secrets
import threading
from pathlib import Path

from aiosmtpd.smtp import SMTP
from proxyprotocol.reader import ProxyProtocolReader

from company.process import LOOPBACK
from company.sample.mail_delivery import Delivery
from company.sample.mail_directory import Directory
from company.sample.mail_doveadm import Doveadm
from company.sample.mail_http import server as http_server
from company.sample.mail_imap import Config, Login, Server
from company.sample.mail_store import MailStore

LOG = logging.getLogger("mail")
KEY_FILE = "doveadm-api-key"


def api_key(home: Path) -> str:
    """The key of the doveadm endpoint, made at the first start and readable by its owner only."""
    path = home / KEY_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


async def run(arguments: argparse.Namespace) -> None:
    home: Path = arguments.home
    home.mkdir(parents=True, exist_ok=True)
    directory = Directory(
        arguments.ldap_url,
        arguments.ldap_base,
        arguments.ldap_reader_dn,
        arguments.ldap_reader_password,
        arguments.access_group,
    )
    config, store = Config(), MailStore(home)
    config.apply_context()
    await store.load()
    loop = asyncio.get_running_loop()
    http = http_server(Doveadm(store, directory), api_key(home), arguments.doveadm_port, loop)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    delivery = Delivery(store, directory, arguments.outgoing_port)
    smtp = await loop.create_server(lambda: SMTP(delivery), LOOPBACK, arguments.smtp_port)
    imap = await asyncio.start_server(
        ProxyProtocolReader(config.proxy_protocol).get_callback(
            Server(Login(config, directory, store), config)
        ),
        LOOPBACK,
        arguments.imap_port,
    )
    LOG.info("IMAP on %d, SMTP on %d", arguments.imap_port, arguments.smtp_port)
    await asyncio.gather(smtp.serve_forever(), imap.serve_forever())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m company.sample.mail", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="where mail and its key are kept")
    parser.add_argument("--imap-port", type=int, default=8415)
    parser.add_argument("--smtp-port", type=int, default=8416)
    parser.add_argument("--doveadm-port", type=int, default=8417)
    parser.add_argument("--outgoing-port", type=int, default=8414, help="SMTP server for answers")
    parser.add_argument("--ldap-url", required=True)
    parser.add_argument("--ldap-base", default="ou=people,dc=meridian,dc=test")
    parser.add_argument("--ldap-reader-dn", default="uid=reader,ou=services,dc=meridian,dc=test")
    parser.add_argument("--ldap-reader-password", default="reader-pw")
    parser.add_argument("--access-group", default="", help="DN; only its members may sign in")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
