"""Results, reports, samples and files as pages: without scripts, with their downloads."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.component.campaign.console.desk import CONSOLE, Desk
from tests.component.campaign.world import Facts, figure


async def sent(desk: Desk) -> str:
    created = await desk.world.send([figure(number) for number in range(1, 5)])
    campaign_id = created.campaign.campaign_id
    (first, *_) = await desk.world.rows(campaign_id)
    await desk.world.deliver(Facts(campaign_id, first).answered())
    return str(campaign_id)


async def test_results_show_rates_and_charts_that_speak(desk: Desk) -> None:
    campaign_id = await sent(desk)
    page = (await desk.get(f"/campaigns/{campaign_id}/results")).text
    assert "%25,0" in page
    for chart in re.findall(r'<svg class="chart[^>]*role="img".*?</svg>', page, re.DOTALL):
        assert "<title" in chart
        assert "<desc" in chart
    assert page.count('role="img"') == 4
    assert 'style="' not in page


async def test_the_month_is_a_page_a_workbook_and_a_pdf(desk: Desk) -> None:
    assert "Henüz bir şey sorulmadı." in (await desk.get("/reports/month")).text
    await sent(desk)
    page = (await desk.get("/reports/month")).text
    assert "%25,0" in page
    assert "Ekim 2026" in page
    workbook = (await desk.get("/reports/month/2026-10.xlsx")).content
    sheet = CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in sheet[1:6]] == [1.0, 0.0, 3.0, 0.0, 4.0]
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        assert "xl/charts/chart1.xml" in archive.namelist()
    assert (await desk.get("/reports/month/2026-10.pdf")).content.startswith(b"%PDF-1.7")
    assert "Cari 00001" in (await desk.get("/reports/scores")).text
    nobody = (await desk.get("/reports/scores", params={"q": "yok"})).text
    assert ("Filtreye uyan cari yok." in nobody, "Henüz sona eren mutabakat yok." in nobody) == (True, False)


@pytest.mark.parametrize("period", ["0000-10", "٢٠٢٦-10", "2026-13", "2030-01"])
async def test_what_is_no_month_has_no_report(desk: Desk, period: str) -> None:
    await sent(desk)
    for kind in ("xlsx", "pdf"):
        assert (await desk.get(f"/reports/month/{period}.{kind}")).status_code == 404
    page = (await desk.get("/reports/month", params={"period": period})).text
    assert f"{CONSOLE}/reports/month/2026-10.xlsx" in page, "the newest one that has a report"


def beside(page: str, field: str) -> str:
    """What is said to be wrong at a field of a form."""
    found = re.search(rf'<div id="{field}-note">\s*<p class="field-error mb-0">([^<]*)<', page)
    return found[1] if found else ""


async def test_an_auditor_draws_a_sample_and_orders_copies_without_scripts(desk: Desk) -> None:
    campaign_id = await sent(desk)
    place = f"/campaigns/{campaign_id}/auditing"
    fields = {"method": "random", "size": "2", "interval": "", "seed": "2026"}
    refused = await desk.post(f"/campaigns/{campaign_id}/samples", fields | {"size": "zwei"}, seen=place)
    assert refused.status_code == 422
    assert "Tam sayı yazın." in refused.text
    unsown = await desk.post(f"/campaigns/{campaign_id}/samples", fields | {"seed": ""}, seen=place)
    assert (unsown.status_code, beside(unsown.text, "seed")) == (
        422,
        "Bir tohum yazın: not edeceğiniz, en çok 100 karakterlik herhangi bir metin.",
    )
    done = await desk.post(f"/campaigns/{campaign_id}/samples", fields, seen=place)
    assert (done.status_code, done.headers["location"]) == (303, CONSOLE + place)
    page = (await desk.get(place)).text
    assert "1 numaralı örneklem çekildi: 2 cari." in page
    found = re.search(r"/samples/([0-9a-f-]{36})", page)
    assert found is not None
    assert "M-2026-10-" in (await desk.get(f"/samples/{found[1]}")).text
    copies = {"address": "denetci@denetim.test", "sample_id": found[1]}
    await desk.post(f"/campaigns/{campaign_id}/answer-copies", copies, seen=place)
    page = (await desk.get(place)).text
    assert "denetci@denetim.test" in page
    twice = await desk.post(f"/campaigns/{campaign_id}/answer-copies", copies, seen=place)
    assert (twice.status_code, beside(twice.text, "address")) == (409, "Bu adrese bu yanıtların kopyası zaten gidiyor.")
    action = re.search(r'action="([^"]*/answer-copies/[0-9a-f-]{36}/end)"', page)
    assert action is not None
    await desk.submit(action[1].removeprefix(CONSOLE), {}, page)
    assert "Bu adrese artık kopya gitmez." in (await desk.get(place)).text


async def test_an_ordered_package_is_listed_for_whoever_ordered_it(desk: Desk) -> None:
    campaign_id = await sent(desk)
    ordered = await desk.post(f"/campaigns/{campaign_id}/package", {}, seen=f"/campaigns/{campaign_id}")
    again = await desk.post(f"/campaigns/{campaign_id}/package", {}, seen=f"/campaigns/{campaign_id}")
    assert ordered.headers["location"] == again.headers["location"]
    place = ordered.headers["location"].removeprefix(CONSOLE)
    assert "Dosya sırasını bekliyor." in (await desk.get(place)).text
    assert (await desk.get(f"{place}/content")).status_code == 409
    assert "Denetçi paketi" in (await desk.get("/files")).text
