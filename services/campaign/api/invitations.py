"""Inviting people, and accepting it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.campaign.api.problems import problems
from services.campaign.api.token import AtTheDoor
from services.campaign.domain.api_keys import check_gives
from services.campaign.domain.audit_log import Actor
from services.campaign.repository import invitations
from services.campaign.schemas import (
    Acceptance,
    Accepted,
    Invitation,
    InvitationInput,
    InvitationList,
    NewInvitation,
)
from services.campaign.use_cases.invitations import (
    AcceptAsKnown,
    AcceptAsNew,
    Invite,
    accept_as_known,
    accept_as_new,
    invitation_of,
    invite,
    revoke,
)
from shared.http.dependencies import Administrator, InReading, InTransaction, Once, edge_of

router = APIRouter(tags=["people"])


@router.get(
    "/invitations", response_model=InvitationList, summary="List open invitations", responses=problems(401, 403)
)
async def list_invitations(who: Administrator, reading: InReading) -> InvitationList:
    found = await invitations.open_invitations(reading, who.company_id, reading.clock.now())
    return InvitationList(items=[Invitation.model_validate(one) for one in found])


@router.post(
    "/invitations",
    response_model=NewInvitation,
    status_code=201,
    summary="Invite somebody",
    responses=problems(401, 403, 409, 422),
)
async def invite_somebody(
    body: InvitationInput, who: Administrator, tx: InTransaction, once: Once, door: AtTheDoor
) -> Response:
    """Mailed over the company's mail server, and told this once. Good for seven days and one acceptance; a new one of the same
    address replaces it."""
    check_gives(who, body.role.scopes)

    async def work() -> NewInvitation:
        link = door.new_invitation(founds=body.founds)
        mailed = body.language if body.mail else ""
        made = await invite(tx, Invite(Actor.of(who), body.email, body.role, link, body.founds, mailed))
        return NewInvitation(
            id=made.invitation_id,
            email=made.email,
            role=made.role,
            expires_at=made.expires_at,
            link=link.address,
        )

    return await once.run(tx, work)


@router.delete(
    "/invitations/{invitation_id:uuid}",
    status_code=204,
    summary="Take an invitation back",
    responses=problems(401, 403, 404),
)
async def take_back(invitation_id: UUID, who: Administrator, tx: InTransaction) -> None:
    await revoke(tx, Actor.of(who), invitation_id)


@router.post(
    "/invitations/accept",
    response_model=Accepted,
    summary="Accept an invitation",
    responses=problems(401, 404, 409, 422, 429),
)
async def accept(body: Acceptance, request: Request, door: AtTheDoor) -> Accepted:
    """With a name and a password a new account is made; without a name the account of the invited address joins."""
    client, password = door.client_of(request), body.password.get_secret_value()
    async with edge_of(request).database.reading() as reading:
        invitation = await invitation_of(reading, body.token)
    if not body.name:
        account = await door.is_own(invitation.email, password, client)
        known = AcceptAsKnown(body.token, account.user_id, account.email, account.name)
        async with edge_of(request).database.transaction() as tx:
            return Accepted(company_id=await accept_as_known(tx, known))
    await door.count("", client)
    password_hash = await door.passwords.new_hash(password, not_like=(invitation.email, body.name))
    async with edge_of(request).database.transaction() as tx:
        await accept_as_new(tx, AcceptAsNew(body.token, body.name, password_hash, body.language))
    return Accepted(company_id=invitation.company_id)
