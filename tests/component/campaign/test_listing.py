"""Lists of reconciliations: what a filter finds, in which order, page by page both ways, and what it adds up to."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import reconciliations, tallies
from services.campaign.repository import listing
from services.campaign.repository import tallies as tallies_of
from services.campaign.repository.list_scope import scope_of
from services.campaign.repository.listing import FLAGS, SORTS, Listing, ReconciliationFilter
from services.campaign.repository.tallies import Standing, Tally, add_up, by_state, standings
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from shared.contracts.responses import Answer, NoticeCode, NoticeReceived, SideAnswer
from shared.contracts.values import Recipient
from shared.money import Money
from shared.text import alphabetical
from tests.component.campaign.world import NOW, Facts, World, a_run, figure, side

TITLES = ("İSTANBUL GIDA A.Ş.", "Şişli Çelik Sanayi", "Isparta Halı", "Çorum Un", "Zeytin Dünyası", "Cam Ltd. Şti.")


async def a_company(world: World) -> list[Facts]:
    """Two campaigns of six counterparties; some answered, one without figures of its own."""
    found = []
    for period in ("2026-09", "2026-10"):
        figures = [
            figure(number, title=title).model_copy(update={"purchases": side(f"{number * 1000}.25")})
            for number, title in enumerate(TITLES, 1)
        ]
        made = await world.send(figures, run=a_run(period))
        found += [Facts(made.campaign.campaign_id, one) for one in await world.rows(made.campaign.campaign_id)]
    first, second, third, *_ = found
    await world.deliver(
        first.answered(),
        second.answered(Answer.DISAGREED).model_copy(
            update={"purchases": SideAnswer(total=Money(amount=Decimal("1500.25")))}
        ),
        third.answered(Answer.DISAGREED),
    )
    return found


async def references(world: World, wanted: ReconciliationFilter) -> list[str]:
    async with world.service.database.reading() as reading:
        page = await Listing(reading, world.company_id, wanted).page(sort="reference")
        return [row.reference for row in page.rows]


async def titles(world: World, wanted: ReconciliationFilter, sort: str = "title") -> list[str]:
    async with world.service.database.reading() as reading:
        page = await Listing(reading, world.company_id, wanted).page(sort=sort, limit=250)
        return [row.title for row in page.rows]


async def counted(world: World) -> dict[tuple[UUID, str], tuple[int, int]]:
    """The slow way, which the tallies must agree with."""
    of = reconciliations.c
    async with world.service.database.reading() as reading:
        rows = await reading.all(
            select(of.campaign_id, of.state, func.count().label("many"), func.sum(of.purchases_minor).label("sum"))
            .where(of.company_id == world.company_id)
            .group_by(of.campaign_id, of.state)
        )
        return {(row.campaign_id, row.state): (row.many, int(row.sum)) for row in rows}


async def tallied(world: World) -> dict[tuple[UUID, str], tuple[int, int]]:
    async with world.service.database.reading() as reading:
        found = await by_state(reading, world.company_id)
    return {
        (campaign_id, state): (tally.reconciliations, tally.purchases_minor)
        for campaign_id, states in found.items()
        for state, tally in states.items()
    }


async def test_sums_are_kept_by_every_change_and_adding_up_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = await a_company(world)
    assert await tallied(world) == await counted(world)
    chance = random.Random(6)
    for one in chance.sample(everybody, 8):
        message = uuid4()
        events = [one.invited(message), one.sent(message), one.answered(chance.choice(list(Answer)), version=2)]
        await world.deliver(*events[: chance.randrange(1, 4)])
        await world.deliver(one.refused()) if chance.random() < 0.2 else None
    async with world.service.database.transaction() as tx:
        await cancel_campaign(tx, CancelCampaign(world.company_id, everybody[-1].campaign_id, "Muhasebe"))
    assert await tallied(world) == await counted(world)
    monkeypatch.setattr("services.campaign.repository.tallies.MOST_CHANGES", 3)
    assert await add_up(world.service.database) == 2
    assert await tallied(world) == await counted(world)
    async with world.service.database.reading() as reading:
        rows = await reading.scalar(select(func.count()).select_from(tallies))
    assert rows == len(await counted(world)), "one row a state is left"
    assert await add_up(world.service.database) in (0, 1, 2)


async def test_turkish_is_searched_folded_and_sorted_by_its_alphabet(world: World) -> None:
    await a_company(world)
    campaign = ReconciliationFilter(period="2026-10")
    assert await titles(world, campaign) == sorted(TITLES, key=alphabetical)
    assert [title[0] for title in await titles(world, campaign)] == ["C", "Ç", "I", "İ", "Ş", "Z"]

    async def found(text: str) -> list[str]:
        return await titles(world, ReconciliationFilter(period="2026-10", search=text))

    for text in ("istanbul", "ISTANBUL", "ıstanbul", "İstanbul gıda"):
        assert await found(text) == ["İSTANBUL GIDA A.Ş."]
    assert await found("sisli celik") == await found("celik şişli") == ["Şişli Çelik Sanayi"]
    assert await found("finans@c3.test") == await found("320.00003") == await found("0000000003") == ["Isparta Halı"]
    for nothing in ("istanbul çelik", "%", "_", "a.ş. 0000000001\n", "m-2025"):
        assert await found(nothing) == [] or nothing.endswith("\n")
    assert await found("m-2026-10-0002") == ["Şişli Çelik Sanayi"]
    assert len(await found("M-2026-1")) == 6


async def test_a_colleague_who_was_named_is_found(world: World) -> None:
    one, *_ = await a_company(world)
    named = Recipient(address="yeni@c1.test", name="Yeni", role="forwarded")
    notice = NoticeReceived(
        reconciliation_id=one.reconciliation_id,
        campaign_id=one.campaign_id,
        code=NoticeCode.WRONG_PERSON,
        text="",
        name="",
        address=one.address,
        received_at=NOW,
        forwarded_to=named,
    )
    await world.deliver(notice)
    assert set(await titles(world, ReconciliationFilter(search="yeni@c1"))) == {TITLES[0]}


async def test_filters_find_what_they_say(world: World) -> None:
    one, *_ = await a_company(world)
    disagreed = ReconciliationFilter(states=(ReconciliationState.DISAGREED,))
    assert await titles(world, disagreed, "-difference") == ["Şişli Çelik Sanayi", "Isparta Halı"]
    assert await titles(world, ReconciliationFilter(flags=("difference",))) == ["Şişli Çelik Sanayi"]
    assert await titles(world, ReconciliationFilter(flags=("late",))) == []
    between = ReconciliationFilter(campaign_id=one.campaign_id, least_minor=200_000, most_minor=300_025)
    assert set(await titles(world, between)) == {"Şişli Çelik Sanayi", "Isparta Halı"}
    assert len(await titles(world, ReconciliationFilter(least_minor=700_000))) == 12, "the sales of all"
    assert len(await titles(world, ReconciliationFilter(answered_since=NOW - timedelta(days=7)))) == 3
    assert await titles(world, ReconciliationFilter(answered_since=NOW + timedelta(days=1))) == []
    assert await titles(world, ReconciliationFilter(since=NOW + timedelta(days=1))) == []
    assert len(await titles(world, ReconciliationFilter(ends_on=NOW.date().replace(month=12, day=4)))) == 12
    assert await titles(world, ReconciliationFilter(only=[one.reconciliation_id])) == [TITLES[0]]


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
async def test_every_order_is_walked_both_ways(world: World, sort: str) -> None:
    await a_company(world)
    async with world.service.database.reading() as reading:
        found = Listing(reading, world.company_id, ReconciliationFilter())
        whole = [row.reference for row in (await found.page(sort=sort, limit=250)).rows]
        assert sorted(whole) == [f"M-2026-{month}-000{number}" for month in ("09", "10") for number in range(1, 7)]
        page, seen, last = await found.page(sort=sort, limit=5), [], None
        assert page.before is None
        while True:
            seen += [row.reference for row in page.rows]
            last = page
            if page.after is None:
                break
            page = await found.page(sort=sort, limit=5, cursor=page.after)
        assert seen == whole
        back = [row.reference for row in last.rows]
        while last.before:
            last = await found.page(sort=sort, limit=5, cursor=last.before)
            back = [row.reference for row in last.rows] + back
        assert back == whole


async def test_sums_are_of_the_filter_and_of_each_state_beside_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_company(world)
    agreed = (ReconciliationState.AGREED,)
    async with world.service.database.reading() as reading:

        async def sums(exactly: bool = False, **wanted: object) -> listing.Sums:
            chosen = ReconciliationFilter(**wanted)  # type: ignore[arg-type]  # whichever fields the test is about
            return await Listing(reading, world.company_id, chosen).sums(exactly=exactly)

        for search in ("", "a"):
            every = await sums(search=search)
            assert every.by_state is not None
            assert every.total is not None
            assert every.total.reconciliations == sum(one.reconciliations for one in every.by_state.values())
            of_state = await sums(states=agreed, search=search)
            assert of_state.by_state == every.by_state
            assert of_state.total == every.by_state["agreed"]
            assert Counter({"agreed": 1}) == Counter({"agreed": of_state.total.reconciliations})
        monkeypatch.setattr("services.campaign.repository.list_sums.COUNTED", 3)
        assert (await sums(search="a")) == listing.Sums(None, None)
        narrow = await sums(search="gida", states=agreed)
        assert narrow.total is not None
        assert narrow.total.reconciliations == 1
        exact = await sums(search="a", exactly=True)
        assert exact.total is not None
        assert exact.total.reconciliations > 3
        assert (await sums()).total is not None, "what the tallies know is never too much"


async def test_what_changed_in_a_campaign_of_another_time_is_found(world: World) -> None:
    """Campaigns in which nothing can have changed then are passed by; one change brings a campaign back."""
    first, second = [
        (await world.send([figure(number) for number in (1, 2)], run=a_run(period))).campaign.campaign_id
        for period in ("2026-09", "2026-10")
    ]
    later = NOW + timedelta(days=3)
    of_later, of_earlier = ReconciliationFilter(since=later), ReconciliationFilter(until=later)
    assert (await references(world, of_later), len(await references(world, of_earlier))) == ([], 4)
    world.clock.advance(timedelta(days=3))
    one = Facts(first, (await world.rows(first))[1])
    await world.deliver(one.answered())
    assert await references(world, of_later) == ["M-2026-09-0002"]
    assert len(await references(world, of_earlier)) == 3
    async with world.service.database.reading() as reading:
        found = {(await scope_of(reading, world.company_id, wanted)).campaigns[0] for wanted in (of_later,)}
        assert found == {first}
        assert (await scope_of(reading, world.company_id, of_earlier)).whole
        assert (await scope_of(reading, world.company_id, ReconciliationFilter(search="m-2026-10-0"))).campaigns == [
            second
        ]
    async with world.service.database.transaction() as tx:
        await tallies_of.moved(tx, {(world.company_id, second, "preparing"): Tally()}, later)
    assert await add_up(world.service.database) == 0
    async with world.service.database.reading() as reading:
        assert (await scope_of(reading, world.company_id, of_later)).whole, "as many came as went, but they came then"


async def test_tallies_know_when_after_they_were_added_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = await a_company(world)
    world.clock.advance(timedelta(days=2))
    await world.deliver(*(one.answered() for one in everybody[6:8]))
    monkeypatch.setattr("services.campaign.repository.tallies.MOST_CHANGES", 0)

    async def known() -> dict[UUID, dict[str, Standing]]:
        async with world.service.database.reading() as reading:
            return await standings(reading, world.company_id)

    before = await known()
    assert await add_up(world.service.database) == 2
    assert await known() == before
    moments = {(standing.first_at, standing.last_at) for states in before.values() for standing in states.values()}
    assert moments == {(NOW, NOW), (NOW + timedelta(days=2), NOW + timedelta(days=2)), (NOW, NOW + timedelta(days=2))}


@pytest.mark.parametrize("flag", FLAGS)
async def test_every_mark_is_looked_for_where_it_is_kept(world: World, flag: str) -> None:
    await a_company(world)
    wanted = ReconciliationFilter(flags=(flag,))
    async with world.service.database.reading() as reading:
        query = select(func.count()).where(FLAGS[flag], reconciliations.c.company_id == world.company_id)
        marked = await reading.scalar(query)
        for sort in SORTS:
            look = await Listing(reading, world.company_id, wanted).look(sort=sort)
            assert look.sums.total is not None
            assert len(look.page.rows) == look.sums.total.reconciliations == marked
        assert marked == (1 if flag == "difference" else 0)


async def test_another_company_finds_nothing(world: World) -> None:
    await a_company(world)
    async with world.service.database.reading() as reading:
        for wanted in (ReconciliationFilter(), ReconciliationFilter(search="istanbul")):
            found = Listing(reading, uuid4(), wanted)
            assert (await found.page()).rows == []
            assert list(await found.ids()) == []
            total = (await found.sums()).total
            assert total is not None
            assert total.reconciliations == 0


FILTERS = (
    ReconciliationFilter(states=(ReconciliationState.DISAGREED, ReconciliationState.AGREED)),
    ReconciliationFilter(least_minor=200_000, most_minor=500_025),
    ReconciliationFilter(search="a", states=(ReconciliationState.PREPARING,)),
    ReconciliationFilter(since=NOW - timedelta(days=1), until=NOW + timedelta(days=1)),
    ReconciliationFilter(period="2026-10", search="a"),
    ReconciliationFilter(search="m-2026-1"),
    ReconciliationFilter(search="finans@c", answered_since=NOW - timedelta(days=1)),
)


@pytest.mark.parametrize(
    ("counted", "near", "looked_up", "many", "stretch"),
    [
        (2, 0, 4000, 2000, 1),
        (2, 0, 4000, 1, 4),
        (2, 0, 4000, 2000, 100),
        (2, 100, 11, 2000, 4),
        (2, 100, 11, 1, 1),
        (100, 0, 11, 1, 100),
    ],
    ids=["not walked", "walked a little, many named", "walked", "sorted", "sorted, many named", "few"],
)
async def test_few_or_many_a_page_is_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch, counted: int, near: int, looked_up: int, many: int, stretch: int
) -> None:
    """However it is looked up: at once with the sums, on the way through the order, or past what that way leads through; and
    whichever condition leads there."""
    await a_company(world)
    monkeypatch.setattr("services.campaign.repository.list_sums.COUNTED", counted)
    monkeypatch.setattr("services.campaign.repository.list_pages.STRETCH", stretch)
    monkeypatch.setattr("services.campaign.repository.list_pages.NEAR", near)
    monkeypatch.setattr("services.campaign.repository.list_conditions.LOOKED_UP", looked_up)
    monkeypatch.setattr("services.campaign.repository.list_names.MANY", many)
    async with world.service.database.reading() as reading:
        for wanted in FILTERS:
            found = Listing(reading, world.company_id, wanted)
            some = set(await found.ids())
            assert len(some) > 2, wanted
            query = select(reconciliations).where(reconciliations.c.reconciliation_id.in_(some))
            rows = list(await reading.all(query))
            for name, down in product(SORTS, (False, True)):
                rows.sort(key=lambda row: (row._mapping[SORTS[name].name], row.reference), reverse=down)
                cursor: str | None = None
                seen: list[UUID] = []
                while len(seen) < 20:
                    page = await found.page(sort=f"-{name}" if down else name, limit=2, cursor=cursor)
                    seen += [row.reconciliation_id for row in page.rows]
                    cursor = page.after
                    if cursor is None:
                        break
                assert seen == [row.reconciliation_id for row in rows], (wanted, name, down)
                look = await found.look(sort=f"-{name}" if down else name, limit=2)
                assert [row.reconciliation_id for row in look.page.rows] == seen[:2], (wanted, name, down)
