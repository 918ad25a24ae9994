"""An organisation's own sign-in, on loopback: OpenID Connect with discovery, published keys, codes good for one time, and PKCE.

It lets everybody in whom `claims` names, and does what `faults` says wrong.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from phone.server import InProcessServer, loopback_socket

CLIENT, SECRET = "lotse", "a-secret-of-the-test"


@cache
def _key() -> RSAKey:
    """Made once for all that run here."""
    return RSAKey.generate_key(2048, parameters={"kid": "1"})


@dataclass(slots=True)
class Provider:
    """`claims` are added to every ID token; a None takes one out. `sign_with`: another key than the one that is published."""

    issuer: str
    key: RSAKey = field(default_factory=_key)
    claims: dict[str, Any] = field(default_factory=dict)
    sign_with: RSAKey | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/jwks", self.jwks),
            ]
        )

    async def configuration(self, _: Request) -> Response:
        found = {"issuer": self.issuer, "id_token_signing_alg_values_supported": ["RS256"]}
        found |= {name: f"{self.issuer}/{path}" for name, path in ENDPOINTS.items()}
        return JSONResponse(found | self.metadata)

    async def jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Somebody signs in here; at once, as they have done so before."""
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(asked["scope"].split())
        self.asked.append(asked)
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        sent = {name: str(value) for name, value in (await request.form()).items()}
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(sent["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        right = asked and (asked["code_challenge"], asked["redirect_uri"]) == (challenge, sent["redirect_uri"])
        if not asked or not right or request.headers["authorization"] != f"Basic {known}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])})

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "nonce": nonce, "iat": now, "exp": now + 300}
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.sign_with or self.key)


ENDPOINTS = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}


@asynccontextmanager
async def provider(**claims: Any) -> AsyncIterator[Provider]:
    """One that listens."""
    listener = loopback_socket("127.0.0.1", 0)
    found = Provider(f"http://127.0.0.1:{listener.getsockname()[1]}", claims=claims)
    server = InProcessServer(found.app(), listener)
    await server.start()
    try:
        yield found
    finally:
        await server.stop()
