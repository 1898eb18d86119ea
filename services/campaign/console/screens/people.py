"""Who may work here."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.roles import Role
from services.campaign.repository import people
from services.campaign.use_cases.users import CreateUser, create_user
from shared.errors import DomainError
from shared.text import N_

AREA = "smtp"
ADDED = N_("%(name)s can sign in now.")


@dataclass(frozen=True, slots=True)
class UserForm:
    """The form as typed, without the password."""

    name: str = ""
    email: str = ""
    role: str = Role.PREPARER.value


async def show(visit: Visit) -> Response:
    return await _page(visit, UserForm(), {})


async def _page(visit: Visit, values: UserForm, errors: dict[str, str]) -> Response:
    async with visit.console.database.reading() as reading:
        found = await people.list_users(reading, visit.me.company_id)
    context = {"page": "users", "users": found, "values": values, "errors": errors}
    return visit.page("users.html", context, area=AREA, status=422 if errors else 200)


async def add(visit: Visit) -> Response:
    values = UserForm(visit.field("name"), visit.field("email"), visit.field("role"))
    password = str(visit.form.get("password", ""))
    role = Role(values.role) if values.role in set(Role) else Role.VIEWER
    try:
        hashed = await visit.console.door.passwords.new_hash(password, not_like=(values.name, values.email))
        command = CreateUser(visit.me.company_id, values.email, values.name, role, hashed, visit.language)
        async with visit.console.database.transaction() as tx:
            user = await create_user(tx, command)
    except DomainError as error:
        return await _page(visit, values, by_field(error, visit.console.pages.translations.get(visit.language)))
    return visit.say(visit.go("users"), "success", visit.text(ADDED, name=user.name))
