"""The aggregator's account cards as the console uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from services.campaign.clients.connection import Connection, Download, Query
from shared.paging import Page

BULK_SECONDS = 120.0
EXPORT_SECONDS = 300.0


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Contact(_Answer):
    """A person at the counterparty; mailed only when `receives_reconciliations`."""

    id: int
    name: str = ""
    email: str = ""
    email_is_valid: bool = False
    receives_reconciliations: bool = False


class Account(_Answer):
    """One ledger card."""

    code: str
    title: str = ""
    tax_number: str = ""
    tax_number_is_valid: bool = True
    tax_number_is_placeholder: bool = False
    tax_office: str = ""
    country: str = "TR"
    reconciliation_email: str = ""
    email_is_valid: bool = False
    phone: str = ""
    address: str = ""
    language: str = "tr"
    branch: str = ""
    never_mail: bool = False
    never_merge: bool = False
    counterparty_key: str = ""
    contacts: tuple[Contact, ...] = ()
    updated_at: datetime

    @property
    def is_foreign(self) -> bool:
        return self.country != "TR"

    @property
    def number_is_doubtful(self) -> bool:
        """Whether its tax number is none of a Turkish counterparty's."""
        return (
            bool(self.tax_number)
            and not self.is_foreign
            and (self.tax_number_is_placeholder or not self.tax_number_is_valid)
        )


class AccountTotals(_Answer):
    """Over a filter; `branches` are those of all cards."""

    accounts: int
    with_valid_address: int = 0
    without_address: int = 0
    never_mail: int = 0
    contacts: int = 0
    receiving_contacts: int = 0
    branches: tuple[str, ...] = ()


class Changed(_Answer):
    """`count` cards were meant, `changed` of them said something else before."""

    count: int
    changed: int


class AccountsClient:
    """In the name of one user: make a new one per request. `chosen` is the API's filter, by its names."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def page(
        self, chosen: Mapping[str, str], *, sort: str = "title", limit: int = 50, cursor: str | None = None
    ) -> Page[Account]:
        query: Query = {**chosen, "sort": sort, "limit": limit, "cursor": cursor}
        return await self._at.page(Account, "/accounts", query)

    async def totals(self, chosen: Mapping[str, str]) -> AccountTotals:
        return await self._at.get(AccountTotals, "/account-totals", dict(chosen))

    async def one(self, code: str) -> Account:
        return await self._at.get(Account, _path(code))

    async def change(self, code: str, changes: Mapping[str, Any], *, key: str) -> Account:
        return self._at.read(Account, await self._at.call("PATCH", _path(code), body=changes, key=key))

    async def change_many(
        self, changes: Mapping[str, Any], *, codes: Sequence[str] | None, chosen: Mapping[str, str], key: str
    ) -> Changed:
        """Those with these codes, or all that the filter finds when there are none."""
        body = {"changes": changes, **({"filter": chosen} if codes is None else {"codes": list(codes)})}
        answer = await self._at.call("PATCH", "/accounts", body=body, key=key, seconds=BULK_SECONDS)
        return self._at.read(Changed, answer)

    async def export(self, chosen: Mapping[str, str], *, sort: str, kind: str) -> Download:
        """`kind`: xlsx or csv."""
        query: Query = {**chosen, "sort": sort, "format": kind}
        return await self._at.download("/account-export", query, seconds=EXPORT_SECONDS)

    async def add_contact(self, code: str, contact: Mapping[str, Any], *, key: str) -> None:
        await self._at.call("POST", f"{_path(code)}/contacts", body=contact, key=key)

    async def change_contact(self, code: str, contact_id: int, changes: Mapping[str, Any], *, key: str) -> None:
        await self._at.call("PATCH", f"{_path(code)}/contacts/{contact_id}", body=changes, key=key)

    async def remove_contact(self, code: str, contact_id: int) -> None:
        await self._at.call("DELETE", f"{_path(code)}/contacts/{contact_id}")


def _path(code: str) -> str:
    return f"/accounts/{quote(code, safe='')}"
