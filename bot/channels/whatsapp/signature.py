"""Who calls our webhook: Meta signs each body, and asks once whether the address is ours.

developers.facebook.com/documentation/business-messaging/whatsapp, webhooks/create-webhook-endpoint.
"""

import hmac
from collections.abc import Mapping


def admits(secret: str, body: bytes, header: bytes) -> bool:
    """Whether X-Hub-Signature-256 is the app's over these very bytes. Never, where there is no secret."""
    expected = b"sha256=" + hmac.digest(secret.encode(), body, "sha256").hex().encode()
    return bool(secret) and hmac.compare_digest(header, expected)


def challenge(token: str, asked: Mapping[str, str]) -> str | None:
    """What the GET handshake is to be answered with; None where it is not Meta's, who knows our verify token."""
    same = hmac.compare_digest(asked.get("hub.verify_token", "").encode("utf-8", "replace"), token.encode())
    if not token or not same or asked.get("hub.mode") != "subscribe":
        return None
    return asked.get("hub.challenge", "")
