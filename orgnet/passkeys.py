"""Passkeys: what a device is asked, and whether its answer proves who its owner is (W3C Web Authentication, level 3)."""

import json
from dataclasses import dataclass
from ipaddress import ip_address

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from orgnet.errors import Denied

REFUSED = "this device could not prove who you are; sign in with your password"


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are good: the host, and the address of its pages up to the first slash of the path."""

    host: str
    origin: str

    @property
    def fit(self) -> bool:
        """Whether browsers make passkeys for it: it must have a name, and be no bare number of a machine."""
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of one: its id and public key in base64url, and how often its device says it was used."""

    id: str
    key: str
    uses: int


def offer(site: Site, challenge: bytes, person: str, username: str, name: str, kept: list[str]) -> str:
    """What the browser is asked in order to make a passkey, as JSON; devices that have one of `kept` make none."""
    return options_to_json(
        generate_registration_options(
            rp_id=site.host,
            rp_name=site.host,
            user_id=person.encode(),
            user_name=username,
            user_display_name=name,
            challenge=challenge,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(id)) for id in kept],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
        )
    )


def made(site: Site, answer: str) -> Passkey:
    """The passkey that a device has made; raises Denied where the answer is not what was asked for."""
    try:
        proof = verify_registration_response(
            credential=answer,
            expected_challenge=challenged(answer),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise Denied("this device could not make a passkey; try again") from error
    return Passkey(
        bytes_to_base64url(proof.credential_id), bytes_to_base64url(proof.credential_public_key), proof.sign_count
    )


def question(site: Site, challenge: bytes) -> str:
    """What the browser is asked in order to prove who its owner is, as JSON."""
    return options_to_json(
        generate_authentication_options(
            rp_id=site.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
    )


def proven(site: Site, answer: str, passkey: Passkey) -> int:
    """How often the passkey was used, once its device has proven that it holds it; raises Denied."""
    try:
        proof = verify_authentication_response(
            credential=answer,
            expected_challenge=challenged(answer),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.key),
            credential_current_sign_count=passkey.uses,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise Denied(REFUSED) from error
    return proof.new_sign_count


def claimed(answer: str) -> tuple[str, bool]:
    """The id of the passkey that an answer claims to be of, and whether it is that of the device itself."""
    try:
        said = json.loads(answer)
        return str(said["id"])[:1400], said.get("authenticatorAttachment") == "platform"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Denied(REFUSED) from error


def challenged(answer: str) -> bytes:
    """The challenge that an answer was signed with; whether it was ever given is for whoever keeps them."""
    try:
        told = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return base64url_to_bytes(told["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Denied(REFUSED) from error
