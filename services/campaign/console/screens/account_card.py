"""One account card: what it says, its contacts, and the other cards of the same counterparty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from starlette.responses import Response

from services.campaign.clients.accounts import Account
from services.campaign.console import countries
from services.campaign.console.pages import own_path
from services.campaign.console.refusals import by_field
from services.campaign.console.screens.accounts import AREA
from services.campaign.console.visit import Visit
from services.campaign.repository import scores
from services.campaign.repository.newest import newest_of
from shared import formats
from shared.errors import Conflict, Invalid, NotFound
from shared.text import N_

SAVED = N_("The account card was saved.")
CONTACT_SAVED = N_("The contact was saved.")
CONTACT_REMOVED = N_("The contact was removed.")
NO_TITLE = N_("The title is missing.")
EMPTY_CONTACT = N_("A contact has a name or an e-mail address. Fill in one of them.")
CHANGED_MEANWHILE = N_("Somebody else changed this card at %(at)s, after you opened it. Check it and save again.")
TEXTS = (
    "title", "tax_number", "tax_office", "country", "reconciliation_email", "phone", "address", "language", "branch",
)  # fmt: skip
MARKS = ("never_mail", "never_merge")
OTHERS_SHOWN = 20


async def show(visit: Visit) -> Response:
    return await _page(visit, await _card(visit), {})


async def _card(visit: Visit) -> Account:
    return await visit.accounts.one(visit.request.path_params["code"])


async def _page(
    visit: Visit,
    card: Account,
    errors: dict[str, str],
    *,
    values: dict[str, Any] | None = None,
    contact: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    """`values` and `contact`: as typed, where they were refused; the contact's `id` is empty for a new one."""
    others: list[Account] = []
    if not card.counterparty_key.startswith("a:"):
        found = await visit.accounts.page({"counterparty": card.counterparty_key}, sort="code", limit=OTHERS_SHOWN + 1)
        others = [one for one in found.items if one.code != card.code]
    async with visit.reading() as reading:
        asked = await newest_of(reading, visit.me.company_id, card.counterparty_key) is not None
        score = await scores.of_key(reading, visit.me.company_id, card.counterparty_key)
    shown = {
        "card": card,
        "asked": asked,
        "score": score,
        "values": values or {name: getattr(card, name) for name in (*TEXTS, *MARKS)},
        "typed_contact": contact,
        "errors": errors,
        "others": others,
        "countries": countries.names(visit.language, str((values or {}).get("country") or card.country)),
        "back": _back(visit),
        "submission": uuid4().hex,
    }
    return visit.page("account.html", shown, area=AREA, status=status)


def _back(visit: Visit) -> str:
    """Where one came from: a list with its filter, or the report of a run."""
    wish = visit.field("back") or visit.request.query_params.get("back", "")
    return own_path(visit.request, wish) if wish else visit.path("accounts")


def _here(visit: Visit, card: Account) -> str:
    address = visit.path("account", code=card.code)
    back = _back(visit)
    return address if back == visit.path("accounts") else f"{address}?{urlencode({'back': back})}"


async def save(visit: Visit) -> Response:
    """Write what was changed; of two editors the second is told."""
    card = await _card(visit)
    values: dict[str, Any] = {name: visit.field(name) for name in TEXTS}
    values |= {name: bool(visit.field(name)) for name in MARKS}
    if not values["title"]:
        return await _page(visit, card, {"title": visit.text(NO_TITLE)}, values=values, status=422)
    changes = {name: value for name, value in values.items() if value != getattr(card, name)}
    if changes and visit.field("seen") != card.updated_at.isoformat():
        text = visit.text(CHANGED_MEANWHILE, at=formats.moment(card.updated_at))
        return await _page(visit, card, {"": text}, values=values, status=409)
    if changes:
        try:
            await visit.accounts.change(card.code, changes, key=_key(visit))
        except Invalid as error:
            errors = by_field(error, visit.console.pages.translations.get(visit.language))
            return await _page(visit, card, errors, values=values, status=422)
    return visit.say(visit.go_to(_back(visit)), "success", visit.text(SAVED))


async def contact(visit: Visit) -> Response:
    """Add, change or remove one contact of the card."""
    card = await _card(visit)
    number = visit.field("contact_id")
    said = {
        "name": visit.field("contact_name"),
        "email": visit.field("contact_email"),
        "receives_reconciliations": bool(visit.field("receives_reconciliations")),
    }
    typed = {"id": number, **said}
    client, text = visit.accounts, CONTACT_SAVED
    try:
        if visit.field("act") == "remove":
            text = CONTACT_REMOVED
            await client.remove_contact(card.code, _number(number))
        elif not (said["name"] or said["email"]):
            return await _page(visit, card, {"contacts": visit.text(EMPTY_CONTACT)}, contact=typed, status=422)
        elif number:
            await client.change_contact(card.code, _number(number), said, key=_key(visit))
        else:
            await client.add_contact(card.code, said, key=_key(visit))
    except (Invalid, NotFound, Conflict) as error:
        told = {"contacts": visit.reason(error)}
        return await _page(visit, await _card(visit), told, contact=typed, status=error.status)
    return visit.say(visit.go_to(_here(visit, card)), "success", visit.text(text))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound("There is no such contact.", code="contact_not_found")
    return int(text)


def _key(visit: Visit) -> str:
    return f"console-{visit.field('submission')[:64]}"
