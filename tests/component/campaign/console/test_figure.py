"""Analiz, Yönetim, Bağlantı of one figure, and the report before sending (S-32…S-34)."""

from __future__ import annotations

import re

from tests.component.campaign.console.desk import CONSOLE, Desk
from tests.component.campaign.console.test_road import to_the_list


async def test_the_analysis_shows_every_line_and_the_year(desk: Desk) -> None:
    path = await to_the_list(desk)
    page = (await desk.get(f"{path}/figures/320.00001")).text
    for text in (
        "ABC2026000000042",
        "05.10.2026",
        "Satış (BS)",
        "120,50 EUR",
        "sonradan muhasebeleşecek seri",
        "On iki ay",
    ):
        assert text in page
    assert page.count('class="left-out"') == 1
    months = re.findall(r'<th scope="row">(\w+ \d{4})</th>', page)
    assert (months[0], months[-1], len(months)) == ("Ekim 2026", "Kasım 2025", 12)
    widths = [int(width) for width in re.findall(r'class="(?:purchases|sales)" x="0" y="\d" width="(\d+)"', page)]
    assert widths[:2] == [50, 0], "1.100 of 2.200"
    assert widths[-2:] == [0, 100]
    assert "style=" not in page


async def test_a_balance_is_shown_with_what_it_is_made_of(desk: Desk) -> None:
    path = await to_the_list(desk, kind="balance", as_of="2026-10-31")
    page = (await desk.get(f"{path}/figures/320.00001")).text
    for text in ("Bakiyenin açık kalemleri", "05.11.2026", "Yaşlandırma", "Bize borcu", "Bizden alacağı"):
        assert text in page
    assert "Tutarların hareketleri" not in page, "there are no sides"


async def test_the_cards_and_whom_they_write_to(desk: Desk) -> None:
    path = await to_the_list(desk)
    management = (await desk.get(f"{path}/figures/320.00001?tab=management")).text
    assert "liste yapıldığındakinden başka kartlardan" in management
    assert f'href="{CONSOLE}/accounts/card/120/01?back=' in management
    connection = (await desk.get(f"{path}/figures/320.00001?tab=connection")).text
    for text in ("Bu listeden kime yazılır", "yetkili@c1.test", "finans@c1.test", "muhasebe@c2.test"):
        assert text in connection
    gone = (await desk.get(f"{path}/figures/320.00007?tab=connection")).text
    assert "artık başka bir cariye ait" in gone
    assert (await desk.get(f"{path}/figures/yok")).status_code == 404


async def test_the_report_leads_to_where_things_are_put_right(desk: Desk) -> None:
    path = await to_the_list(desk)
    assert f'href="{CONSOLE}{path}/report"' in (await desk.get(path)).text
    page = (await desk.get(f"{path}/report")).text
    for text in (
        "E-posta adresi yok",
        "gönderilemez",
        "ekim.csv",
        "7 tane daha",
        "İki kez kaydedilmiş",
        "120/01, 120/02",
    ):
        assert text in page
    assert f'href="{CONSOLE}/accounts/card/120/03?back=' in page
    assert f'href="{CONSOLE}/accounts?counterparty=t%3A4540536920"' in page


async def test_a_list_says_by_which_date_it_was_made(desk: Desk) -> None:
    path = await to_the_list(desk, date_basis="recording", zero_documents="1")
    asked = desk.neighbours.run_asked
    assert (asked["date_basis"], asked["include_other_taxes"], asked["count_zero_documents"]) == (
        "recording",
        False,
        True,
    )
    page = (await desk.get(path)).text
    assert "kayıt tarihine göre" in page
    assert "Diğer vergiler (ÖTV, ÖİV …)" in page
    assert "Alış–satış (BA/BS) · kayıt tarihine göre" in (await desk.get("/runs/new")).text
