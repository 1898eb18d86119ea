"""`/accounts`: account cards with their contacts."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import FileResponse, Response
from sqlalchemy import Row

from services.aggregator.api.cursors import position
from services.aggregator.domain.ledger import AccountRow, ContactRow
from services.aggregator.repository import account_lists, accounts
from services.aggregator.repository.account_lists import SORTED_BY, AccountFilter
from services.aggregator.schemas import (
    Account,
    AccountBody,
    AccountChanges,
    AccountSelection,
    AccountTotals,
    BulkBody,
    Changed,
    Contact,
    ContactBody,
    ContactChanges,
    Printable,
)
from services.aggregator.use_cases import account_edits
from services.aggregator.use_cases.account_edits import ChangeAccounts, ContactPlace, account_not_found
from services.aggregator.use_cases.account_export import COLUMNS, exported
from services.aggregator.use_cases.accounts import KeepAccounts, counterparty_of, keep_accounts
from shared.auth import Principal
from shared.clock import istanbul_date
from shared.database import Reading
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer
from shared.http.downloads import TableFormat, table_response
from shared.http.problems import NotHere
from shared.paging import Cursor, Limit, Page, cut, encode_cursor
from shared.tax_number import TaxNumber

router = APIRouter(tags=["accounts"])

AccountCode = Annotated[
    Printable, Path(min_length=1, max_length=50, description="The account's code in the ledger; it may hold slashes.")
]
ContactId = Annotated[int, Path(ge=1, lt=2**63)]
Filter = Annotated[AccountSelection, Depends()]
Sort = Annotated[str, Query(pattern=f"^-?({'|'.join(SORTED_BY)})$", description="`-` in front: in descending order.")]


def _wanted(who: Principal, selection: AccountSelection, codes: tuple[str, ...] | None = None) -> AccountFilter:
    return AccountFilter(who.company_id, selection.q, codes, **selection.model_dump(exclude={"q"}))


@router.get("/accounts", response_model=Page[Account], summary="List account cards")
async def list_accounts(
    reading: InReading, who: Reader, chosen: Filter, sort: Sort = "title", cursor: Cursor = None, limit: Limit = 50
) -> Page[Account]:
    name, wanted = sort.removeprefix("-"), _wanted(who, chosen)
    after, descending = position(cursor, str, str), sort.startswith("-")
    found = await account_lists.page(reading, wanted, sort=name, descending=descending, after=after, limit=limit)
    rows, last = cut(found, limit)
    contacts = await accounts.contacts_of(reading, who.company_id, [row.id for row in rows])
    items = [account_of(row, contacts.get(row.id, [])) for row in rows]
    following = encode_cursor(getattr(last, SORTED_BY[name]), last.code) if last is not None else None
    return Page(items=items, next=following)


@router.patch("/accounts", response_model=Changed, summary="Change many account cards at once")
async def change_accounts(tx: InTransaction, who: Writer, once: Once, body: BulkBody) -> Response:
    """Every card with one of the codes, or that the filter finds, says afterwards what `changes` says."""

    async def work() -> Changed:
        codes = tuple(body.codes) if body.codes is not None else None
        wanted = _wanted(who, body.filter or AccountSelection(), codes)
        done = await account_edits.change_accounts(tx, ChangeAccounts(wanted, body.changes.said()))
        return Changed(count=done.count, changed=done.changed)

    return await once.run(tx, work, status=200)


@router.get("/account-totals", response_model=AccountTotals, summary="Count account cards over a filter")
async def account_totals(reading: InReading, who: Reader, chosen: Filter) -> AccountTotals:
    return AccountTotals.model_validate(await account_lists.totals(reading, _wanted(who, chosen)))


@router.get("/account-export", response_class=FileResponse, summary="Export account cards as a table")
async def export_accounts(
    reading: InReading,
    who: Reader,
    chosen: Filter,
    sort: Sort = "title",
    kind: Annotated[TableFormat, Query(alias="format", description="A workbook, or text with `;`.")] = "xlsx",
) -> FileResponse:
    """What the filter finds, under the headings of the import: edit it and import it back (docs/import-format.md)."""
    rows = exported(reading, _wanted(who, chosen), sort=sort.removeprefix("-"), descending=sort.startswith("-"))
    name = f"cariler_{istanbul_date(reading.clock.now())}"
    return await table_response(name, COLUMNS, rows, kind)


@router.post(
    "/accounts/{code:path}/contacts", status_code=201, response_model=Contact, summary="Add a contact to a card"
)
async def add_contact(tx: InTransaction, who: Writer, once: Once, code: AccountCode, body: ContactBody) -> Response:
    """The very same contact again is the one that is there."""

    async def work() -> Contact:
        place = ContactPlace(who.company_id, code)
        contact_id = await account_edits.add_contact(tx, place, body.model_dump())
        return await _contact_of(tx, who, code, contact_id)

    return await once.run(tx, work, status=201)


@router.patch(
    "/accounts/{code:path}/contacts/{contact_id}", response_model=Contact, summary="Change a contact of a card"
)
async def change_contact(
    tx: InTransaction, who: Writer, once: Once, code: AccountCode, contact_id: ContactId, body: ContactChanges
) -> Response:
    async def work() -> Contact:
        await account_edits.change_contact(tx, ContactPlace(who.company_id, code, contact_id), body.said())
        return await _contact_of(tx, who, code, contact_id)

    return await once.run(tx, work, status=200)


@router.delete("/accounts/{code:path}/contacts/{contact_id}", status_code=204, summary="Remove a contact of a card")
async def remove_contact(tx: InTransaction, who: Writer, code: AccountCode, contact_id: ContactId) -> None:
    await account_edits.remove_contact(tx, ContactPlace(who.company_id, code, contact_id))


# A code may hold slashes, so what follows would take contacts for the end of a card's code.
@router.api_route("/accounts/{code:path}/contacts", methods=["GET", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def no_contacts() -> None:
    raise NotHere("POST")


@router.api_route(
    "/accounts/{code:path}/contacts/{contact_id}", methods=["GET", "PUT", "POST"], include_in_schema=False
)
async def no_contact() -> None:
    raise NotHere("PATCH", "DELETE")


@router.get("/accounts/{code:path}", response_model=Account, summary="Show one account card")
async def show_account(reading: InReading, who: Reader, code: AccountCode) -> Account:
    return await _card(reading, who, code)


@router.put("/accounts/{code:path}", response_model=Account, summary="Write one account card with its contacts")
async def put_account(tx: InTransaction, who: Writer, once: Once, code: AccountCode, body: AccountBody) -> Response:
    """The card and its contacts are as given afterwards, whatever was there."""

    async def work() -> Account:
        account = AccountRow(
            row=0,
            code=code,
            tax_number=TaxNumber.parse(body.tax_number),
            **body.model_dump(exclude={"tax_number", "contacts"}),
        )
        contacts = [ContactRow(0, code, one.name, one.email, one.receives_reconciliations) for one in body.contacts]
        await account_edits.check_written(tx, who.company_id, code, body.country)
        await keep_accounts(tx, KeepAccounts(who.company_id, [account], contacts))
        return await _card(tx, who, code)

    return await once.run(tx, work, status=200)


@router.patch("/accounts/{code:path}", response_model=Account, summary="Change one account card")
async def change_account(
    tx: InTransaction, who: Writer, once: Once, code: AccountCode, body: AccountChanges
) -> Response:
    """What is not named stays as it is, and so do the contacts."""

    async def work() -> Account:
        await account_edits.change_account(tx, who.company_id, code, body.said())
        return await _card(tx, who, code)

    return await once.run(tx, work, status=200)


async def _card(reading: Reading, who: Principal, code: str) -> Account:
    row = await accounts.one(reading, who.company_id, code)
    if row is None:
        raise account_not_found(code)
    return account_of(row, (await accounts.contacts_of(reading, who.company_id, [row.id])).get(row.id, []))


async def _contact_of(reading: Reading, who: Principal, code: str, contact_id: int) -> Contact:
    return next(one for one in (await _card(reading, who, code)).contacts if one.id == contact_id)


def account_of(row: Row[Any], contacts: list[Row[Any]]) -> Account:
    """A card with its contacts as it is shown."""
    number = TaxNumber(row.tax_number)
    return Account.model_validate(
        row._asdict()
        | {
            "tax_number_is_valid": number.is_valid,
            "tax_number_is_placeholder": number.is_placeholder,
            "counterparty_key": counterparty_of(row._asdict()),
            "contacts": [one._asdict() for one in contacts],
        }
    )
