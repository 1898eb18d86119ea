"""The people of a company who may sign in."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.campaign.api.problems import problems
from services.campaign.api.token import AtTheDoor
from services.campaign.domain.api_keys import check_gives, require_person
from services.campaign.domain.audit_log import Actor
from services.campaign.repository import people
from services.campaign.schemas import User, UserChange, UserInput, UserList
from services.campaign.use_cases.second_factor import reset_factor
from services.campaign.use_cases.users import (
    ChangeRole,
    CreateUser,
    Switch,
    change_role,
    create_user,
    sign_out_user,
    switch_user,
)
from shared.errors import Invalid
from shared.http.dependencies import Administrator, InReading, InTransaction, Once, TransactionAcross, edge_of

router = APIRouter(tags=["access"])


@router.get("/users", response_model=UserList, summary="List the company's users", responses=problems(401, 403))
async def users(who: Administrator, reading: InReading) -> UserList:
    found = await people.list_users(reading, who.company_id)
    return UserList(items=[User.model_validate(user) for user in found])


@router.post(
    "/users",
    response_model=User,
    status_code=201,
    summary="Add a user",
    responses=problems(401, 403, 409, 422),
)
async def add_user(body: UserInput, who: Administrator, once: Once, door: AtTheDoor, request: Request) -> Response:
    check_gives(who, body.role.scopes)
    password_hash = await door.passwords.new_hash(body.password.get_secret_value(), not_like=(body.email, body.name))
    command = CreateUser(who.company_id, body.email, body.name, body.role, password_hash, body.language, Actor.of(who))
    # Opened here and not by a dependency: no transaction waits while a password is hashed.
    async with edge_of(request).database.transaction() as tx:

        async def work() -> User:
            return User.model_validate(await create_user(tx, command))

        return await once.run(tx, work)


@router.patch(
    "/users/{user_id}",
    response_model=User,
    summary="Change a user's role, switch them off or on",
    responses=problems(401, 403, 404, 409, 422),
)
async def change_user(user_id: UUID, body: UserChange, who: Administrator, tx: InTransaction, once: Once) -> Response:
    """Their sessions in this company end. The last administrator stays one (`last_administrator`)."""
    if body.role is not None:
        check_gives(who, body.role.scopes)
    actor = Actor.of(who)

    async def work() -> User:
        user = None
        if body.role is not None:
            user = await change_role(tx, ChangeRole(actor, user_id, body.role))
        if body.active is not None:
            user = await switch_user(tx, Switch(actor, user_id, body.active))
        if user is None:
            raise Invalid("Nothing was chosen to change. Give a role, or whether they may work here.")
        return User.model_validate(user)

    return await once.run(tx, work, status=200)


@router.post(
    "/users/{user_id}/sign-out",
    response_model=User,
    summary="End a user's sessions in this company",
    responses=problems(401, 403, 404),
)
async def sign_out_everywhere(user_id: UUID, who: Administrator, tx: InTransaction) -> User:
    return User.model_validate(await sign_out_user(tx, Actor.of(who), user_id))


@router.post(
    "/users/{user_id}/second-factor/reset",
    response_model=User,
    summary="Take a user's second factor away",
    responses=problems(401, 403, 404, 409),
)
async def reset_second_factor(user_id: UUID, who: Administrator, tx: TransactionAcross) -> User:
    """They are signed out everywhere, set up a new one at the next sign-in, and are told who did this."""
    require_person(who)
    return User.model_validate(await reset_factor(tx, Actor.of(who), user_id))
