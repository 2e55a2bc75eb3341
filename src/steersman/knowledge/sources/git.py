"""A git repository of documents, mirrored by the installed ``git`` and never checked out.

Only its newest files are read; no hook, submodule, link or filter of it ever runs or is followed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from steersman.domain.errors import Permanent, Transient
from steersman.knowledge.retrieval.corpus import LARGEST, holds_text
from steersman.knowledge.retrieval.settling import Told
from steersman.knowledge.sources.model import Trouble

DEPTH = 500  # commits that are fetched: a file that is older than these has no date
PATIENCE = 600.0  # seconds for one call
AGAIN = 300.0  # seconds until it is tried again
_REF = "refs/heads/read"
_FILES = (b"100644", b"100755")  # no links, no submodules
_SCHEMES = {"https": "https", "ssh": "ssh", "file": "file"}


@dataclass(frozen=True, slots=True)
class _Commit:
    day: str
    author: str


class Repository:
    """``url``: https, ssh, or a path of this machine; ``#branch`` behind it names a branch."""

    def __init__(self, url: str, mirrors: Path, depth: int = DEPTH) -> None:
        self._url, _, self._branch = url.partition("#")
        self._depth = depth
        self._protocol = protocol_of(self._url)
        name = hashlib.sha256(url.encode()).hexdigest()[:24]
        self._mirror = mirrors / f"{name}.git"
        self._blobs: dict[str, str] = {}
        self._commits: dict[str, _Commit] = {}

    def names(self, trouble: Trouble) -> list[str]:
        """Fetches first; ``Transient`` when the repository does not answer."""
        self._fetch()
        for mode, blob, size, name in self._tree(trouble):
            if mode not in _FILES or not holds_text(name):
                continue
            if size > LARGEST:
                trouble(f"{name} has {size:,} bytes, more than {LARGEST:,}: split it")
                continue
            self._blobs[name] = blob
        self._commits = self._last_commits()
        return sorted(self._blobs)

    def read(self, name: str) -> bytes:
        if name not in self._blobs:
            raise Permanent(f"{name} is not in the repository any more")
        return self._git("cat-file", "blob", self._blobs[name])

    def told(self, name: str) -> Told:
        commit = self._commits.get(name)
        return Told(dated=commit.day, kept_by=commit.author) if commit else Told()

    def _fetch(self) -> None:
        if not (self._mirror / "HEAD").exists():
            self._mirror.mkdir(parents=True, exist_ok=True)
            self._git("init", "--bare", "--quiet")
        wanted = f"refs/heads/{self._branch}" if self._branch else "HEAD"
        flags = (
            "--quiet",
            "--no-tags",
            "--no-recurse-submodules",
            f"--depth={self._depth}",
            "--force",
        )
        self._git("fetch", *flags, "--", self._url, f"+{wanted}:{_REF}")

    def _tree(self, trouble: Trouble) -> Iterator[tuple[bytes, str, int, str]]:
        """(mode, blob, bytes, path) of every file."""
        for row in self._git("ls-tree", "-r", "-l", "-z", _REF).split(b"\0"):
            if not row:
                continue
            about, _, path = row.partition(b"\t")
            mode, _, blob, size = about.split()
            try:
                name = path.decode()
            except UnicodeDecodeError:
                trouble(f"{path!r} is left out: its name is no UTF-8; rename it")
                continue
            yield mode, blob.decode(), int(size) if size.isdigit() else 0, name

    def _last_commits(self) -> dict[str, _Commit]:
        """Of each file its last commit, as far back as was fetched.

        The oldest commit of a shallow copy seems to bring every file: it says nothing of them.
        """
        shallow = self._mirror / "shallow"
        edge = frozenset(shallow.read_text().split()) if shallow.exists() else frozenset()
        log = ("log", "--no-merges", "--no-renames", "--name-only", "-z")
        told = self._git(*log, "--format=%x01%H%x02%at%x02%an", _REF)
        found: dict[str, _Commit] = {}
        for part in told.decode("utf-8", "replace").split("\x01")[1:]:
            head, *names = part.split("\0")
            commit, seconds, author = [*head.split("\x02"), "", ""][:3]
            if commit in edge:
                continue
            made = _Commit(_day(seconds), author.strip())
            for name in names:
                found.setdefault(name.lstrip("\n"), made)
        return found

    def _git(self, *words: str) -> bytes:
        """``git`` as if nobody had ever configured it on this machine."""
        safe = ("-c", "core.hooksPath=/dev/null", "-c", "credential.helper=", "-c", "gc.auto=0")
        command = ["git", *safe, f"--git-dir={self._mirror}", *words]
        try:
            done = subprocess.run(  # no shell; the address stands behind --
                command,
                env=_environment(self._protocol),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except FileNotFoundError as error:
            raise Permanent("git is not installed on this machine: install it") from error
        except subprocess.TimeoutExpired as error:
            raise Transient(f"git took longer than {PATIENCE:.0f} seconds", AGAIN) from error
        if done.returncode:
            raise Transient(f"git {words[0]}: {_why(done.stderr, self._url)}", AGAIN)
        return done.stdout


def protocol_of(url: str) -> str:
    """https, ssh or file.  ``Permanent`` for every other, and for an address with a password."""
    if url.startswith("-") or any(letter in url for letter in "\n\r\0"):
        raise Permanent("this is no address of a git repository")
    if url.startswith("/"):
        return "file"
    parts = urlsplit(url)
    if "::" in url.split("/", 1)[0] or (not parts.scheme and ":" not in url):
        raise Permanent(f"{url!r} is no address of a git repository")
    if "@" in url and (parts.password or (parts.scheme == "https" and parts.username)):
        raise Permanent("the address holds a credential: use ssh with a key of its own instead")
    if "://" not in url:
        return "ssh"  # git@host:path
    if parts.scheme not in _SCHEMES or (parts.scheme != "file" and not parts.hostname):
        raise Permanent(f"git is read over https or ssh, not {parts.scheme!r}")
    return _SCHEMES[parts.scheme]


def _environment(protocol: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "LC_ALL": "C",
        "GIT_ALLOW_PROTOCOL": protocol,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_NO_LAZY_FETCH": "1",
    }


def _why(said: bytes, url: str) -> str:
    """The last line of what git said; an address in it may hold a name that nobody should see."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith(("fatal:", "error:"))), "it failed")
    return told.replace(url, "the repository")[:300]


def _day(seconds: str) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
