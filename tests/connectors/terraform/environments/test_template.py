"""What an engineer may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.connectors.terraform.environments.template import (
    Variable,
    files_of,
    template_at,
    templates_in,
)
from steersman.domain.errors import Permanent
from tests.connectors.terraform.environments.workshops import MANIFEST, write_template


def test_answers_are_completed_and_read_as_what_they_are(tmp_path: Path) -> None:
    more = '[[variable]]\nname = "disk"\ntype = "number"\nleast = 10\nmost = 100\n'
    more += '[[variable]]\nname = "backup"\ntype = "yes/no"\ndefault = false\n'
    template = write_template(tmp_path / "web", MANIFEST + more)
    told = template.values({"purpose": "load test", "disk": "20"})
    assert told == {"size": "t3.micro", "purpose": "load test", "disk": 20, "backup": False}


def test_every_wrong_answer_is_named_at_once(tmp_path: Path) -> None:
    template = write_template(tmp_path / "web")
    with pytest.raises(Permanent) as refusal:
        template.values({"size": "huge", "colour": "red"})
    told = str(refusal.value)
    assert "choose one of t3.micro, m5.large" in told
    assert "colour: web asks no such thing" in told
    assert "purpose is missing" in told


@pytest.mark.parametrize("text", ['x"; rm -rf /', "a\nb", "${file('/etc/passwd')}", "", "é" * 80])
def test_a_text_is_of_plain_characters_unless_the_template_says_otherwise(text: str) -> None:
    with pytest.raises(ValueError, match="does not match"):
        Variable(name="purpose").read(text)


@pytest.mark.parametrize("text", ["9", "101", "nan", "inf", "ten", "1e9"])
def test_a_number_lies_within_its_bounds(text: str) -> None:
    with pytest.raises(ValueError, match=r"from 10 to 100|no number"):
        Variable(name="disk", type="number", least=10, most=100).read(text)


def test_another_content_is_another_template(tmp_path: Path) -> None:
    before = write_template(tmp_path / "web").digest
    (tmp_path / "web" / "more.tf").write_text("# a comment")
    assert template_at(tmp_path / "web").digest != before


def test_what_terraform_leaves_behind_is_not_part_of_it(tmp_path: Path) -> None:
    before = write_template(tmp_path / "web").digest
    (tmp_path / "web" / ".terraform").mkdir()
    (tmp_path / "web" / ".terraform" / "x").write_text("provider")
    (tmp_path / "web" / "terraform.tfstate").write_text("{}")
    (tmp_path / "web" / "terraform.tfvars").write_text('size = "m5.large"')
    assert template_at(tmp_path / "web").digest == before


def test_links_are_not_followed(tmp_path: Path) -> None:
    write_template(tmp_path / "web")
    (tmp_path / "secret").write_text("password")
    (tmp_path / "web" / "link.tf").symlink_to(tmp_path / "secret")
    assert [each.name for each in files_of(tmp_path / "web")] == ["environment.toml", "main.tf"]


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ("title = ", "environment.toml"),
        ("", "title"),
        ('title = "a"\nlongest_days = 0', "longest_days"),
        ('title = "a"\nsurprise = 1', "surprise"),
        ('title = "a"\n[[variable]]\nname = "x y"', "name"),
        ('title = "a"\n[[variable]]\nname = "x"\ntype = "choice"', "a choice needs choices"),
    ],
)
def test_one_that_cannot_be_offered_says_why_and_hides_no_other(
    tmp_path: Path, manifest: str, told: str
) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "environment.toml").write_text(manifest)
    write_template(tmp_path / "web")
    faulty, good = list(templates_in(tmp_path))
    assert isinstance(faulty, str)
    assert told in faulty
    assert not isinstance(good, str)
    assert good.name == "web"


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="no folder"):
        list(templates_in(tmp_path / "none"))
