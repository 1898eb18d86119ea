"""Who looks after a counterparty, and notes among colleagues: of one company, and never told to anybody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from services.campaign.domain.roles import Role
from services.campaign.models import outbox
from services.campaign.repository import colleagues
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from services.campaign.use_cases.colleagues import Assign, WriteNote, assign, write_note
from shared.contracts.responses import Answer
from shared.errors import DomainError
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import Facts, World, figure


async def given(world: World, reconciliation_id: UUID, user_id: UUID | None) -> None:
    async with world.service.database.transaction() as tx:
        await assign(tx, Assign(world.company_id, reconciliation_id, user_id, "Yönetici"))


async def mine(world: World) -> list[str]:
    async with world.service.database.reading() as reading:
        return [one.title for one in await colleagues.mine(reading, world.company_id, world.user_id)]


async def test_what_was_given_to_me_is_open_or_disagrees_in_this_and_in_later_requests(world: World) -> None:
    first = (await world.send([figure(1), figure(2), figure(3)])).campaign
    rows = await world.rows(first.campaign_id)
    for one in rows[:2]:
        await given(world, one, world.user_id)
    assert await mine(world) == ["Cari 00001 Ltd. Şti.", "Cari 00002 Ltd. Şti."]
    await world.deliver(Facts(first.campaign_id, rows[0]).answered())
    await world.deliver(Facts(first.campaign_id, rows[1]).answered(Answer.DISAGREED))
    assert await mine(world) == ["Cari 00002 Ltd. Şti."]
    # The counterparty was given, not the request: the next one is there too, until it is withdrawn.
    later = (await world.send([figure(1)])).campaign
    assert await mine(world) == ["Cari 00001 Ltd. Şti.", "Cari 00002 Ltd. Şti."]
    async with world.service.database.transaction() as tx:
        await cancel_campaign(tx, CancelCampaign(world.company_id, later.campaign_id, "Yönetici"))
    await given(world, rows[1], None)
    assert await mine(world) == []


async def test_only_to_a_colleague_of_this_company(world: World) -> None:
    made = (await world.send([figure(1)])).campaign
    (one,) = await world.rows(made.campaign_id)
    for reconciliation_id, user_id, code in (
        (one, uuid4(), "user_not_found"),
        (uuid4(), None, "reconciliation_not_found"),
    ):
        with pytest.raises(DomainError) as caught:
            await given(world, reconciliation_id, user_id)
        assert caught.value.code == code


async def test_notes_are_kept_in_order_and_told_to_nobody(world: World) -> None:
    made = (await world.send([figure(1)])).campaign
    (one,) = await world.rows(made.campaign_id)

    async def events() -> int:
        async with world.service.database.reading() as reading:
            return int(await reading.scalar(select(func.count()).select_from(outbox)) or 0)

    before = await events()
    for text in ("Pazartesi arandı.", "  Yeni muhasebeci: dahili 12  "):
        async with world.service.database.transaction() as tx:
            await write_note(tx, WriteNote(world.company_id, one, "Tahsilat", text))
        world.clock.advance(timedelta(minutes=1))
    async with world.service.database.reading() as reading:
        kept = [(note.who, note.text) for note in await colleagues.notes_of(reading, world.company_id, one)]
        assert await colleagues.notes_of(reading, uuid4(), one) == []
    assert kept == [("Tahsilat", "Pazartesi arandı."), ("Tahsilat", "Yeni muhasebeci: dahili 12")]
    assert await events() == before
    for text, code in ((" ", "note_empty"), ("x" * 4001, "note_too_long")):
        with pytest.raises(DomainError) as caught:
            async with world.service.database.transaction() as tx:
                await write_note(tx, WriteNote(world.company_id, one, "Tahsilat", text))
        assert caught.value.code == code


async def test_both_over_http(world: World) -> None:
    made = (await world.send([figure(1)])).campaign
    (one,) = await world.rows(made.campaign_id)
    headers, path = await bearer(world), f"{API}/reconciliations/{one}"
    assert (await world.http.get(f"{path}/assignee", headers=headers)).json() == {"assignment": None}
    given_to = await world.http.put(f"{path}/assignee", json={"user_id": str(world.user_id)}, headers=headers)
    assert given_to.json()["assignment"]["user_name"] == "Muhasebe"
    assert [item["id"] for item in (await world.http.get(f"{API}/assigned", headers=headers)).json()["items"]] == [
        str(one)
    ]
    note = await world.http.post(f"{path}/notes", json={"text": "Arandı."}, headers=headers)
    assert note.status_code == 201
    assert (await world.http.get(f"{path}/notes", headers=headers)).json() == {"items": [note.json()]}
    viewer = await bearer(world, Role.VIEWER)
    assert (await world.http.post(f"{path}/notes", json={"text": "x"}, headers=viewer)).status_code == 403
    assert (await world.http.get(f"{path}/notes", headers=viewer)).status_code == 200
