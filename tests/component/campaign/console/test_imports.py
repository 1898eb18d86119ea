"""Files on their way into the books, by somebody without scripts: sent, followed, looked at, confirmed, refused, stopped."""

from __future__ import annotations

from typing import Any

import httpx

from tests.component.campaign.console.desk import CONSOLE, Desk, token_of
from tests.component.campaign.console.neighbour_books import RIDDLE

GOOD, BAD = b"kod;tutar\n1;5\n", b"kod;tutar\n1;5\n2;x\n"


async def upload(desk: Desk, *contents: bytes, act: str = "take", **more: str) -> httpx.Response:
    """Post the form of the page; answers with the page that it leads to."""
    token = token_of((await desk.get("/imports")).text)
    return await desk.http.post(
        f"{CONSOLE}/imports",
        data={"form_token": token, "act": act, **more},
        files=[("file", (f"hareketler{number}.csv", content)) for number, content in enumerate(contents)] or None,
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=True,
    )


async def test_a_refused_file_shows_every_row_and_a_good_one_its_report(desk: Desk) -> None:
    refused = (await upload(desk, BAD)).text
    for text in ("kabul edilmeyen satırlar var", "This is no amount: x", "Tutar (KDV hariç)", "Raporu indir (Excel)"):
        assert text in refused
    taken = (await upload(desk, BAD, skip_rejected="1")).text
    assert "Yeni mutabakat" in taken
    assert 'class="big bad">1<' in taken
    none = await upload(desk)
    assert none.status_code == 422
    assert "Hiçbir şey seçilmedi." in none.text


async def test_several_files_and_pasted_cells_are_imports_of_their_own(desk: Desk) -> None:
    page = (await upload(desk, GOOD, BAD)).text
    assert "2 dosya alındı." in page
    for text in ("hareketler0.csv", "hareketler1.csv", "Kabul edilmedi"):
        assert text in page
    assert "data-poll=" not in page, "nothing moves"
    page = (await upload(desk, pasted="kod\ttutar\r\n1\t5\r\n")).text
    assert "Yapıştırılan hücreler" in page
    assert desk.neighbours.books.imports[0]["accepted"] == 1


async def test_what_is_still_being_read_is_looked_at_again(desk: Desk) -> None:
    await upload(desk, GOOD)
    job = desk.neighbours.books.imports[0]
    job |= {"state": "reading", "rows_read": 1200, "bytes_read": 10, "created_at": desk.world.clock.now().isoformat()}
    page = (await desk.get(f"/imports/{job['id']}")).text
    for text in ("Okunuyor", "1.200 satır", 'data-poll-after="1"', "Aktarımı durdur", f"/imports/{job['id']}/progress"):
        assert text in page
    part = (await desk.get(f"/imports/{job['id']}/progress", headers={"HX-Request": "true"})).text
    assert part.lstrip().startswith('<div id="job" data-poll=')
    listed = (await desk.get("/imports/progress", headers={"HX-Request": "true"})).text
    assert listed.lstrip().startswith('<div class="card" id="list" data-poll=')
    job["state"] = "done"
    ended = (await desk.get(f"/imports/{job['id']}/progress", headers={"HX-Request": "true"})).text
    assert "data-poll=" not in ended
    assert "Yeni mutabakat" in ended
    job["state"] = "reading"
    stopped = await desk.post(f"/imports/{job['id']}/cancel", {}, seen="/imports", follow_redirects=True)
    assert "Aktarım durduruldu." in stopped.text
    job["state"] = "done"
    late = await desk.post(f"/imports/{job['id']}/cancel", {}, seen="/imports", follow_redirects=True)
    assert "bitti" in late.text


async def test_the_same_file_says_when_it_was_imported(desk: Desk) -> None:
    await upload(desk, GOOD)
    await upload(desk, GOOD)
    again, first = desk.neighbours.books.imports[:2]
    again["same_as"] = first["id"]
    page = (await desk.get(f"/imports/{again['id']}")).text
    assert "Bu dosya 12.11.2026 10.32 tarihinde aktarıldı." in page
    assert f"/imports/{first['id']}" in page


async def test_a_preview_shows_what_was_understood_and_takes_what_is_said(desk: Desk) -> None:
    page = await upload(desk, BAD, act="preview")
    for text in (
        "Henüz hiçbir şey defterlere alınmadı.",
        "1.234,50",
        "Satış",
        "ABC1",
        "Karşı taraf",
        "Kabul edilmeyen 1 satır",
    ):
        assert text in page.text or text == "Karşı taraf"
    job = desk.neighbours.books.imports[0]
    path = f"/imports/{job['id']}/confirm"
    fields: dict[str, Any] = {"kind": "movements", "column-0": "-", "column-1": "amount", "act": "take"}
    asked = desk.neighbours.books.asked
    await desk.submit(path, fields | {"skip_rejected": "1"}, page.text)
    assert asked.pop()[1] == {"mapping": None, "skip_rejected": True, "look_again": False}, "nothing else was said"

    job["state"] = "waiting"
    changed = fields | {
        "column-0": "account_code",
        "column-1": "gross",
        "constant_kind": "purchase",
        "act": "look_again",
    }
    await desk.submit(path, changed, page.text)
    assert asked.pop()[1] == {
        "mapping": {
            "kind": "movements",
            "profile": "logo",
            "columns": {"account_code": 0, "gross": 1},
            "ignore": [],
            "constants": {"kind": "purchase"},
        },
        "skip_rejected": False,
        "look_again": True,
    }
    await desk.submit(path, fields | {"act": "look_again"}, page.text)
    assert asked.pop()[1]["mapping"]["ignore"] == ["kod"], "what nobody knows is left out because somebody says so"
    await desk.submit(path, fields | {"kind": "entries", "act": "look_again"}, page.text)
    assert asked.pop()[1]["mapping"] == {"kind": "entries"}, "another kind of file knows other columns"


async def test_a_column_of_two_readings_is_a_choice(desk: Desk) -> None:
    page = await upload(desk, GOOD, act="preview")
    job = desk.neighbours.books.imports[0]
    job["preview"]["riddles"] = [RIDDLE]
    job |= {"accepted": 0}
    shown = (await desk.get(f"/imports/{job['id']}")).text
    for text in ("“Tutar” sütunu nasıl yazılmış?", "virgül ondalık ayırır", "1.234 → 1.234,00", "1.234 → 1,23"):
        assert text in shown
    assert "checked" not in shown.partition('name="reading-amount"')[2].partition("</fieldset>")[0]
    fields = {"kind": "movements", "reading-amount": "1,234.56", "act": "look_again"}
    await desk.submit(f"/imports/{job['id']}/confirm", fields, page.text)
    assert desk.neighbours.books.asked[-1][1]["mapping"] == {
        "kind": "movements",
        "profile": "logo",
        "columns": {"amount": 1},
        "ignore": ["kod"],
        "readings": {"amount": "1,234.56"},
    }


async def test_the_report_is_handed_on_as_it_comes(desk: Desk) -> None:
    await upload(desk, GOOD)
    answer = await desk.get(f"/imports/{desk.neighbours.books.imports[0]['id']}/report.xlsx")
    assert (answer.content, answer.headers["content-type"]) == (b"PK", "application/vnd.test")
    assert "rapor.xlsx" in answer.headers["content-disposition"]
