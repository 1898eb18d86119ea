"""Account cards and contacts: the list with its filter, its export, and changing many cards at once."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from starlette.datastructures import QueryParams
from starlette.responses import Response

from services.campaign.clients.accounts import Account, AccountsClient
from services.campaign.console import countries, list_files, wording
from services.campaign.console.account_columns import COLUMNS, KEYS
from services.campaign.console.list_columns import shown
from services.campaign.console.lists import ListState
from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from shared.errors import Invalid
from shared.text import N_, NN_

AREA = "accounts"
SORTS = ("title", "code", "branch", "tax_number", "country")
IMPORTABLE = ("xlsx", "csv")
TITLE = N_("Accounts and contacts")
AT_ONCE = 1000
# Filter in the address → what it may say; None: any text.
FILTERS: Mapping[str, Sequence[str] | None] = MappingProxyType(
    {
        "q": None,
        "address": tuple(wording.ADDRESS_FILTERS),
        "tax_number": tuple(wording.TAX_NUMBER_FILTERS),
        "contacts": tuple(wording.CONTACT_FILTERS),
        "branch": None,
        "never_mail": ("true", "false"),
        "counterparty": None,
    }
)
NOTHING_SELECTED = N_("No account is selected. Select at least one, or all of the filter.")
NOTHING_CHANGED = N_("Nothing was chosen to change. Choose a value for at least one field.")
CHANGED = NN_(
    "%(changed)d of %(count)d account card was changed.",
    "%(changed)d of %(count)d account cards were changed.",
)


def list_state(visit: Visit, query: QueryParams) -> ListState:
    """The list as the address, or a form that came from it, names it."""
    return ListState.read(
        visit.path("accounts"), query, filters=tuple(FILTERS), sorts=SORTS, default_sort="title", columns=KEYS
    )


def chosen_by(state: ListState) -> dict[str, str]:
    """The filter in the API's words; what it would refuse is left aside, as everywhere in addresses."""
    return {
        name: value[:100]
        for name, value in state.filters.items()
        if (allowed := FILTERS[name]) is None or value in allowed
    }


async def show(visit: Visit) -> Response:
    state = list_state(visit, visit.request.query_params)
    client, chosen = visit.accounts, chosen_by(state)
    page, totals = await gather(
        client.page(chosen, sort=state.sort, limit=state.limit, cursor=state.cursor), client.totals(chosen)
    )
    values = {
        "list": state,
        "accounts": page.items,
        "next": page.next,
        "totals": totals,
        "columns": shown(state.columns, COLUMNS),
        "possible": COLUMNS,
        "export": lambda kind: visit.path("account_export", kind=kind),
    }
    return visit.list_page("accounts.html", values, area=AREA)


async def export(visit: Visit) -> Response:
    """What the filter finds, in the list's order. Tables with all their columns can be edited and imported again."""
    kind = visit.request.path_params["kind"]
    state = list_state(visit, visit.request.query_params)
    if kind in IMPORTABLE and not state.columns:
        return visit.pass_on(await visit.accounts.export(chosen_by(state), sort=state.sort, kind=kind))
    client = visit.accounts

    async def ask(cursor: str | None) -> tuple[Sequence[Account], str | None]:
        page = await client.page(chosen_by(state), sort=state.sort, limit=AT_ONCE, cursor=cursor)
        return page.items, page.next

    columns, about = shown(state.columns, COLUMNS), _about(visit, state)
    return await list_files.export(visit, list_files.every(ask), columns, title=visit.text(TITLE), about=about)


def _about(visit: Visit, state: ListState) -> list[str]:
    """The filter in words, for whoever gets the file without the screen."""
    words = []
    for name, value in chosen_by(state).items():
        label = wording.ADDRESS_FILTERS | wording.TAX_NUMBER_FILTERS | wording.CONTACT_FILTERS
        said = wording.NEVER_MAIL_FILTERS.get(value) if name == "never_mail" else label.get(value)
        words.append(visit.text(said) if said and name not in ("q", "branch") else value)
    return words


def _texts(visit: Visit) -> QueryParams:
    """The form's fields; the list that it came from is described by them as by an address."""
    return QueryParams([(name, value) for name, value in visit.form.multi_items() if isinstance(value, str)])


def _selected(visit: Visit) -> list[str] | None:
    """Codes, or None for all of the filter."""
    return None if visit.field("whole") else [str(code) for code in visit.form.getlist("key")]


async def ask_changes(visit: Visit) -> Response:
    """What is to become of the selected cards; says once more how many they are."""
    state, codes = list_state(visit, _texts(visit)), _selected(visit)
    if codes == []:
        return visit.say(visit.go_to(state.address()), "warning", visit.text(NOTHING_SELECTED))
    return await _changes_page(visit, state, codes, {})


async def _changes_page(
    visit: Visit, state: ListState, codes: list[str] | None, errors: dict[str, str], *, status: int = 200
) -> Response:
    client: AccountsClient = visit.accounts
    totals = await client.totals(chosen_by(state))
    values = {
        "list": state,
        "count": totals.accounts if codes is None else len(codes),
        "branches": totals.branches,
        "countries": countries.names(visit.language),
        "hidden": [
            *([("whole", "1")] if codes is None else [("key", code) for code in codes]),
            *state.kept(),
            ("submission", visit.field("submission") or uuid4().hex),
        ],
        "errors": errors,
        "typed": visit.field,
    }
    return visit.page("account_changes.html", values, area=AREA, status=status)


def _changes(visit: Visit) -> dict[str, Any]:
    """Only fields that somebody chose a value for. `new_` tells them from the filter, which comes along in the form."""
    changes: dict[str, Any] = {name: value for name in ("language", "country") if (value := visit.field(f"new_{name}"))}
    changes |= {
        name: value == "true" for name in ("never_mail", "never_merge") if (value := visit.field(f"new_{name}"))
    }
    changes |= {name: visit.field(f"new_{name}") for name in ("branch", "tax_office") if visit.field(f"set_{name}")}
    return changes


async def change(visit: Visit) -> Response:
    """Change them; pressing the button again changes nothing more."""
    state, codes, changes = list_state(visit, _texts(visit)), _selected(visit), _changes(visit)
    if codes == []:
        return visit.say(visit.go_to(state.address()), "warning", visit.text(NOTHING_SELECTED))
    if not changes:
        return await _changes_page(visit, state, codes, {"": visit.text(NOTHING_CHANGED)}, status=422)
    key = f"console-{visit.field('submission')[:64]}"
    try:
        done = await visit.accounts.change_many(changes, codes=codes, chosen=chosen_by(state), key=key)
    except Invalid as error:
        errors = by_field(error, visit.console.pages.translations.get(visit.language), country="new_country")
        return await _changes_page(visit, state, codes, errors, status=422)
    text = visit.text(CHANGED, changed=done.changed, count=done.count)
    return visit.say(visit.go_to(state.address()), "success", text)
