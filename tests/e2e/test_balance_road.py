"""The road of balances, in both ways to run: entries in, one combined run, one mail, one page, one answer, one status."""

from __future__ import annotations

from typing import Any

import httpx

from tests.product.counterparty import answer
from tests.product.operator import ACCOUNT_HEADINGS, MOVEMENT_HEADINGS, Operator, eventually, link_of, text_of
from tests.servers.smtp_sink import SmtpSink

ACCOUNTS = ACCOUNT_HEADINGS + (
    "120.01;Şişli Çelik A.Ş.;4840847211;muhasebe@celik.test\r\n"
    "320.01;Şişli Çelik A.Ş. (satıcı);4840847211;\r\n"
    "120.02;İstanbul Gıda Ltd. Şti.;0188001965;muhasebe@gida.test\r\n"
)
MOVEMENTS = MOVEMENT_HEADINGS + "120.01;SBB2026-1;03.10.2026;satış;10.000,00\r\n"
ENTRIES = (
    "cari kodu;tarih;belge no;açıklama;borç;alacak;para birimi;kur;vade tarihi;şube\r\n"
    "120.01;01.01.2026;ACILIS;Devreden bakiye;2.500,00;;TL;;;\r\n"
    "120.01;15.02.2026;TAH-1;Tahsilat;;2.500,00;TL;;;\r\n"
    "120.01;03.10.2026;SBB2026-1;Satış faturası;12.000,00;;TL;;02.11.2026;\r\n"
    "120.01;07.10.2026;EXP2026-1;Satış faturası;250,00;;USD;41,2350;;\r\n"
    "320.01;09.10.2026;ABB2026-1;Alış faturası;;1.999,90;TL;;;\r\n"
    "120.02;20.10.2026;TAH-2;Fazla tahsilat;;750,25;TL;;;\r\n"
    "120.01;02.11.2026;SBB2026-9;Satış faturası;99.000,00;;TL;;;\r\n"
)
AS_OF = "2026-10-31"
CURRENCIES = {"balance1_currency": "TRY", "balance2_currency": "USD"}


async def books(operator: Operator) -> None:
    await operator.import_text("cariler.csv", ACCOUNTS)
    await operator.import_text("hareketler.csv", MOVEMENTS)
    await operator.import_text("ekstre.csv", ENTRIES)


async def mailed(smtp_sink: SmtpSink, count: int) -> dict[str, str]:
    """The text of each mail by its recipient."""

    async def arrived() -> list[Any]:
        return list(smtp_sink.mails())

    mails = await eventually(arrived, lambda mails: len(mails) == count)
    return {mail.recipients[0]: text_of(mail.message.walk()).replace("\r\n", "\n") for mail in mails}


async def test_both_kinds_take_one_road(operator: Operator, smtp_sink: SmtpSink) -> None:
    await books(operator)
    run = await operator.make_run(kind="combined", as_of=AS_OF)
    assert (run["figures"], run["receivable_total"]["amount"], run["payable_total"]["amount"]) == (
        2,
        "20308.85",
        "750.25",
    )
    campaign = await operator.launch(run, description="Ekim 2026 alış–satış ve bakiye mutabakatı")
    assert (campaign["kind"], campaign["as_of"]) == ("combined", AS_OF)

    texts = await mailed(smtp_sink, 2)
    for words in (
        "10.000,00 TL",
        "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketinizin bize borcu\n    10.000,10 TL",
        "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketinizin bize borcu\n    250,00 USD",
    ):
        assert words in texts["muhasebe@celik.test"], texts["muhasebe@celik.test"]
    assert "şirketimizin size borcu\n    750,25 TL" in texts["muhasebe@gida.test"]

    async with httpx.AsyncClient(timeout=30) as http:
        link = link_of(texts["muhasebe@celik.test"])
        page = (await http.get(link)).text
        for shown in (
            "SBB2026-1",
            "10.000,00",
            "10.000,10 TL",
            "250,00 USD",
            "10.308,75 TL",
            "1.999,90 TL",
            "EXP2026-1",
        ):
            assert shown in page, shown
        assert "SBB2026-9" not in page, "booked after the day"
        done = await answer(http, link)
        assert done.status_code == 200, done.text
        assert "mutabıksınız" in done.text
    await eventually(lambda: operator.states(campaign["id"]), lambda states: states.get("agreed") == 1, within=10)
    agreed = next(one for one in await operator.reconciliations(campaign["id"]) if one["state"] == "agreed")
    assert [one["balance"]["amount"] for one in agreed["balances"]] == ["10000.10", "250.00"]
    assert agreed["sales"]["total"]["amount"] == "10000.00"
    assert operator.refusals == []


async def test_a_blank_balance_is_written_by_the_counterparty(operator: Operator, smtp_sink: SmtpSink) -> None:
    await books(operator)
    run = await operator.make_run(kind="balance", period=None, as_of=AS_OF)
    campaign = await operator.launch(run, description="Bakiye mutabakatı", confirmation="blank")
    texts = await mailed(smtp_sink, 2)
    stated = {
        "muhasebe@celik.test": {"balance1_owing": "they_owe_us", "balance1_amount": "10.000,10",
                                "balance2_owing": "they_owe_us", "balance2_amount": "250,00"},
        "muhasebe@gida.test": {"balance1_owing": "even"},
    }  # fmt: skip
    async with httpx.AsyncClient(timeout=30) as http:
        for address, text in texts.items():
            assert "10.000,10" not in text
            assert "750,25" not in text
            link = link_of(text)
            done = await answer(http, link, own=CURRENCIES | stated[address])
            assert done.status_code == 200, done.text
    await eventually(
        lambda: operator.states(campaign["id"]), lambda states: states == {"agreed": 1, "disagreed": 1}, within=10
    )
    differs = next(one for one in await operator.reconciliations(campaign["id"]) if one["state"] == "disagreed")
    assert differs["balance"] == {"amount": "-750.25", "currency": "TRY"}
    assert differs["own_balances"] == [{"amount": "0.00", "currency": "TRY"}]
    said = await operator.all("responses", f"/responses?campaign_id={campaign['id']}")
    assert sorted(one["answer"] for one in said) == ["agreed", "disagreed"]
