"""Who calls our webhook: Meta signs each body, and asks once whether the address is ours.

developers.facebook.com/documentation/business-messaging/whatsapp, webhooks/create-webhook-endpoint.
"""

import hmac
from collections.abc import Mapping

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC


class Signature:
    """X-Hub-Signature-256 of an app. cryptography's HMAC, copied for each body: the standard library's gives the interpreter's lock away
    for each, and has it back when the writer's thread lets go.
    """

    def __init__(self, secret: str) -> None:
        self._unsigned = HMAC(secret.encode(), SHA256()) if secret else None

    def admits(self, body: bytes, header: bytes) -> bool:
        """Whether it is the app's over these very bytes. Never, where there is no secret."""
        if self._unsigned is None:
            return False
        signed = self._unsigned.copy()
        signed.update(body)
        return hmac.compare_digest(header, b"sha256=" + signed.finalize().hex().encode())


def challenge(token: str, asked: Mapping[str, str]) -> str | None:
    """What the GET handshake is to be answered with; None where it is not Meta's, who knows our verify token."""
    same = hmac.compare_digest(asked.get("hub.verify_token", "").encode("utf-8", "replace"), token.encode())
    if not token or not same or asked.get("hub.mode") != "subscribe":
        return None
    return asked.get("hub.challenge", "")
