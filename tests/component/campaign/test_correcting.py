"""Corrected figures: a new request takes the place of the old one, once, and never before an approver has let it go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.approval import ApprovalMode
from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.domain.figures import Figure, Run
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Reconciliation
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.approvals import Decision, approve
from services.campaign.use_cases.correcting import Correct, correct, last_day, to_correct
from shared.contracts.aggregator import StatementOutdated
from shared.contracts.campaign import ClosingReason, ReconciliationClosed, ReconciliationRequested
from shared.contracts.responses import Answer
from shared.errors import Conflict, DomainError
from tests.component.campaign.ledger import Ledger
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.test_approval import rule
from tests.component.campaign.world import Facts, World, a_run, figure, side


async def outdated(world: World, *numbers: int) -> tuple[UUID, list[UUID]]:
    """Three accounts, of which the books have moved away from these."""
    made = await world.send([figure(n) for n in (1, 2, 3)])
    campaign_id = made.campaign.campaign_id
    rows = await world.rows(campaign_id)
    for number in numbers:
        await world.deliver(
            StatementOutdated(
                statement_id=uuid4(),
                reconciliation_id=rows[number - 1],
                campaign_id=campaign_id,
                import_id=uuid4(),
                purchases=side("1500.00"),
                sales=side("7000.00"),
            )
        )
    return campaign_id, rows


def changed(number: int) -> Figure:
    return figure(number).model_copy(update={"purchases": side("1500.00")})


async def corrected(
    world: World, campaign_id: UUID, figures: Sequence[Figure], only: Sequence[UUID] = (), run: Run | None = None
) -> Campaign:
    async with world.service.database.reading() as reading:
        _, wanted = await to_correct(reading, world.company_id, campaign_id, only)
    command = Correct(world.company_id, campaign_id, world.user_id, "Muhasebe", run or a_run(), figures, wanted)
    async with world.service.database.transaction() as tx:
        return (await correct(tx, command)).campaign


async def row(world: World, reconciliation_id: UUID) -> Reconciliation:
    async with world.service.database.reading() as reading:
        return await get_reconciliation(reading, world.company_id, reconciliation_id)


async def test_the_new_request_takes_the_place_of_the_old_one(world: World) -> None:
    campaign_id, rows = await outdated(world, 1, 2)
    await world.deliver(Facts(campaign_id, rows[1], "finans@c2.test").answered(Answer.AGREED))
    made = await corrected(world, campaign_id, [changed(1), changed(2), changed(3)])
    assert (made.state, made.count, made.description) == (CampaignState.RUNNING, 2, "10.2026 alış–satış mutabakatı")
    first, second = await world.rows(made.campaign_id)
    old, new = await row(world, rows[0]), await row(world, first)
    assert (old.state, old.closed_reason, old.superseded_by) == (ReconciliationState.CANCELLED, "superseded", first)
    assert (new.supersedes, new.purchases.total.amount, old.purchases.total.amount) == (
        rows[0],
        Decimal("1500.00"),
        Decimal("1234.56"),
    )
    # What was answered stays answered; that it was about other figures is written beside it.
    answered = await row(world, rows[1])
    assert (answered.state, answered.superseded_by) == (ReconciliationState.AGREED, second)
    assert (await row(world, rows[2])).superseded_by is None
    said = await world.said(ReconciliationClosed)
    assert {(one.reconciliation_id, one.reason) for one in said if isinstance(one, ReconciliationClosed)} == {
        (rows[0], ClosingReason.SUPERSEDED),
        (rows[1], ClosingReason.SUPERSEDED),
    }
    with pytest.raises(DomainError) as again:
        await corrected(world, campaign_id, [changed(1)])
    assert again.value.code == "nothing_outdated"


async def test_of_two_who_correct_at_once_one_does(world: World) -> None:
    campaign_id, rows = await outdated(world, 1)
    both = [corrected(world, campaign_id, [changed(1)], rows[:1]) for _ in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    (late,) = [one for one in outcomes if isinstance(one, Conflict)]
    assert late.code in ("superseded_meanwhile", "nothing_outdated")
    assert len(await world.said(ReconciliationClosed)) == 1
    assert len(await world.said(ReconciliationRequested)) == 4


async def test_above_the_limit_the_old_request_stays_open_until_it_is_approved(world: World) -> None:
    campaign_id, rows = await outdated(world, 1)
    await rule(world, ApprovalMode.ALWAYS)
    made = await corrected(world, campaign_id, [changed(1)])
    assert made.state is CampaignState.AWAITING_APPROVAL
    assert (await row(world, rows[0])).superseded_by is None
    assert await world.said(ReconciliationClosed) == []
    with pytest.raises(DomainError) as again:
        await corrected(world, campaign_id, [changed(1)])
    assert (again.value.code, again.value.params["who"]) == ("correction_waits", "Muhasebe")
    async with world.service.database.transaction() as tx:
        await approve(tx, Decision(world.company_id, made.campaign_id, uuid4(), "Onaylayan", made.version))
    (new,) = await world.rows(made.campaign_id)
    old = await row(world, rows[0])
    assert (old.closed_reason, old.superseded_by) == ("superseded", new)
    assert len(await world.said(ReconciliationClosed)) == 1


async def test_figures_that_are_gone_are_said(world: World) -> None:
    campaign_id, rows = await outdated(world, 1)
    with pytest.raises(DomainError) as gone:
        await corrected(world, campaign_id, [changed(2)])
    assert gone.value.code == "figures_gone"
    with pytest.raises(DomainError):
        await corrected(world, campaign_id, [changed(1)], [rows[2]])


async def test_over_http_the_books_are_asked_anew(world: World) -> None:
    campaign_id, rows = await outdated(world, 1)
    run = a_run()
    await Ledger(run, [changed(1), changed(2)]).join(world)
    headers = await bearer(world)
    path = f"{API}/campaigns/{campaign_id}/corrections"
    # The run that was sent from is one that this ledger does not have: nothing is made up in its place.
    lost = await world.http.post(path, json={}, headers=headers)
    assert (lost.status_code, lost.json()["code"]) == (404, "run_not_found")
    assert await world.said(ReconciliationClosed) == []
    made = await corrected(world, campaign_id, [changed(1)], rows[:1], run)
    (new,) = await world.rows(made.campaign_id)
    await world.deliver(
        StatementOutdated(
            statement_id=uuid4(),
            reconciliation_id=new,
            campaign_id=made.campaign_id,
            import_id=uuid4(),
            purchases=side("1500.00"),
            sales=side("7000.00"),
        )
    )
    again = await world.http.post(f"{API}/campaigns/{made.campaign_id}/corrections", json={}, headers=headers)
    assert again.status_code == 201, again.text
    assert (again.json()["count"], again.json()["state"]) == (1, "running")
    one = (await world.http.get(f"{API}/reconciliations/{new}", headers=headers)).json()
    assert (one["closed_reason"], one["superseded_by"] is not None) == ("superseded", True)


def test_the_last_day_is_the_known_one_unless_it_is_close() -> None:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert last_day(date(2026, 12, 4), now) == date(2026, 12, 4)
    assert last_day(date(2026, 11, 25), now) == date(2026, 12, 4)
