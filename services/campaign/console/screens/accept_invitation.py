"""The page behind an invitation's link: with a new account, with the account one has, or with the session one is in."""

from __future__ import annotations

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.screens.second_step import enter
from services.campaign.console.visit import Visit
from services.campaign.domain.people import Invitation
from services.campaign.repository import people
from services.campaign.use_cases.invitations import (
    AcceptAsKnown,
    AcceptAsNew,
    accept_as_known,
    accept_as_new,
    gone,
    invitation_of,
)
from shared.errors import DomainError, Unauthenticated
from shared.text import N_, fold

JOINED = N_("You work for %(title)s now.")
JOINED_SIGN_IN = N_("You may work for %(title)s now. Sign in.")


async def _invitation(visit: Visit) -> tuple[Invitation, bool]:
    """What they were asked, and whether the address has an account."""
    async with visit.across_companies.reading() as reading:
        invitation = await invitation_of(reading, visit.request.path_params["token"])
        known = await people.find_account(reading, invitation.email) is not None
    if invitation.founds:
        raise gone()
    return invitation, known


async def show(visit: Visit) -> Response:
    invitation, known = await _invitation(visit)
    return _page(visit, invitation, known, {})


def _page(
    visit: Visit, invitation: Invitation, known: bool, errors: dict[str, str], *, status: int = 200, name: str = ""
) -> Response:
    mine = visit.visitor is not None and fold(visit.me.email) == fold(invitation.email)
    values = {
        "invitation": invitation,
        "known": known,
        "mine": mine,
        "name": name,
        "errors": errors,
        "action": visit.request.url.path,
    }
    return visit.page("invitation.html", values, status=status)


async def accept(visit: Visit) -> Response:
    invitation, known = await _invitation(visit)
    mine = visit.visitor is not None and fold(visit.me.email) == fold(invitation.email)
    if visit.visitor is not None and not mine:
        # Somebody else is signed in here: whose account is meant would not be clear.
        return _page(visit, invitation, known, {}, status=409)
    try:
        if mine:
            return await _with_session(visit, invitation)
        return await (_with_password(visit, invitation) if known else _with_new_account(visit, invitation))
    except Unauthenticated as error:
        return _page(visit, invitation, known, {"password": visit.reason(error)}, status=error.status)
    except DomainError as error:
        errors = by_field(error, visit.console.pages.translations.get(visit.language))
        return _page(visit, invitation, known, errors, status=error.status, name=visit.field("name"))


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])


async def _with_session(visit: Visit, invitation: Invitation) -> Response:
    async with visit.across_companies.transaction() as tx:
        me = visit.me
        company_id = await accept_as_known(tx, AcceptAsKnown(_token(visit), me.user_id, me.email, me.name))
    session_id = await visit.console.door.move(visit.secret, visit.me.user_id, company_id)
    response = visit.keep_session(visit.go("campaigns"), session_id)
    return visit.say(response, "success", visit.text(JOINED, title=invitation.company_title))


async def _with_password(visit: Visit, invitation: Invitation) -> Response:
    """Signing in stays the sign-in page's business, with whatever it asks for besides the password."""
    password = str(visit.form.get("password", ""))
    account = await visit.console.door.is_own(invitation.email, password, visit.client)
    async with visit.across_companies.transaction() as tx:
        await accept_as_known(tx, AcceptAsKnown(_token(visit), account.user_id, account.email, account.name))
    text = visit.text(JOINED_SIGN_IN, title=invitation.company_title)
    return visit.say(visit.go("sign_in"), "success", text)


async def _with_new_account(visit: Visit, invitation: Invitation) -> Response:
    door, password, name = visit.console.door, str(visit.form.get("password", "")), visit.field("name")
    await door.count("", visit.client)
    hashed = await door.passwords.new_hash(password, not_like=(invitation.email, name))
    async with visit.across_companies.transaction() as tx:
        await accept_as_new(tx, AcceptAsNew(_token(visit), name, hashed, visit.language))
    way_in = await door.sign_in(invitation.email, password, visit.client, visit.agent)
    return enter(visit, way_in, visit.path("campaigns"))
