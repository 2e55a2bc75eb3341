"""A git repository as a source: what it holds, from when it is, and what is never followed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from steersman.domain.errors import Permanent, Transient
from steersman.knowledge.sources.git import Repository, protocol_of
from tests.fixtures.needs import unavailable


class Upstream:
    """A repository that somebody works on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str, day: str = "2026-03-01") -> None:
        if not shutil.which("git"):
            unavailable("git is not installed")
        when = f"{day}T12:00:00+00:00"
        env = {
            **{"PATH": "/usr/bin:/bin", "HOME": str(self.folder)},
            **{"GIT_AUTHOR_NAME": "Ann Lee", "GIT_AUTHOR_EMAIL": "ann@example.com"},
            **{"GIT_COMMITTER_NAME": "Ann Lee", "GIT_COMMITTER_EMAIL": "ann@example.com"},
            **{"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
        }
        command = ["git", "-C", str(self.folder), *words]
        subprocess.run(command, env=env, check=True, capture_output=True)

    def commit(self, day: str, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "x", day=day)


@pytest.fixture
def upstream(tmp_path: Path) -> Upstream:
    made = Upstream(tmp_path / "upstream")
    made.commit("2026-01-05", vpn_md="# VPN\n\nOld.\n", net__dns_md="# DNS\n")
    made.commit("2026-03-09", vpn_md="# VPN\n\nNew.\n")
    return made


def mirror(upstream: Upstream, branch: str = "") -> Repository:
    return Repository(str(upstream.folder) + branch, upstream.folder.parent / "mirrors")


def test_the_newest_files_are_read_each_with_the_day_and_author_of_its_last_commit(
    upstream: Upstream,
) -> None:
    repository = mirror(upstream)
    assert repository.names(print) == ["net/dns.md", "vpn.md"]
    assert repository.read("vpn.md") == b"# VPN\n\nNew.\n"
    told = repository.told("vpn.md"), repository.told("net/dns.md")
    assert [each.dated for each in told] == ["2026-03-09", "2026-01-05"]
    assert {each.kept_by for each in told} == {"Ann Lee"}


def test_what_changes_upstream_is_there_the_next_time(upstream: Upstream) -> None:
    mirror(upstream).names(print)
    upstream.commit("2026-04-01", vpn_md="# VPN\n\nNewest.\n")
    (upstream.folder / "net" / "dns.md").unlink()
    upstream.commit("2026-04-02")
    again = mirror(upstream)
    assert again.names(print) == ["vpn.md"]
    assert again.read("vpn.md") == b"# VPN\n\nNewest.\n"


def test_a_branch_may_be_named(upstream: Upstream) -> None:
    upstream.git("switch", "--quiet", "--create", "next")
    upstream.commit("2026-05-01", next_md="# Next\n")
    upstream.git("switch", "--quiet", "main")
    assert mirror(upstream).names(print) == ["net/dns.md", "vpn.md"]
    assert mirror(upstream, "#next").names(print) == ["net/dns.md", "next.md", "vpn.md"]


def test_a_link_is_not_followed_and_hidden_files_are_left_out(upstream: Upstream) -> None:
    (upstream.folder / "secret.md").symlink_to("/etc/passwd")
    (upstream.folder / ".env.md").write_text("x")
    upstream.commit("2026-05-01")
    repository = mirror(upstream)
    assert repository.names(print) == ["net/dns.md", "vpn.md"]
    with pytest.raises(Permanent, match="not in the repository"):
        repository.read("secret.md")


def test_no_hook_of_the_mirror_runs(upstream: Upstream, tmp_path: Path) -> None:
    mirror(upstream).names(print)
    (place,) = (tmp_path / "mirrors").iterdir()
    for name in ("post-update", "reference-transaction", "post-fetch"):
        hook = place / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(0o755)
    upstream.commit("2026-05-01", vpn_md="# VPN 3\n")
    mirror(upstream).names(print)
    assert not (tmp_path / "ran").exists()


def test_the_commit_at_the_edge_of_what_is_fetched_dates_nothing(
    upstream: Upstream, tmp_path: Path
) -> None:
    """It seems to bring every file that is older."""
    repository = Repository(f"file://{upstream.folder}", tmp_path / "shallow", depth=1)
    assert repository.names(print) == ["net/dns.md", "vpn.md"]
    assert repository.told("net/dns.md").dated == ""


def test_a_repository_that_is_not_there_is_tried_again_without_naming_its_address(
    tmp_path: Path,
) -> None:
    nowhere = tmp_path / "person-with-a-name"
    with pytest.raises(Transient, match="git fetch") as raised:
        Repository(str(nowhere), tmp_path / "mirrors").names(print)
    assert "person-with-a-name" not in str(raised.value)


@pytest.mark.parametrize(
    ("address", "protocol"),
    [
        ("https://git.example.com/it/runbooks.git", "https"),
        ("ssh://git@git.example.com/it/runbooks", "ssh"),
        ("git@git.example.com:it/runbooks.git", "ssh"),
        ("/srv/git/runbooks", "file"),
        ("file:///srv/git/runbooks", "file"),
    ],
)
def test_https_ssh_and_paths_are_read(address: str, protocol: str) -> None:
    assert protocol_of(address) == protocol


@pytest.mark.parametrize(
    "address",
    [
        "http://git.example.com/x",
        "git://git.example.com/x",
        "ext::sh -c touch% /tmp/x",
        "--upload-pack=touch /tmp/x",
        "ftp://example.com/x",
        "runbooks",
        "https:///x",
        "https://a\nb/x",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    with pytest.raises(Permanent):
        protocol_of(address)


def test_an_address_with_a_credential_is_refused_without_repeating_it() -> None:
    for address in ("https://ann:hunter2@git.example.com/x", "https://token123@git.example.com/x"):
        with pytest.raises(Permanent, match="credential") as raised:
            protocol_of(address)
        assert "hunter2" not in str(raised.value)
        assert "token123" not in str(raised.value)
