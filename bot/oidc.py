"""The organisation's own sign-in: OpenID Connect, code flow with PKCE, state and nonce, by Authlib.

The ID token's signature is checked with the provider's published keys, its issuer, audience, time and nonce by the standard (OpenID
Connect Core 3.1.3.7). Nobody is let in by an address that the provider has not verified.
"""

from collections.abc import Mapping

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import StarletteOAuth2App
from joserfc.errors import JoseError

from bot.logs import where
from desk.signin.openid import Proven, Unproven

METADATA = "/.well-known/openid-configuration"
PATIENCE = 10.0  # seconds for the provider to answer
LEEWAY = 60  # seconds that its clock may be off
SEVERAL_FACTORS = "mfa"  # RFC 8176
# Also answers that are no JSON, or lack what they must have.
NOT_FOR_US = (AuthlibBaseError, JoseError, httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, RuntimeError)

log = structlog.get_logger()


class Provider:
    def __init__(self, issuer: str, client: str, secret: str) -> None:
        self.issuer = issuer
        self._app = StarletteOAuth2App(
            None,
            client_id=client,
            client_secret=secret,
            server_metadata_url=issuer + METADATA,
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": PATIENCE},
        )

    async def begin(self, back: str) -> tuple[str, Mapping[str, str]]:
        """See desk.signin.openid.OpenId."""
        try:
            await self._known()
            found = await self._app.create_authorization_url(back)
            return found["url"], {name: found[name] for name in ("state", "nonce", "code_verifier")}
        except NOT_FOR_US as problem:
            raise self._unproven(problem) from problem

    async def finish(self, back: str, answer: Mapping[str, str], begun: Mapping[str, str]) -> Proven:
        """See desk.signin.openid.OpenId."""
        if answer.get("state") != begun["state"] or "code" not in answer:
            raise Unproven
        try:
            await self._known()
            verifier = begun["code_verifier"]
            token = await self._app.fetch_access_token(back, code=answer["code"], code_verifier=verifier, state=begun["state"])
            claims = await self._app.parse_id_token(token, begun["nonce"], leeway=LEEWAY)
        except NOT_FOR_US as problem:
            raise self._unproven(problem) from problem
        return _proven(claims)

    async def _known(self) -> None:
        """Raises ValueError where what lies at the issuer's address says that it is of another one."""
        metadata = await self._app.load_server_metadata()
        if metadata["issuer"].rstrip("/") != self.issuer:
            self._app.server_metadata.clear()
            raise ValueError("another issuer")

    def _unproven(self, problem: Exception) -> Unproven:
        log.warning("the organisation's sign-in failed", problem=where(problem))
        return Unproven()


def _proven(claims: Mapping[str, object] | None) -> Proven:
    """Raises Unproven where no verified e-mail address is told."""
    email = claims.get("email") if claims else None
    if claims is None or not isinstance(email, str) or claims.get("email_verified") is not True:
        raise Unproven
    factors = claims.get("amr")
    return Proven(email, strong=isinstance(factors, list) and SEVERAL_FACTORS in factors)
