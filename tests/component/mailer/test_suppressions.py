"""Addresses that lead nowhere: put on the list, held back with the reason, let go by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select, update

from services.mailer.models import messages, suppressions
from services.mailer.use_cases.smtp_settings import open_platform_lane
from shared.contracts.mailer import MailFailed, MailSent
from tests.component.mailer.world import World, invitation
from tests.servers.mailbox import Mailbox

ADDRESS = "muhasebe@cari.test"


async def listed(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get("/suppressions", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.parametrize(
    ("reply", "known_bad"),
    [("550 5.1.1 User unknown", True), ("554 5.3.4 too large", False), ("550 refused", False)],
)
async def test_an_address_refused_as_unknown_is_put_on_the_list(
    world: World, mailbox: Mailbox, reply: str, known_bad: bool
) -> None:
    mailbox.script(ADDRESS, reply)
    fact = invitation(ADDRESS)
    await world.tell(fact)
    async with world.sending(), world.http() as client:
        await world.becomes(fact.message_id, "failed")
        found = await listed(client)
    if not known_bad:
        assert found == []
        return
    (one,) = found
    assert (one["address"], one["reason"], one["code"], one["status"]) == (ADDRESS, "refused", 550, "5.1.1")
    assert one["message_id"] == str(fact.message_id)
    assert one["reason_text"] == "The mail server refused this address as unknown."
    assert "User unknown" in one["words"]


async def test_a_later_mail_to_it_is_held_with_the_reason_and_told(world: World, mailbox: Mailbox) -> None:
    async with world.http() as client:
        added = await client.post("/suppressions", json={"address": ADDRESS, "note": "Firma kapandı"})
        assert added.status_code == 201
    held, other = invitation(ADDRESS.upper()), invitation("other@cari.test")
    await world.tell(held, other)
    await world.tell(held)
    async with world.sending(), world.http() as client:
        await world.becomes(other.message_id, "sent")
        shown = (await client.get(f"/messages/{held.message_id}")).json()
    assert (shown["state"], shown["reason"], shown["due_at"]) == ("held", "suppressed", None)
    assert "list of undeliverable addresses" in shown["reason_text"]
    assert [mail.recipients for mail in mailbox.delivered] == [["other@cari.test"]]
    assert [(one.message_id, one.reason) for one in await world.said(MailFailed)] == [(held.message_id, "suppressed")]


async def test_another_company_is_not_held_back(world: World, mailbox: Mailbox) -> None:
    other = UUID(int=7)
    await world.register(other)
    async with world.http(company_id=other) as client:
        assert (await client.post("/suppressions", json={"address": ADDRESS})).status_code == 201
    async with world.http() as client:
        assert await listed(client) == []
    fact = invitation(ADDRESS)
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")


async def test_putting_an_address_on_the_list_holds_what_waits(world: World) -> None:
    fact, other = invitation(ADDRESS), invitation("other@cari.test")
    await world.tell(fact, other)
    async with world.http() as client:
        await client.post("/suppressions", json={"address": ADDRESS})
    assert (await world.message(fact.message_id)).state == "held"
    assert (await world.message(other.message_id)).state == "queued"


async def test_a_person_lets_one_mail_go_and_the_address_stays_on_the_list(world: World, mailbox: Mailbox) -> None:
    first, second = invitation(ADDRESS), invitation(ADDRESS)
    async with world.http() as client:
        await client.post("/suppressions", json={"address": ADDRESS})
        await world.tell(first, second)
        # Held mails outlive the 48 hours after which a waiting one is given up.
        world.clock.advance(timedelta(hours=60))
        await world.sweep()
        assert (await world.message(first.message_id)).state == "held"
        answer = await client.post(f"/messages/{first.message_id}/send-anyway")
        assert answer.status_code == 204
        async with world.sending():
            await world.becomes(first.message_id, "sent")
        again = await client.post(f"/messages/{first.message_id}/send-anyway")
        assert (again.status_code, again.json()["code"]) == (409, "message_not_suppressed")
        assert len(await listed(client)) == 1
    assert (await world.message(second.message_id)).state == "held"
    assert len(mailbox.to(ADDRESS)) == 1
    assert [one.message_id for one in await world.said(MailSent)] == [first.message_id]


async def test_an_opened_lane_does_not_let_held_addresses_go(lite: World) -> None:
    fact = invitation(ADDRESS)
    async with lite.http() as client:
        await client.post("/suppressions", json={"address": ADDRESS})
    await lite.tell(fact)
    async with lite.service.database.transaction() as tx:
        await open_platform_lane(tx)
    assert (await lite.message(fact.message_id)).state == "held"


async def test_taking_an_address_off_the_list_lets_its_mails_go(world: World, mailbox: Mailbox) -> None:
    fact, late = invitation(ADDRESS), invitation(ADDRESS)
    async with world.http() as client:
        (one,) = [(await client.post("/suppressions", json={"address": ADDRESS})).json()]
        await world.tell(fact)
        removed = await client.delete(f"/suppressions/{one['id']}")
        assert (removed.status_code, removed.json()) == (200, {"released": 1})
        assert await listed(client) == []
        again = await client.delete(f"/suppressions/{one['id']}")
        assert again.status_code == 404
        await world.tell(late)
        async with world.sending():
            for message in (fact, late):
                await world.becomes(message.message_id, "sent")
        # It may come back to the list, and who took it off stays on record.
        assert (await client.post("/suppressions", json={"address": ADDRESS})).status_code == 201
    assert len(mailbox.to(ADDRESS)) == 2
    async with world.service.database.reading() as reading:
        rows = await reading.all(select(suppressions.c.removed_by).order_by(suppressions.c.added_at))
    assert [row.removed_by for row in rows] == ["Muhasebe", ""]


async def test_a_delivery_report_takes_nothing_off_the_list_and_the_end_of_the_time_ends_the_waiting(
    lite: World,
) -> None:
    fact = invitation(ADDRESS)
    async with lite.http() as client:
        await client.post("/suppressions", json={"address": ADDRESS})
    await lite.tell(fact)
    lite.clock.advance(timedelta(days=7))
    await lite.sweep()
    row = await lite.message(fact.message_id)
    assert (row.state, row.reason) == ("expired", "expired")
    async with lite.http() as client:
        refused = await client.post(f"/messages/{fact.message_id}/send-anyway")
        assert refused.status_code == 409


async def test_the_list_is_paged_searched_and_guarded(world: World) -> None:
    async with world.http() as client:
        for number in range(5):
            world.clock.advance(timedelta(seconds=1))
            body = {"address": f"a{number}@cari.test"}
            first = await client.post("/suppressions", json=body, headers={"Idempotency-Key": f"k{number}"})
            same = await client.post("/suppressions", json=body, headers={"Idempotency-Key": f"k{number}"})
            assert first.json() == same.json()
        seen: list[str] = []
        cursor: str | None = None
        while True:
            page = (
                await client.get("/suppressions", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
            ).json()
            seen += [one["address"] for one in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == [f"a{number}@cari.test" for number in (4, 3, 2, 1, 0)]
        assert [one["address"] for one in await listed(client, address="A2@CARI.TEST")] == ["a2@cari.test"]
        taken = await client.post("/suppressions", json={"address": "A1@cari.test"})
        assert (taken.status_code, taken.json()["code"]) == (409, "already_suppressed")
        for wrong in ("nobody", "a b@x.test", "a@x.test\nBcc: b@x.test", "@x.test"):
            assert (await client.post("/suppressions", json={"address": wrong})).status_code == 422
        assert (await client.get("/suppressions", params={"cursor": "x"})).status_code == 422
    async with world.http("read") as reader:
        assert len(await listed(reader)) == 5
        assert (await reader.post("/suppressions", json={"address": "b@x.test"})).status_code == 403
        assert (await reader.delete(f"/suppressions/{UUID(int=1)}")).status_code == 403
        assert (await reader.post(f"/messages/{UUID(int=1)}/send-anyway")).status_code == 403


async def test_what_a_pause_or_its_lane_keeps_back_is_held_for_its_address_too(world: World) -> None:
    """Neither a resume nor an opened lane sends to an address that was put on the list meanwhile."""
    campaign = uuid4()
    paused, uncertain = (invitation(ADDRESS, campaign_id=campaign) for _ in range(2))
    stopped, claimed, other = invitation(ADDRESS), invitation(ADDRESS), invitation("other@cari.test")
    await world.tell(paused, uncertain, stopped, claimed, other)
    async with world.service.database.transaction() as tx:
        for fact, values in (
            (uncertain, {"state": "uncertain", "uncertain_attempts": 1}),
            (stopped, {"state": "held", "reason": "login_refused", "due_at": None}),
            (claimed, {"state": "claimed", "due_at": None, "lease_token": uuid4(), "lease_until": tx.clock.now()}),
        ):
            await tx.execute(update(messages).where(messages.c.id == fact.message_id).values(**values))
    async with world.http() as client:
        assert (await client.post(f"/campaigns/{campaign}/pause")).status_code == 200
        assert (await client.post("/suppressions", json={"address": ADDRESS})).status_code == 201
        assert (await client.post(f"/campaigns/{campaign}/resume")).status_code == 200
        async with world.service.database.transaction() as tx:
            await open_platform_lane(tx)
        world.clock.advance(timedelta(minutes=5))
        await world.sweep()
        for fact in (paused, stopped, claimed):
            row = await world.message(fact.message_id)
            found = (row.state, row.reason, row.due_at, row.resume_due_at, row.lease_token)
            assert found == ("held", "suppressed", None, None, None), fact
        row = await world.message(uncertain.message_id)
        assert (row.state, row.due_at, row.resume_due_at) == ("uncertain", None, None)
        told = {(one.message_id, one.reason) for one in await world.said(MailFailed)}
        assert told == {(fact.message_id, "suppressed") for fact in (paused, stopped, claimed)}
        (listed_one,) = await listed(client)
        assert (await client.delete(f"/suppressions/{listed_one['id']}")).json() == {"released": 3}
