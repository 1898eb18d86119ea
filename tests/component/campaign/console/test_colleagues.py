"""On an account's page: give it to a colleague, write a note; what was given to me is a list of its own."""

from __future__ import annotations

from tests.component.campaign.console.desk import Desk
from tests.component.campaign.console.test_reminders import a_silent_campaign


async def test_given_noted_and_listed(desk: Desk) -> None:
    _, everybody = await a_silent_campaign(desk)
    account = f"/reconciliations/{everybody[0].reconciliation_id}"
    assert "Sizi bekleyen bir şey yok." in (await desk.get("/assigned")).text
    page = (await desk.get(account)).text
    user = str(desk.world.user_id)
    assert (await desk.submit(f"{account}/assignee", {"user": user}, page)).status_code == 303
    after = (await desk.get(account)).text
    assert "Bu cariyle bundan sonra Muhasebe ilgilenir." in after
    assert f'value="{user}" selected' in after
    assert (await desk.submit(f"{account}/notes", {"note": "Pazartesi <b>arandı</b>."}, page)).status_code == 303
    noted = (await desk.get(account)).text
    assert "Pazartesi &lt;b&gt;arandı&lt;/b&gt;." in noted
    assert account in (await desk.get("/assigned")).text
    assert (await desk.submit(f"{account}/assignee", {"user": ""}, page)).status_code == 303
    assert account not in (await desk.get("/assigned")).text
    assert (await desk.submit(f"{account}/assignee", {"user": "x"}, page)).status_code == 404
    empty = await desk.submit(f"{account}/notes", {"note": " "}, page)
    assert (empty.status_code, "Not boş." in empty.text) == (422, True)
    long = await desk.submit(f"{account}/notes", {"note": "Not: " + "z" * 4000}, page)
    assert (long.status_code, f">Not: {'z' * 4000}</textarea>" in long.text) == (422, True)
    assert "en çok 4000" in long.text.partition('id="note-note"')[2]
