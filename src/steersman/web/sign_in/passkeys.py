"""Passkeys (W3C WebAuthn Level 3): asked for, checked, and counted.

User verification is always required, so a passkey alone is two factors: the device, and the finger,
face or PIN that it asks for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from fastapi import Request
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from steersman.domain.canonical import Json
from steersman.records.sign_in.accounts import Account
from steersman.records.sign_in.ceremonies import LASTS
from steersman.records.sign_in.passkeys import Passkey
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden

NAME = "Steersman"
_REQUIRED = UserVerificationRequirement.REQUIRED
_BROKEN = (WebAuthnException, ValueError, KeyError, TypeError)  # what a forged answer raises


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks: the relying party's id, which is a name, and the origin of our pages."""

    id: str
    origin: str


def party_of(request: Request, core: Core) -> Party:
    """``Problem`` when people reach us by an address: WebAuthn 13.4.9 wants a domain name."""
    address = urlsplit(core.settings.address)
    host = request.headers.get("host", "")
    if urlsplit(f"//{host}").hostname == "localhost" and address.scheme == "http":
        address = urlsplit(f"http://{host}")  # a browser on the machine itself
    name = address.hostname or ""
    if _is_address(name):
        mend = "open the console by a name, such as http://localhost, or set STEERSMAN_PUBLIC_URL"
        raise Problem(409, "conflict", f"passkeys need a name, and {name} is an address", mend)
    return Party(name, f"{address.scheme}://{address.netloc}")


def options_to_add(party: Party, account: Account, known: tuple[Passkey, ...]) -> Json:
    """What ``navigator.credentials.create`` is asked."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_id=bytes.fromhex(account.handle),
        user_name=account.name,
        user_display_name=account.name,
        timeout=int(LASTS * 1000),
        exclude_credentials=_described(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
    )
    return _as_json(options)


def options_to_use(party: Party, known: tuple[Passkey, ...] = ()) -> Json:
    """What ``navigator.credentials.get`` is asked.  Without ``known`` nothing tells who has one."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        timeout=int(LASTS * 1000),
        allow_credentials=_described(known) or None,
        user_verification=_REQUIRED,
    )
    return _as_json(options)


def keep_new(
    core: Core, party: Party, account: Account, challenge: str, credential: Json, name: str
) -> None:
    """Check the answer of the browser and keep the public key."""
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise _refused() from error
    key_id, public = bytes_to_base64url(made.credential_id), made.credential_public_key
    core.sign_in.passkeys.add(key_id, account.id, name, bytes_to_base64url(public), made.sign_count)
    core.sign_in.tell("passkey-added", account.id, by=account.id, passkey=key_id)


def account_by(core: Core, party: Party, challenge: str, credential: Json) -> Account:
    """Whose passkey signed ``challenge``.  Every kind of wrong is refused in the same words."""
    key = core.sign_in.passkeys.find(str(credential.get("id", "")))
    account = core.sign_in.accounts.find(key.account) if key else None
    if key is None or account is None or not _is_of(credential, account):
        raise _refused()
    try:
        signed = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise _refused() from error
    if not core.sign_in.passkeys.used(key, signed.new_sign_count):
        raise _refused()
    return account


def _is_of(credential: Json, account: Account) -> bool:
    """The handle that the key tells, where it tells one, is the account's."""
    response = credential.get("response")
    told = response.get("userHandle") if isinstance(response, dict) else None
    return not told or told == bytes_to_base64url(bytes.fromhex(account.handle))


def _described(known: tuple[Passkey, ...]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.id)) for key in known]


def _as_json(options: object) -> Json:
    told: Json = json.loads(webauthn.options_to_json(options))  # type: ignore[arg-type]  # either kind of options
    return told


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _refused() -> Problem:
    return forbidden("this passkey was not accepted", rule="passkey", mend="try again")
