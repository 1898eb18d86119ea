"""Signing in at the firm's own sign-in page: off to it, and back with what it says.

What is under way is kept in a signed cookie of this browser, for ten minutes, and forgotten with the first answer: an address
that comes back twice, or in another browser, opens nothing.
"""

from __future__ import annotations

import hmac

from itsdangerous import BadData
from starlette.responses import Response

from services.campaign.console.pages import own_path
from services.campaign.console.screens.entrance import sign_in_page
from services.campaign.console.screens.second_step import enter
from services.campaign.console.visit import Visit
from services.campaign.domain.credentials import sha256_hex
from services.campaign.oidc import Provider
from shared.errors import DomainError, NotFound, Unauthenticated

COOKIE = "provider_sign_in"
LIFETIME = 600


def _provider(visit: Visit) -> Provider:
    if visit.console.provider is None:
        raise NotFound("There is no such page.", code="page_not_found")
    return visit.console.provider


async def begin(visit: Visit) -> Response:
    """Send the browser to the provider."""
    provider, back = _provider(visit), own_path(visit.request, visit.request.query_params.get("back", ""))
    try:
        begun = await provider.begin()
    except DomainError as error:
        return sign_in_page(visit, back, problem=visit.reason(error), status=error.status)
    response = visit.go_to(begun.address)
    kept = [begun.state, begun.nonce, begun.verifier, back, sha256_hex(visit.secret)]
    response.set_cookie(
        COOKIE,
        str(visit.console.steps.dumps(kept, salt=COOKIE)),
        max_age=LIFETIME,
        path=visit.console.cookie_path(visit.request),
        secure=visit.console.secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def come_back(visit: Visit) -> Response:
    """What the provider sent the browser back with."""
    response = await _answer(visit, _provider(visit))
    response.delete_cookie(COOKIE, path=visit.console.cookie_path(visit.request))
    return response


async def _answer(visit: Visit, provider: Provider) -> Response:
    query = visit.request.query_params
    back = ""
    try:
        state, nonce, verifier, back, browser = visit.console.steps.loads(
            visit.request.cookies.get(COOKIE, ""), max_age=LIFETIME, salt=COOKIE
        )
        if not hmac.compare_digest(state.encode(), query.get("state", "").encode()) or browser != sha256_hex(
            visit.secret
        ):
            raise _foreign()
        if not query.get("code"):
            raise Unauthenticated(
                "The sign-in was cancelled. Begin again, or use your password.", code="sign_in_cancelled"
            )
        identity = await provider.finish(query["code"], nonce, verifier)
        way_in = await visit.console.door.sign_in_by_provider(
            identity, visit.client, visit.agent, proven=provider.trusts_second_factor
        )
    except (BadData, ValueError, TypeError):
        return sign_in_page(visit, "", problem=visit.reason(_foreign()), status=401)
    except DomainError as error:
        return sign_in_page(visit, back, problem=visit.reason(error), status=error.status)
    return enter(visit, way_in, back)


def _foreign() -> Unauthenticated:
    return Unauthenticated(
        "This answer belongs to no sign-in that was begun in this browser, or was used already. Begin again.",
        code="foreign_sign_in",
    )
