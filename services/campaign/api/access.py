"""The people of a company who may sign in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.campaign.api.problems import problems
from services.campaign.api.token import AtTheDoor
from services.campaign.repository import people
from services.campaign.schemas import User, UserInput, UserList
from services.campaign.use_cases.users import CreateUser, create_user
from shared.http.dependencies import Administrator, InReading, Once, edge_of

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
    password_hash = await door.passwords.new_hash(body.password.get_secret_value(), not_like=(body.email, body.name))
    command = CreateUser(who.company_id, body.email, body.name, body.role, password_hash, body.language)
    # Opened here and not by a dependency: no transaction waits while a password is hashed.
    async with edge_of(request).database.transaction() as tx:

        async def work() -> User:
            return User.model_validate(await create_user(tx, command))

        return await once.run(tx, work)
