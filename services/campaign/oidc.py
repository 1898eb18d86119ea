"""Signing in at the firm's own identity provider: OpenID Connect, authorization code with PKCE.

What the provider says is believed only as a signed id token for us, of this sign-in, that has not run out (OpenID Connect Core
§3.1.3.7). The algorithms are a fixed list of asymmetric ones; keys come from the provider's own key set, read again when a token
names a key that is not known yet. Nothing here follows redirects, and nothing of an answer goes into a log or an exception.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.campaign.settings import CampaignSettings
from shared.clock import Clock
from shared.errors import ConfigurationError, Unauthenticated, Unavailable
from shared.text import fold

log = structlog.get_logger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LARGEST = 256 * 1024
LEEWAY = 60
DISCOVERY_KEPT = timedelta(hours=1)
KEYS_ASKED_AGAIN_AFTER = timedelta(seconds=30)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that is under way: what the browser keeps, and where it is sent."""

    state: str
    nonce: str
    verifier: str
    address: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it was. `email` is verified."""

    issuer: str
    subject: str
    email: str


@dataclass(slots=True)
class _Known:
    """What was read of the provider, and when."""

    document: dict[str, Any]
    read_at: datetime
    keys: KeySet | None = None
    keys_read_at: datetime | None = None


class Provider:
    """One identity provider, as this installation is configured for it."""

    def __init__(self, settings: CampaignSettings, clock: Clock) -> None:
        self._issuer = settings.oidc_issuer.strip()
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._domains = frozenset(
            fold(one.strip().lstrip("@")) for one in settings.oidc_domains.split(",") if one.strip()
        )
        self._trusts_email = settings.oidc_trusts_email
        self.label = settings.oidc_label
        self.trusts_second_factor = settings.oidc_trusts_second_factor
        self.redirect = f"{settings.console_url.rstrip('/')}/campaign/console/sign-in/provider/return"
        self._clock = clock
        self._known: _Known | None = None
        self._reading = asyncio.Lock()
        if not self._client_id:
            raise ConfigurationError(
                "MUTABAKAT_CAMPAIGN_OIDC_ISSUER is set: MUTABAKAT_CAMPAIGN_OIDC_CLIENT_ID is needed too."
            )
        if not _is_secure(self._issuer):
            raise ConfigurationError("MUTABAKAT_CAMPAIGN_OIDC_ISSUER has to begin with https://.")
        self._http = httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False)

    async def close(self) -> None:
        await self._http.aclose()

    async def begin(self) -> Begun:
        """A new sign-in. Errors: `provider_unavailable`."""
        document = await self._document()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._client_id,
                "redirect_uri": self.redirect,
                "scope": "openid email profile",
                "state": state,
                "nonce": nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        place = str(document["authorization_endpoint"])
        return Begun(state, nonce, verifier, f"{place}{'&' if '?' in place else '?'}{query}")

    async def finish(self, code: str, nonce: str, verifier: str) -> Identity:
        """Who signed in. Errors: `provider_refused`, `provider_unavailable`, `email_not_verified`, `email_domain`."""
        document = await self._document()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect,
            "client_id": self._client_id,
            "code_verifier": verifier,
        }
        if secret := self._secret.get_secret_value():
            form["client_secret"] = secret
        answer = await self._asked("POST", str(document["token_endpoint"]), form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise _refused("token_endpoint")
        return self._identity(await self._claims(token, nonce, document))

    async def _claims(self, token: str, nonce: str, document: dict[str, Any]) -> dict[str, Any]:
        keys = await self._keys(document)
        try:
            decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            # The provider may have new keys since; ask once, and not at the pace of whoever sends us tokens.
            keys = await self._keys(document, again=True)
            try:
                decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
            except (JoseError, ValueError):
                raise _refused("signature") from None
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            registry.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(str(getattr(error, "claim", "claims"))) from None
        audience = decoded.claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and decoded.claims.get("azp") != self._client_id:
            raise _refused("azp")
        return dict(decoded.claims)

    def _identity(self, claims: dict[str, Any]) -> Identity:
        email, verified = str(claims.get("email") or ""), claims.get("email_verified")
        trusted = verified in (True, "true") or (verified is None and self._trusts_email)
        if "@" not in email or not trusted:
            raise Unauthenticated(
                "The sign-in page did not say that your e-mail address is verified, so nobody can be recognised by it. Ask "
                "whoever runs it.",
                code="email_not_verified",
            )
        if self._domains and fold(email.rpartition("@")[2]) not in self._domains:
            raise Unauthenticated(
                "Addresses of this domain may not sign in here. Use your address at the firm.", code="email_domain"
            )
        return Identity(self._issuer, str(claims["sub"])[:255], email)

    async def _document(self) -> dict[str, Any]:
        async with self._reading:
            now = self._clock.now()
            if self._known is None or now - self._known.read_at >= DISCOVERY_KEPT:
                place = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
                document = await self._asked("GET", place)
                places = [document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
                if document.get("issuer") != self._issuer or not all(_is_secure(str(one)) for one in places):
                    log.warning("oidc.refused", what="discovery")
                    raise _unavailable()
                self._known = _Known(document, now)
            return self._known.document

    async def _keys(self, document: dict[str, Any], *, again: bool = False) -> KeySet:
        async with self._reading:
            known, now = self._known or _Known(document, self._clock.now()), self._clock.now()
            stale = known.keys_read_at is None or now - known.keys_read_at >= KEYS_ASKED_AGAIN_AFTER
            if known.keys is None or (again and stale):
                content = await self._asked("GET", str(document["jwks_uri"]))
                # Only what signs, and only asymmetric keys: a shared secret in a key set would be everybody's.
                usable = [
                    key
                    for key in content.get("keys", [])
                    if key.get("kty") in ("RSA", "EC", "OKP") and key.get("use", "sig") == "sig"
                ]
                try:
                    known.keys = KeySet.import_key_set({"keys": usable})
                except (JoseError, ValueError, KeyError, TypeError):
                    raise _unavailable() from None
                known.keys_read_at = now
            return known.keys

    async def _asked(self, method: str, place: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            async with self._http.stream(method, place, data=form, headers={"Accept": "application/json"}) as answer:
                content = b""
                async for chunk in answer.aiter_bytes():
                    content += chunk
                    if len(content) > LARGEST:
                        raise _unavailable()
            document = _json(content)
        except httpx.HTTPError as error:
            log.warning("oidc.unavailable", error=type(error).__name__)
            raise _unavailable() from None
        if form is not None and 400 <= answer.status_code < 500:
            raise _refused("code")
        if answer.status_code != 200:
            log.warning("oidc.unavailable", status=answer.status_code)
            raise _unavailable()
        return document


def provider_of(settings: CampaignSettings, clock: Clock) -> Provider | None:
    """The provider, where the installation has one."""
    return Provider(settings, clock) if settings.oidc_issuer.strip() else None


def _json(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except ValueError:
        raise _unavailable() from None
    if not isinstance(document, dict):
        raise _unavailable()
    return document


def _is_secure(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _refused(what: str) -> Unauthenticated:
    log.warning("oidc.refused", what=what)
    return Unauthenticated(
        "The sign-in could not be verified. Begin again; if it happens again, tell whoever runs this installation.",
        code="provider_refused",
    )


def _unavailable() -> Unavailable:
    return Unavailable(
        "The firm's sign-in page cannot be reached or is not set up correctly. Sign in with your password, or try again later.",
        code="provider_unavailable",
    )
