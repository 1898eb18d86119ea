"""Campaigns about balances: what travels in the letter, what silence is called, and what the API tells."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.figures import Figure, Run
from services.campaign.domain.progress import ReconciliationState
from services.campaign.loops import expire
from services.campaign.repository.campaigns import get_campaign
from services.campaign.repository.listing import Listing, ReconciliationFilter
from services.campaign.use_cases.reconciliations import Resend, resend
from shared.contracts.campaign import CampaignCompleted, CampaignCreated, ReconciliationRequested
from shared.contracts.responses import Answer, PageOpened
from shared.contracts.values import BalanceLine, Confirmation, CurrencyBalance, Kind
from shared.errors import Conflict, Invalid
from shared.money import Money
from tests.component.campaign.ledger import Ledger
from tests.component.campaign.test_api import API, bearer, campaign_body
from tests.component.campaign.world import Facts, World, figure

END = datetime(2026, 12, 4, 21, 0, tzinfo=UTC)
AS_OF = date(2026, 10, 31)


def money(amount: str, currency: str = "TRY") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def owing(number: int, lira: str, dollars: str = "") -> Figure:
    balances = [
        CurrencyBalance(
            currency="TRY",
            balance=money(lira),
            balance_try=money(lira),
            lines=(BalanceLine(account_code="120.01", title="Cari", balance=money(lira)),),
        )
    ]
    if dollars:
        worth = money(f"{Decimal(dollars) * 40:.2f}")
        balances.append(CurrencyBalance(currency="USD", balance=money(dollars, "USD"), balance_try=worth))
    total = sum((one.balance_try.amount for one in balances), Decimal(0))
    changed = {"balances": tuple(balances), "balance_total": money(f"{total:.2f}")}
    return figure(number).model_copy(update=changed)


def run_of(kind: Kind) -> Run:
    return Run(id=uuid4(), kind=kind, period="2026-10", as_of=AS_OF, limit=Decimal("5000.00"), created_at=END)


@pytest.mark.parametrize("kind", [Kind.BALANCE, Kind.COMBINED])
@pytest.mark.parametrize("confirmation", list(Confirmation))
async def test_the_letter_says_what_is_asked_and_how(world: World, kind: Kind, confirmation: Confirmation) -> None:
    made = await world.send([owing(1, "100.00")], run=run_of(kind), confirmation=confirmation)
    (created,) = await world.said(CampaignCreated)
    (requested,) = await world.said(ReconciliationRequested)
    for fact in (created, requested):
        assert isinstance(fact, (CampaignCreated, ReconciliationRequested))
        assert (fact.letter.kind, fact.letter.as_of, fact.letter.confirmation) == (kind, AS_OF, confirmation)
    assert (made.campaign.kind, made.campaign.as_of, made.campaign.confirmation) == (kind, AS_OF, confirmation)


async def test_purchases_and_sales_are_always_asked_with_their_figures(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        await world.send([figure(1)], confirmation=Confirmation.BLANK)
    assert refused.value.code == "confirmation_needs_balances"


@pytest.mark.parametrize(
    ("confirmation", "states"),
    [
        (Confirmation.NEGATIVE, ["no_objection", "expired", "disagreed"]),
        (Confirmation.POSITIVE, ["expired", "expired", "disagreed"]),
        (Confirmation.BLANK, ["expired", "expired", "disagreed"]),
    ],
)
async def test_silence_has_its_own_name_and_is_never_agreement(
    world: World, confirmation: Confirmation, states: list[str]
) -> None:
    made = await world.send([owing(n, "100.00") for n in range(3)], run=run_of(Kind.BALANCE), confirmation=confirmation)
    campaign_id = made.campaign.campaign_id
    reached, unreached, objected = (Facts(campaign_id, one) for one in await world.rows(campaign_id))
    message = uuid4()
    await world.deliver(reached.prepared(), reached.invited(message), reached.sent(message), unreached.invited(uuid4()))
    await world.deliver(objected.answered(Answer.DISAGREED, explanation="Ödememiz eksik."))
    world.clock.set(END)
    assert await expire(world.service.database) == 2
    assert await world.states(campaign_id) == states
    (completed,) = await world.said(CampaignCompleted)
    assert isinstance(completed, CampaignCompleted)
    assert (completed.agreed, completed.disagreed, completed.unanswered) == (0, 1, 2)
    assert completed.no_objection == states.count("no_objection")
    async with world.service.database.reading() as reading:
        campaign = await get_campaign(reading, world.company_id, campaign_id)
        wanted = ReconciliationFilter(campaign_id=campaign_id, states=(ReconciliationState.NO_OBJECTION,))
        silent = await Listing(reading, world.company_id, wanted).page()
    assert (campaign.agreed, campaign.no_objection) == (0, states.count("no_objection"))
    assert campaign.count == campaign.disagreed + campaign.expired + campaign.no_objection
    assert len(silent.rows) == states.count("no_objection")


@pytest.mark.parametrize(("opened", "state"), [(timedelta(hours=-1), "no_objection"), (timedelta(hours=1), "expired")])
async def test_who_opens_a_page_for_the_first_time_when_all_is_over_has_objected_to_nothing(
    world: World, opened: timedelta, state: str
) -> None:
    made = await world.send([owing(1, "100.00")], run=run_of(Kind.BALANCE), confirmation=Confirmation.NEGATIVE)
    campaign_id = made.campaign.campaign_id
    (one,) = await world.rows(campaign_id)
    await world.deliver(Facts(campaign_id, one).invited(uuid4()))
    world.clock.set(END)
    await expire(world.service.database)
    world.clock.advance(timedelta(hours=2))
    page = PageOpened(
        reconciliation_id=one,
        campaign_id=campaign_id,
        address="finans@c1.test",
        opened_at=END + opened,
        probably_machine=False,
    )
    await world.deliver(page)
    assert await world.states(campaign_id) == [state]


async def test_an_objection_given_in_time_counts_although_its_event_comes_late(world: World) -> None:
    made = await world.send([owing(1, "100.00")], run=run_of(Kind.BALANCE), confirmation=Confirmation.NEGATIVE)
    campaign_id = made.campaign.campaign_id
    (one,) = await world.rows(campaign_id)
    facts, message = Facts(campaign_id, one), uuid4()
    await world.deliver(facts.invited(message), facts.sent(message))
    world.clock.set(END)
    await expire(world.service.database)
    assert await world.states(campaign_id) == ["no_objection"]
    with pytest.raises(Conflict) as refused:
        async with world.service.database.transaction() as tx:
            await resend(tx, Resend(world.company_id, one, "Muhasebe"))
    assert refused.value.code == "reconciliation_expired"
    await world.deliver(facts.answered(Answer.DISAGREED, explanation="Eksik."))
    assert await world.states(campaign_id) == ["disagreed"]


async def test_what_was_sent_and_what_came_back_is_told(world: World) -> None:
    run = run_of(Kind.COMBINED)
    await Ledger(run, [owing(1, "-250.00", "10.00"), owing(2, "80.00")]).join(world)
    who = await bearer(world)
    body = campaign_body(run.id, confirmation="blank")
    sent = await world.http.post(f"{API}/campaigns", json=body, headers={**who, "Idempotency-Key": "k"})
    assert sent.status_code == 201, sent.text
    campaign = sent.json()
    campaign_id = UUID(campaign["id"])
    shown = ("kind", "as_of", "confirmation", "no_objection")
    assert {name: campaign[name] for name in shown} == {
        "kind": "combined", "as_of": "2026-10-31", "confirmation": "blank", "no_objection": 0,
    }  # fmt: skip
    first, _ = await world.rows(campaign_id)
    facts = Facts(campaign_id, first)
    own = (money("-240.00"), money("10.00", "USD"))
    await world.deliver(facts.answered(Answer.DISAGREED).model_copy(update={"own_balances": own}))
    path = f"{API}/campaigns/{campaign['id']}/reconciliations"
    listed = (await world.http.get(path, headers=who)).json()["items"]
    told = listed[0]
    assert [one["balance"] for one in told["balances"]] == [
        {"amount": "-250.00", "currency": "TRY"},
        {"amount": "10.00", "currency": "USD"},
    ]
    assert told["balance"] == {"amount": "150.00", "currency": "TRY"}
    assert told["own_balances"] == [{"amount": "-240.00", "currency": "TRY"}, {"amount": "10.00", "currency": "USD"}]
    async with world.service.database.reading() as reading:
        totals = (await Listing(reading, world.company_id, ReconciliationFilter(campaign_id=campaign_id)).sums()).total
    assert totals is not None
    assert (totals.reconciliations, totals.receivable_minor, totals.payable_minor) == (2, 23_000, 0)
