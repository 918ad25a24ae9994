"""Passkeys: what a browser is asked for, and whether its answer proves anything (WebAuthn, by py_webauthn).

The library takes as long to import as all of SQLAlchemy, and some MB: that waits until somebody signs in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.security import Place
from storage.answers.review import public
from storage.staff.passkeys import Passkey

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

NAME = "Lotse"


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey: base64url without padding, and how often it was used."""

    id: str
    public_key: str
    uses: int


def to_make(place: Place, staff: int, challenge: str, known: Sequence[Passkey]) -> str:
    """JSON for `navigator.credentials.create`. The device is told no name: it shows the public number."""
    import webauthn  # noqa: PLC0415 - see above

    options = webauthn.generate_registration_options(
        rp_id=place.name,
        rp_name=NAME,
        user_name=public(staff),
        user_id=public(staff).encode(),
        challenge=webauthn.base64url_to_bytes(challenge),
        exclude_credentials=_descriptors(known),
    )
    return webauthn.options_to_json(options)


def to_use(place: Place, challenge: str, known: Sequence[Passkey]) -> str:
    """JSON for `navigator.credentials.get`."""
    import webauthn  # noqa: PLC0415 - see above

    options = webauthn.generate_authentication_options(
        rp_id=place.name, challenge=webauthn.base64url_to_bytes(challenge), allow_credentials=_descriptors(known)
    )
    return webauthn.options_to_json(options)


def made(place: Place, challenge: str, answer: str) -> Made | None:
    """None: it is not an answer to this challenge, or not for this desk."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=place.name,
            expected_origin=place.url,
        )
    except WebAuthnException:
        return None
    key, public_key = map(webauthn.helpers.bytes_to_base64url, (found.credential_id, found.credential_public_key))
    return Made(key, public_key, found.sign_count)


def shown(place: Place, challenge: str, answer: str, known: Sequence[Passkey]) -> tuple[str, int] | None:
    """(key of the passkey, its uses as the device counts) when one of these has answered this challenge."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
        one = next((one for one in known if one.id == webauthn.helpers.bytes_to_base64url(credential.raw_id)), None)
        if one is None:
            return None
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=place.name,
            expected_origin=place.url,
            credential_public_key=webauthn.base64url_to_bytes(one.public_key),
            credential_current_sign_count=one.uses,
        )
    except WebAuthnException:
        return None
    return one.key, found.new_sign_count


def _descriptors(known: Sequence[Passkey]) -> "list[PublicKeyCredentialDescriptor]":
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415

    return [PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(one.id)) for one in known]
