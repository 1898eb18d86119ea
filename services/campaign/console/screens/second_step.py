"""Between the right password and the console: the code of the second factor.

Who that was is kept in a signed cookie, for ten minutes and for this browser only; nothing opens with it but this question.
"""

from __future__ import annotations

from uuid import UUID

from itsdangerous import BadData
from starlette.responses import Response

from services.campaign.console.pages import own_path
from services.campaign.console.visit import Visit
from services.campaign.domain.credentials import sha256_hex
from services.campaign.domain.second_factor import STEP_LIFETIME
from services.campaign.use_cases.signing_in import CodeNeeded, WayIn
from shared.errors import TooMany, Unauthenticated

COOKIE = "second_step"


def enter(visit: Visit, way_in: WayIn, back: str = "") -> Response:
    """Into the console, or to the question for the code first."""
    if isinstance(way_in, CodeNeeded):
        return _ask(visit, way_in, back)
    return visit.keep_session(visit.go_to(own_path(visit.request, back)), way_in.session_id)


def _ask(visit: Visit, needed: CodeNeeded, back: str) -> Response:
    kept = [str(needed.user_id), str(needed.company_id), needed.email, own_path(visit.request, back), _browser(visit)]
    response = visit.go("sign_in_code")
    response.set_cookie(
        COOKIE,
        str(visit.console.steps.dumps(kept)),
        max_age=int(STEP_LIFETIME.total_seconds()),
        path=visit.console.cookie_path(visit.request),
        secure=visit.console.secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def show(visit: Visit) -> Response:
    if visit.visitor is not None:
        return visit.go("front")
    return visit.go("sign_in") if _asked(visit) is None else _page(visit)


def _page(visit: Visit, problem: str = "", status: int = 200) -> Response:
    return visit.page("sign_in_code.html", {"problem": problem}, status=status)


async def prove(visit: Visit) -> Response:
    asked = _asked(visit)
    if asked is None:
        return visit.go("sign_in")
    needed, back = asked
    try:
        signed_in = await visit.console.door.second_step(needed, visit.field("code"), visit.client, visit.agent)
    except (Unauthenticated, TooMany) as error:
        response = _page(visit, visit.reason(error), error.status)
        if "retry_after" in error.params:
            response.headers["Retry-After"] = str(error.params["retry_after"])
        return response
    response = enter(visit, signed_in, back)
    response.delete_cookie(COOKIE, path=visit.console.cookie_path(visit.request))
    return response


def _asked(visit: Visit) -> tuple[CodeNeeded, str] | None:
    """Who is asked for a code here, and where they wanted to go."""
    try:
        user_id, company_id, email, back, browser = visit.console.steps.loads(
            visit.request.cookies.get(COOKIE, ""), max_age=int(STEP_LIFETIME.total_seconds())
        )
        needed = CodeNeeded(UUID(user_id), UUID(company_id), email)
    except (BadData, ValueError, TypeError):
        return None
    return (needed, back) if browser == _browser(visit) else None


def _browser(visit: Visit) -> str:
    return sha256_hex(visit.secret)
