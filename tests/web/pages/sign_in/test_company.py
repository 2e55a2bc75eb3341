"""The company's own sign-in, at a real provider; and every answer of it that does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from company.services import oidc
from steersman.records.sign_in.ceremonies import Ceremonies
from steersman.web.errors import Problem
from steersman.web.sign_in import cookies
from steersman.web.sign_in.provider import Provider
from tests.web.office import Office
from tests.web.pages.sign_in.doors import app_of, is_in, same_mail
from tests.web.visitors import HERE, account_of, browser_at

ANSWER = "/sign-in/company/answer"


@pytest.fixture
def door(office: Office, provider: oidc.Provider, tmp_path: Path) -> TestClient:
    return door_to(office, provider, tmp_path)


@pytest.fixture
def own_door(office: Office, own_provider: oidc.Provider, tmp_path: Path) -> TestClient:
    return door_to(office, own_provider, tmp_path)


def door_to(office: Office, provider: oidc.Provider, folder: Path) -> TestClient:
    """A browser at an office that has the provider for its sign-in."""
    kept = folder / "secret"
    kept.touch(mode=0o600)
    kept.write_text(oidc.SECRET)
    configure(office, oidc_issuer=provider.issuer, oidc_secret=f"file:{kept}", public_url=HERE)
    configure(office, oidc_client=oidc.CLIENT, oidc_number_claim=oidc.NUMBER_CLAIM)
    return browser_at(office.steersman)


def configure(office: Office, **settings: str) -> None:
    office.steersman.settings = office.steersman.settings.model_copy(update=settings)


def begin(client: TestClient, next: str = "/work") -> str:
    told = client.get("/sign-in/company", params={"next": next})
    assert told.status_code == 303, told.text
    return str(told.headers["location"])


def at_provider(where: str, login: str) -> dict[str, str]:
    """Sign in there as a browser does; what the provider sends back."""
    with httpx.Client() as http:
        answer = http.get(where)
        for _ in range(8):
            if answer.is_redirect:
                there = str(answer.url.join(answer.headers["location"]))
                if there.startswith(HERE):
                    return dict(parse_qsl(urlsplit(there).query))
                answer = http.get(there)
            else:
                field = "password" if 'name="password"' in answer.text else "login"
                given = oidc.PASSWORD if field == "password" else login
                answer = http.post(str(answer.url), data={field: given})
    raise AssertionError(f"the provider did not send us back: {answer.text[:500]}")


def back(client: TestClient, told: dict[str, str]) -> Response:
    answer: Response = client.get(f"{ANSWER}?{urlencode(told)}")
    return answer


def through(client: TestClient, login: str) -> Response:
    return back(client, at_provider(begin(client), login))


def rule(answer: Response) -> str:
    assert answer.status_code == 403, answer.text
    named: str = answer.json()["error"]["rule"]
    return named


def changed(where: str, **values: str) -> str:
    parts = urlsplit(where)
    return parts._replace(query=urlencode({**dict(parse_qsl(parts.query)), **values})).geturl()


def test_the_door_offers_it_only_where_it_is_set_up(office: Office) -> None:
    client = browser_at(office.steersman)
    assert "company" not in client.get("/sign-in").text
    assert client.get("/sign-in/company").status_code == 404


def test_who_matches_by_mail_and_number_is_let_in_and_linked(
    door: TestClient, office: Office, provider: oidc.Provider
) -> None:
    told = through(door, "anna")
    assert told.status_code == 303, told.text
    assert told.headers["location"] == "/work"
    assert is_in(door)
    linked = office.steersman.sign_in.identities.account_of(provider.issuer, "anna")
    assert linked == office.id("approver")
    session = office.steersman.sign_in.sessions.running(office.id("approver"))[0]
    assert (session.how, session.second_factor_at) == ("oidc", None)
    assert office.ledger("identity-linked")[0]["principal"] == office.id("approver")


def test_the_subject_counts_from_then_on_whatever_becomes_of_the_mail(
    door: TestClient, office: Office, provider: oidc.Provider
) -> None:
    other = account_of(office, "security")
    office.steersman.sign_in.identities.link(provider.issuer, "anna", other.id)
    assert through(door, "anna").status_code == 303
    assert office.steersman.sign_in.sessions.running(other.id)
    assert office.steersman.sign_in.sessions.running(office.id("approver")) == []


@pytest.mark.parametrize("login", ["unproven", "crossed", "ghost", "numberless"])
def test_who_is_not_certain_is_refused_in_the_same_words(
    door: TestClient, office: Office, login: str
) -> None:
    assert rule(through(door, login)) == "oidc:no certain match"
    assert not is_in(door)
    assert office.steersman.sign_in.accounts.all() == ()
    assert office.ledger("identity-refused")[0]["subject"] == login


def test_two_people_with_one_mail_are_nobody(door: TestClient, office: Office) -> None:
    hired = office.company.hire(office.steersman, "3000", "Ann", "Other")
    same_mail(office, hired, "approver@example.org")
    assert rule(through(door, "anna")) == "oidc:no certain match"


def test_one_person_has_one_identity_at_a_provider(
    door: TestClient, office: Office, provider: oidc.Provider
) -> None:
    account = account_of(office, "approver")
    office.steersman.sign_in.identities.link(provider.issuer, "an earlier subject", account.id)
    assert rule(through(door, "anna")) == "oidc:linked to another"


def test_who_has_left_is_refused(door: TestClient, office: Office) -> None:
    assert through(door, "anna").status_code == 303
    office.company.leaves(office.steersman, office.id("approver"))
    assert rule(through(door, "anna")) == "sign-in"


def test_a_second_factor_of_ours_is_asked_for_too(door: TestClient, office: Office) -> None:
    app_of(office)
    assert through(door, "anna").headers["location"] == "/sign-in/second-factor"
    assert not is_in(door)


def test_a_state_that_is_not_ours_is_refused(own_door: TestClient) -> None:
    told = at_provider(begin(own_door), "anna")
    assert rule(back(own_door, {**told, "state": "x" * 48})) == "oidc:state"
    assert not is_in(own_door)


def test_an_answer_in_a_browser_that_did_not_ask_is_refused(
    own_door: TestClient, office: Office
) -> None:
    told = at_provider(begin(own_door), "anna")
    victim = browser_at(office.steersman)
    assert rule(back(victim, told)).startswith("oidc:no sign-in")
    assert not is_in(victim)


def test_an_answer_counts_once(door: TestClient) -> None:
    told = at_provider(begin(door), "anna")
    assert back(door, told).status_code == 303
    assert rule(back(door, told)).startswith("oidc:no sign-in")


def test_a_code_that_was_used_is_refused_by_the_provider_too(
    own_door: TestClient, office: Office
) -> None:
    first = at_provider(begin(own_door), "anna")
    assert back(own_door, first).status_code == 303
    second = browser_at(office.steersman)
    state = dict(parse_qsl(urlsplit(begin(second)).query))["state"]
    assert rule(back(second, {**first, "state": state})) == "oidc:code"


def test_a_code_begun_by_somebody_else_fails_for_want_of_the_verifier(
    own_door: TestClient, office: Office
) -> None:
    stolen = at_provider(begin(own_door), "anna")
    thief = browser_at(office.steersman)
    state = dict(parse_qsl(urlsplit(begin(thief)).query))["state"]
    assert rule(back(thief, {**stolen, "state": state})) == "oidc:code"


def test_a_wrong_nonce_is_refused(door: TestClient) -> None:
    where = changed(begin(door), nonce="another-nonce-than-ours")
    assert rule(back(door, at_provider(where, "anna"))).startswith("oidc:id token")


def test_a_token_for_another_client_is_refused(door: TestClient, office: Office) -> None:
    """The provider signs it, but not for us: begun as another client, answered to us."""
    where = changed(begin(door), client_id=oidc.OTHER_CLIENT)
    told = at_provider(where, "anna")
    configure(office, oidc_client=oidc.OTHER_CLIENT)
    asked = taken(door, office)
    assert redeemed(office, asked, told) == "oidc:id token: Invalid claim: 'aud'"


def taken(door: TestClient, office: Office) -> dict[str, Any]:
    """What the browser's ceremony remembers."""
    kept = door.cookies[cookies.name_of(office.steersman, cookies.SIGNING_IN)]
    ceremonies: Ceremonies = office.steersman.sign_in.ceremonies
    asked = ceremonies.take("company", kept)
    assert asked is not None
    return asked


def redeemed(office: Office, asked: dict[str, Any], told: dict[str, str]) -> str:
    """The code redeemed as the other client; the token then shown to us as ours."""
    with httpx.Client() as http:
        conversation = Provider(office.steersman, http)
        metadata = conversation._metadata()
        tokens = conversation._tokens(metadata, told["code"], asked["verifier"])
        configure(office, oidc_client=oidc.CLIENT)
        try:
            conversation._claims(metadata, tokens, asked["nonce"])
        except Problem as problem:
            return problem.rule
    return "accepted"


def test_an_answer_in_the_name_of_another_issuer_is_refused(own_door: TestClient) -> None:
    told = at_provider(begin(own_door), "anna")
    assert rule(back(own_door, {**told, "iss": "https://evil.example"})) == "oidc:issuer"


def test_a_provider_under_another_name_is_not_asked(
    door: TestClient, office: Office, provider: oidc.Provider
) -> None:
    configure(office, oidc_issuer=provider.issuer.replace("127.0.0.1", "localhost"))
    assert door.get("/sign-in/company").status_code in (403, 409)


def test_a_provider_without_https_elsewhere_is_refused(door: TestClient, office: Office) -> None:
    configure(office, oidc_issuer="http://provider.example")
    told = door.get("/sign-in/company")
    assert (told.status_code, "https" in told.text) == (409, True)


def test_a_provider_that_is_down_is_told_and_the_password_still_works(
    door: TestClient, office: Office
) -> None:
    configure(office, oidc_issuer="http://127.0.0.1:9")
    assert door.get("/sign-in/company").status_code == 503
    assert door.get("/sign-in").status_code == 200


@pytest.mark.parametrize("next", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_way_on_is_ours_here_too(door: TestClient, next: str) -> None:
    told = back(door, at_provider(begin(door, next), "anna"))
    assert told.headers["location"] == "/"
