"""The company's own sign-in: OpenID Connect, the code flow with PKCE (RFC 6749, RFC 7636).

What the provider says is believed only when its signature, issuer, audience and nonce are right,
and the answer comes back to the browser that asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient
from steersman.settings.secrets import secret
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden

ANSWER = "/sign-in/company/answer"
SCOPE = "openid profile email"
SIGNED_BY = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]  # never "none", never a shared secret
PATIENCE = 10.0  # seconds
SKEW = 60  # seconds that the provider's clock may be off
LARGEST = 512 * 1024  # bytes of an answer
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the provider.  Only ``subject`` never changes its meaning."""

    issuer: str
    subject: str
    mail: str
    mail_is_verified: bool
    number: str
    second_factor: bool


@dataclass(frozen=True)
class Provider:
    """One conversation with the provider, over ``http``."""

    core: Core
    http: httpx.Client

    def begin(self) -> tuple[str, Json]:
        """Where to send the browser, and what to remember until it comes back."""
        asked: Json = {name: generate_token(48) for name in ("state", "nonce", "verifier")}
        where = prepare_grant_uri(
            self._metadata()["authorization_endpoint"],
            client_id=self.core.settings.oidc_client,
            response_type="code",
            redirect_uri=self._redirect(),
            scope=SCOPE,
            state=asked["state"],
            nonce=asked["nonce"],
            code_challenge=create_s256_code_challenge(asked["verifier"]),
            code_challenge_method="S256",
        )
        return str(where), asked

    def finish(self, asked: Json, told: Mapping[str, str]) -> Identity:
        """Who it is, from the browser's answer ``told``.  403 for anything that does not fit."""
        metadata = self._metadata()
        if not compare_digest(told.get("state", "").encode(), str(asked["state"]).encode()):
            raise refused("state")
        if told.get("iss", metadata["issuer"]) != metadata["issuer"]:  # RFC 9207: a mix-up
            raise refused("issuer")
        if "error" in told or not told.get("code"):
            raise refused("the provider said no")
        tokens = self._tokens(metadata, told["code"], str(asked["verifier"]))
        claims = self._claims(metadata, tokens, str(asked["nonce"]))
        return self._identity({**self._user_info(metadata, tokens, claims["sub"]), **claims})

    def _tokens(self, metadata: Json, code: str, verifier: str) -> Json:
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        form["redirect_uri"] = self._redirect()
        settings = self.core.settings
        given = secret(settings.oidc_secret, folder=settings.data)()
        auth = (quote(settings.oidc_client, safe=""), quote(given, safe=""))  # RFC 6749, 2.3.1
        answer = self._ask("POST", metadata["token_endpoint"], data=form, auth=auth)
        if answer.status_code != 200:
            raise refused("code")
        return _object(answer)

    def _claims(self, metadata: Json, tokens: Json, nonce: str) -> Json:
        keys = KeySet.import_key_set(_object(self._ask("GET", metadata["jwks_uri"])))  # type: ignore[arg-type]  # checked by it
        client = self.core.settings.oidc_client
        try:
            read = jwt.decode(str(tokens.get("id_token", "")), keys, algorithms=SIGNED_BY)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {"iss": {"value": metadata["issuer"]}, "aud": {"value": client}},
                {"nonce": nonce, "client_id": client, "access_token": tokens.get("access_token")},
            )
            claims.validate(now=int(self.core.clock.now()), leeway=SKEW)
        except (JoseError, ValueError) as error:
            why = error.description if isinstance(error, JoseError) else type(error).__name__
            raise refused(f"id token: {why}") from error
        return dict(claims)

    def _user_info(self, metadata: Json, tokens: Json, subject: str) -> Json:
        """More about the same person; OpenID Connect Core 5.3.2 wants the subject compared."""
        if "userinfo_endpoint" not in metadata:
            return {}
        headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        told = _object(self._ask("GET", metadata["userinfo_endpoint"], headers=headers))
        if told.get("sub") != subject:
            raise refused("subject")
        return told

    def _identity(self, claims: Json) -> Identity:
        named = claims.get(self.core.settings.oidc_number_claim)
        return Identity(
            issuer=str(claims["iss"]),
            subject=str(claims["sub"]),
            mail=str(claims.get("email") or ""),
            mail_is_verified=claims.get("email_verified") in (True, "true"),  # some send text
            number=str(named or ""),
            second_factor="mfa" in (claims.get("amr") or ()),  # RFC 8176
        )

    def _metadata(self) -> Json:
        issuer = self.core.settings.oidc_issuer
        if not issuer or not self.core.settings.oidc_client:
            raise Problem(404, "not_found", "no company sign-in is set up", "sign in by password")
        if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in _LOOPBACK:
            raise Permanent("STEERSMAN_OIDC_ISSUER must begin with https://")
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        told = _object(self._ask("GET", address))
        if told.get("issuer") != issuer:
            raise Permanent(f"the provider calls itself {told.get('issuer')!r}: set that as issuer")
        return told

    def _redirect(self) -> str:
        return f"{self.core.settings.address}{ANSWER}"

    def _ask(self, method: str, address: str, **more: Any) -> httpx.Response:
        try:
            answer = self.http.request(method, address, timeout=PATIENCE, **more)
        except httpx.HTTPError as error:
            raise Transient("the company's sign-in does not answer", retry_after=10.0) from error
        if len(answer.content) > LARGEST:
            raise refused("too long an answer")
        return answer


def refused(what: str) -> Problem:
    """The rule names which check it was: an administrator needs it, and no secret is in it."""
    return forbidden(
        "the answer of the company's sign-in was not accepted",
        rule=f"oidc:{what}",
        mend="start over",
    )


def _object(answer: httpx.Response) -> Json:
    try:
        told = answer.json()
    except ValueError as error:
        raise refused("not JSON") from error
    if answer.status_code != 200 or not isinstance(told, dict):
        raise refused("no answer")
    return told
