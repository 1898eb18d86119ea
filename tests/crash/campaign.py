"""One campaign under fire: launch it, let mails out, answer them, and hold what was kept against the promises of design §4."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from tests.product.counterparty import answer
from tests.product.operator import COMPANY, Operator, eventually, link_of, text_of
from tests.product.processes import Product
from tests.servers.smtp_sink import SmtpSink, SunkMail

FINAL_MAIL = {"sent", "failed", "cancelled", "expired"}


@dataclass
class Campaign:
    """A campaign of `count` counterparties, and what was confirmed to them."""

    product: Product
    operator: Operator
    sink: SmtpSink
    count: int
    description: str = "Ekim 2026 alış–satış (BA/BS) mutabakatı"
    """Also the subject of its mails, by which they are told from another campaign's."""
    run: Any = None
    id: str = ""
    confirmed: dict[str, str] = field(default_factory=dict)
    """By address: the answer that the page said it had received."""
    _launch_key: str = field(default_factory=lambda: uuid4().hex)

    async def prepare(self) -> None:
        """Everything before the launch, with nobody dying yet."""
        await self.operator.import_counterparties(self.count)
        self.run = await self.operator.make_run()

    async def launch(self) -> None:
        """Launch as a careful client does: again with the same key until there is an answer."""

        async def once() -> Any:
            return await self.operator.launch(self.run, key=self._launch_key, description=self.description)

        launched = await eventually(once, bool, within=90)
        self.id = launched["id"]

    async def answer_what_arrived(self) -> None:
        """Every counterparty whose mail is there answers; a page that does not confirm has promised nothing."""
        async with httpx.AsyncClient(timeout=10) as http:
            for address, link in self._links().items():
                if address in self.confirmed:
                    continue
                agree = int(address[len("muhasebe") : len("muhasebe") + 5]) % 3 != 0
                try:
                    done = await answer(http, link, agree=agree, explanation="" if agree else "Bir belge eksik")
                except (httpx.HTTPError, AssertionError):
                    continue
                if done.status_code == 200:
                    self.confirmed[address] = "agreed" if agree else "disagreed"

    def _links(self) -> dict[str, str]:
        return {mail.recipients[0]: link_of(text_of(mail.message.walk())) for mail in self.mails()}

    def mails(self) -> list[SunkMail]:
        """The requests of this campaign that have arrived; receipts for answers have another subject."""
        return [mail for mail in self.sink.mails() if str(mail.message["Subject"]) == self.description]

    async def settle(self) -> None:
        """Wait until every mail has an end and every counterparty has answered and is counted."""
        await self._mails_end({"invitation"})

        async def everybody() -> int:
            await self.answer_what_arrived()
            return len(self.confirmed)

        await eventually(everybody, lambda seen: seen == self.count, within=60)
        await eventually(lambda: self.operator.campaign(self.id), lambda seen: seen["state"] == "completed", within=60)
        await self._mails_end({"invitation", "receipt"})

    async def _mails_end(self, purposes: set[str]) -> None:
        """Wait until each counterparty has a mail of each purpose, the company its copies of receipts, and all have an end."""
        expected = self.count * (len(purposes) + ("receipt" in purposes))

        async def open_or_missing() -> int:
            mails = [one for one in await self.operator.messages(self.id) if one["purpose"] in purposes]
            return expected - sum(one["state"] in FINAL_MAIL for one in mails)

        await eventually(open_or_missing, lambda left: left == 0, within=120)

    async def assert_promises(self) -> None:
        """Nothing lost, nothing doubled, no good event buried, each extra mail explained."""
        reconciliations = await self.operator.reconciliations(self.id)
        assert len(reconciliations) == self.count
        states = Counter(one["state"] for one in reconciliations)
        assert states == Counter(self.confirmed.values()), "every confirmed answer is counted once"
        responses = await self.operator.all("responses", f"/responses?campaign_id={self.id}")
        assert Counter(one["reconciliation_id"] for one in responses) == Counter(one["id"] for one in reconciliations)

        messages = await self.operator.messages(self.id)
        for purpose in ("invitation", "receipt"):
            mails = [one for one in messages if one["purpose"] == purpose]
            addresses = [one["address"] for one in mails if one["address"] != COMPANY["email"]]
            assert len(set(addresses)) == self.count == len(addresses), f"one {purpose} per recipient"
        assert len(messages) == 3 * self.count, "an invitation, a receipt and the company's copy of it"
        copies = Counter(str(mail.message["X-Mutabakat-Id"]) for mail in self.sink.mails())
        for message in messages:
            detail = await self.operator.get("mailer", f"/messages/{message['id']}")
            uncertain = sum(1 for attempt in detail["attempt_log"] if attempt["outcome"] == "uncertain")
            extra = copies[message["id"]] - 1
            assert 0 <= extra <= uncertain, f"{extra} extra copies, {uncertain} uncertain attempts: {detail}"
        by_address = {mail.recipients[0]: mail.message["Message-ID"] for mail in self.mails()}
        for mail in self.mails():
            assert mail.message["Message-ID"] == by_address[mail.recipients[0]], "a copy is the same message"
        code, output = await self.product.run("messages", "list", "--json")
        assert code == 0, output
        buried = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
        assert buried == [], "good events were buried"


async def open_campaign(product: Product, sink: SmtpSink, count: int) -> Campaign:
    """Start the product, register, import, make the run."""
    await product.start()
    operator = Operator(product)
    await operator.register()
    campaign = Campaign(product, operator, sink, count)
    await campaign.prepare()
    return campaign


async def restart_dead(product: Product) -> None:
    """What a supervisor does."""
    await asyncio.gather(*(one.start() for one in product.processes if not one.alive))
    await product.ready()
