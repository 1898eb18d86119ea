"""`/accounts`: account cards with their contacts."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlalchemy import Row

from services.aggregator.api.cursors import position
from services.aggregator.domain.ledger import AccountRow, ContactRow
from services.aggregator.repository import accounts
from services.aggregator.schemas import Account, AccountBody, Contact, Printable
from services.aggregator.use_cases.accounts import KeepAccounts, keep_accounts
from shared.errors import NotFound
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer
from shared.paging import Cursor, Limit, Page, cut, encode_cursor
from shared.tax_number import TaxNumber

router = APIRouter(tags=["accounts"])

AccountCode = Annotated[
    Printable, Path(min_length=1, max_length=50, description="The account's code in the ledger; it may hold slashes.")
]
Search = Annotated[
    Printable, Query(alias="q", max_length=100, description="Part of title, code, tax number or address.")
]


@router.get("/accounts", response_model=Page[Account], summary="List account cards by title")
async def list_accounts(
    reading: InReading,
    who: Reader,
    q: Search = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Account]:
    after = position(cursor, str, str)
    rows, last = cut(await accounts.page(reading, who.company_id, search=q, after=after, limit=limit), limit)
    contacts = await accounts.contacts_of(reading, who.company_id, [row.id for row in rows])
    items = [_account(row, contacts.get(row.id, [])) for row in rows]
    return Page(items=items, next=encode_cursor(last.title_folded, last.code) if last is not None else None)


@router.get("/accounts/{code:path}", response_model=Account, summary="Show one account card")
async def show_account(reading: InReading, who: Reader, code: AccountCode) -> Account:
    row = await accounts.one(reading, who.company_id, code)
    if row is None:
        raise NotFound("There is no account {account_code}.", code="account_not_found", account_code=code)
    contacts = await accounts.contacts_of(reading, who.company_id, [row.id])
    return _account(row, contacts.get(row.id, []))


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
        await keep_accounts(tx, KeepAccounts(who.company_id, [account], contacts))
        row = await accounts.one(tx, who.company_id, code)
        assert row is not None  # noqa: S101  # it was written in this very transaction
        return _account(row, (await accounts.contacts_of(tx, who.company_id, [row.id])).get(row.id, []))

    return await once.run(tx, work, status=200)


def _account(row: Row[Any], contacts: list[Row[Any]]) -> Account:
    number = TaxNumber(row.tax_number)
    return Account(
        code=row.code,
        title=row.title,
        tax_number=row.tax_number,
        tax_number_is_valid=number.is_valid,
        tax_office=row.tax_office,
        country=row.country,
        reconciliation_email=row.reconciliation_email,
        email_is_valid=row.email_is_valid,
        phone=row.phone,
        address=row.address,
        language=row.language,
        branch=row.branch,
        contacts=[
            Contact(
                name=one.name,
                email=one.email,
                email_is_valid=one.email_is_valid,
                receives_reconciliations=one.receives_reconciliations,
            )
            for one in contacts
        ],
        updated_at=row.updated_at,
    )
