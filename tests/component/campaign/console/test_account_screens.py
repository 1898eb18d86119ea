"""Cariler ve yetkililer: the list and its filter, many cards at once, one card, its contacts, the export."""

from __future__ import annotations

import re

from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of

CARD = "/accounts/card/120/01"


async def test_the_list_filters_and_counts(desk: Desk) -> None:
    page = (await desk.get("/accounts")).text
    assert page.count("<tr data-open") == 3
    for text in (
        "Cariler ve yetkililer",
        "muhasebe@c1.test",
        "finans@c1.test",
        "adresi yok",
        "denetleyin",
        "Toplam · 3 cari",
    ):
        assert text in page
    assert f'href="{CONSOLE}{CARD}?back=' in page
    part = (await desk.get("/accounts?q=sisli&address=yok", headers={"HX-Request": "true"})).text
    assert "<html" not in part
    assert part.count("<tr data-open") == 1
    assert "Filtreye 1 cari uyuyor" in part
    assert "Filtreye uyan cari yok." in (await desk.get("/accounts?q=hicbiri")).text


async def test_the_export_is_what_the_filter_shows(desk: Desk) -> None:
    page = (await desk.get("/accounts?q=sisli&sort=-code")).text
    assert f'href="{CONSOLE}/accounts/export.csv?q=sisli&amp;sort=-code"' in page
    answer = await desk.get("/accounts/export.csv?q=sisli&sort=-code&cursor=x&sube=y")
    assert answer.text == "cari kodu;ünvan"
    assert "cariler_2026-11-24.csv" in answer.headers["content-disposition"]
    assert desk.neighbours.books.asked == [("export", {"q": "sisli", "sort": "-code", "format": "csv"})]
    assert (await desk.get("/accounts/export.exe")).status_code == 404


async def test_many_cards_at_once(desk: Desk) -> None:
    asked = await desk.post("/accounts/changes", {"whole": "1", "address": "missing"}, seen="/accounts")
    assert "1 cari kartı değiştir" in asked.text
    fields = hidden_of(asked.text, f"{CONSOLE}/accounts/change")
    nothing = await desk.submit("/accounts/change", fields, asked.text)
    assert nothing.status_code == 422
    assert "En az bir alan için değer seçin." in nothing.text
    chosen = fields | {
        "new_language": "en",
        "new_never_mail": "true",
        "new_branch": "not ticked",
        "new_tax_office": "",
        "set_tax_office": "1",
    }
    done = await desk.submit("/accounts/change", chosen, asked.text, follow_redirects=True)
    assert "1 cari karttan 1 tanesi değiştirildi." in done.text
    assert desk.neighbours.books.asked[-1] == (
        "many",
        {"filter": {"address": "missing"}, "changes": {"language": "en", "never_mail": True, "tax_office": ""}},
    ), "only what was chosen"
    two = await desk.post("/accounts/changes", {"key": ["120/01", "120/02"]}, seen="/accounts")
    fields = hidden_of(two.text, f"{CONSOLE}/accounts/change") | {"new_country": "DE"}
    await desk.submit("/accounts/change", fields, two.text)
    assert desk.neighbours.books.asked[-1][1] == {"codes": ["120/01", "120/02"], "changes": {"country": "DE"}}
    nobody = await desk.post("/accounts/changes", {}, seen="/accounts", follow_redirects=True)
    assert "En az bir cari seçin" in nobody.text


async def test_a_country_that_there_is_not_is_refused_beside_its_field(desk: Desk) -> None:
    """No list offers one; one that an import brought stays chosen, so that saving does not make it Turkey."""
    page = (await desk.get(CARD)).text
    assert '<option value="DE">Almanya</option>' in page
    assert not re.search(r'<option value="(ZZ|EU|QQ)"', page)
    fields = hidden_of(page, f"{CONSOLE}{CARD}") | {"title": "Şişli Çelik A.Ş.", "country": "QQ"}
    refused = await desk.submit(CARD, fields, page)
    assert (refused.status_code, 'href="#country"' in refused.text) == (422, True)
    assert "Böyle bir ülke yok." in refused.text.partition('<div id="country-note">')[2].partition("</div>")[0]
    many = await desk.post("/accounts/changes", {"key": ["120/01"]}, seen="/accounts")
    chosen = hidden_of(many.text, f"{CONSOLE}/accounts/change") | {"new_country": "QQ"}
    refused = await desk.submit("/accounts/change", chosen, many.text)
    assert "Böyle bir ülke yok." in refused.text.partition('<div id="new_country-note">')[2].partition("</div>")[0]
    desk.neighbours.books.cards[0]["country"] = "ZZ"
    assert '<option value="ZZ" selected>' in (await desk.get(CARD)).text


async def test_one_card_is_changed_and_the_second_editor_told(desk: Desk) -> None:
    page = (await desk.get(f"{CARD}?back={CONSOLE}/accounts?q=sisli")).text
    for text in ("Şişli Çelik A.Ş.", "Aynı carinin diğer kartları", "120/02", "Finans"):
        assert text in page
    fields = hidden_of(page, f"{CONSOLE}{CARD}")
    typed = fields | {
        "title": "Şişli Demir A.Ş.",
        "tax_number": "4540536920",
        "reconciliation_email": "muhasebe@c1.test",
        "country": "TR",
        "language": "tr",
        "branch": "Merkez",
        "never_merge": "1",
    }
    saved = await desk.submit(CARD, typed, page)
    assert saved.headers["location"] == f"{CONSOLE}/accounts?q=sisli"
    assert desk.neighbours.books.asked == [("edit", {"title": "Şişli Demir A.Ş.", "never_merge": True})]
    desk.neighbours.books.cards[0]["updated_at"] = "2026-11-24T09:00:00+00:00"
    late = await desk.submit(CARD, typed | {"title": "Başka"}, page)
    assert late.status_code == 409
    assert "24.11.2026 12.00 tarihinde başka biri" in late.text
    assert 'value="Başka"' in late.text, "what was typed is still there"
    untitled = await desk.submit(CARD, typed | {"title": " "}, page)
    assert untitled.status_code == 422
    fresh = typed | {"seen": hidden_of(untitled.text, f"{CONSOLE}{CARD}")["seen"]}
    beside = await desk.submit(CARD, fresh | {"tax_office": "x" * 101}, page)
    assert (beside.status_code, 'href="#tax_office"' in beside.text) == (422, True)
    assert re.search(r'<div id="tax_office-note">\s*<p class="field-error', beside.text)
    assert (await desk.get("/accounts/card/yok")).status_code == 404
    away = (await desk.get(f"{CARD}?back=https://elsewhere.test/")).text
    assert 'href="https://elsewhere' not in away


async def test_contacts_are_added_changed_and_removed(desk: Desk) -> None:
    contacts = desk.neighbours.books.cards[0]["contacts"]
    path = "/accounts/contact/120/01"
    added = {
        "contact_id": "",
        "contact_name": "Satın Alma",
        "contact_email": "",
        "receives_reconciliations": "1",
        "act": "save",
    }
    done = await desk.post(path, added, seen=CARD, follow_redirects=True)
    assert "Yetkili kaydedildi." in done.text
    assert contacts[1]["name"] == "Satın Alma"
    await desk.post(
        path, {"contact_id": "7", "contact_name": "Finans", "contact_email": "yeni@c1.test", "act": "save"}, seen=CARD
    )
    assert (contacts[0]["email"], contacts[0]["receives_reconciliations"]) == ("yeni@c1.test", False)
    await desk.post(path, {"contact_id": "7", "act": "remove"}, seen=CARD)
    assert [one["name"] for one in contacts] == ["Satın Alma"]
    gone = await desk.post(path, {"contact_id": "7", "act": "remove"}, seen=CARD)
    assert gone.status_code == 404
    empty = await desk.post(path, added | {"contact_name": ""}, seen=CARD)
    assert empty.status_code == 422
    assert "Birini doldurun." in empty.text
    assert empty.text.count('<p class="field-error mb-2">') == 1
    desk.neighbours.books.most_contacts = 1
    refused = await desk.post(path, added | {"contact_name": "Depo", "contact_email": "depo@c1.test"}, seen=CARD)
    assert refused.status_code == 409
    for kept in ('value="Depo"', 'value="depo@c1.test"'):
        assert refused.text.count(kept) == 1, "what was typed is still there"
    assert 'value="Satın Alma"' in refused.text
