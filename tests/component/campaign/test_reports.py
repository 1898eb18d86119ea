"""A month is closed over all of its campaigns, each counterparty counted once; scores count what has ended."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from services.campaign.loops import expire
from shared.contracts.responses import Answer, NoticeReceived, ResponseReceived, SideAnswer
from shared.money import Money
from tests.component.campaign.world import NOW, Facts, World, a_run, figure

BASE = "/campaign/api/v1"


async def get(world: World, path: str) -> Any:
    answer = await world.http.get(BASE + path, headers={"Authorization": f"Bearer {await world.token()}"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def disagrees(campaign_id: UUID, id_: UUID, sales: str, *reasons: str) -> ResponseReceived:
    said = Facts(campaign_id, id_).answered(Answer.DISAGREED, at=NOW + timedelta(hours=5))
    return said.model_copy(update={"sales": SideAnswer(total=Money(amount=Decimal(sales))), "reasons": reasons})


async def answered(world: World) -> tuple[UUID, list[UUID]]:
    """Six were asked: one agrees after two hours, two disagree after five, three are silent."""
    created = await world.send([figure(number) for number in range(1, 7)])
    campaign_id = created.campaign.campaign_id
    ids = await world.rows(campaign_id)
    await world.deliver(
        Facts(campaign_id, ids[0]).answered(at=NOW + timedelta(hours=2)),
        disagrees(campaign_id, ids[1], "6000.00", "rounding", "missing_document"),
        disagrees(campaign_id, ids[2], "1000.00", "missing_document"),
    )
    return campaign_id, ids


async def test_the_results_of_a_campaign(world: World) -> None:
    campaign_id, ids = await answered(world)
    found = await get(world, f"/campaigns/{campaign_id}/results")
    assert found["rates"] == {"answered": "50.0", "answered_amount": "50.0", "agreed": "16.7", "agreed_amount": "16.7"}
    assert (found["median_hours"], found["ninth_decile_hours"]) == ("5.00", "5.00")
    assert [(one["reconciliation_id"], one["size"]["amount"]) for one in found["largest_differences"]] == [
        (str(ids[2]), "6000.00"),
        (str(ids[1]), "1000.00"),
    ]
    assert found["outcomes"]["open"]["sales"]["amount"] == "21000.00"
    assert [one["kind"] for one in found["marks"]] == ["invitation"]


async def test_a_month_counts_everybody_once_by_the_newest_request(world: World) -> None:
    _, ids = await answered(world)
    later = await world.send([figure(4), figure(7)])
    four, _ = await world.rows(later.campaign.campaign_id)
    announced = NoticeReceived(
        reconciliation_id=four,
        campaign_id=later.campaign.campaign_id,
        code="will_answer",
        address="finans@c4.test",
        received_at=NOW,
        notice_id=uuid4(),
        answer_by=date(2026, 11, 27),
    )
    await world.deliver(announced)
    month = await get(world, "/reports/months/2026-10")
    assert (month["outcomes"]["open"]["count"], month["missing_count"]) == (4, 4)
    assert {one["reconciliation_id"] for one in month["missing"]} >= {str(four), str(ids[4])}
    assert str(ids[3]) not in {one["reconciliation_id"] for one in month["missing"]}
    assert [(one["day"], one["count"], one["announced"]) for one in month["calendar"]] == [
        ("2026-11-27", 1, 1),
        ("2026-12-04", 3, 0),
    ]
    assert month["rates"]["agreed"] == "14.3"
    (period,) = (await get(world, "/reports/months"))["items"]
    assert (period["period"], period["campaigns"], period["running"]) == ("2026-10", 2, 2)
    assert (await get(world, "/reports/months/2025-01"))["missing_count"] == 0


async def test_what_is_only_prepared_hides_no_answer_of_the_month(world: World) -> None:
    await answered(world)
    before = await get(world, "/reports/months/2026-10")
    await world.send([figure(1), figure(2), figure(9)], draft=True)
    await world.send([figure(1)], run=a_run("2026-11"), draft=True)
    assert await get(world, "/reports/months/2026-10") == before
    (period,) = (await get(world, "/reports/months"))["items"]
    assert (period["period"], period["campaigns"]) == ("2026-10", 1)


async def test_scores_count_what_has_ended_and_the_usual_cause(world: World) -> None:
    await answered(world)
    before = (await get(world, "/reports/scores"))["items"]
    assert [(one["figure_key"], one["asked"], one["percent"]) for one in before] == [
        ("320.00001", 1, 100),
        ("320.00002", 1, 100),
        ("320.00003", 1, 100),
    ]
    assert [(one["median_hours"], one["cause"]) for one in before] == [
        (2, ""),
        (5, "missing_document"),
        (5, "missing_document"),
    ]
    world.clock.advance(timedelta(days=20))
    assert await expire(world.service.database) == 3
    after = await get(world, "/reports/scores?limit=3")
    assert (after["total"], {one["percent"] for one in after["items"]}) == (6, {0})
    named = (await get(world, "/reports/scores?q=CARİ 00002"))["items"]
    assert [one["figure_key"] for one in named] == ["320.00002"]
