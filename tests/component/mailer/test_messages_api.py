"""What the API shows of messages: filters, pages, attempts, words, and only to whom they belong."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.auth import READ
from shared.paging import encode_cursor
from tests.component.mailer.world import World, invitation
from tests.servers.mailbox import Mailbox


async def test_a_list_is_filtered_and_paged_newest_first(world: World) -> None:
    campaign = uuid4()
    facts = []
    for number in range(7):
        facts.append(invitation(f"a{number}@cari.test", campaign_id=campaign if number < 5 else None))
        await world.tell(facts[-1])
        world.clock.advance(timedelta(seconds=1))
    async with world.http(READ) as client:
        seen: list[str] = []
        cursor = None
        while True:
            params: dict[str, str] = {"campaign_id": str(campaign), "limit": "2"}
            params |= {"cursor": cursor} if cursor else {}
            page = (await client.get("/messages", params=params)).json()
            seen += [item["address"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        one = (await client.get("/messages", params={"reconciliation_id": str(facts[6].reconciliation_id)})).json()
        none = (await client.get("/messages", params={"state": "sent"})).json()
        bad = await client.get("/messages", params={"cursor": "bm9wZQ"})
    assert seen == ["a4@cari.test", "a3@cari.test", "a2@cari.test", "a1@cari.test", "a0@cari.test"]
    assert [item["address"] for item in one["items"]] == ["a6@cari.test"]
    assert none["items"] == []
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_cursor")


async def test_a_message_shows_its_attempts_and_never_its_link(lite: World, mailbox: Mailbox) -> None:
    mailbox.script("muhasebe@cari.test", "450 4.2.1 Mailbox busy")
    fact = invitation()
    await lite.tell(fact)
    async with lite.sending(), lite.http(READ) as client:
        await lite.becomes(fact.message_id, "deferred")
        english = await client.get(f"/messages/{fact.message_id}")
        turkish = await client.get(f"/messages/{fact.message_id}", headers={"Accept-Language": "tr"})
    shown = english.json()
    assert shown["state_text"] == "Not accepted for now; it will be tried again"
    assert turkish.json()["state_text"] == "Şimdilik kabul edilmedi; yeniden denenecek"
    (attempt,) = shown["attempt_log"]
    assert (attempt["phase"], attempt["code"], attempt["enhanced_code"]) == ("rcpt", 450, "4.2.1")
    assert attempt["reply"] == "4.2.1 Mailbox busy"
    assert fact.link_id not in english.text


async def test_messages_belong_to_their_company(world: World) -> None:
    fact = invitation()
    await world.tell(fact)
    async with world.http(company_id=uuid4()) as client:
        assert (await client.get("/messages")).json()["items"] == []
        for answer in (
            await client.get(f"/messages/{fact.message_id}"),
            await client.post(f"/messages/{fact.message_id}/retry"),
            await client.post(f"/messages/{fact.message_id}/settle"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_api_describes_itself(lite: World) -> None:
    described = lite.service.internal_app.openapi()
    assert {"/api/v1/messages", "/api/v1/smtp-settings", "/api/v1/smtp-settings/test"} <= set(described["paths"])
    assert all(operation.get("summary") for path in described["paths"].values() for operation in path.values())


async def test_messages_are_counted_per_state_for_the_same_filters(world: World, mailbox: Mailbox) -> None:
    campaign = uuid4()
    lost = invitation("lost@cari.test", campaign_id=campaign)
    mailbox.script("lost@cari.test", None, phase="DATA", keeps=True)
    facts = [lost, *(invitation(f"a{n}@cari.test", campaign_id=campaign) for n in range(3))]
    await world.tell(*facts, invitation("other@cari.test"))
    async with world.http() as client, world.sending():
        await client.put("/mail-policy", json={"hold_uncertain": True})
        for fact in facts:
            await world.becomes(fact.message_id, "sent", "uncertain")
        counted = (await client.get("/messages/counts", params={"campaign_id": str(campaign)})).json()
        open_ones = (await client.get("/messages", params={"needs_decision": "true"})).json()["items"]
        turkish = (await client.get("/messages/counts", headers={"Accept-Language": "tr"})).json()
    assert (counted["total"], counted["counts"]["sent"], counted["counts"]["uncertain"]) == (4, 3, 1)
    assert counted["needs_decision"] == 1
    assert [one["address"] for one in open_ones] == ["lost@cari.test"]
    assert turkish["words"]["held"] == "Birisi devam ettirene kadar bekletiliyor"


async def test_a_mail_can_be_kept_as_it_was_sent_and_opens_nothing(world: World, mailbox: Mailbox) -> None:
    fact = invitation()
    await world.tell(fact)
    async with world.http() as client:
        early = await client.get(f"/messages/{fact.message_id}/raw")
        async with world.sending():
            await world.becomes(fact.message_id, "sent")
        kept = await client.get(f"/messages/{fact.message_id}/raw")
    assert (kept.status_code, kept.headers["content-type"]) == (200, "message/rfc822")
    assert 'filename="M-2026-10-0042.eml"' in kept.headers["content-disposition"]
    sent, copy = mailbox.delivered[0].message, email.message_from_bytes(kept.content, policy=email.policy.default)
    for name in ("From", "To", "Subject", "Date", "Message-ID", "Reply-To"):
        assert copy[name] == sent[name]
    link = re.compile(r"/m/[\w.-]+")
    for kind in ("plain", "html"):
        mine, theirs = (one.get_body((kind,)).get_content() for one in (copy, sent))  # type: ignore[union-attr]  # both have it
        assert link.search(theirs)
        assert fact.link_id not in mine
        assert link.sub("/m/************", theirs).replace("\r\n", "\n") == mine.replace("\r\n", "\n")
    assert early.status_code == 200
    assert fact.link_id.encode() not in early.content
    async with world.http(READ) as client:
        assert (await client.get(f"/messages/{fact.message_id}/raw")).status_code == 403
    async with world.http(company_id=uuid4()) as client:
        assert (await client.get(f"/messages/{fact.message_id}/raw")).status_code == 404


NO_MOMENTS = ("2026-11-24T09:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")


@pytest.mark.parametrize("path", ["/messages", "/suppressions", "/replies"])
@pytest.mark.parametrize("moment", NO_MOMENTS)
async def test_a_cursor_with_a_moment_that_no_database_takes_is_refused(lite: World, path: str, moment: str) -> None:
    async with lite.http(READ) as client:
        answer = await client.get(path, params={"cursor": encode_cursor(moment, str(uuid4()))})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("path", ["/messages", "/messages/counts", "/suppressions"])
async def test_an_address_that_no_database_takes_is_no_error_of_ours(world: World, path: str) -> None:
    async with world.http(READ) as client:
        for address in ("a\0b@cari.test", "a@\0.test", "@", "a@..", "\ufffd@" + "ü" * 300):
            answer = await client.get(path, params={"address": address})
            assert answer.status_code in (200, 422), (address, answer.text)
