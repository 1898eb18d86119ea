"""Texts that no database takes are refused beside their field, whatever the operation."""

from __future__ import annotations

import json

import pytest

from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import World, figure

NUL, HALF = "a\0b", "a\ud800b"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/reconciliations/{id}/notes", {"text": NUL}),
        ("POST", "/reconciliations/{id}/notes", {"text": HALF}),
        ("POST", "/reconciliations/{id}/close", {"reason": NUL}),
        (
            "PUT",
            "/reconciliations/{id}/phone-answer",
            {"answer": "agreed", "said_by": "Finans", "said_at": "2026-11-24T09:00:00Z", "explanation": NUL},
        ),
        ("POST", "/campaigns/{campaign}/samples", {"method": "random", "size": 1, "seed": NUL}),
        ("PUT", "/tolerances", {"items": [{"counterparty": NUL, "amount": "1.00"}]}),
        ("PUT", "/tolerances", {"items": [{"counterparty": "ß" * 1000, "amount": "1.00"}]}),
        ("POST", "/system/messages/{id}/discard", {"box": "inbox", "note": NUL}),
        ("POST", "/reconciliations/{id}/resend", {"addresses": [NUL]}),
    ],
)
async def test_a_text_that_cannot_be_kept_is_refused(world: World, method: str, path: str, body: object) -> None:
    made = await world.send([figure(1)])
    (id_,) = await world.rows(made.campaign.campaign_id)
    address = API + path.format(id=id_, campaign=made.campaign.campaign_id)
    answer = await world.http.request(method, address, content=json.dumps(body), headers=await bearer(world))
    assert answer.status_code == 422, answer.text
