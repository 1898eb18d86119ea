"""Every service has the same room for administrators: how it is doing, what is buried, trying again, closing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from services.host import SERVICES
from tests.contracts.installation import NOW, Consumer, consumer

COMPANY, OTHER = uuid4(), uuid4()


async def bury(told: Consumer, company_id: UUID, *, reason: str = "no such column", kind: str = "x.v1") -> UUID:
    """A received event that was given up."""
    event_id = uuid4()
    row = {
        "event_id": event_id,
        "type": kind,
        "tenant": company_id,
        "subject": "s",
        "body": '{"to":"finans@firma.test","tax":"4840847211"}',
        "occurred_at": NOW,
        "available_at": NOW,
        "attempts": 10,
        "failed_at": NOW,
        "error": reason,
    }
    async with told.service.database.transaction() as tx:
        await tx.execute(insert(told.service.inbox_table).values(row))
    return event_id


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_says_how_it_is_doing_and_hands_its_messages_to_their_company(
    name: str, tmp_path: Path
) -> None:
    async with consumer(name, tmp_path) as told, told.http(COMPANY) as http:
        mine, foreign = await bury(told, COMPANY, reason="bad: finans@firma.test"), await bury(told, OTHER)
        told.clock.advance(timedelta(minutes=1))
        health = (await http.get("/system")).json()
        assert (health["service"], health["database"], health["transport"]) == (name, "sqlite", None)
        assert health["inbox"] == {"pending": 0, "oldest_seconds": 0.0, "buried": 2}

        listed = (await http.get("/system/messages")).json()
        assert [one["id"] for one in listed["items"]] == [str(mine)]
        assert listed["total"] == 1
        assert "finans@" not in listed["items"][0]["reason"]
        one = (await http.get(f"/system/messages/{mine}")).json()
        assert "finans@" not in one["body"]
        assert "4840847211" not in one["body"]
        assert (await http.get(f"/system/messages/{foreign}")).status_code == 404

        refused = await http.post(f"/system/messages/{foreign}/discard", json={"note": "nicht meins"})
        assert refused.status_code == 409
        assert (await http.post("/system/messages/retry", json={"ids": [str(foreign)]})).status_code == 409
        assert (await http.post("/system/messages/retry", json={})).json() == {"messages": 1}
        assert await told.outcome(str(mine)) == ("postponed", "bad: finans@firma.test")
        assert (await told.outcome(str(foreign)))[0] == "buried"

        closed = await bury(told, COMPANY)
        assert (await http.post(f"/system/messages/{closed}/discard", json={"note": "Deneme"})).status_code == 204
        assert (await http.post(f"/system/messages/{closed}/discard", json={"note": ""})).status_code == 422
        assert (await http.get("/system/messages")).json()["total"] == 0
