"""API keys of the company's programs. A new key is on the page that answers its form, and never again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from starlette.responses import Response

from services.campaign.console import scope_words
from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.api_keys import KeyState
from services.campaign.repository import api_keys
from services.campaign.use_cases.api_keys import CreateApiKey, CreatedKey, RevokeApiKey, create_api_key, revoke_api_key
from shared.auth import SCOPES
from shared.errors import DomainError, NotFound
from shared.text import N_

AREA = "smtp"
LIVES = MappingProxyType(
    {"90": N_("90 days"), "365": N_("1 year"), "730": N_("2 years"), "": N_("until it is revoked")}
)
"""Days that a key may live, as the form offers them."""
STATE_WORDS = MappingProxyType(
    {
        KeyState.ACTIVE: N_("works"),
        KeyState.EXPIRED: N_("has expired"),
        KeyState.REVOKED: N_("revoked"),
    }
)
REVOKE = N_("Revoke the API key “%(name)s”?")
REVOKE_TEXT = N_("Programs that use it are refused from then on, within five seconds. This cannot be undone.")
REVOKE_BUTTON = N_("Revoke")
REVOKED = N_("The API key “%(name)s” opens nothing any more.")


@dataclass(frozen=True, slots=True)
class KeyForm:
    """The form as typed."""

    name: str = ""
    scopes: tuple[str, ...] = ("read", "write")
    days: str = "365"

    @classmethod
    def read(cls, visit: Visit) -> KeyForm:
        scopes = tuple(scope for scope in visit.form.getlist("scopes") if isinstance(scope, str))
        return cls(visit.field("name"), scopes, visit.field("days"))


async def show(visit: Visit) -> Response:
    return await _page(visit, KeyForm(), {})


async def _page(visit: Visit, values: KeyForm, errors: dict[str, str]) -> Response:
    async with visit.reading() as reading:
        found = await api_keys.list_keys(reading, visit.me.company_id)
    context = {
        "page": "api_keys",
        "keys": found,
        "now": visit.console.clock.now(),
        "values": values,
        "errors": errors,
        "lives": LIVES,
        "scope_words": scope_words,
        "state_words": STATE_WORDS,
        "scopes": [scope for scope in SCOPES if visit.may(scope)],
    }
    return visit.page("api_keys.html", context, area=AREA, status=422 if errors else 200)


async def make(visit: Visit) -> Response:
    values, clock = KeyForm.read(visit), visit.console.clock
    days = int(values.days) if values.days in LIVES and values.days else None
    until = clock.now() + timedelta(days=days) if days else None
    if values.days not in LIVES:
        return await _page(visit, values, {"days": visit.text(N_("Choose how long the key is good for."))})
    try:
        async with visit.transaction() as tx:
            created = await create_api_key(tx, CreateApiKey(visit.me.principal, values.name, values.scopes, until))
    except DomainError as error:
        return await _page(visit, values, by_field(error, visit.console.pages.translations.get(visit.language)))
    return _once(visit, created)


def _once(visit: Visit, created: CreatedKey) -> Response:
    address = visit.console.address
    context = {
        "page": "api_keys",
        "created": created,
        "address": address,
        "scope_words": scope_words,
        "services": ("aggregator", "campaign", "mailer", "responses"),
    }
    return visit.page("api_key_made.html", context, area=AREA, status=201)


async def ask_revoke(visit: Visit) -> Response:
    key_id = visit.request.path_params["key_id"]
    async with visit.reading() as reading:
        key = await api_keys.get_key(reading, visit.me.company_id, key_id)
    if key is None:
        raise NotFound("There is no such API key.", code="api_key_not_found")
    values = {
        "title": visit.text(REVOKE, name=key.name),
        "lines": [visit.text(REVOKE_TEXT)],
        "addresses": [],
        "hidden": [],
        "action": visit.path("api_key_revoke", key_id=key_id),
        "button": visit.text(REVOKE_BUTTON),
        "dangerous": True,
        "back": visit.path("api_keys"),
    }
    return visit.page("confirm.html", values, area=AREA)


async def revoke(visit: Visit) -> Response:
    command = RevokeApiKey(visit.me.principal, visit.request.path_params["key_id"])
    async with visit.transaction() as tx:
        key = await revoke_api_key(tx, command)
    return visit.say(visit.go("api_keys"), "success", visit.text(REVOKED, name=key.name))
