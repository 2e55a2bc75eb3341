"""Name and password: in, and the ways in which one is not let in."""

from __future__ import annotations

import re

import pytest

from steersman.web.guarding import LARGEST
from steersman.web.sign_in import cookies
from tests.web.office import Office
from tests.web.pages.sign_in.doors import is_in, knock, with_password
from tests.web.visitors import HERE, PASSWORD, account_of, browser_at, visit


def test_the_right_password_leads_to_the_page_that_was_wanted(office: Office) -> None:
    client = with_password(office)
    told = knock(client, "approver@example.org", next="/work?q=1")
    assert (told.status_code, told.headers["location"]) == (303, "/work?q=1")
    assert is_in(client)


def test_a_name_counts_in_any_case(office: Office) -> None:
    assert knock(with_password(office), " Approver@Example.ORG ").status_code == 303


def test_a_page_sends_who_is_not_signed_in_to_the_door_and_back(office: Office) -> None:
    told = browser_at(office.steersman).get("/account?x=1")
    assert (told.status_code, told.headers["location"]) == (303, "/sign-in?next=/account%3Fx%3D1")


def test_htmx_is_sent_by_a_header_that_it_understands(office: Office) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"{HERE}/work?q=1"}
    told = browser_at(office.steersman).get("/account", headers=headers)
    assert (told.status_code, told.headers["hx-redirect"]) == (401, "/sign-in?next=/work%3Fq%3D1")


def test_wrong_unknown_disabled_and_without_password_are_told_alike(office: Office) -> None:
    client = with_password(office)
    account_of(office, "hr")
    disabled = account_of(office, "auditor", PASSWORD)
    office.steersman.sign_in.disable(disabled.id, by="system:test")
    names = ("approver@example.org", "hr@example.org", "auditor@example.org", "x@example.org")
    answers = [knock(client, names[0], "not the password at all")]
    answers += [knock(client, name) for name in names[1:]]
    assert {answer.status_code for answer in answers} == {401}
    bodies = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(bodies) == 1
    assert "Name or password is not right." in bodies.pop()


def test_no_password_comes_back_in_the_page(office: Office) -> None:
    told = knock(with_password(office), "approver@example.org", "my secret sentence")
    assert "my secret sentence" not in told.text


@pytest.mark.parametrize(
    "next",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tx//evil.example",
        "javascript:alert(1)",
        "/sign-out",
        "/api/v1/me",
        "",
        "work",
        "/" + "x" * 3000,
    ],
)
def test_the_way_on_is_always_a_page_of_ours(office: Office, next: str) -> None:
    told = knock(with_password(office), "approver@example.org", next=next)
    assert (told.status_code, told.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_another_site_cannot_sign_somebody_in(office: Office, headers: dict[str, str]) -> None:
    client = with_password(office)
    told = knock(client, "approver@example.org", **headers)
    assert told.status_code == 403
    assert told.json()["error"]["rule"] == "csrf"
    assert not is_in(client)


def test_a_session_that_was_planted_is_not_the_one_that_is_used(office: Office) -> None:
    attacker = visit(office, "employee")
    name = cookies.name_of(office.steersman, cookies.SESSION)
    planted = attacker.http.cookies[name]
    client = with_password(office)
    client.cookies.set(name, planted, domain="testserver.local")
    assert knock(client, "approver@example.org").status_code == 303
    assert client.cookies.get(name) != planted
    assert attacker.get("/account").status_code == 303


def test_the_cookie_is_for_this_host_alone_and_no_script(office: Office) -> None:
    settings = office.steersman.settings.model_copy(update={"public_url": "https://desk.example"})
    office.steersman.settings = settings
    told = knock(with_password(office), "approver@example.org")
    cookie = next(c for c in told.headers.get_list("set-cookie") if "-session=" in c)
    assert cookie.startswith("__Host-steersman-session=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)


def test_after_five_wrong_passwords_one_has_to_wait_and_then_may_try_again(office: Office) -> None:
    client = with_password(office)
    wrong = [knock(client, "approver@example.org", "x" * 20).status_code for _ in range(6)]
    assert wrong == [401] * 6
    told = knock(client, "approver@example.org")
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) <= 3
    office.steersman.clock.pause(2.1)
    assert knock(client, "approver@example.org").status_code == 303


def test_an_unknown_name_is_slowed_down_alike(office: Office) -> None:
    client = with_password(office)
    told = [knock(client, "nobody@example.org").status_code for _ in range(7)]
    assert told == [401] * 6 + [429]


def test_a_stranger_who_guesses_does_not_lock_out_the_browser_of_the_owner(office: Office) -> None:
    owner = with_password(office)
    assert knock(owner, "approver@example.org").status_code == 303
    stranger = browser_at(office.steersman)
    for _ in range(7):
        told = knock(stranger, "approver@example.org", "x" * 20)
    assert told.status_code == 429
    assert knock(owner, "approver@example.org").status_code == 303


def test_a_forged_device_mark_gives_no_free_tries(office: Office) -> None:
    client = with_password(office)
    name = cookies.name_of(office.steersman, cookies.DEVICE)
    for number in range(7):
        client.cookies.set(name, f"{number}.{'0' * 64}")
        told = knock(client, "approver@example.org", "x" * 20)
    assert told.status_code == 429


def test_whoever_has_left_does_not_come_in(office: Office) -> None:
    client = with_password(office)
    office.company.leaves(office.steersman, office.id("approver"))
    told = knock(client, "approver@example.org")
    assert (told.status_code, told.json()["error"]["rule"]) == (403, "sign-in")


def test_who_leaves_while_signed_in_is_out_at_once(office: Office) -> None:
    approver = visit(office, "approver")
    assert approver.get("/account").status_code == 200
    office.company.leaves(office.steersman, office.id("approver"))
    assert approver.get("/account").status_code == 303


def test_a_role_that_is_taken_away_counts_at_once(office: Office) -> None:
    approver = visit(office, "approver")
    assert "approver, employee" in approver.get("/account").text
    office.steersman.permissions.withdraw(office.id("approver"), "approver", by="system:test")
    assert "approver, employee" not in approver.get("/account").text


def test_signing_out_ends_the_session_on_the_server(office: Office) -> None:
    approver = visit(office, "approver")
    name = cookies.name_of(office.steersman, cookies.SESSION)
    kept = approver.http.cookies[name]
    assert approver.post("/sign-out").headers["location"] == "/sign-in"
    approver.http.cookies.set(name, kept)
    assert approver.get("/account").status_code == 303


def test_a_session_ends_when_idle_or_disabled(office: Office) -> None:
    approver = visit(office, "approver")
    office.steersman.sign_in.disable(office.id("approver"), by="system:test")
    assert approver.get("/account").status_code == 303


def test_a_cookie_opens_no_door_of_the_api(office: Office) -> None:
    assert visit(office, "administrator").get("/api/v1/me").status_code == 401


def test_a_body_without_end_or_sense_is_refused(office: Office) -> None:
    client = with_password(office)
    assert client.post("/sign-in", content=b"x" * (LARGEST + 1)).status_code == 413
    many = "&".join(f"a{n}=1" for n in range(2000))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/sign-in", content=many, headers=kind).status_code == 422
    odd = b"name=%ff%01&password=%ed%a0%80&next=%01"
    assert client.post("/sign-in", content=odd, headers=kind).status_code == 401


def test_what_happens_at_the_door_stands_in_the_ledger_without_what_was_typed(
    office: Office,
) -> None:
    client = with_password(office)
    knock(client, "my password by mistake", "and my name")
    knock(client, "approver@example.org", "x" * 20)
    knock(client, "approver@example.org")
    refused = office.ledger("sign-in-refused")
    assert [entry["principal"] for entry in refused] == ["", office.id("approver")]
    entry = office.ledger("signed-in")[0]
    assert (entry["principal"], entry["how"]) == (office.id("approver"), "password")
    assert "mistake" not in str(refused)


def test_where_nobody_has_an_account_the_page_says_how_the_first_is_made(office: Office) -> None:
    client = browser_at(office.steersman)
    assert "steersman accounts create --local" in client.get("/sign-in").text

    office.steersman.sign_in.create(office.id("approver"), "approver@example.org", by="system:test")

    assert "steersman accounts create --local" not in client.get("/sign-in").text
