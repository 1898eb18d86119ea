"""Who may work here: the company's people and who was asked to join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.audit_log import Actor
from services.campaign.domain.roles import Role
from services.campaign.domain.sign_up import SignUp
from services.campaign.repository import invitations, people
from services.campaign.use_cases.invitations import Invite, invite, revoke
from services.campaign.use_cases.users import CreateUser, create_user
from shared.errors import DomainError, Unavailable
from shared.text import N_

AREA = "smtp"
ADDED = N_("%(name)s can sign in now.")
INVITED = N_("The invitation to %(email)s is on its way by e-mail.")
REVOKED = N_("The invitation was taken back.")
FOUNDS = "founds"


@dataclass(frozen=True, slots=True)
class UserForm:
    """The form as typed, without the password."""

    name: str = ""
    email: str = ""
    role: str = Role.PREPARER.value


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(visit: Visit, *, errors: dict[str, str] | None = None, **more: Any) -> Response:
    async with visit.reading() as reading:
        found = await people.list_users(reading, visit.me.company_id)
        asked = await invitations.open_invitations(reading, visit.me.company_id, reading.clock.now())
    context = {
        "page": "users",
        "users": found,
        "invitations": asked,
        "values": UserForm(),
        "asked": UserForm(),
        "invited": None,
        "by_mail": True,
        "may_found": visit.console.door.sign_up is not SignUp.CLOSED,
        "errors": errors or {},
        **more,
    }
    return visit.page("users.html", context, area=AREA, status=422 if errors else 200)


async def add(visit: Visit) -> Response:
    values = UserForm(visit.field("name"), visit.field("email"), visit.field("role"))
    password = str(visit.form.get("password", ""))
    role = Role(values.role) if values.role in set(Role) else Role.VIEWER
    actor = Actor.of(visit.me.principal)
    try:
        hashed = await visit.console.door.passwords.new_hash(password, not_like=(values.name, values.email))
        command = CreateUser(visit.me.company_id, values.email, values.name, role, hashed, visit.language, actor)
        async with visit.across_companies.transaction() as tx:
            user = await create_user(tx, command)
    except DomainError as error:
        errors = by_field(error, visit.console.pages.translations.get(visit.language))
        return await _page(visit, values=values, errors=errors)
    return visit.say(visit.go("users"), "success", visit.text(ADDED, name=user.name))


async def invite_somebody(visit: Visit) -> Response:
    """Mailed; or the link is on this one page and nowhere else, where that is wanted or no mail server is set up."""
    asked = UserForm("", visit.field("email"), visit.field("role"))
    founds = asked.role == FOUNDS and visit.console.door.sign_up is not SignUp.CLOSED
    role = Role(asked.role) if asked.role in set(Role) else Role.VIEWER
    link, by_mail = visit.console.door.new_invitation(founds=founds), visit.field("mail") == "1"
    # Asked before the transaction: none waits for another service.
    mailed = visit.language if by_mail and await _mails_leave(visit) else ""
    command = Invite(Actor.of(visit.me.principal), asked.email, role, link, founds, mailed)
    try:
        async with visit.transaction() as tx:
            made = await invite(tx, command)
    except DomainError as error:
        catalogue = visit.console.pages.translations.get(visit.language)
        return await _page(
            visit, asked=asked, by_mail=by_mail, errors=by_field(error, catalogue, email="invited_email")
        )
    if mailed:
        return visit.say(visit.go("users"), "success", visit.text(INVITED, email=made.email))
    return await _page(visit, invited={"email": made.email, "link": link.address, "expires_at": made.expires_at})


async def _mails_leave(visit: Visit) -> bool:
    """Whether there is a mail server at all; one that rests for a while carries it later."""
    try:
        return (await visit.mailer.lane()).state != "no_server"
    except Unavailable:
        return False


async def take_back(visit: Visit) -> Response:
    invitation_id = visit.request.path_params["invitation_id"]
    async with visit.transaction() as tx:
        await revoke(tx, Actor.of(visit.me.principal), invitation_id)
    return visit.say(visit.go("users"), "success", visit.text(REVOKED))
