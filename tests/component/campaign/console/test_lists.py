"""The list of reconciliations on the screen: filters in words, columns, views, files, and writing to many at once."""

from __future__ import annotations

import io
from uuid import UUID, uuid4

import pytest
from python_calamine import CalamineWorkbook

from shared.contracts.campaign import InvitationRequested
from shared.contracts.responses import Answer
from shared.contracts.values import Purpose
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_reminders import a_silent_campaign
from tests.component.campaign.console.test_road import send

LIST = "/reconciliations"


async def test_all_of_the_company_stand_in_one_list(desk: Desk) -> None:
    for key in ("320.00001", "320.00002"):
        await send(desk, {"key": [key]})
    page = (await desk.get(LIST)).text
    assert page.count("<tr data-open") == 2
    assert page.count("Ekim 2026 mutabakatı") == 2
    assert "Bütün mutabakatlar" in page
    found = (await desk.get(f"{LIST}?q=istanbul&min=1.000&mark=&period=2026-10&cols=title.codes")).text
    assert found.count("<tr data-open") == 1
    for text in ("Arama: “istanbul”", "Tutar en az 1.000,00 TL", "Dönem Ekim 2026", "Filtreyi kaldır", "320.00002"):
        assert text in found
    assert "Satış (BS), TL</a>" not in found, "a column that was not chosen"
    assert "Filtreye uyan cari yok." in (await desk.get(f"{LIST}?q=yok")).text
    odd = await desk.get(f"{LIST}?mark=evil&from=x&min=abc&period=2026-99&sort=evil&cols=evil&answered=-1")
    assert odd.text.count("<tr data-open") == 2


async def test_a_broken_cursor_is_said(desk: Desk) -> None:
    await send(desk, {"key": ["320.00001"]})
    assert (await desk.get(f"{LIST}?cursor=evil")).status_code == 422
    made_for_another = "WyI-IiwieCIsIk0iXQ"  # a title where an amount is sorted by
    assert (await desk.get(f"{LIST}?sort=purchases&cursor={made_for_another}")).status_code == 422


@pytest.mark.parametrize("days", ["from=0001-01-01", "to=9999-12-31", "from=0001-01-01&to=9999-12-31"])
async def test_days_that_no_calendar_goes_beyond_filter_like_any_other(desk: Desk, days: str) -> None:
    place = await send(desk, {"key": ["320.00001"]})
    for list_ in (LIST, place, "/campaigns"):
        page = await desk.get(f"{list_}?{days}")
        assert page.status_code == 200, (list_, page.text)
        assert page.text.count("<tr data-open") == 1, list_


async def test_what_is_no_number_was_not_seen(desk: Desk) -> None:
    place, _ = await a_silent_campaign(desk)
    page = (await desk.get(place)).text
    fields = hidden_of(page, f"{CONSOLE}{place}/many") | {"act": "remind", "whole": "1"}
    asked = await desk.submit(f"{place}/many", fields, page)
    orders = hidden_of(asked.text, f"{CONSOLE}{place}/many/send")
    for seen in ("²", "9" * 5000, "", "-1"):
        assert (await desk.submit(f"{place}/many/send", orders | {"seen": seen}, asked.text)).status_code == 409, seen


async def test_a_view_is_kept_shared_and_removed(desk: Desk) -> None:
    page = (await desk.get(f"{LIST}?state=waiting&q=celik")).text
    for shipped in ("Bugün süresi dolan", "Mutabık değil, en büyük fark üstte", "Ulaşmayan iletiler"):
        assert shipped in page
    fields = hidden_of(page, f"{CONSOLE}/views") | {"name": "Çelikçiler", "shared": "1"}
    assert fields["query"] == "?state=waiting&q=celik"
    saved = await desk.submit("/views", fields, page)
    assert saved.status_code == 303
    page = (await desk.get(LIST)).text
    assert "Çelikçiler" in page
    assert f'href="{CONSOLE}{LIST}?state=waiting&amp;q=celik"' in page
    assert "ad verin" in (await desk.submit("/views", fields | {"name": "  "}, page)).text
    refused = await desk.submit("/views", fields | {"name": "Ad " + "v" * 80}, page)
    assert (refused.status_code, f'value="Ad {"v" * 80}"' in refused.text) == (422, True)
    assert "en çok 80" in refused.text.partition('id="name-note"')[2]
    kept = hidden_of(refused.text, f"{CONSOLE}/views")
    assert (kept["query"], kept["back"]) == (fields["query"], fields["back"])
    unknown = await desk.submit("/views", fields | {"list": "evil"}, page)
    assert unknown.status_code == 404
    view_id = page.partition("/views/")[2].partition("/")[0]
    assert (await desk.submit(f"/views/{view_id}/remove", {"back": f"{CONSOLE}{LIST}"}, page)).status_code == 303
    assert "Çelikçiler" not in (await desk.get("/reconciliations?x")).text.partition("<main")[2].partition("<ul")[2]
    assert (await desk.submit(f"/views/{view_id}/remove", {"back": ""}, page)).status_code == 404


async def test_of_the_filter_only_those_are_reminded_who_are_silent_when_it_is_sent(desk: Desk) -> None:
    place, everybody = await a_silent_campaign(desk)
    page = (await desk.get(f"{place}?state=waiting")).text
    fields = hidden_of(page, f"{CONSOLE}{place}/many") | {"act": "remind", "whole": "1"}
    assert fields["state"] == "waiting", "the filter travels, not what it found"
    asked = await desk.submit(f"{place}/many", fields, page)
    assert asked.status_code == 200, asked.text
    assert "3 hatırlatma gönder" in asked.text
    assert "16.233,75" not in asked.text
    await desk.world.deliver(everybody[0].answered(Answer.AGREED))
    orders = hidden_of(asked.text, f"{CONSOLE}{place}/many/send")
    sent = await desk.submit(f"{place}/many/send", orders, asked.text)
    assert sent.status_code == 303, sent.text
    said = (await desk.get(f"{place}?state=waiting")).text
    assert "2 cariye 2 hatırlatma yola çıktı." in said
    assert "açıldığındakinden 1 eksik" in said
    mails = [one for one in await desk.world.said(InvitationRequested) if isinstance(one, InvitationRequested)]
    assert {one.reconciliation_id for one in mails} == {one.reconciliation_id for one in everybody[1:]}
    assert {one.purpose for one in mails} == {Purpose.REMINDER}
    again = await desk.submit(f"{place}/many/send", orders, asked.text)
    assert again.status_code == 303, "the same press again writes to nobody"
    assert "Yazılacak kimse kalmadı" in (await desk.get(place)).text
    assert len(await desk.world.said(InvitationRequested)) == 2


async def test_to_more_than_were_shown_nothing_is_sent_before_they_are_shown(desk: Desk) -> None:
    place, everybody = await a_silent_campaign(desk)
    page = (await desk.get(place)).text
    fields = hidden_of(page, f"{CONSOLE}{place}/many") | {"act": "resend"}
    chosen = [str(one.reconciliation_id) for one in everybody[:2]]
    asked = await desk.submit(f"{place}/many", fields | {"key": chosen}, page)
    assert "3 e-postayı tekrar gönder" in asked.text, "one has a contact besides"
    orders = hidden_of(asked.text, f"{CONSOLE}{place}/many/send")
    more = await desk.submit(f"{place}/many/send", orders | {"seen": "1"}, asked.text)
    assert more.status_code == 409
    assert "sayısı arttı" in more.text
    assert await desk.world.said(InvitationRequested) == []
    assert (await desk.submit(f"{place}/many/send", orders, asked.text)).status_code == 303
    assert len(await desk.world.said(InvitationRequested)) == 2
    nobody = await desk.submit(f"{place}/many", fields, page)
    assert nobody.status_code == 303, "nothing was selected"
    strange = await desk.submit(f"{place}/many", fields | {"key": [str(uuid4()), "x"]}, page)
    assert "0</dd>" in strange.text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
async def test_a_file_holds_what_is_filtered_sorted_and_chosen(desk: Desk, kind: str) -> None:
    place = await send(desk, {"key": ["320.00001", "320.00002", "320.00003"]})
    campaign_id = UUID(place.rpartition("/")[2])
    asked = "?sort=-purchases&cols=title.tax_number.purchases.state&q=320.0000"
    file = await desk.get(f"/campaigns/{campaign_id}/list.{kind}{asked}")
    assert file.status_code == 200, file.text
    assert f'filename="2026-10_BABS_tumu_2026-11-24.{kind}"' in file.headers["content-disposition"]
    if kind == "csv":
        lines = file.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "Cari;Vergi no;Alış (BA), TL;Durum"
        assert lines[1] == "Ankara Isı Sistemleri A.Ş.;0000000003;5411,25;Hazırlanıyor"
        return
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_name(sheet).to_python()
    assert rows[0] == ["Cari", "Vergi no", "Alış (BA), TL", "Durum"]
    assert rows[1] == ["Ankara Isı Sistemleri A.Ş.", "0000000003", 5411.25, "Hazırlanıyor"]
    assert len(rows) == 3, "the first one has other codes"


async def test_a_document_of_the_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await send(desk, {"key": ["320.00001"]})
    file = await desk.get(f"{LIST}/list.pdf?state=waiting")
    assert file.content.startswith(b"%PDF-")
    assert 'filename="butun-mutabakatlar_yanit-bekleyen_2026-11-24.pdf"' in file.headers["content-disposition"]
    monkeypatch.setattr("services.campaign.console.list_files.MOST_ON_PAPER", 0)
    assert (await desk.get(f"{LIST}/list.pdf")).status_code == 413
    assert (await desk.get(f"{LIST}/list.evil")).status_code == 404
