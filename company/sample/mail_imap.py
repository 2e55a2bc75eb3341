"""IMAP of the sample's mail server: pymap, with sign-in at the directory and shared folders.

A colleague's folder is named ``shared/jdoe/INBOX`` and opens when its ACL lets this user read.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict.mailbox import MailboxData, Message
from pymap.backend.mailbox import MailboxSetInterface
from pymap.backend.session import BaseSession
from pymap.config import BackendCapability, IMAPConfig
from pymap.exceptions import AuthorizationFailure, InvalidAuth, NotAllowedError, TemporaryFailure
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.interfaces.token import TokensInterface
from pymap.listtree import ListTree
from pymap.parsing.message import AppendMessage
from pymap.parsing.response.code import AppendUid, CopyUid
from pymap.parsing.specials import ObjectId, SequenceSet
from pymap.selected import SelectedMailbox
from pymap.token import AllTokens
from pymap.user import UserMetadata
from pysasl import SASLAuth
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import BuiltinHash
from pysasl.identity import Identity as SaslIdentity

from company.process import LOOPBACK
from company.sample.mail_directory import Directory, DirectoryDown
from company.sample.mail_store import Box, MailStore

SHARED = "shared/"
WRITER: ContextVar[StreamWriter] = ContextVar("writer")  # of the connection being served


class Config(IMAPConfig):
    """Plain passwords on loopback only: the directory must see them to check them."""

    def __init__(self) -> None:
        super().__init__(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=LOOPBACK,
            port=0,
            tls_enabled=False,
            secure_auth=False,
            reject_dnsbl=False,
            hash_context=BuiltinHash(),
        )

    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True)

    @property
    def tls_auth(self) -> SASLAuth:
        return SASLAuth.named([b"PLAIN", b"LOGIN"])


class Server(IMAPServer):
    """Remembers which connection it serves, so that it can be kicked."""

    async def __call__(
        self, reader: StreamReader, writer: StreamWriter, sock_info: SocketInfo
    ) -> None:
        WRITER.set(writer)
        await super().__call__(reader, writer, sock_info)


class Asked(SaslIdentity):
    """Takes down the password that a client sent, instead of comparing it."""

    def __init__(self) -> None:
        self.password = ""

    @property
    def authcid(self) -> str:
        return ""

    def compare_authcid(self, authcid: str) -> bool:
        return True

    def compare_secret(self, value: str) -> bool:
        self.password = value
        return True

    def get_clear_secret(self) -> None:
        return None


class Login(LoginInterface):
    def __init__(self, config: Config, directory: Directory, store: MailStore) -> None:
        self.config, self.store = config, store
        self._directory = directory

    @property
    def tokens(self) -> TokensInterface:
        return AllTokens(self.config)

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        asked, user = Asked(), credentials.authcid.lower().partition("@")[0]
        credentials.verify(asked)
        try:
            right = await asyncio.to_thread(self._directory.sign_in, user, asked.password)
        except DirectoryDown as error:
            raise TemporaryFailure("The directory does not answer.") from error
        if not right:
            raise InvalidAuth()
        return Identity(user, self)

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        if authzid.lower().partition("@")[0] != authenticated.name:
            raise AuthorizationFailure()
        return Identity(authenticated.name, self)


class Identity(IdentityInterface):
    def __init__(self, name: str, login: Login) -> None:
        self._name, self._login = name, login

    @property
    def name(self) -> str:
        return self._name

    @property
    def roles(self) -> frozenset[str]:
        return frozenset()

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        store = self._login.store
        entry = (self._name, WRITER.get())
        box = await store.box(self._name)
        store.connections.append(entry)
        try:
            yield Session(self._login.config, store, self._name, box)
        finally:
            store.connections.remove(entry)

    async def new_token(self, *, expiration: datetime | None = None) -> str | None:
        return None

    async def get(self) -> UserMetadata:
        return UserMetadata(self._login.config, self._name)

    async def set(self, metadata: UserMetadata) -> int | None:
        raise NotAllowedError("Users are kept in the directory.")

    async def delete(self) -> None:
        raise NotAllowedError("Users are kept in the directory.")


class VisibleFolders(MailboxSetInterface[MailboxData]):
    """A user's own folders, and those of others as far as their ACL allows now."""

    def __init__(self, store: MailStore, user: str, box: Box) -> None:
        self._store, self._user, self._box = store, user, box

    @property
    def delimiter(self) -> str:
        return "/"

    async def set_subscribed(self, name: str, subscribed: bool) -> None:
        await self._box.folders.set_subscribed(name, subscribed)

    async def list_subscribed(self) -> ListTree:
        return await self._box.folders.list_subscribed()

    async def list_mailboxes(self) -> ListTree:
        others = [f"{SHARED}{user}/{name}" for user, name in self._store.shared_with(self._user)]
        return ListTree(self.delimiter).update(*await self._box.names(), *others)

    async def get_mailbox(self, name: str) -> MailboxData:
        """Raises ``KeyError`` also for what may not be seen: nothing is told about it."""
        if not name.startswith(SHARED):
            return await self._box.folders.get_mailbox(name)
        owner, _, folder = name.removeprefix(SHARED).partition("/")
        box = self._store.known(owner)
        if box is None or not self.may(name, "read"):
            raise KeyError(name)
        return await box.folders.get_mailbox(folder)

    async def add_mailbox(self, name: str) -> ObjectId:
        if name.startswith(SHARED):
            raise ValueError(name)
        mailbox = await self._box.folders.add_mailbox(name)
        await self._store.save()
        return mailbox

    async def delete_mailbox(self, name: str) -> None:
        await self._box.folders.delete_mailbox(name)
        self._box.acl.pop(name, None)
        await self._store.save()

    async def rename_mailbox(self, before: str, after: str) -> None:
        if after.startswith(SHARED):
            raise ValueError(after)
        await self._box.folders.rename_mailbox(before, after)
        await self._store.save()

    def may(self, name: str, right: str) -> bool:
        if not name.startswith(SHARED):
            return True
        owner, _, folder = name.removeprefix(SHARED).partition("/")
        box = self._store.known(owner)
        return box is not None and right in box.rights(folder, self._user)


class Session(BaseSession[Message]):
    """Refuses on a shared folder what its ACL does not allow."""

    def __init__(self, config: Config, store: MailStore, user: str, box: Box) -> None:
        super().__init__(user)
        self._config = config
        self._folders = VisibleFolders(store, user, box)

    @property
    def config(self) -> Config:
        return self._config

    @property
    def mailbox_set(self) -> VisibleFolders:
        return self._folders

    def _demand(self, folder: object, right: str) -> None:
        if not self._folders.may(str(folder), right):
            raise NotAllowedError(f"You lack the right {right} there.")

    async def append_messages(
        self,
        name: str,
        messages: Sequence[AppendMessage],
        selected: SelectedMailbox | None = None,
    ) -> tuple[AppendUid, SelectedMailbox | None]:
        self._demand(name, "insert")
        return await super().append_messages(name, messages, selected)

    async def expunge_mailbox(
        self, selected: SelectedMailbox, uid_set: SequenceSet | None = None
    ) -> SelectedMailbox:
        self._demand(selected.lookup, "expunge")
        return await super().expunge_mailbox(selected, uid_set)

    async def copy_messages(
        self, selected: SelectedMailbox, sequence_set: SequenceSet, mailbox: str
    ) -> tuple[CopyUid | None, SelectedMailbox]:
        self._demand(mailbox, "insert")
        return await super().copy_messages(selected, sequence_set, mailbox)

    async def move_messages(
        self, selected: SelectedMailbox, sequence_set: SequenceSet, mailbox: str
    ) -> tuple[CopyUid | None, SelectedMailbox]:
        self._demand(mailbox, "insert")
        self._demand(selected.lookup, "expunge")
        return await super().move_messages(selected, sequence_set, mailbox)
