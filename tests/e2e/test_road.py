"""The whole road of one campaign, in both ways to run: ledger, figures, campaign, mail, page, answer, status."""

from __future__ import annotations

import time
from collections import Counter

import httpx
import pytest

from tests.product.counterparty import answer
from tests.product.operator import ACCOUNT_HEADINGS, MOVEMENT_HEADINGS, Operator, eventually, link_of, text_of
from tests.servers.smtp_sink import SmtpSink

ACCOUNTS = ACCOUNT_HEADINGS + (
    "120.01;Şişli Çelik A.Ş.;4840847211;muhasebe@celik.test\r\n"
    "320.01;Şişli Çelik A.Ş. (satıcı);4840847211;finans@celik.test\r\n"
    "120.02;İstanbul Gıda Ltd. Şti.;0188001965;muhasebe@gida.test\r\n"
    "120.03;Küçük İş;;\r\n"
    "120.04;Adressiz Ticaret;;\r\n"
)
MOVEMENTS = MOVEMENT_HEADINGS + (
    "120.01;SBB2026-1;03.10.2026;satış;3.000,00\r\n"
    "320.01;ABB2026-1;04.10.2026;alış;7.250,25\r\n"
    "120.01;SBB2026-2;31.10.2026;satış;2.500,50\r\n"
    "120.01;IBB2026-1;15.10.2026;satıştan iade;100,00\r\n"
    "120.02;SBB2026-3;12.10.2026;satış;5.000,00\r\n"
    "120.03;SBB2026-4;12.10.2026;satış;4.999,99\r\n"
    "120.04;SBB2026-5;12.10.2026;satış;9.000,00\r\n"
    "120.02;SBB2026-6;01.11.2026;satış;8.000,00\r\n"
)


@pytest.fixture
def as_commands(request: pytest.FixtureRequest) -> bool:
    """The road is gone once from the real command, in each way to run; as a cluster with the database roles of a deployment."""
    return request.function is test_the_whole_road


async def test_the_whole_road(operator: Operator, smtp_sink: SmtpSink) -> None:
    await operator.import_text("cariler.csv", ACCOUNTS)
    await operator.import_text("hareketler.csv", MOVEMENTS)
    run = await operator.make_run()
    figures = {one["title"]: one for one in await operator.all("aggregator", f"/runs/{run['id']}/figures")}
    merged = next(one for title, one in figures.items() if title.startswith("Şişli Çelik"))
    assert len(figures) == 3, "4.999,99 is below the limit, 5.000,00 is not"
    assert (merged["sales"]["total"]["amount"], merged["sales"]["documents"]) == ("5500.50", 2)
    assert (merged["purchases"]["total"]["amount"], merged["purchases"]["documents"]) == ("7350.25", 2)
    assert merged["purchases"]["returns_total"]["amount"] == "100.00"

    sent = await operator.launch(run)
    campaign_id = sent["id"]
    assert (sent["count"], sent["state"]) == (3, "running")
    mails = await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == 3)
    assert Counter(mail.recipients[0] for mail in mails) == Counter(
        ["muhasebe@celik.test", "finans@celik.test", "muhasebe@gida.test"]
    )
    links = {mail.recipients[0]: link_of(text_of(mail.message.walk())) for mail in mails}

    async with httpx.AsyncClient(timeout=30) as http:
        page = await http.get(links["muhasebe@celik.test"])
        for shown in ("5.500,50", "7.350,25", "SBB2026-1", "IBB2026-1", "Evet, mutabıkız"):
            assert shown in page.text
        assert "SBB2026-3" not in page.text
        done = await answer(http, links["muhasebe@celik.test"])
        assert done.status_code == 200, done.text
        answered = time.monotonic()
        await eventually(
            lambda: operator.states(campaign_id), lambda states: states.get("agreed") == 1, within=5, every=0.05
        )
        assert time.monotonic() - answered < 2, "the company sees an answer within two seconds"
        done = await answer(http, links["muhasebe@gida.test"], agree=False, explanation="SBB2026-3 bizde 4.000,00 TL")
        assert done.status_code == 200, done.text

    await eventually(
        lambda: operator.states(campaign_id), lambda states: states == {"agreed": 1, "disagreed": 1, "not_sent": 1}
    )
    campaign = await eventually(lambda: operator.campaign(campaign_id), lambda seen: seen["state"] == "completed")
    assert (campaign["agreed"], campaign["disagreed"]) == (1, 1)
    disagreed = next(one for one in await operator.reconciliations(campaign_id) if one["state"] == "disagreed")
    history = await operator.get("campaign", f"/reconciliations/{disagreed['id']}/status-history")
    assert "SBB2026-3 bizde 4.000,00 TL" in str(history)
    mail_history = await operator.get("campaign", f"/reconciliations/{disagreed['id']}/mail-history")
    assert "muhasebe@gida.test" in str(mail_history)
    responses = await operator.all("responses", f"/responses?campaign_id={campaign_id}")
    assert Counter(one["answer"] for one in responses) == Counter(["agreed", "disagreed"])
    assert operator.refusals == []


async def test_a_resend_mails_the_same_link_again(operator: Operator, smtp_sink: SmtpSink) -> None:
    await operator.import_counterparties(1)
    campaign = await operator.launch(await operator.make_run())
    (first,) = await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == 1)
    (one,) = await operator.reconciliations(campaign["id"])
    await operator.post("campaign", f"/reconciliations/{one['id']}/resend", {})
    mails = await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == 2)
    assert {link_of(text_of(mail.message.walk())) for mail in mails} == {link_of(text_of(first.message.walk()))}
    assert len({mail.message["Message-ID"] for mail in mails}) == 2


async def test_no_secret_reaches_the_logs(operator: Operator, smtp_sink: SmtpSink) -> None:
    """Links, addresses and tax numbers are masked in whatever the processes wrote."""
    await operator.import_text("cariler.csv", ACCOUNTS)
    await operator.import_text("hareketler.csv", MOVEMENTS)
    await operator.launch(await operator.make_run())
    mails = await eventually(lambda: _mails(smtp_sink), lambda mails: len(mails) == 3)
    link = link_of(text_of(mails[0].message.walk()))
    async with httpx.AsyncClient(timeout=30) as http:
        await http.get(link)
        await http.get(link[:-4] + "AAAA")
    logs = operator.product.logs()
    for secret in (link.rpartition("/")[2], "muhasebe@celik.test", "4840847211", operator.token):
        assert secret not in logs


async def _mails(sink: SmtpSink) -> list[object]:
    return list(sink.mails())
