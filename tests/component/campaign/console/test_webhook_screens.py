"""Webhooks in the settings: adding one, trying it out, seeing what got through, sending again, changing the secret."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.campaign.domain.webhooks import SECRET_PREFIX
from tests.component.campaign.console.desk import CONSOLE, Desk
from tests.component.campaign.console.neighbourhood import Neighbourhood
from tests.component.campaign.world import PASSWORD
from tests.servers.webhook_receiver import WebhookReceiver

PAGE = "/settings/webhooks"


@pytest.fixture
async def desk(tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Where receivers may stand on this machine."""
    monkeypatch.setenv("MUTABAKAT_INTERNAL_URL", f"http://127.0.0.1:{free_port}")
    monkeypatch.setenv("MUTABAKAT_CAMPAIGN_WEBHOOK_ALLOW_NETS", "127.0.0.0/8,::1/128")
    desk = await Desk.open(f"sqlite+aiosqlite:///{tmp_path / 'campaign.db'}", tmp_path, free_port, Neighbourhood())
    await desk.world.register()
    await desk.sign_in()
    yield desk
    await desk.close()


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    receiver = WebhookReceiver()
    await receiver.start()
    yield receiver
    await receiver.stop()


def secret_in(page: str) -> str:
    found = re.search(rf'value="({SECRET_PREFIX}[^"]+)"', page)
    assert found is not None
    return found[1]


def webhook_in(page: str) -> str:
    found = re.search(rf'href="{CONSOLE}({PAGE}/[0-9a-f-]{{36}})"', page)
    assert found is not None
    return found[1]


async def test_a_webhook_is_added_tried_and_its_secret_changed(desk: Desk, receiver: WebhookReceiver) -> None:
    assert "Henüz hiçbir programa bildirim yapılmıyor" in (await desk.get(PAGE)).text
    fields = {"url": receiver.url, "description": "Muhasebe ERP", "events": ["reconciliation.answered"]}
    made = await desk.post(PAGE, fields)
    secret, place = secret_in(made.text), webhook_in(made.text)
    assert secret not in (await desk.get(place)).text
    assert "Muhasebe ERP" in (await desk.get(PAGE)).text

    assert (await desk.post(f"{place}/test", {}, seen=place)).status_code == 303
    page = (await desk.get(place)).text
    assert "Alıcı deneme iletisini teslim aldı (200" in page
    assert receiver.received[0].webhook_id in page
    receiver.gives(500, b"kapali")
    await desk.post(f"{place}/test", {}, seen=place)
    page = (await desk.get(place)).text
    assert "Alıcı deneme iletisine 500 yanıtını verdi" in page
    assert "kapali" in page
    assert receiver.received[1].webhook_id not in (await desk.get(f"{place}?state=delivered")).text
    again = await desk.post(f"{place}/again", {}, seen=place)
    assert again.status_code == 303
    assert "1 ileti yeniden gönderiliyor" in (await desk.get(place)).text

    columns = "?cols=event.state.id"
    lines = (await desk.get(f"{place}/list.csv{columns}")).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Olay;Durum;webhook-id"
    assert {line.split(";")[0] for line in lines[1:]} == {"Deneme"}
    assert {line.split(";")[2] for line in lines[1:]} == {one.webhook_id for one in receiver.received}
    assert len((await desk.get(f"{place}/list.csv?state=delivered")).text.splitlines()) == 2
    assert (await desk.get(f"{place}/list.pdf")).content.startswith(b"%PDF-")
    assert receiver.received[0].webhook_id not in (await desk.get(f"{place}?cols=state&state=waiting")).text

    assert "24 saat boyunca" in (await desk.get(f"{place}/secret")).text
    renewed = await desk.post(f"{place}/secret", {})
    assert secret_in(renewed.text) != secret


async def test_it_is_switched_off_and_on_changed_and_deleted(desk: Desk, receiver: WebhookReceiver) -> None:
    made = await desk.post(PAGE, {"url": receiver.url, "description": "", "events": ["campaign.created"]})
    place = webhook_in(made.text)
    await desk.post(f"{place}/switch", {"on": "0"}, seen=place)
    assert "Elle kapatıldı." in (await desk.get(place)).text
    assert "Henüz ileti yok." in (await desk.get(place)).text
    none_failed = (await desk.get(f"{place}?state=failed")).text
    assert ("Filtreye uyan ileti yok." in none_failed, "Henüz ileti yok." in none_failed) == (True, False)
    changed = {"url": receiver.url + "2", "description": "Yeni", "events": ["campaign.created", "campaign.completed"]}
    assert (await desk.post(place, changed)).status_code == 303
    page = (await desk.get(place)).text
    assert "Elle kapatıldı." in page  # saving does not switch it on
    assert receiver.url + "2" in page
    await desk.post(f"{place}/switch", {"on": "1"}, seen=place)
    assert "Elle kapatıldı." not in (await desk.get(place)).text
    assert "localhost adresine artık bildirim yapılmaz" in (await desk.get(f"{place}/delete")).text
    assert (await desk.post(f"{place}/delete", {})).status_code == 303
    assert (await desk.get(place)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"url": "erp.firma.test", "events": ["campaign.created"]}, 'href="#url"'),
        ({"url": "https://erp.firma.test/", "events": []}, "En az bir olay seçin."),
        ({"url": "https://erp.firma.test/", "events": ["uydurma"]}, "adında bir olay yok"),
    ],
)
async def test_what_cannot_be_saved_is_said_beside_its_field(desk: Desk, fields: dict[str, object], said: str) -> None:
    refused = await desk.post(PAGE, {"description": "Kalır", **fields})
    assert refused.status_code == 422
    assert said in refused.text
    assert "Kalır" in refused.text


async def test_only_administrators_come_here(desk: Desk) -> None:
    fields = {"name": "Gözlem", "email": "gozlem@firma.test", "role": "viewer", "password": PASSWORD}
    assert (await desk.post("/settings/users", fields)).status_code == 303
    await desk.post("/sign-out", {}, seen="/campaigns")
    await desk.sign_in("gozlem@firma.test")
    assert (await desk.get(PAGE)).status_code == 403
    assert "Webhook" not in (await desk.get("/settings/company")).text
