"""The information text in the settings: a new version per change, and for administrators only."""

from __future__ import annotations

from tests.component.campaign.console.desk import Desk
from tests.component.campaign.world import PASSWORD

TEXTS = {"tr": "Verileriniz yalnız mutabakat içindir.\r\n\r\nHaklarınız saklıdır.", "en": "", "de": "", "ar": ""}


async def test_a_text_is_published_and_the_next_one_follows_it(desk: Desk) -> None:
    empty = await desk.get("/settings/information")
    assert "Henüz aydınlatma metni yok" in empty.text
    refused = await desk.post("/settings/information", TEXTS | {"tr": " ", "follows": "0"})
    assert refused.status_code == 422
    assert 'href="#tr"' in refused.text
    assert (await desk.post("/settings/information", TEXTS | {"follows": "0"})).status_code == 303
    long = await desk.post("/settings/information", TEXTS | {"en": "x" * 12_001, "follows": "1"})
    assert (long.status_code, 'href="#en"' in long.text, 'id="en-error"' in long.text) == (422, True, True)
    kept = (await desk.get("/settings/information")).text
    assert "Haklarınız saklıdır." in kept
    assert "Sürüm 1," in kept
    late = await desk.post("/settings/information", TEXTS | {"tr": "Başka.", "follows": "0"})
    assert late.status_code == 422
    assert "siz açtıktan sonra" in late.text
    assert "Başka." in late.text
    assert (await desk.post("/settings/information", TEXTS | {"tr": "Başka.", "follows": "1"})).status_code == 303
    assert "Sürüm 2," in (await desk.get("/settings/information")).text


async def test_a_viewer_reads_it_and_publishes_nothing(desk: Desk) -> None:
    fields = {"name": "Denetim", "email": "denetim@firma.test", "role": "viewer", "password": PASSWORD}
    assert (await desk.post("/settings/users", fields)).status_code == 303
    await desk.post("/sign-out", {}, seen="/campaigns")
    await desk.sign_in("denetim@firma.test")
    page = await desk.get("/settings/information")
    assert page.status_code == 200
    assert (await desk.submit("/settings/information", TEXTS | {"follows": "0"}, page.text)).status_code == 403
