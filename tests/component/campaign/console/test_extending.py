"""More time, given on the campaign's page without scripts."""

from __future__ import annotations

from datetime import timedelta

from services.campaign.loops import expire
from shared.contracts.campaign import CampaignExtended
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_reminders import a_silent_campaign


async def test_the_last_day_moves_on_and_who_ran_out_is_asked_again_when_ticked(desk: Desk) -> None:
    place, _ = await a_silent_campaign(desk)
    assert f"{CONSOLE}{place}/extend" in (await desk.get(place)).text
    page = (await desk.get(f"{place}/extend")).text
    assert ('value="2026-12-11"' in page, "Süresi dolan" in page) == (True, False)
    fields = hidden_of(page, f"{CONSOLE}{place}/extend")
    earlier = await desk.submit(f"{place}/extend", fields | {"valid_until": "2026-12-01"}, page)
    assert (earlier.status_code, "yalnızca daha ileri bir güne alınabilir" in earlier.text) == (422, True)
    moved = await desk.submit(f"{place}/extend", fields | {"valid_until": "2026-12-11"}, page, follow_redirects=True)
    assert "Geçerlilik tarihi artık 11.12.2026" in moved.text
    assert "04.12.2026 → 11.12.2026" in moved.text
    # A colleague who still looks at the old page is told who was first.
    late = await desk.submit(f"{place}/extend", fields | {"valid_until": "2026-12-14"}, page)
    assert (late.status_code, "Muhasebe" in late.text) == (422, True)

    desk.world.clock.advance(timedelta(days=20))
    assert await expire(desk.world.service.database) > 0
    await desk.sign_in()
    page = (await desk.get(f"{place}/extend")).text
    fields = hidden_of(page, f"{CONSOLE}{place}/extend") | {"valid_until": "2026-12-21"}
    unsaid = await desk.submit(f"{place}/extend", fields, page)
    assert (unsaid.status_code, "Süresi dolan" in unsaid.text) == (422, True)
    again = await desk.submit(f"{place}/extend", fields | {"reopen": "1"}, page, follow_redirects=True)
    assert "cariye yeniden soruluyor" in again.text
    assert len(await desk.world.said(CampaignExtended)) == 2
