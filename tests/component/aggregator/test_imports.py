"""Files into the books: as a whole or not at all, once whatever comes twice."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from services.aggregator import models
from shared.contracts.aggregator import ImportCompleted
from shared.migrations import differences
from tests.component.aggregator.world import (
    ACCOUNT_HEADINGS,
    ACCOUNTS,
    VKN,
    World,
    line,
    movements,
)  # fmt: skip

ETTN = "0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11"
OCTOBER = movements(
    line("120.01", "S1", "7.000,00"), line("120.02", "S2", "9.000,00"), line("320.01", "A1", "6.500,00", "alış")
)


async def amounts(world: World) -> dict[str, str]:
    """Document numbers with what the books say, lines added in the order they lie there."""
    rows = await world.every("/movements")
    return {f"{row['account_code']} {row['document_no']}": row["amount"]["amount"] for row in rows}


async def test_the_schema_is_what_the_code_says(world: World) -> None:
    assert await differences(world.service.database, models.metadata) == []


async def test_cards_then_movements_are_taken_and_told(world: World) -> None:
    cards = await world.take(ACCOUNTS, name="C:\\defter\\cariler.csv")
    assert (cards["kind"], cards["file_name"], cards["accepted"], cards["rejected"]) == (
        "accounts",
        "cariler.csv",
        4,
        0,
    )
    report = await world.take(OCTOBER)
    assert (report["kind"], report["rows"], report["accepted"], report["documents_changed"]) == ("movements", 3, 3, 3)
    assert (report["encoding"], report["separator"], report["periods"]) == ("UTF-8", ";", ["2026-10"])
    assert await amounts(world) == {"120.01 S1": "7000.00", "120.02 S2": "9000.00", "320.01 A1": "6500.00"}
    told = await world.said(ImportCompleted)
    assert [(one.accounts, one.movements, one.periods) for one in told] == [(3, 0, ()), (0, 3, ("2026-10",))]
    assert [one["id"] for one in await world.every("/imports", limit=1)] == [report["id"], cards["id"]]
    assert await world.call("GET", f"/imports/{report['id']}") == report
    assert await world.count(models.staged_movements) == 0


async def test_the_same_file_again_is_known_and_changes_nothing(world: World) -> None:
    cards = await world.take(ACCOUNTS)
    first = await world.take(OCTOBER)
    for _ in range(2):
        assert (await world.take(OCTOBER))["same_as"] == first["id"]
    assert (await world.take(ACCOUNTS))["same_as"] == cards["id"]
    assert len(await amounts(world)) == 3
    assert len(await world.said(ImportCompleted)) == 2


async def test_the_same_file_is_read_again_once_the_books_have_moved_on(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(OCTOBER)
    await world.take(movements(line("120.01", "S1", "7.777,00")))
    again = await world.take(OCTOBER)
    assert (again["same_as"], again["documents_changed"]) == (None, 1)
    assert (await amounts(world))["120.01 S1"] == "7000.00"
    await world.call("PUT", "/accounts/120.02", json={"title": "Işık Yapı A.Ş."})
    assert (await world.take(ACCOUNTS))["same_as"] is None
    assert (await world.call("GET", "/accounts/120.02"))["title"] == "Işık Yapı Ltd. Şti."


async def test_an_overlapping_file_updates_and_does_not_double(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(OCTOBER)
    report = await world.take(
        movements(line("120.01", "S1", "7.100,00"), line("120.02", "S2", "9.000,00"), line("120.02", "S3", "1,00"))
    )
    assert (report["accepted"], report["documents_changed"]) == (3, 2)
    assert await amounts(world) == {
        "120.01 S1": "7100.00", "120.02 S2": "9000.00", "120.02 S3": "1.00", "320.01 A1": "6500.00",
    }  # fmt: skip


async def test_a_document_of_several_lines_is_exchanged_as_a_whole(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(
        movements(line("120.01", "S1", "1.000,00"), line("120.01", "S1", "2.000,00"), line("120.01", "S1", "3.000,00"))
    )
    assert len(await world.every("/movements")) == 3
    await world.take(movements(line("120.01", "S1", "1.000,00"), line("120.01", "S1", "2.500,00")))
    assert [row["amount"]["amount"] for row in await world.every("/movements")] == ["1000.00", "2500.00"]
    run = await world.run(limit="0.00")
    assert run["sales_total"]["amount"] == "3500.00"


async def test_a_document_with_an_ettn_stays_itself_on_another_card(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(movements(line("120.01", "S1", "7.000,00", ettn=ETTN)))
    await world.take(movements(line("120.02", "S1", "7.000,00", ettn=ETTN.upper())))
    assert await amounts(world) == {"120.02 S1": "7000.00"}
    await world.take(movements(line("120.02", "S1-A", "7.000,00", "satıştan iade", day="06.10.2026", ettn=ETTN)))
    assert await amounts(world) == {"120.02 S1-A": "7000.00"}


async def test_a_rejected_row_keeps_the_whole_file_out(world: World) -> None:
    await world.take(ACCOUNTS)
    answer = await world.upload(
        movements(line("120.01", "S1", "7.000,00"), line("999", "S2", "1,00"), line("120.01", "S3", "x,00"))
    )
    assert answer.status_code == 422
    document = answer.json()
    assert document["code"] == "import_refused"
    assert [(one["row"], one["field"], one["code"]) for one in document["errors"]] == [
        (3, "account_code", "unknown_account"), (4, "amount", "not_a_number"),
    ]  # fmt: skip
    assert "999" in document["errors"][0]["message"]
    assert "2 of the file's rows" in document["detail"]
    two_in_one = await world.upload(movements(line("120.01", "S1", "x", "hediye"), line("999", "S2", "1,00")))
    assert len(two_in_one.json()["errors"]) == 3
    assert "2 of the file's rows" in two_in_one.json()["detail"]
    assert await world.every("/movements") == []
    assert [one["state"] for one in await world.every("/imports")] == ["refused", "refused", "done"]
    assert len(await world.said(ImportCompleted)) == 1


async def test_good_rows_go_in_alone_when_asked(world: World) -> None:
    await world.take(ACCOUNTS)
    content = movements(line("120.01", "S1", "7.000,00"), line("999", "S2", "1,00"))
    report = await world.take(content, skip_rejected=True)
    assert (report["rows"], report["accepted"], report["rejected"]) == (2, 1, 1)
    assert [one["code"] for one in report["problems"]] == ["unknown_account"]
    # Once the card is there, the very same file brings the row that was left out.
    await world.call("PUT", "/accounts/999", json={"title": "Yeni Cari"})
    assert (await world.take(content))["same_as"] is None
    assert set(await amounts(world)) == {"120.01 S1", "999 S2"}


async def test_problems_are_worded_in_the_reader_s_language(lite: World) -> None:
    await lite.take(ACCOUNTS)
    answer = await lite.upload(movements(line("999", "S2", "1,00")), language="tr")
    assert "Önce cari kartları aktarın" in answer.json()["errors"][0]["message"]
    assert answer.json()["detail"].startswith("Hiçbir şey aktarılmadı")


AMBIGUOUS = movements(line("120.01", "S1", "1.234"), line("120.01", "S2", "7.000"))
MONTHS = movements(line("120.01", "S1", "1,00", day="05/06/2026"))


@pytest.mark.parametrize("skip_rejected", [False, True])
@pytest.mark.parametrize(
    ("content", "code", "readings"),
    [
        (b"", "empty_file", ()),
        (b"\r\n\r\n", "empty_file", ()),
        (b"PK\x03\x04rest", "damaged_file", ("ZIP",)),
        (OCTOBER.encode() + b"\xc3", "damaged_text", ()),
        (b"cari kodu\r\n1\r\n", "no_separator", ("semicolon",)),
        (b"ad;soyad\r\na;b\r\n", "unknown_file_kind", ("ad, soyad",)),
        (OCTOBER.replace("tutar", "tutarr").encode(), "misspelt_heading", ("tutar",)),
        (OCTOBER.replace("seri", "renk").encode(), "unknown_heading", ("renk", "#")),
        (OCTOBER.replace("belge no", "fatura tarihi").encode(), "duplicate_heading", ()),
        (OCTOBER.replace("tutar;", "#x;").encode(), "missing_heading", ("tutar",)),
        (AMBIGUOUS.encode(), "ambiguous_number_column", ("1234 with a decimal comma", "1.234 with a decimal point")),
        ((OCTOBER + line("120.01", "S9", "1,234.56")).encode(), "mixed_number_column", ("row 5",)),
        (MONTHS.encode(), "ambiguous_date_column", ("2026-06-05", "2026-05-06")),
        (movements().encode(), "no_rows", ()),
    ],
)  # fmt: skip
async def test_a_file_that_cannot_be_understood_is_refused_with_the_reason(
    lite: World, content: bytes, code: str, readings: tuple[str, ...], skip_rejected: bool
) -> None:
    await lite.take(ACCOUNTS)
    answer = await lite.upload(content, skip_rejected=skip_rejected)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "import_refused"
    found = {one["code"]: one["message"] for one in answer.json()["errors"]}
    assert code in found
    assert all(reading in found[code] for reading in readings), found[code]
    assert await lite.every("/movements") == []
    assert [one["state"] for one in await lite.every("/imports")] == ["refused", "done"]


async def test_an_old_encoding_is_read_as_it_was_meant(lite: World) -> None:
    report = await lite.take(ACCOUNTS.encode("cp1254"))
    assert report["encoding"] == "Windows-1254"
    assert (await lite.call("GET", "/accounts/120.02"))["title"] == "Işık Yapı Ltd. Şti."


async def test_what_a_file_has_no_column_for_stays_as_it_is(world: World) -> None:
    await world.take(ACCOUNTS)
    report = await world.take("cari kodu;ünvan\r\n120.01;Çınar Gıda Sanayi A.Ş.\r\n120.02;Işık Yapı Ltd. Şti.\r\n")
    assert report["documents_changed"] == 1
    card = await world.call("GET", "/accounts/120.01")
    assert (card["title"], card["tax_number"]) == ("Çınar Gıda Sanayi A.Ş.", VKN)
    assert card["reconciliation_email"] == "muhasebe@cinar.test"
    assert [one["email"] for one in card["contacts"]] == ["finans@cinar.test"]


async def test_contacts_of_a_file_replace_those_that_were_there(lite: World) -> None:
    await lite.take(ACCOUNTS)
    await lite.take(ACCOUNT_HEADINGS + f"120.01;Çınar Gıda A.Ş.;{VKN};;Muhasebe;yeni@cinar.test;hayır\r\n")
    card = await lite.call("GET", "/accounts/120.01")
    assert [(one["email"], one["receives_reconciliations"]) for one in card["contacts"]] == [("yeni@cinar.test", False)]
    assert card["reconciliation_email"] == ""


async def test_one_key_one_file(world: World) -> None:
    await world.take(ACCOUNTS)
    first = await world.upload(OCTOBER, key="k1")
    again = await world.upload(OCTOBER, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    other = await world.upload(movements(line("120.01", "S9", "1,00")), key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert len(await amounts(world)) == 3


async def test_one_file_uploaded_twice_at_once_lies_in_the_books_once(world: World) -> None:
    await world.take(ACCOUNTS)
    answers = await asyncio.gather(*(world.upload(OCTOBER) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert sorted(bool(answer.json()["same_as"]) for answer in answers) == [False, True, True, True]
    assert len(await world.every("/movements")) == 3
    assert len(await world.said(ImportCompleted)) == 2


async def test_one_company_s_books_are_nobody_else_s(world: World) -> None:
    other = uuid4()
    await world.register(other)
    await world.take(ACCOUNTS)
    report = await world.take(OCTOBER)
    async with world.http(company_id=other) as http:
        paths = ("/accounts", "/movements", "/imports", "/runs")
        lists: list[Any] = [(await http.get(path)).json()["items"] for path in paths]
        assert lists == [[], [], [], []]
        assert (await http.get("/accounts/120.01")).status_code == 404
        assert (await http.get(f"/imports/{report['id']}")).status_code == 404
    # The same codes and documents in another company's books are other ones.
    await world.take(ACCOUNTS, company_id=other)
    theirs = await world.take(OCTOBER, company_id=other)
    assert (theirs["same_as"], theirs["documents_changed"]) == (None, 3)
    assert len(await world.every("/movements")) == 3


async def test_reading_is_not_writing(lite: World) -> None:
    answer = await lite.upload(ACCOUNTS, company_id=lite.company_id)
    assert answer.status_code == 201
    async with lite.http("read") as http:
        assert (await http.post("/imports", files={"file": ("a.csv", b"")})).status_code == 403
        assert (await http.get("/accounts")).status_code == 200
        del http.headers["Authorization"]
        assert (await http.get("/accounts")).status_code == 401
