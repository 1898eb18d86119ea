"""What an invoice is written in, and what one unit of it is worth in lira: by its own rate, never by rate 1."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.aggregator.domain.ledger import HOME_CURRENCY
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.amounts import HIGHEST_RATE
from services.aggregator.readers.cells import read_currency
from shared.files.ubl.amounts import BadAmount, is_same_currency, read_amount
from shared.files.ubl.elements import Element, shown, text_at
from shared.money import round_minor

_DOCUMENT_CURRENCY = text_at("cbc:DocumentCurrencyCode")
_TOTAL_CURRENCY = text_at("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount/@currencyID")
_RATE = text_at("cac:PricingExchangeRate/cbc:CalculationRate")
_RATE_FROM = text_at("cac:PricingExchangeRate/cbc:SourceCurrencyCode")
_RATE_TO = text_at("cac:PricingExchangeRate/cbc:TargetCurrencyCode")


@dataclass(frozen=True, slots=True)
class Currency:
    """What the amounts are in, and TRY for one unit of it; no rate for TRY itself."""

    code: str
    rate: Decimal | None = None

    def kurus(self, amount: Decimal) -> int:
        """The amount in TRY, rounded half-up once, as an invoice is (domain.md §2.5 point 8)."""
        in_lira = amount if self.rate is None else round_minor(amount * self.rate)
        return int(in_lira * 100)


def read_invoice_currency(invoice: Element, row: int, problems: list[RowProblem]) -> tuple[str, Currency | None]:
    """The currency as written and as understood, with its rate; None when `problems` received an error."""
    in_total = _TOTAL_CURRENCY(invoice)
    written = _DOCUMENT_CURRENCY(invoice) or in_total
    code, is_old = read_currency(written)
    if code is None:
        problems.append(error(row, "currency", "unknown_currency", cell=shown(written, 20)))
        return in_total, None
    if in_total and in_total != written and not is_same_currency(in_total, written):
        differs = error(row, "currency", "totals_in_other_currency", written=shown(in_total, 20), currency=code)
        problems.append(differs)
        return in_total, None
    if is_old:
        problems.append(warning(row, "currency", "old_currency", cell=written))
    if code == HOME_CURRENCY:
        return written, Currency(code)
    rate = _read_rate(invoice, code, row, problems)
    return written, Currency(code, rate) if rate is not None else None


def _read_rate(invoice: Element, currency: str, row: int, problems: list[RowProblem]) -> Decimal | None:
    """TRY for one unit of the currency, from the invoice's own rate and no other (domain.md §2.5 point 8)."""
    cell = _RATE(invoice)
    try:
        rate = read_amount(cell) if cell else Decimal(0)
    except BadAmount as bad:
        problems.append(error(row, "rate", bad.code, cell=bad.cell))
        return None
    source, target = (read_currency(text)[0] if text else "" for text in (_RATE_FROM(invoice), _RATE_TO(invoice)))
    is_swapped = source == HOME_CURRENCY and target == currency
    if rate == 0 or not (is_swapped or (source in ("", currency) and target in ("", HOME_CURRENCY))):
        problems.append(error(row, "rate", "rate_missing", currency=currency))
    elif rate < 0:
        problems.append(error(row, "rate", "rate_not_positive", cell=cell))
    elif rate > HIGHEST_RATE:
        problems.append(error(row, "rate", "rate_too_high", cell=cell))
    elif is_swapped and rate < 1:
        problems.append(error(row, "rate", "rate_unclear", cell=cell, currency=currency))
    else:
        if is_swapped:
            problems.append(warning(row, "rate", "rate_swapped", cell=cell, currency=currency))
        if rate == 1:
            problems.append(warning(row, "rate", "rate_is_one", currency=currency))
        return rate
    return None
