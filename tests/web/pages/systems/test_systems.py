"""Whether the systems answer and with which rights, and connecting one more."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from company.services.scim import ScimServer
from steersman.bootstrap.connect import connector_types
from steersman.records.guard.tables import writes
from steersman.records.store import writing
from steersman.records.system_checks import SystemChecks
from steersman.settings.systems import load_systems
from steersman.web.pages.systems.fields import fields_of
from tests.governor.company import Company
from tests.web.office import Office, move_in
from tests.web.visitors import visit

DECLARED = """
[[systems]]
name = "crm"
kind = "scim"
aliases = ["sales tool"]

[systems.settings]
base_url = "{url}"
token_secret = "file:token"
"""


@pytest.fixture
def office(tmp_path: Path, scim_server: ScimServer) -> Iterator[Office]:
    """With a CRM that is really there beside the behaving outside."""
    (tmp_path / "data").mkdir()
    token = tmp_path / "data" / "token"
    token.touch(mode=0o600)
    token.write_text(scim_server.token)
    (tmp_path / "data" / "systems.toml").write_text(DECLARED.format(url=scim_server.url))
    company = Company(tmp_path, "")
    with company.open() as steersman:
        yield move_in(steersman, company)


def test_a_system_that_nobody_asked_is_unknown_and_never_well(office: Office) -> None:
    page = visit(office, "technician").get("/systems").text

    assert "Not checked yet" in page
    assert "1 of 1 were never checked" in page
    assert "dot ok" not in page.split('id="systems"')[1]


def test_what_a_check_found_is_kept(office: Office) -> None:
    checks: SystemChecks = office.steersman.system_checks
    checks.keep("crm", reached=True, detail="a CRM", missing=("users.read",), excessive=("root",))

    page = visit(office, "technician").get("/systems/crm").text

    assert "Rights are missing" in page
    assert "users.read" in page
    assert "Not needed: <code>root</code>" in page


def test_when_it_last_answered_outlives_a_failure(office: Office) -> None:
    checks: SystemChecks = office.steersman.system_checks
    checks.keep("crm", reached=True, detail="fine")
    checks.keep("crm", reached=False, detail="<b>refused</b>")

    assert checks.all()["crm"].reached_at is not None
    page = visit(office, "technician").get("/systems/crm").text
    assert "Does not answer" in page
    assert "&lt;b&gt;refused&lt;/b&gt;" in page


def test_what_was_written_counts_against_the_rate(office: Office) -> None:
    now = office.steersman.clock.now()
    row = {"run": "r", "work": "w", "procedure": "p", "subject": "s", "department": "d"}
    key = next(iter(office.steersman.governor.powers.registry))
    with writing(office.steersman.store, "test") as connection:
        for n, at in enumerate((now, now - 1, now - 86400)):
            values = {**row, "id": f"w{n}", "capability": key, "at": at}
            connection.execute(sa.insert(writes).values(values))

    from steersman.web.pages.systems.model import _used

    assert _used(office.steersman)[key] == (2, now)


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("stranger", "GET", "/systems"),
        ("technician", "POST", "/systems/check"),
        ("security", "GET", "/systems/new"),
        ("approver", "POST", "/systems/new/scim"),
    ],
)
def test_who_may_not_is_told_the_rule(office: Office, who: str, method: str, path: str) -> None:
    visitor = visit(office, who)
    answer = visitor.get(path) if method == "GET" else visitor.post(path)

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"].startswith("system.")


@pytest.mark.parametrize("name", ["nothing", "<script>", "new%2Fnothing"])
def test_a_system_that_is_not_there_is_not_found(office: Office, name: str) -> None:
    admin = visit(office, "administrator")

    assert admin.get(f"/systems/{name}").status_code == 404
    assert admin.post("/systems/check", {"name": name}).status_code == 404


def _typed(scim_server: ScimServer, **different: str) -> dict[str, str]:
    typed = {"name": "desk", "base_url": scim_server.url, "token_secret": scim_server.token}
    typed |= {"timeout": "10", "external_id": "employee_number", "do": "try"}
    return typed | different


def test_a_real_system_is_tried_and_nothing_is_kept(
    office: Office, scim_server: ScimServer
) -> None:
    before = office.steersman.settings.systems_path.read_text()

    answer = visit(office, "administrator").post("/systems/new/scim", _typed(scim_server))

    assert answer.status_code == 200
    assert "It answers" in answer.text
    assert scim_server.token not in answer.text
    assert office.steersman.settings.systems_path.read_text() == before


def test_a_system_that_answers_is_kept_with_its_secret_beside(
    office: Office, scim_server: ScimServer
) -> None:
    form = _typed(scim_server, do="keep", aliases="help desk, tickets")
    admin = visit(office, "administrator")

    answer = admin.post("/systems/new/scim", form)

    assert answer.status_code == 303
    file = office.steersman.settings.systems_path
    declared = {each.name: each for each in load_systems(file).systems}
    assert set(declared) == {"crm", "desk"}
    assert declared["desk"].settings["token_secret"] == "file:secrets/desk-token"
    secret = file.parent / "secrets" / "desk-token"
    assert secret.read_text() == scim_server.token
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert office.ledger("system-declared")[0]["by"] == office.id("administrator")
    assert "Declared, not connected yet: desk" in admin.get("/systems").text


@pytest.mark.parametrize(
    ("different", "told"),
    [
        ({"base_url": "http://127.0.0.1:1/scim"}, "does not answer like this"),
        ({"base_url": ""}, "still empty: Base address"),
        ({"token_secret": ""}, "still empty: Token"),
        ({"timeout": "soon"}, "timeout"),
        ({"name": "Not A Name"}, "name: "),
        ({"name": "crm"}, "there is a system crm already"),
        ({"external_id": "shoe size"}, "external_id"),
        ({"accounts_from": "nowhere", "do": "keep"}, "accounts_from names"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    office: Office, scim_server: ScimServer, different: dict[str, str], told: str
) -> None:
    before = office.steersman.settings.systems_path.read_text()

    form = _typed(scim_server, **{"aliases": "kept-words", "do": "keep"} | different)
    answer = visit(office, "administrator").post("/systems/new/scim", form)

    assert answer.status_code == 422
    assert told in answer.text
    assert "kept-words" in answer.text
    assert scim_server.token not in answer.text
    assert office.steersman.settings.systems_path.read_text() == before
    assert not (office.steersman.settings.data / "secrets").exists()


def test_a_form_cannot_name_a_secret_that_is_not_its_own(
    office: Office, scim_server: ScimServer
) -> None:
    """Else whoever may connect a system could have any file sent to a server of theirs."""
    form = _typed(scim_server, do="keep", token_secret="file:token")

    answer = visit(office, "administrator").post("/systems/new/scim", form)

    assert answer.status_code in (200, 303, 422)  # the text itself is the token that was sent
    kept = office.steersman.settings.data / "secrets" / "desk-token"
    assert not kept.exists() or kept.read_text() == "file:token"


def test_a_secret_that_is_there_is_never_overwritten(
    office: Office, scim_server: ScimServer
) -> None:
    theirs = office.steersman.settings.data / "secrets" / "desk-token"
    theirs.parent.mkdir()
    theirs.write_text("another")

    form = _typed(scim_server, do="keep")
    answer = visit(office, "administrator").post("/systems/new/scim", form)

    assert answer.status_code == 422
    assert theirs.read_text() == "another"
    assert "desk" not in office.steersman.settings.systems_path.read_text()


def test_every_kind_has_a_form(office: Office) -> None:
    admin = visit(office, "administrator")
    kinds = office.steersman.declaring.kinds
    pages = {kind: admin.get(f"/systems/new/{kind}") for kind in kinds}

    assert set(pages) >= {"ldap", "scim", "dovecot", "caldav", "slack", "linux", "wireguard"}
    assert {page.status_code for page in pages.values()} == {200}
    assert all(page.text.count(" required") >= 2 for page in pages.values())


def test_every_field_of_every_kind_says_what_it_means_and_what_must_be_typed_has_an_example() -> (
    None
):
    silent = []
    for kind, connector in connector_types().items():
        for field in fields_of(connector.settings):
            typed = field.required and field.kind == "text"
            if not field.means or (typed and not field.example):
                silent.append(f"{kind}.{field.name}")
    assert not silent, f"give them Field(description=…, examples=[…]): {silent}"


def test_an_example_of_a_field_is_one_that_its_kind_takes() -> None:
    for connector in connector_types().values():
        fields = fields_of(connector.settings)
        given = {f.name: f.read(f.example or "env:X") for f in fields if f.required or f.is_long}
        choices = {f.name: f.choices[0] for f in fields if f.choices}
        connector.settings.model_validate({**given, **choices})


def test_a_table_is_typed_a_line_each() -> None:
    fields = {f.name: f for f in fields_of(connector_types()["confluence"].settings)}
    assert fields["spaces"].read("IT = everyone, role:hr\n ~ann =\n") == {
        "IT": ["everyone", "role:hr"],
        "~ann": [],
    }
    assert fields["groups"].read("it-staff = department:IT") == {"it-staff": "department:IT"}
    assert "IT = everyone; HRTEAM =" in fields["spaces"].hint


def test_the_form_shows_them_beside_the_fields(office: Office) -> None:
    page = visit(office, "administrator").get("/systems/new/ldap").text
    assert "The DN that everything stands below. Such as dc=example,dc=org." in page
    assert (
        'id="f-base_dn" name="base_dn" value="" data-keep required aria-describedby="h-base_dn"'
        in page
    )
    assert "counts after a restart" in page
