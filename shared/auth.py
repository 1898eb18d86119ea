"""Bearer tokens of the internal APIs: signed by `campaign` (EdDSA), verified offline by every service.

One algorithm, one issuer, one audience; what a token does not say is not granted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from shared.clock import Clock
from shared.errors import Forbidden, Unauthenticated

ALGORITHM = "Ed25519"
ISSUER = "mutabakat/campaign"
AUDIENCE = "mutabakat"

READ = "read"
"""See lists, details, figures and receipts."""
WRITE = "write"
"""Prepare and send: import, runs, campaigns, reminders, sending again."""
APPROVE = "approve"
"""Let go out what somebody else has prepared."""
AUDIT = "audit"
"""The auditor's package, own samples, and the log of who did what."""
ADMIN = "admin"
"""The company's card, its people, its mail server."""
SCOPES = (READ, WRITE, APPROVE, AUDIT, ADMIN)
SEAL = "seal"
"""Have the list of an auditor's package signed: of no role and no key. The campaign service asks for it in its own name, so that
nobody gets a signature under a package that the service did not put together."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, for which company, and what they may do."""

    user_id: UUID
    company_id: UUID
    name: str
    scopes: frozenset[str]
    program: bool = False
    """An API key's bearer, not a person; `user_id` is then the key's id and `name` the key's name."""

    def require(self, scope: str) -> None:
        if scope not in self.scopes:
            raise Forbidden("This needs the right {scope!r}, which your account or key does not have.", scope=scope)


class TokenIssuer:
    """Makes bearer tokens; only `campaign` holds its key."""

    def __init__(self, private_pem: bytes, clock: Clock) -> None:
        self._key = OKPKey.import_key(private_pem)
        self._clock = clock

    def issue(
        self, principal: Principal, lifetime: timedelta, *, latest: datetime | None = None
    ) -> tuple[str, datetime]:
        """A token and when it ends: after `lifetime`, and not after `latest`."""
        now = self._clock.now()
        until = now + lifetime if latest is None else min(now + lifetime, latest)
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(principal.user_id),
            "company": str(principal.company_id),
            "name": principal.name,
            "scope": " ".join(sorted(principal.scopes)),
            "iat": int(now.timestamp()),
            "exp": int(until.timestamp()),
            "jti": uuid4().hex,
        }
        if principal.program:
            claims["program"] = True
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, algorithms=[ALGORITHM]), until


class TokenVerifier:
    """Checks bearer tokens with the public key."""

    def __init__(self, public_pem: bytes, clock: Clock) -> None:
        self._key = OKPKey.import_key(public_pem)
        self._clock = clock

    def verify(self, token: str) -> Principal:
        """The principal of a genuine, current token; `Unauthenticated` else, without saying which check failed."""
        try:
            decoded = jwt.decode(token, self._key, algorithms=[ALGORITHM])
            registry = jwt.JWTClaimsRegistry(
                now=int(self._clock.now().timestamp()),
                leeway=5,
                iss={"essential": True, "value": ISSUER},
                aud={"essential": True, "value": AUDIENCE},
                exp={"essential": True},
            )
            registry.validate(decoded.claims)
            return _principal(decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError):
            raise Unauthenticated(
                "The access token is not valid or has expired. Get a new one from /campaign/api/v1/token."
            ) from None


def _principal(claims: dict[str, Any]) -> Principal:
    scopes: Iterable[str] = str(claims["scope"]).split()
    return Principal(
        user_id=UUID(claims["sub"]),
        company_id=UUID(claims["company"]),
        name=str(claims["name"]),
        scopes=frozenset(scopes) & frozenset((*SCOPES, SEAL)),
        program=claims.get("program") is True,
    )
