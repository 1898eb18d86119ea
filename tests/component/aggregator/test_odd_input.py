"""What no ledger should hold and nobody should ask: answered with a reason on both databases, never with a failure."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any
from uuid import uuid4

import pytest

from services.aggregator import models
from shared.contracts.aggregator import StatementRefused
from tests.component.aggregator.world import (
    ACCOUNT_HEADINGS,
    ACCOUNTS,
    VKN,
    World,
    line,
    movements,
)

FOREIGN_HEADINGS = "cari kodu;ünvan;vergi no;ülke\r\n"
RATE_HEADINGS = "cari kodu;belge no;belge tarihi;tür;tutar;para birimi;kur\r\n"


def cursor(*parts: Any) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


async def test_characters_that_no_column_holds_are_refused_by_name(world: World) -> None:
    run = await world.run()
    paths = (
        "/accounts?q=a%00b", "/accounts/12%000", "/movements?account_code=%00", f"/runs/{run['id']}/figures?q=%00",
        f"/runs/{run['id']}/figures?key=a%00", f"/runs/{run['id']}/figures/a%00", f"/runs/{run['id']}/figures/totals?q=%00",
        f"/runs/{run['id']}/figures/a%00/documents", "/accounts?q=%E2%80%AE",
    )  # fmt: skip
    async with world.http() as http:
        for path in paths:
            answer = await http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), path
        written = await http.put("/accounts/12%E2%80%AE0", json={"title": "Işık"})
        assert written.status_code == 422
        spaced = await http.put("/accounts/%20120%20", json={"title": "Işık"})
        for blank in (" ", "\x85"):
            # By a rule: which characters are blanks no description of the form says.
            empty = await http.put("/deferred-series", json={"items": [{"series": blank}]})
            assert [one["code"] for one in empty.json()["errors"]] == ["value_error"], blank
    assert spaced.json()["code"] == "120"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/movements", [2**63]),
        ("/movements", [-(2**70)]),
        ("/accounts", ["a\0", "b"]),
        ("/imports", ["2026-11-03T09:00:00", str(uuid4())]),
        ("/runs", ["0001-01-01T00:00:00+14:00", str(uuid4())]),
        ("/runs/RUN/figures?sort=sales", [2**64, "a:1"]),
        ("/runs/RUN/figures/a:120.02/documents", ["2026-13-01", 1]),
        ("/runs/RUN/figures/a:120.02/documents", ["2026-10-01", 2**63]),
    ],
)
async def test_a_cursor_that_no_column_holds_is_refused(world: World, path: str, parts: list[Any]) -> None:
    await world.call("PUT", "/accounts/120.02", json={"title": "Işık Yapı"})
    await world.take(movements(line("120.02", "S1", "7.000,00")))
    run = await world.run()
    async with world.http() as http:
        joint = "&" if "?" in path else "?"
        answer = await http.get(f"{path.replace('RUN', run['id'])}{joint}cursor={cursor(*parts)}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


async def test_a_request_for_a_figure_that_cannot_exist_is_refused(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(movements(line("120.01", "S1", "7.000,00")))
    run = await world.run()
    await world.tell(world.request(run, "a:\0"), world.request(run, "k" * 5000), world.request(run, ""))
    assert [one.code for one in await world.said(StatementRefused)] == ["unknown_figure"] * 3
    assert await world.waiting() == []
    assert await world.count(models.statements) == 3


async def test_the_longest_texts_of_every_column_go_in_and_come_out(world: World) -> None:
    """Letters beyond the first plane, and those that folding makes many times longer."""
    code, title, number = "𝐀" * 50, "ﷺ" * 250, "ß" * 40
    row = {"title": title, "tax_number": number, "country": "DE", "address": "ğ" * 500, "phone": "5" * 50}
    async with world.http() as http:
        answer = await http.put(f"/accounts/{code}", json=row)
    assert answer.status_code == 200, answer.text
    await world.take(movements(line(code, "N" * 60, "7.000,00", series="İ" * 20, branch="Ş" * 50)))
    run = await world.run()
    (figure,) = (await world.figures(run)).values()
    assert (figure["title"], figure["account_codes"]) == (title, [code])
    assert set(await world.figures(run, key=figure["key"])) == {figure["key"]}
    assert len(await world.every(f"/runs/{run['id']}/figures/{figure['key']}/documents")) == 1
    assert [one["code"] for one in await world.every("/accounts")] == [code]


async def test_the_longest_titles_page(world: World) -> None:
    """A place in a list holds the folded title: one beyond ASCII, and one that folding makes eighteen times longer."""
    titles = ["".join(chr(0x4E00 + (n + shift) % 250) for n in range(250)) for shift in range(10)]
    titles += [f"{'ﷺ' * 248}{n}" for n in range(10)]
    await world.take(FOREIGN_HEADINGS + "".join(f"{n};{title};;\r\n" for n, title in enumerate(titles)))
    assert len({one["code"] for one in await world.every("/accounts", limit=3)}) == 20


async def test_foreign_numbers_merge_even_when_they_are_long(world: World) -> None:
    number = "ß" * 40
    await world.take(FOREIGN_HEADINGS + f"1;Bir;{number};DE\r\n2;İki;{number.upper()[:40]};DE\r\n3;Üç;{number};AT\r\n")
    await world.take(movements(*(line(str(n), f"S{n}", "7.000,00") for n in (1, 2, 3))))
    figures = await world.figures(await world.run())
    assert sorted(len(one["account_codes"]) for one in figures.values()) == [1, 1, 1]
    assert all(len(key) <= 80 for key in figures)


@pytest.mark.parametrize("rate", ["1" + "0" * 28, "10.000,01", "99.999,0000"])
async def test_a_rate_that_no_currency_has_is_refused(world: World, rate: str) -> None:
    await world.take(ACCOUNTS)
    answer = await world.upload(RATE_HEADINGS + f"120.01;F1;05.10.2026;satış;1.000.000,00;USD;{rate}\r\n")
    assert answer.status_code == 422, answer.text
    assert [one["code"] for one in answer.json()["errors"]] == ["rate_too_high"]


async def test_long_rates_are_kept_or_refused_by_name(world: World) -> None:
    await world.take(ACCOUNTS)
    await world.take(RATE_HEADINGS + "120.01;F1;05.10.2026;satış;1.000,00;USD;41,1234567890123456789012345\r\n")
    sent = {
        "account_code": "120.01",
        "document_no": "F2",
        "document_date": "2026-10-05",
        "kind": "sale",
        "amount": "1.00",
    }
    async with world.http() as http:
        long = {"movements": [{**sent, "currency": "USD", "rate": "1." + "1" * 60}]}
        answer = await http.post("/movements", json=long)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["place"] == "body.movements.0.rate"
    assert [row["amount_try"]["amount"] for row in await world.every("/movements")] == ["41123.46"]


async def test_nul_bytes_make_no_text_file(world: World) -> None:
    for content in (f"{ACCOUNT_HEADINGS}1;A\0;;;;;\r\n".encode(), "cari kodu;ünvan\r\n1;A\r\n".encode("utf-16-le")):
        answer = await world.upload(content)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_text")
    answer = await world.upload(f"{ACCOUNT_HEADINGS}1;{VKN}\0;;;;;\r\n".encode("utf-16"))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_text")
    assert await world.every("/accounts") == []


async def test_what_is_asked_for_once_is_given_once(world: World) -> None:
    run = await world.run()
    figures = f"/runs/{run['id']}/figures"
    async with world.http() as http:
        for path in ("/runs?limit=1&limit=2", f"{figures}?sort=title&sort=sales", f"{figures}?q=a&q=b"):
            answer = await http.get(path)
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "repeated"), path
        assert (await http.get(f"{figures}?key=a&key=b")).status_code == 200
