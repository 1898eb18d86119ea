"""An installation that has been used for a while: imports, a run, a campaign with answers of both kinds, a compared ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from tests.product.counterparty import answer
from tests.product.operator import Operator, eventually, link_of, text_of
from tests.product.processes import Product
from tests.servers.smtp_sink import SmtpSink, SunkMail

COUNT = 12
THEIR_BOOKS = b"belge no;tarih;t\xc3\xbcr;tutar\nABC2026000010000;10.10.2026;Al\xc4\xb1\xc5\x9f;6.000,50\n"
FORM = {"lang": "tr", "rows": ""}


@dataclass
class Installation:
    """What there is to look at, by the names of the parameters in the console's addresses."""

    operator: Operator
    parameters: dict[str, str] = field(default_factory=dict)


async def in_use(product: Product, sink: SmtpSink) -> Installation:
    operator = Operator(product)
    await operator.register()
    await operator.import_counterparties(COUNT)
    run = await operator.make_run()
    campaign = await operator.launch(run)
    mails = await eventually(lambda: _mails(sink), lambda mails: len(mails) == COUNT, within=60)
    async with httpx.AsyncClient(timeout=60) as http:
        first, second, *_ = mails
        await answer(http, _link(first), agree=True)
        await _send_books(http, _link(second))
        await answer(http, _link(second), agree=False, explanation="ABC20260000100 bizde yok")
    await eventually(lambda: operator.campaign(campaign["id"]), lambda seen: seen["disagreed"] == 1)
    (objection,) = [one for one in await operator.reconciliations(campaign["id"]) if one["state"] == "disagreed"]
    figures = await operator.get("aggregator", f"/runs/{run['id']}/figures")
    imports = await operator.get("aggregator", "/imports")
    ledgers = await operator.get("responses", f"/ledgers?reconciliation_id={objection['id']}")
    waiting = next(one for one in await operator.reconciliations(campaign["id"]) if one["state"] == "sent")
    sample = await operator.post("campaign", f"/campaigns/{campaign['id']}/samples", {"method": "all"})
    file = await operator.post("campaign", f"/campaigns/{campaign['id']}/package", {"language": "tr"})
    key = await operator.post("campaign", "/api-keys", {"name": "ERP", "scopes": ["read"]})
    hook = {"url": "https://erp.ornek.test/mutabakat", "events": ["campaign.completed"], "description": "ERP"}
    webhook = await operator.post("campaign", "/webhooks", hook)
    user = (await operator.get("campaign", "/users"))["items"][0]
    company = (await operator.get("campaign", "/companies"))["items"][0]
    return Installation(
        operator,
        {
            "run_id": run["id"],
            "campaign_id": campaign["id"],
            "reconciliation_id": objection["id"],
            "open_reconciliation_id": waiting["id"],
            "ledger_id": ledgers["items"][0]["id"],
            "sample_id": sample["id"],
            "file_id": file["id"],
            "key_id": key["id"],
            "webhook_id": webhook["id"],
            "user_id": user["id"],
            "company_id": company["id"],
            "import_id": imports["items"][0]["id"],
            "key": figures["items"][0]["key"],
            "code": figures["items"][0]["account_codes"][0],
        },
    )


async def _send_books(http: httpx.AsyncClient, link: str) -> None:
    """What the counterparty's own books say of the same month, for a comparison."""
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": f"{urlsplit(link).scheme}://{urlsplit(link).netloc}"}
    answered = await http.post(
        f"{link}/ledger", files={"file": ("defter.csv", THEIR_BOOKS)}, data=FORM, headers=headers
    )
    assert answered.status_code == 200, answered.text


async def _mails(sink: SmtpSink) -> list[SunkMail]:
    return list(sink.mails())


def _link(mail: SunkMail) -> str:
    return link_of(text_of(mail.message.walk()))
