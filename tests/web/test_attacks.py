"""What an attacker tries on every route, as the router has them: none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from steersman.records.ledger.tables import entries
from steersman.records.store import reading
from tests.web.attacker import FOREIGN, Attacker, fill
from tests.web.lively import Lively, lively_office
from tests.web.office import V1, Office
from tests.web.router import page_routes, served
from tests.web.visitors import HERE, PASSWORD, account_of, browser_at, visit

# Pages for somebody who is not signed in.  A new one has to be added here by hand.
PUBLIC = {
    "/approve/{token}",  # its token is the secret, and says in whose name
    "/page/{token}",  # likewise
    "/sign-in",
    "/sign-in/company",
    "/sign-in/company/answer",
    "/sign-in/passkey",
    "/sign-in/passkey/options",
    "/sign-in/password/{secret}",
    "/sign-in/second-factor",
}
CROSS = [
    {"Origin": FOREIGN},
    {"Origin": "null"},
    {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
    {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
    {},
]
FORM = "application/x-www-form-urlencoded"
DEEP = "[" * 20_000 + "]" * 20_000
BODIES: list[tuple[str, bytes]] = [
    (FORM, b"text=\xff\xfe&reason=\xc3\x28&name=\xed\xa0\x80&do=propose&verdict=approve"),
    (FORM, b"text=%00&reason=%00&name=%00&scope=%00&person=%00&answer=%00&number=%00&sure=yes"),
    (
        FORM,
        b"reason=a%0d%0aSet-Cookie:x=1&filter=status%3dall%0d%0aX:1&name=%0d%0aX: 1&next=/%0d%0aX",
    ),
    (FORM, b"&".join(b"f%d=1" % n for n in range(3000))),
    (FORM, b"text=" + b"a" * 600_000 + b"&reason=" + b"b" * 100_000 + b"&name=" + b"c" * 100_000),
    (FORM, b"reason=a&reason=b&verdict=approve&verdict=refuse&name=a&name=b&work=a&work=b"),
    (FORM, b"%%%=&=&;&&a=%zz"),
    (FORM, b"x" * (1024 * 1024 + 1)),
    ("application/json", DEEP.encode()),
    ("application/json", b'{"a":' * 20_000),
    ("application/json", b"null"),
    ("application/json", b"[]"),
    ("application/json", b"1e999"),
    ("application/json", b'{"person": {"a": []}, "text": 1, "digest": null}'),
    ("application/json", b'{"text": "\\ud800", "person": "\\ud800", "scope": "\\ud800"}'),
    ("application/json", b'{"text": "\\u0000", "person": "\\u0000", "scope": "system:\\u0000"}'),
    ("application/json", b"\xff\xfe{}"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
    ("text/plain; charset=nonsense", b"reason=a"),
    ("", b"reason=a"),
]
VALUES = ("%00", "%ff", "..%2f..%2fetc%2fpasswd", "a" * 3000, "9" * 40, "-1", "%0d%0aX:1", "'\"<a>")
QUERIES = ("before", "after", "q", "status", "kind", "work", "digest", "about", "limit", "next")


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lively]:
    with lively_office(tmp_path_factory.mktemp("lively")) as office:
        yield office


@pytest.fixture
def boss(lively: Lively) -> Iterator[Attacker]:
    """Signed in with every right of an administrator; no answer may have a fault."""
    attacker = Attacker(lively, "administrator")
    yield attacker
    assert not attacker.faults, "\n".join(attacker.faults)


@pytest.fixture
def nobody(lively: Lively) -> Iterator[Attacker]:
    attacker = Attacker(lively)
    yield attacker
    assert not attacker.faults, "\n".join(attacker.faults)


def recorded(lively: Lively) -> int:
    with reading(lively.office.steersman.store) as connection:
        return connection.scalar(sa.select(sa.func.max(entries.c.seq))) or 0


def test_no_page_is_shown_without_a_session(nobody: Attacker) -> None:
    for route in page_routes():
        if route.path in PUBLIC:
            continue
        for headers in ({}, {"Cookie": "steersman-session=x"}, {"HX-Request": "true"}):
            sent = {"Origin": HERE, "Accept": "text/html", **headers}
            answer = nobody.ask(route.method, nobody.path(route), headers=sent)
            wanted = 401 if "HX-Request" in headers else 303
            assert answer.status_code == wanted, (route, answer.text)
            to = answer.headers.get("location") or answer.headers["hx-redirect"]
            assert to.startswith("/sign-in"), (route, to)


def test_a_token_of_the_api_opens_no_page_and_a_cookie_no_api(boss: Attacker) -> None:
    token = boss.lively.office.token("administrator")
    stranger = Attacker(boss.lively)
    for route in served("GET"):
        if route.path in PUBLIC or route.path.startswith(("/static", "/healthz")):
            continue
        if route.path.startswith(V1):
            told = boss.ask("GET", boss.path(route)).status_code
            assert told == 401 or route.path.endswith("openapi.json"), route
        else:
            bearer = {"Authorization": f"Bearer {token}"}
            assert stranger.ask("GET", boss.path(route), headers=bearer).status_code == 303, route


def test_no_form_of_another_site_or_session_does_anything(boss: Attacker) -> None:
    other = visit(boss.lively.office, "administrator").csrf
    before, tried = recorded(boss.lively), 0
    for route in page_routes():
        if route.method == "GET" or route.path in PUBLIC:
            continue
        path, form = boss.path(route), {"reason": "x", "scope": "everything", "sure": "yes"}
        for headers in CROSS:
            told = boss.ask(route.method, path, data={"csrf": boss.csrf, **form}, headers=headers)
            assert (told.status_code, told.json()["error"]["rule"]) == (403, "csrf"), (
                path,
                headers,
            )
        for csrf in ("", "x", other, boss.csrf[:-1], boss.csrf + "x"):
            tried += 1
            told = boss.ask(route.method, path, data={**form, "csrf": csrf})
            assert (told.status_code, told.json()["error"]["rule"]) == (403, "csrf"), (path, csrf)
    assert tried > 50
    assert recorded(boss.lively) == before


def test_nobody_is_signed_in_by_another_site(nobody: Attacker) -> None:
    for route in page_routes():
        if route.method != "GET" and route.path in PUBLIC - {"/approve/{token}", "/page/{token}"}:
            for headers in CROSS:
                told = nobody.ask(route.method, nobody.path(route), headers=headers)
                assert told.status_code == 403, (route, headers)


def test_every_answer_has_the_headers_that_keep_it_safe(boss: Attacker, nobody: Attacker) -> None:
    seen = set()
    for asking in (boss, nobody):
        token = {"Authorization": f"Bearer {asking.lively.office.token('administrator')}"}
        for route in served("GET"):
            for headers in ({"Accept": "text/html"}, token, {"HX-Request": "true"}):
                path = asking.path(route).replace("/wait", "/wait?timeout=0")
                seen.add(asking.ask("GET", path, headers=headers).status_code)
    assert {200, 303, 401, 410} <= seen
    for path in ("/nothing", "/static/x/nothing", "/api/v1/nothing", f"{V1}/openapi.json"):
        for method in ("GET", "POST", "OPTIONS"):
            nobody.ask(method, path, headers={"Accept": "text/html"})


@pytest.mark.parametrize(("kind", "body"), BODIES, ids=range(len(BODIES)))
def test_no_body_makes_it_fail(boss: Attacker, kind: str, body: bytes) -> None:
    bearer = {"Authorization": f"Bearer {boss.lively.office.token('administrator')}"}
    headers = {"Origin": HERE, "X-CSRF-Token": boss.csrf, "Content-Type": kind}
    for route in served():
        if route.method in ("GET", "HEAD") or route.path == "/sign-out":
            continue
        of_api = bearer if route.path.startswith(V1) else {}
        told = boss.ask(route.method, boss.path(route), content=body, headers=headers | of_api)
        if b"x" * (1024 * 1024) in body:
            assert told.status_code == 413


@pytest.mark.parametrize("value", VALUES)
def test_no_value_in_an_address_makes_it_fail(boss: Attacker, value: str) -> None:
    bearer = {"Authorization": f"Bearer {boss.lively.office.token('administrator')}"}
    for route in served("GET"):
        headers = bearer if route.path.startswith(V1) else {}
        parts = route.path.split("/")
        path = "/".join(value if each.startswith("{") else each for each in parts)
        paths = [
            path,
            *(f"{boss.path(route)}?{name}={value}" for name in queries(route.path, value)),
        ]
        for path in paths:
            assert "root:" not in boss.ask("GET", path, headers=headers).text


def queries(path: str, value: str) -> tuple[str, ...]:
    """The parameters that its page or its operation reads, as far as there can be any."""
    return QUERIES if "{" not in path and value in ("%ff", "-1", "9" * 40) else ()


def test_a_method_that_is_not_served_does_nothing(boss: Attacker) -> None:
    before = recorded(boss.lively)
    known = {(route.method, route.path) for route in served()}
    bearer = {"Authorization": f"Bearer {boss.lively.office.token('administrator')}"}
    for path in {route.path for route in served()}:
        for method in ("PUT", "PATCH", "DELETE", "POST", "TRACE", "OPTIONS", "HEAD", "FOO"):
            if (method, path) in known:
                continue
            headers = {**bearer, "X-CSRF-Token": boss.csrf, "Origin": HERE}
            there = fill(boss.lively, path)
            told = boss.ask(method, there, headers=headers).status_code
            if method == "HEAD" and not path.startswith(("/api/", "/console/events")):
                assert told == boss.ask("GET", there, headers=headers).status_code, path
            else:
                assert told in (404, 405), (method, path, told)
    for header in ("X-HTTP-Method-Override", "X-Method-Override"):
        assert boss.ask("GET", "/switches/throw", headers={header: "POST"}).status_code in (
            404,
            405,
        )
    assert recorded(boss.lively) == before


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/work", "/ci", "/static/steersman.css"])
def test_head_answers_as_get_without_a_body(boss: Attacker, path: str) -> None:
    """Probes and link checkers ask so."""
    whole, bare = boss.ask("GET", path), boss.ask("HEAD", path)
    assert (bare.status_code, bare.content) == (whole.status_code, b"")
    assert bare.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "testserver@evil.example"])
def test_the_host_that_a_request_names_stands_in_no_answer(boss: Attacker, host: str) -> None:
    names = ("Host", "X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL")
    stranger = Attacker(boss.lively)
    for name in names:
        value = f"host={host}" if name == "Forwarded" else host
        for asking in (boss, stranger):
            for path in ("/", "/work", "/sign-in", "/nothing", f"/questions/{_question(boss)}"):
                told = asking.ask("GET", path, headers={name: value, "Accept": "text/html"})
                assert "evil.example" not in told.text + str(told.headers), (name, path)
    assert stranger.faults == []


def _question(boss: Attacker) -> str:
    return str(boss.lively.office.steersman.desk.questions.open(boss.lively.asked)[0]["id"])


AWAY = [
    FOREIGN,
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    " //evil.example",
    "/%0d%0aLocation:%20https://evil.example\r\nX: y",
    "/sign-out",
    "evil.example",
]


@pytest.mark.parametrize("away", AWAY)
def test_no_redirect_leads_away(lively: Lively, away: str) -> None:
    account = account_of(lively.office, "technician", PASSWORD)
    attacker = Attacker(lively)
    shown = attacker.ask("GET", "/sign-in", params={"next": away})
    assert 'name="next" value="/"' in shown.text
    told = attacker.post("/sign-in", {"name": account.name, "password": PASSWORD, "next": away})
    assert (told.status_code, told.headers["location"]) == (303, "/")
    boss = Attacker(lively, "security")
    sent = {"Referer": f"{FOREIGN}/{away}".replace("\r\n", "").replace("\n", "")}
    told = boss.post("/switches/throw", {"scope": "system:saas", "reason": "x"}, **sent)
    assert told.headers["location"].startswith("/")
    assert not told.headers["location"].startswith(("//", "/\\"))
    assert attacker.faults + boss.faults == []


def test_a_cookie_that_was_there_before_signing_in_is_not_kept(lively: Lively) -> None:
    account = account_of(lively.office, "technician", PASSWORD)
    victim = visit(lively.office, "employee")  # whose cookie the attacker put there
    planted = dict(victim.http.cookies)
    for given in (planted, dict.fromkeys(planted, "chosen-by-the-attacker")):
        browser = browser_at(lively.office.steersman)
        browser.cookies.update(given)
        form = {"name": account.name, "password": PASSWORD}
        made = browser.post("/sign-in", data=form).cookies
        for name in given:
            assert made[name] != given[name]
            assert "HttpOnly" in browser.post("/sign-in", data=form).headers["set-cookie"]
    chosen = browser_at(lively.office.steersman)
    chosen.cookies.update(dict.fromkeys(planted, "chosen-by-the-attacker"))
    assert chosen.get("/work").status_code == 303


def test_who_is_unknown_is_answered_like_who_is_wrong(lively: Lively) -> None:
    account = account_of(lively.office, "auditor", PASSWORD)
    attacker = Attacker(lively)
    wrong, unknown = (
        attacker.post("/sign-in", {"name": name, "password": "wrong"}).text.replace(name, "NAME")
        for name in (account.name, "nobody@example.org")
    )
    assert wrong == unknown
    assert attacker.faults == []


def test_a_stranger_cannot_tell_a_hidden_person_from_none(lively: Lively) -> None:
    stranger = Attacker(lively, "stranger")
    for path in ("/people/{}", "/people/{}/history", "/people/{}/leave"):
        hidden, none = (
            stranger.ask("GET", path.format(person))
            for person in (lively.hostile, "per_" + "0" * 32)
        )
        assert hidden.status_code == none.status_code, path
        assert hidden.text.replace(lively.hostile, "ID") == none.text.replace(
            "per_" + "0" * 32, "ID"
        )


def test_a_mailed_link_is_whole_or_nothing(lively: Lively) -> None:
    attacker, link = Attacker(lively), lively.mailed.removeprefix("/approve/")
    told, _, signature = link.partition(".")
    forged = [link[:-1], link + "A", told, f"{told}.", f".{signature}", signature, f"{told}.AAAA"]
    forged += [f"{told[:-4]}AAAA.{signature}", f"{told}.{signature}.{signature}", "%00", "é"]
    before = recorded(lively)
    for each in forged:
        for answer in (
            attacker.ask("GET", f"/approve/{each}"),
            attacker.post(f"/approve/{each}", {"decision": "approve", "reason": "x"}),
        ):
            assert answer.status_code in (400, 404, 405, 410), (each, answer.status_code)
    assert recorded(lively) == before
    assert attacker.faults == []


def test_fields_that_no_form_has_change_nothing(lively: Lively) -> None:
    hr, office = Attacker(lively, "hr"), lively.office
    more = {
        "requester": "system:hr-feed",
        "vouched_by": "x",
        "status": "done",
        "roles": "administrator",
    }
    told = hr.post(
        "/work/new/leaver", {"person": office.id("stranger"), "sure": "yes", "by": "x", **more}
    )
    if told.status_code == 303:
        row = office.steersman.desk.work_items.row(told.headers["location"].removeprefix("/work/"))
        assert row["requester"] == office.id("hr")
        assert row["vouched_by"] == ""
        assert row["status"] == "new"
    hr.post("/account/theme", {"theme": "dark", **more, "principal": office.id("administrator")})
    assert office.steersman.permissions.principal(office.id("hr")).roles == {"employee", "hr"}
    assert hr.faults == []


def test_no_body_of_the_api_takes_a_field_it_does_not_know(office: Office) -> None:
    schema = office.http.get(f"{V1}/openapi.json").json()
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            for kind in content.values():
                name = kind["schema"]["$ref"].rpartition("/")[2]
                shape = schema["components"]["schemas"][name]
                assert shape.get("additionalProperties") is False, (method, path)


def test_a_zero_byte_is_refused_on_each_store(each_office: Office) -> None:
    for path in ("/work?subject=%00", "/people?q=%00", "/work/%00", "/people/%00"):
        assert each_office.get("administrator", path).status_code in (400, 404, 422), path
    for path in ("/requests", "/leave"):
        told = each_office.post("hr", path, {"text" if path == "/requests" else "person": "a\0b"})
        assert told.status_code in (404, 409, 422), told.text


def test_files_outside_of_the_folder_are_not_served(nobody: Attacker) -> None:
    for name in (
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "..\\app.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
    ):
        for path in (f"/static/0/{name}", f"/static/0/js/{name}", f"/static/{name}"):
            told = nobody.ask("GET", path)
            assert told.status_code == 404, path
