"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

from starlette.responses import Response

from services.campaign.console.browsers import browser
from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.credentials import sha256_hex
from services.campaign.use_cases import own_account
from shared.errors import DomainError, Unauthenticated
from shared.text import N_

AREA = "me"
CHANGED = N_("The password was changed. All your other sessions have ended.")
OLD_WRONG = N_("This is not the present password.")
ENDED = N_("The session has ended.")
OTHERS_ENDED = N_("All your other sessions have ended.")


async def show(visit: Visit) -> Response:
    return await _page(visit, {})


async def _page(visit: Visit, errors: dict[str, str], *, status: int = 200) -> Response:
    async with visit.across_companies.reading() as reading:
        found = await own_account.open_sessions(reading, visit.me.user_id)
    values = {"sessions": found, "here_session": sha256_hex(visit.secret), "errors": errors, "browser": browser}
    return visit.page("me.html", values, area=AREA, status=status)


async def change_password(visit: Visit) -> Response:
    door, me = visit.console.door, visit.me
    old, new = str(visit.form.get("old_password", "")), str(visit.form.get("password", ""))
    try:
        await door.is_own(me.email, old, visit.client)
        hashed = await door.passwords.new_hash(new, not_like=(me.email, me.name))
    except Unauthenticated:
        return await _page(visit, {"old_password": visit.text(OLD_WRONG)}, status=422)
    except DomainError as error:
        errors = by_field(error, visit.console.pages.translations.get(visit.language))
        return await _page(visit, errors, status=error.status)
    command = own_account.ChangePassword(me.company_id, me.user_id, hashed, sha256_hex(visit.secret))
    async with visit.across_companies.transaction() as tx:
        await own_account.change_password(tx, command)
    return visit.say(visit.go("me"), "success", visit.text(CHANGED))


async def end_one(visit: Visit) -> Response:
    session_id = visit.request.path_params["session_id"]
    async with visit.across_companies.transaction() as tx:
        await own_account.end_session(tx, visit.me.company_id, visit.me.user_id, session_id)
    return visit.say(visit.go("me"), "success", visit.text(ENDED))


async def end_others(visit: Visit) -> Response:
    async with visit.across_companies.transaction() as tx:
        await own_account.end_other_sessions(tx, visit.me.company_id, visit.me.user_id, sha256_hex(visit.secret))
    return visit.say(visit.go("me"), "success", visit.text(OTHERS_ENDED))
