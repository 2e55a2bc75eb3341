"""Canaille from PyPI: a real OpenID Connect provider on loopback, as the company's own sign-in.

``python -m company.services.oidc PORT REDIRECT`` serves it, with its memory backend: whoever is in
it is gone when it stops.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from company.process import LOOPBACK, Processes, free_port, wait_tcp

CLIENT, SECRET, OTHER_CLIENT = "steersman", "meridian-oidc-secret", "somebody-else"
NUMBER_CLAIM = "nickname"  # Canaille has no claim for the employee number
PASSWORD = "correct horse battery"
VERIFIED = "{% if user.title != 'unverified' %}true{% endif %}"  # Canaille tells none by itself


@dataclass(frozen=True, slots=True)
class Someone:
    """A user of the provider.  ``verified``: whether it vouches for the mail address."""

    login: str
    mail: str
    number: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Provider:
    port: int
    redirect: str

    @property
    def issuer(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


def start(processes: Processes, redirect: str, people: Path) -> Provider:
    """The provider, with one user for each line ``login mail number yes|no`` of ``people``."""
    provider = Provider(free_port(), redirect)
    program = [sys.executable, "-m", "company.services.oidc"]
    argv = [*program, str(provider.port), redirect, str(people)]
    processes.start("oidc", argv)
    wait_tcp(provider.port, "Canaille", timeout=60)
    return provider


def users(file: Path) -> list[Someone]:
    rows = [line.split() for line in file.read_text().splitlines() if line.strip()]
    return [Someone(login, mail, number, said == "yes") for login, mail, number, said in rows]


def serve(port: int, redirect: str, people: list[Someone]) -> None:
    """Until the process is ended."""
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from joserfc.jwk import RSAKey
    from werkzeug.serving import make_server

    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True, auto_kid=True)
    app = create_app(config=_config(port, dict(key.as_dict(private=True))))
    mapping = app.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]
    mapping |= {NUMBER_CLAIM.upper(): "{{ user.employee_number }}", "EMAIL_VERIFIED": VERIFIED}
    with app.app_context():
        for name in (CLIENT, OTHER_CLIENT):
            client = models.Client(**_client(name, redirect))
            Backend.instance.save(client)
            client.audience = [client]
            Backend.instance.save(client)
        for someone in people:
            Backend.instance.save(models.User(**_user(someone)))
    make_server(LOOPBACK, port, app, threaded=True).serve_forever()


def _config(port: int, key: dict[str, object]) -> dict[str, object]:
    core = {"DATABASE": "memory", "JAVASCRIPT": False, "CAPTCHA_ENABLED": False, "SMTP": None}
    return {
        "SECRET_KEY": "only-for-tests-" * 3,
        "SERVER_NAME": f"{LOOPBACK}:{port}",
        "WTF_CSRF_ENABLED": False,
        "PREFERRED_URL_SCHEME": "http",
        "CACHE_TYPE": "SimpleCache",
        "CANAILLE": core,
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key]},
    }


def _client(name: str, redirect: str) -> dict[str, object]:
    return {
        "client_id": name,
        "client_secret": SECRET,
        "client_name": name,
        "client_uri": f"http://{LOOPBACK}",  # a trusted one: nobody is asked for consent
        "redirect_uris": [redirect],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": ["openid", "profile", "email"],
        "token_endpoint_auth_method": "client_secret_basic",
    }


def _user(someone: Someone) -> dict[str, object]:
    return {
        "user_name": someone.login,
        "formatted_name": someone.login.title(),
        "family_name": someone.login.title(),
        "emails": [someone.mail],
        "employee_number": someone.number,
        "title": "verified" if someone.verified else "unverified",
        "password": PASSWORD,
    }


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], users(Path(sys.argv[3])))
