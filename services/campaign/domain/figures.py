"""What a run says about one counterparty, as the aggregator's API hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from shared.contracts.values import CurrencyBalance, Kind, Period, Recipient, SideTotal, Value
from shared.money import Amount, Money


class Run(Value):
    """An immutable list of figures of one period, with what it was asked for."""

    id: UUID
    kind: Kind = Kind.PURCHASES_SALES
    period: Period
    as_of: date | None = None
    limit: Amount
    merge_by_tax_number: bool = True
    exclude_deferred_series: bool = True
    date_basis: str = "document"
    include_other_taxes: bool = True
    count_zero_documents: bool = True
    limit_on_returns: bool = False
    include_zero_balances: bool = True
    figures: int = 0
    purchases_total: Money | None = None
    sales_total: Money | None = None
    receivable_total: Money | None = None
    payable_total: Money | None = None
    deferred_documents: int = 0
    deferred_total: Money | None = None
    created_at: datetime
    created_by: str = ""

    @property
    def limit_money(self) -> Money:
        return Money(amount=self.limit)


class Figure(Value):
    """Both sides of one counterparty, its balances, and the addresses that would be written to (S-25…S-28).

    Balances are signed from our view: + they owe us; `balance_total` is their sum in TRY.
    """

    key: str
    title: str
    tax_number: str = ""
    account_codes: tuple[str, ...] = ()
    language: str = "tr"
    purchases: SideTotal
    sales: SideTotal
    balances: tuple[CurrencyBalance, ...] = ()
    balance_total: Money = Money.of_minor(0)
    recipients: tuple[Recipient, ...] = ()
    warnings: tuple[str, ...] = Field(default=())

    def recipients_for(self, *, notify_contacts: bool) -> tuple[Recipient, ...]:
        """Contacts are written to only when the campaign says so (S-29)."""
        if notify_contacts:
            return self.recipients
        return tuple(recipient for recipient in self.recipients if recipient.role == "account")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which figures of a run: all of them, or those with these keys."""

    keys: tuple[str, ...] | None = None

    @property
    def everything(self) -> bool:
        return self.keys is None
