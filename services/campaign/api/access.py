"""Getting a token, and the people who may get one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.campaign.api.problems import problems
from services.campaign.door import Door
from services.campaign.repository import people
from services.campaign.schemas import Credentials, Token, User, UserInput, UserList
from services.campaign.use_cases.users import CreateUser, create_user
from shared.http.dependencies import Administrator, InReading, Once, edge_of

router = APIRouter(tags=["access"])


def door_of(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


AtTheDoor = Annotated[Door, Depends(door_of)]


@router.post("/token", response_model=Token, summary="Get a bearer token", responses=problems(401, 422, 429))
async def token(body: Credentials, request: Request, door: AtTheDoor) -> Token:
    """One hour's access to all services' APIs, with the rights of the account's role."""
    access_token, expires_at = await door.token(body.email, body.password.get_secret_value(), door.client_of(request))
    return Token(access_token=access_token, expires_at=expires_at)


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
    password_hash = await door.passwords.new_hash(body.password.get_secret_value(), not_like=(body.email, body.name))
    command = CreateUser(who.company_id, body.email, body.name, body.role, password_hash, body.language)
    # Opened here and not by a dependency: no transaction waits while a password is hashed.
    async with edge_of(request).database.transaction() as tx:

        async def work() -> User:
            return User.model_validate(await create_user(tx, command))

        return await once.run(tx, work)
