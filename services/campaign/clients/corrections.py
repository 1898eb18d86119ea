"""The figures that the books show now, asked for as an earlier run was."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from services.campaign.clients.aggregator import AggregatorClient, RunRequest
from services.campaign.domain.figures import Figure, Run

KEYS_AT_ONCE = 50


async def figures_now(client: AggregatorClient, run_id: UUID, keys: Collection[str]) -> tuple[Run, list[Figure]]:
    """A new run with the parameters of this one, and of it these figures as far as there still are any."""
    before = await client.run(run_id)
    run = await client.create_run(
        RunRequest(
            period=before.period,
            limit=before.limit,
            merge_by_tax_number=before.merge_by_tax_number,
            exclude_deferred_series=before.exclude_deferred_series,
            kind=before.kind,
            as_of=before.as_of,
            date_basis=before.date_basis,
            include_other_taxes=before.include_other_taxes,
            count_zero_documents=before.count_zero_documents,
            limit_on_returns=before.limit_on_returns,
            include_zero_balances=before.include_zero_balances,
        )
    )
    wanted = sorted(keys)
    if len(wanted) > KEYS_AT_ONCE:
        chosen = set(wanted)
        return run, [figure for figure in await client.every_figure(run.id) if figure.key in chosen]
    return run, list((await client.figures(run.id, keys=wanted, limit=KEYS_AT_ONCE)).items)
