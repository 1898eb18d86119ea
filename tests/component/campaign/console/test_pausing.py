"""The sending of a campaign is looked at, paused and resumed through the mailer."""

from __future__ import annotations

from uuid import uuid4

from services.campaign.domain.roles import Role
from tests.component.campaign.console.desk import Desk
from tests.component.campaign.console.test_approval import as_colleague
from tests.component.campaign.console.test_reminders import a_silent_campaign


async def test_paused_and_resumed(desk: Desk) -> None:
    place, _ = await a_silent_campaign(desk)
    assert f"{place}/mail" in (await desk.get(place)).text
    page = (await desk.get(f"{place}/mail")).text
    for text in ("2 / 3", "58", "24.11.2026 12.05", "Gönderimi duraklat"):
        assert text in page, text
    assert (await desk.submit(f"{place}/pause", {}, page)).status_code == 303
    assert desk.neighbours.paused
    page = (await desk.get(f"{place}/mail")).text
    assert "1 e-posta sürdürülene kadar bekler." in page
    assert "Duraklatıldı · Muhasebe" in page
    assert (await desk.submit(f"{place}/resume", {}, page)).status_code == 303
    assert not desk.neighbours.paused


async def test_only_who_may_send_and_only_ones_own(desk: Desk) -> None:
    place, _ = await a_silent_campaign(desk)
    viewer = await as_colleague(desk, Role.VIEWER)
    page = (await viewer.get(f"{place}/mail")).text
    assert f"{place}/pause" not in page
    assert (await viewer.submit(f"{place}/pause", {}, page)).status_code == 403
    strange = f"/campaigns/{uuid4()}"
    assert (await desk.get(f"{strange}/mail")).status_code == 404
    assert (await desk.submit(f"{strange}/pause", {}, (await desk.get(place)).text)).status_code == 404
    assert not desk.neighbours.paused
