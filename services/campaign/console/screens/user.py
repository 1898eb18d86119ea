"""One of the company's people: their role, whether they may work here, and their sessions."""

from __future__ import annotations

from starlette.responses import Response

from services.campaign.console.visit import Visit
from services.campaign.domain.audit_log import Actor
from services.campaign.domain.roles import Role
from services.campaign.repository import people
from services.campaign.use_cases.users import ChangeRole, Switch, change_role, sign_out_user, switch_user
from shared.errors import Conflict, NotFound
from shared.text import N_

AREA = "smtp"
ROLE_CHANGED = N_("The role of %(name)s was changed; their sessions here have ended.")
SWITCHED_OFF = N_("%(name)s may no longer work here; their sessions here have ended.")
SWITCHED_ON = N_("%(name)s may work here again.")
SIGNED_OUT = N_("%(name)s was signed out of this company everywhere.")


async def show(visit: Visit) -> Response:
    return await _page(visit, "")


async def _page(visit: Visit, problem: str) -> Response:
    user_id = visit.request.path_params["user_id"]
    async with visit.reading() as reading:
        found = await people.find_user(reading, visit.me.company_id, user_id)
    if found is None:
        raise NotFound("There is no such user.", code="user_not_found")
    values = {"page": "users", "user": found.user, "problem": problem, "me": visit.me.user_id == user_id}
    return visit.page("user.html", values, area=AREA, status=409 if problem else 200)


async def change_role_of(visit: Visit) -> Response:
    chosen = visit.field("role")
    if chosen not in set(Role):
        return await _page(visit, "")
    try:
        async with visit.transaction() as tx:
            user = await change_role(tx, ChangeRole(_actor(visit), visit.request.path_params["user_id"], Role(chosen)))
    except Conflict as error:
        return await _page(visit, visit.reason(error))
    return visit.say(visit.go("users"), "success", visit.text(ROLE_CHANGED, name=user.name))


async def switch(visit: Visit) -> Response:
    active = visit.field("active") == "1"
    try:
        async with visit.transaction() as tx:
            user = await switch_user(tx, Switch(_actor(visit), visit.request.path_params["user_id"], active))
    except Conflict as error:
        return await _page(visit, visit.reason(error))
    text = SWITCHED_ON if active else SWITCHED_OFF
    return visit.say(visit.go("users"), "success", visit.text(text, name=user.name))


async def sign_out(visit: Visit) -> Response:
    async with visit.transaction() as tx:
        user = await sign_out_user(tx, _actor(visit), visit.request.path_params["user_id"])
    return visit.say(visit.go("users"), "success", visit.text(SIGNED_OUT, name=user.name))


def _actor(visit: Visit) -> Actor:
    return Actor.of(visit.me.principal)
