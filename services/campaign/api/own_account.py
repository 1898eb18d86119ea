"""What people do about their own account, and the companies that they work for."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.campaign.api.problems import problems
from services.campaign.api.token import AtTheDoor
from services.campaign.repository import overview, people
from services.campaign.schemas import (
    Company,
    CompanyInput,
    CompanyStanding,
    CompanyStandingList,
    OpenSession,
    OpenSessionList,
    PasswordChange,
    SignUpInput,
)
from services.campaign.use_cases import own_account
from services.campaign.use_cases.sign_up import OpenCompany, SignUpCompany, open_further_company, sign_up
from shared.auth import Principal
from shared.database import Reading
from shared.errors import NotFound
from shared.http.dependencies import Once, Reader, ReadingAcross, TransactionAcross, edge_of

router = APIRouter(tags=["own account"])


async def _me(reading: Reading, who: Principal) -> people.Credentials:
    found = await people.find_user(reading, who.company_id, who.user_id)
    if found is None:
        raise NotFound("This is not a person's token, so there is no account to speak of.", code="user_not_found")
    return found


@router.get(
    "/my/companies",
    response_model=CompanyStandingList,
    summary="How the month stands in each of your companies",
    responses=problems(401, 403),
)
async def my_companies(who: Reader, reading: ReadingAcross) -> CompanyStandingList:
    """Of all companies that you work for, not only the token's."""
    found = await overview.standings(reading, who.user_id)
    return CompanyStandingList(items=[CompanyStanding.model_validate(one) for one in found])


@router.post(
    "/my/companies",
    response_model=Company,
    status_code=201,
    summary="Open a further company",
    responses=problems(401, 403, 404, 422),
)
async def open_company(body: CompanyInput, who: Reader, tx: TransactionAcross, once: Once, door: AtTheDoor) -> Response:
    """You become its administrator."""

    async def work() -> Company:
        user = (await _me(tx, who)).user
        made = await open_further_company(tx, door.sign_up, OpenCompany(user, body.card))
        return Company.model_validate(made.company)

    return await once.run(tx, work)


@router.post(
    "/sign-up",
    response_model=Company,
    status_code=201,
    summary="Open a further company with a new account",
    responses=problems(403, 404, 409, 422, 429),
)
async def sign_up_company(body: SignUpInput, request: Request, door: AtTheDoor) -> Company:
    """Where the installation lets you: with an invitation, or where sign-up is open."""
    first = body.administrator
    await door.count("", door.client_of(request))
    password_hash = await door.passwords.new_hash(
        first.password.get_secret_value(), not_like=(first.email, first.name, body.title)
    )
    command = SignUpCompany(body.invitation, body.card, first.name, first.email, password_hash, first.language)
    async with edge_of(request).database.transaction() as tx:
        return Company.model_validate((await sign_up(tx, door.sign_up, command)).company)


@router.get(
    "/my/sessions",
    response_model=OpenSessionList,
    summary="Where you are signed in to the console",
    responses=problems(401, 403),
)
async def my_sessions(who: Reader, reading: ReadingAcross) -> OpenSessionList:
    found = await own_account.open_sessions(reading, who.user_id)
    return OpenSessionList(items=[OpenSession.model_validate(one) for one in found])


@router.delete(
    "/my/sessions/{session_id}", status_code=204, summary="Sign out there", responses=problems(401, 403, 404)
)
async def end_session(session_id: UUID, who: Reader, tx: TransactionAcross) -> None:
    await own_account.end_session(tx, who.company_id, who.user_id, session_id)


@router.delete("/my/sessions", status_code=204, summary="Sign out everywhere", responses=problems(401, 403, 404))
async def end_sessions(who: Reader, tx: TransactionAcross) -> None:
    await own_account.end_other_sessions(tx, who.company_id, who.user_id, None)


@router.put(
    "/my/password", status_code=204, summary="Change your password", responses=problems(401, 403, 404, 422, 429)
)
async def change_password(body: PasswordChange, who: Reader, request: Request, door: AtTheDoor) -> None:
    """All your sessions end; tokens that were taken before run out within the hour."""
    async with edge_of(request).database.reading() as reading:
        me = (await _me(reading, who)).user
    await door.is_own(me.email, body.old_password.get_secret_value(), door.client_of(request))
    password_hash = await door.passwords.new_hash(body.new_password.get_secret_value(), not_like=(me.email, me.name))
    async with edge_of(request).database.transaction() as tx:
        await own_account.change_password(tx, own_account.ChangePassword(who.company_id, who.user_id, password_hash))
