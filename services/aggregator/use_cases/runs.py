"""Making a run: the month's figures per counterparty, frozen with the documents behind them (S-20…S-23, S-31)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from services.aggregator.domain.figures import DEFAULT_LIMIT_KURUS
from services.aggregator.domain.period import Period
from services.aggregator.domain.recipients import Card, CardContact, recipients_of, warnings_of
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.repository import accounts, companies, runs, sums
from services.aggregator.repository import series as deferred
from services.aggregator.repository.sums import SumRules
from services.aggregator.use_cases.accounts import search_text, sort_text
from services.aggregator.use_cases.sides import SIDE_COLUMNS, SIDE_NAMES, reaches
from shared.database import Transaction
from shared.errors import Invalid
from shared.money import LARGEST_MINOR


@dataclass(frozen=True, slots=True)
class MakeRun:
    """The parameters of the seed's screen 371002; `limit_minor` in kuruş."""

    company_id: UUID
    user_id: UUID
    user_name: str
    period: Period
    limit_minor: int = DEFAULT_LIMIT_KURUS
    merge_by_tax_number: bool = True
    exclude_deferred_series: bool = True


async def make_run(tx: Transaction, command: MakeRun) -> UUID:
    """Sum the month, keep the counterparties that reach the limit on a side, and the documents behind them.

    Errors: `limit_out_of_range`. A month without movements makes an empty run.
    """
    if not 0 <= command.limit_minor <= LARGEST_MINOR:
        raise Invalid(
            "The limit must be zero or more. Enter it in TRY, for example 5000.00.", code="limit_out_of_range"
        )
    # The sums, the cards and the documents are read one after the other: no import may come between them.
    await companies.hold_books(tx, command.company_id)
    series = await deferred.of_company(tx, command.company_id) if command.exclude_deferred_series else ()
    rules = SumRules(command.company_id, command.period.number, command.merge_by_tax_number, series)
    summed = await sums.counterparties(tx, rules)
    listed = [row for row in summed if any(reaches(row, side, command.limit_minor) for side in SIDE_NAMES)]
    run_id = uuid4()
    await runs.add_run(tx, _run_row(tx, command, run_id, series, summed, listed))
    cards = await _cards(tx, rules, [row["key"] for row in listed])
    await runs.add_figures(tx, [_figure_row(command, run_id, row, cards[row["key"]]) for row in listed])
    await sums.keep_documents(tx, rules, run_id)
    return run_id


async def _cards(tx: Transaction, rules: SumRules, keys: Sequence[str]) -> Mapping[str, Sequence[Card]]:
    """The cards of each counterparty with their contacts, by account code."""
    rows = await sums.cards(tx, rules.company_id, merge=rules.merge_by_tax_number, keys=keys)
    contacts = await accounts.contacts_of(tx, rules.company_id, [row.id for row in rows])
    grouped: defaultdict[str, list[Card]] = defaultdict(list)
    for row in rows:
        grouped[row.key].append(
            Card(
                code=row.code,
                title=row.title,
                tax_number=row.tax_number,
                country=row.country,
                language=row.language,
                address=row.reconciliation_email,
                address_is_valid=row.email_is_valid,
                contacts=tuple(
                    CardContact(one.name, one.email, one.email_is_valid, one.receives_reconciliations)
                    for one in contacts.get(row.id, ())
                ),
            )
        )
    return grouped


def _run_row(
    tx: Transaction,
    command: MakeRun,
    run_id: UUID,
    series: Sequence[DeferredSeries],
    summed: Sequence[Mapping[str, Any]],
    listed: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    return {
        "id": run_id,
        "company_id": command.company_id,
        "period": command.period.number,
        "limit_minor": command.limit_minor,
        "merge_by_tax_number": command.merge_by_tax_number,
        "exclude_deferred_series": command.exclude_deferred_series,
        "deferred_series": [{"series": one.series, "branch": one.branch} for one in series],
        "figures": len(listed),
        "purchases_minor": sum(int(row["purchases_minor"]) for row in listed),
        "sales_minor": sum(int(row["sales_minor"]) for row in listed),
        # What was left out is told over the whole month, also where nothing of a counterparty was left (S-23).
        "deferred_documents": sum(int(row["deferred_documents"]) for row in summed),
        "deferred_minor": sum(int(row["deferred_minor"]) for row in summed),
        "negative_documents": sum(int(row["negative_documents"]) for row in summed),
        "created_at": tx.clock.now(),
        "created_by": command.user_id,
        "created_by_name": command.user_name[:250],
    }


def _figure_row(command: MakeRun, run_id: UUID, row: Mapping[str, Any], cards: Sequence[Card]) -> dict[str, Any]:
    first = cards[0]
    recipients = recipients_of(cards)
    sides = {name: int(row[name]) for name in SIDE_COLUMNS}
    return {
        "run_id": run_id,
        "key": row["key"],
        "company_id": command.company_id,
        "title": first.title,
        "title_folded": sort_text(first.title),
        "search_folded": search_text(
            *(card.title for card in cards),
            *(card.code for card in cards),
            first.tax_number,
            *(recipient.address for recipient in recipients),
        ),
        "tax_number": first.tax_number,
        "account_codes": [card.code for card in cards],
        "language": first.language,
        **sides,
        **{f"{side}_below_limit": not reaches(row, side, command.limit_minor) for side in SIDE_NAMES},
        "total_minor": sides["purchases_minor"] + sides["sales_minor"],
        "recipients": [recipient.model_dump(mode="json") for recipient in recipients],
        "warnings": warnings_of(cards, recipients, negative_documents=int(row["negative_documents"])),
    }
