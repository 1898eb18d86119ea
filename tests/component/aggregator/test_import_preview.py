"""An import that waits: what it shows of its file, and what a person may say before it goes on."""

from __future__ import annotations

from typing import Any

from tests.component.aggregator.world import ACCOUNTS, World, movements

HEADINGS = "Cari Kodu;Fatura No;Fatura Tarihi;Tür;Tutar;Renk\n"


async def sent(world: World, text: str) -> dict[str, Any]:
    """Send a file to look at; answers with the import once it waits."""
    answer = await world.upload(text, params={"confirm": True})
    assert answer.is_success, answer.text
    report: dict[str, Any] = answer.json()
    assert report["state"] == "waiting"
    return report


async def said(world: World, report: dict[str, Any], **body: Any) -> dict[str, Any]:
    await world.call("POST", f"/imports/{report['id']}/confirm", json=body)
    async with world.http() as http:
        ended = await world.while_importing(http.get(f"/imports/{report['id']}", params={"wait": 20}))
    again: dict[str, Any] = ended.json()
    return again


async def test_the_first_rows_are_shown_and_nothing_is_in_the_books(world: World) -> None:
    await world.take(ACCOUNTS)
    text = movements("120.01;A1;05.10.2026;satış;1.234,50;;;;\n", "120.01;A2;05.10.2026;satış;x;;;;\n")
    report = await sent(world, text)
    assert (report["accepted"], report["rejected"]) == (1, 1)
    shown = report["preview"]
    assert shown["rows"][0]["amount"] == "1234.50"
    assert [column["field"] for column in shown["columns"][:3]] == ["account_code", "document_no", "document_date"]
    assert (await world.call("GET", "/movements"))["items"] == []
    taken = await said(world, report, skip_rejected=True)
    assert (taken["state"], taken["accepted"]) == ("done", 1)
    assert len((await world.call("GET", "/movements"))["items"]) == 1


async def test_a_column_is_left_out_and_another_one_read_as_it_is_said(world: World) -> None:
    await world.take(ACCOUNTS)
    report = await sent(world, HEADINGS + "120.01;A1;05.10.2026;satış;1.500;mavi\n")
    assert (report["accepted"], {one["code"] for one in report["problems"]}) == (
        0, {"unknown_heading", "ambiguous_number_column"},
    )  # fmt: skip
    (riddle,) = report["preview"]["riddles"]
    assert riddle["field"] == "amount"
    mapping = report["mapping"] | {"ignore": ["Renk"], "readings": {"amount": riddle["readings"][1]}}
    again = await said(world, report, mapping=mapping, look_again=True)
    assert (again["state"], again["accepted"], again["problems"]) == ("waiting", 1, [])
    assert again["preview"]["rows"][0]["amount"] == "1.50"
    done = await said(world, again)
    assert done["state"] == "done"
    assert (await world.call("GET", "/movements"))["items"][0]["amount"]["amount"] == "1.50"


async def test_headings_that_nobody_knows_wait_for_somebody_who_does(world: World) -> None:
    await world.take(ACCOUNTS)
    report = await sent(world, "K;N;G;M\n120.01;A1;05.10.2026;100,00\n")
    assert report["kind"] == ""
    mapping = {
        "kind": "movements",
        "columns": {"account_code": 0, "document_no": 1, "document_date": 2, "amount": 3},
        "constants": {"kind": "satış"},
    }
    done = await said(world, report, mapping=mapping)
    assert (done["state"], done["accepted"]) == ("done", 1), done["problems"]
