"""The whole product in this process, once: everything that can happen in this version happens, and every event is kept.

All four services behind their real HTTP servers, `LocalTransport` between them, a mailbox that refuses and hangs up when told
to, and a clock that moves when told to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from services.host import SERVICES, Host, build_service, choose_transport, prepare_databases, server
from shared.clock import ManualClock
from shared.messaging.admin import State, list_messages
from shared.settings import CommonSettings
from shared.telemetry import Metrics
from tests.contracts.installation import NOW, envelopes, environment
from tests.product.counterparty import answer, fill_in
from tests.product.operator import COMPANY, Operator, eventually, link_of, text_of
from tests.product.processes import IMPATIENT, Product
from tests.servers.mailbox import Delivered, Mailbox
from tests.servers.ports import free_port

BETWEEN = ("Yanıtınız alındı", "Mesaj:", "Ödeme planı")
"""How subjects of mails begin that ask for nothing."""
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
ACCOUNTS = (
    "cari kodu;ünvan;vergi no;mutabakat e-posta;yetkili adı;yetkili e-posta;e-mutabakat yetkilisi\r\n"
    "120.01;Çelik A.Ş.;4840847211;muhasebe@celik.test;Finans;finans@celik.test;evet\r\n"
    "120.02;Kapalı Kutu Ltd. Şti.;;yok@kapali.test;;;\r\n"
    "120.03;Sessiz Gıda Ltd. Şti.;;muhasebe@sessiz.test;;;\r\n"
    "120.04;Adressiz Ticaret;;;;;\r\n"
)
HEADINGS = "cari kodu;belge no;belge tarihi;tür;tutar;para birimi;kur\r\n"
MOVEMENTS = HEADINGS + (
    "120.01;S1;03.10.2026;satış;7.000,00;;\r\n"
    "120.01;S2;05.10.2026;satış;200,00;EUR;40,5000\r\n"
    "120.01;A1;04.10.2026;alış;9.250,25;;\r\n"
    "120.02;S3;12.10.2026;satış;5.000,00;;\r\n"
    "120.03;S4;12.10.2026;satış;6.000,00;;\r\n"
    "120.04;S5;12.10.2026;satış;9.000,00;;\r\n"
)
ENTRIES = (
    "cari kodu;tarih;belge no;açıklama;borç;alacak;para birimi;kur;vade tarihi;şube\r\n"
    "120.01;03.10.2026;S1;Satış faturası;8.400,00;;TL;;02.11.2026;\r\n"
    "120.01;05.10.2026;S2;Satış faturası;200,00;;EUR;40,5000;;\r\n"
)
NOTICES = (
    {"answer": "will_answer", "answer_by": NOW.date().isoformat(), "notice_text": "Bugün dönüş yapacağız."},
    {"answer": "wrong_person", "forward_name": "Muhasebe Şefi", "forward_address": "sef@celik.test"},
)
OWN = {
    "own_for_sales": "4.000,00",
    "own_for_sales_documents": "1",
    "own_for_sales_why": "S2 bizde yok",
    "own_for_purchases": "9.250,25",
    "own_for_purchases_documents": "1",
    "own_for_purchases_why": "A1 başka ayda",
    "reason_rounding": "1",
    "d1.1": "other_amount",
}
LATER = HEADINGS + "120.01;S6;28.10.2026;satış;1.000,00;;\r\n"


async def whole_road(folder: Path, mailbox: Mailbox) -> list[dict[str, Any]]:
    """Go it, and return every envelope of the four outboxes."""
    async with installation(folder, mailbox) as one:
        await one.operator.register()
        await one.change_the_company()
        await one.operator.import_text("cariler.csv", ACCOUNTS)
        await one.operator.import_text("hareketler.csv", MOVEMENTS)
        run = await one.operator.make_run()
        await one.answered_twice(run)
        await one.outdated()
        await one.balances()
        await one.cancelled(run)
        await one.expired(run)
        return [event for service in one.host.services for event in await envelopes(service)]


@dataclass
class Installation:
    host: Host
    clock: ManualClock
    operator: Operator
    mailbox: Mailbox
    launched: int = 0
    """The number of the newest campaign."""

    async def change_the_company(self) -> None:
        operator = self.operator
        (company,) = (await operator.get("campaign", "/companies"))["items"]
        changed = await operator.http.put(
            f"{operator.product.url('campaign')}/api/v1/companies/{company['id']}",
            json={**COMPANY, "address": "İskele Cad. 1"},
            headers={"Authorization": f"Bearer {operator.token}", "If-Match": f'"{company["revision"]}"'},
        )
        assert changed.status_code == 200, changed.text
        await operator.post("campaign", "/information-text", {"texts": {"tr": "Verileriniz yalnız mutabakat içindir."}})

    async def answered_twice(self, run: Any) -> None:
        """A campaign whose mails arrive, are refused and remain uncertain; one is sent again, opened and answered twice."""
        self.mailbox.script("yok@kapali.test", "550 5.1.1 no such user")
        self.mailbox.script("muhasebe@sessiz.test", None, phase="DATA", times=2)
        campaign = await self.launch(run, notify_contacts=True)
        states = {"sent": 1, "undelivered": 1, "uncertain": 1, "not_sent": 1}
        await self.becomes(campaign, states)
        # The one automatic repetition stays without a reply as well: now the operator has to decide.
        self.clock.advance(timedelta(minutes=1))
        await eventually(self.attempts_without_reply, lambda seen: seen == 2, within=20, every=0.05)
        await self.quiet()
        reconciliation = await self.one_of(campaign, "sent")
        before = await self.mails_to_celik()
        await self.operator.post(
            "campaign", f"/reconciliations/{reconciliation}/resend", {"addresses": ["muhasebe@celik.test"]}
        )
        await eventually(self.mails_to_celik, lambda seen: seen > before, within=20, every=0.05)
        link = link_of(text_of(self.requests()[-1].message.walk()))
        async with httpx.AsyncClient(timeout=30) as machine, httpx.AsyncClient(timeout=30, headers=PERSON) as person:
            (await machine.get(link)).raise_for_status()
            for notice in NOTICES:
                done = await fill_in(person, link, {"responder_name": "Muhasebe", **notice})
                assert done.status_code == 200, done.text
            done = await answer(person, link, agree=False, explanation="S1 bizde 4.000,00 TL", own=OWN)
            assert done.status_code == 200, done.text
            await self.becomes(campaign, {"disagreed": 1, "undelivered": 1, "uncertain": 1, "not_sent": 1})
            changing = str(httpx.URL(link).copy_merge_params({"change": "1"}))
            done = await answer(person, changing)
            assert done.status_code == 200, done.text
        await self.becomes(campaign, {"agreed": 1, "undelivered": 1, "uncertain": 1, "not_sent": 1})
        await self.conversation(reconciliation, link)
        await self.trust_again("yok@kapali.test")

    async def conversation(self, reconciliation: str, link: str) -> None:
        """A message each way, an e-mail by hand, and a colleague who is invited."""
        place = f"/reconciliations/{reconciliation}"
        await self.operator.post("campaign", f"{place}/messages", {"text": "Hangi fatura sizde eksik?"})
        mail = {"subject": "Ödeme planı", "text": "Bekliyoruz.", "addresses": ["muhasebe@celik.test"]}
        await self.operator.post("campaign", f"{place}/mails", mail)
        await self.operator.post("campaign", "/invitations", {"email": "uzman@ornek.test", "role": "preparer"})
        address = httpx.URL(link)
        async with httpx.AsyncClient(timeout=30, headers=PERSON) as person:
            said = {"text": "S2 bizde yok.", "name": "Muhasebe", "form": "1", "lang": "tr"}
            done = await person.post(
                address.copy_with(path=f"{address.path}/messages"), data=said, headers={"Sec-Fetch-Site": "same-origin"}
            )
        assert done.status_code == 200, done.text
        await self.quiet()

        async def unread() -> int:
            return int((await self.operator.get("campaign", place))["unread_messages"])

        await eventually(unread, lambda many: many == 1, within=20, every=0.05)

    async def trust_again(self, address: str) -> None:
        """The address that was refused is right after all: a person takes it off the list of those that get no mail."""
        operator = self.operator
        (listed,) = (await operator.get("mailer", "/suppressions"))["items"]
        assert listed["address"] == address
        lifted = await operator.http.delete(
            f"{operator.product.url('mailer')}/api/v1/suppressions/{listed['id']}",
            headers={"Authorization": f"Bearer {operator.token}"},
        )
        assert lifted.status_code == 200, lifted.text

    async def outdated(self) -> None:
        """The books change behind a figure that was sent."""
        await self.operator.import_text("ek.csv", LATER)
        await self.quiet()

    async def balances(self) -> None:
        """Both kinds in one request, and a balance that the counterparty knows otherwise."""
        await self.operator.import_text("ekstre.csv", ENTRIES)
        run = await self.operator.make_run(kind="combined", as_of="2026-10-31")
        before = await self.mails_to_celik()
        campaign = await self.launch(run, selection={"keys": ["t:4840847211"]})
        await eventually(self.mails_to_celik, lambda seen: seen > before, within=20, every=0.05)
        link = link_of(text_of(self.requests()[-1].message.walk()))
        own = {"balance1_owing": "we_owe_them", "balance1_amount": "100,00"}
        async with httpx.AsyncClient(timeout=30, headers=PERSON) as person:
            done = await answer(person, link, agree=False, explanation="Ödememiz eksik.", own=own)
            assert done.status_code == 200, done.text
        await self.becomes(campaign, {"disagreed": 1})

    async def cancelled(self, run: Any) -> None:
        campaign = await self.launch(run)
        await self.becomes(campaign, {"sent": 3, "not_sent": 1})
        place = f"/campaigns/{campaign}/answer-copies"
        sample = await self.operator.post("campaign", f"/campaigns/{campaign}/samples", {"method": "all"})
        body = {"address": "denetci@denetim.test", "sample_id": sample["id"]}
        (order,) = (await self.operator.post("campaign", place, body))["items"]
        await self.quiet()
        await self.operator.post("campaign", f"{place}/{order['id']}/end", {})
        told = next(one for one in await self.operator.reconciliations(campaign) if one["state"] == "sent")
        said = {"answer": "agreed", "said_by": "Muhasebe Servisi", "said_at": self.clock.now().isoformat()}
        await self.operator.request("PUT", "campaign", f"/reconciliations/{told['id']}/phone-answer", json=said)
        await self.operator.post("campaign", f"/campaigns/{campaign}/cancel", {})
        await self.quiet()

    async def expired(self, run: Any) -> None:
        campaign = await self.launch(run)
        await self.becomes(campaign, {"sent": 3, "not_sent": 1})
        self.clock.advance(timedelta(days=12))
        await self.operator.sign_in()
        await self.becomes(campaign, {"expired": 3, "not_sent": 1})
        shown = await self.operator.get("campaign", f"/campaigns/{campaign}")
        more = {"valid_until": (self.clock.now() + timedelta(days=5)).date().isoformat(), "reopen": True}
        await self.operator.request(
            "POST", "campaign", f"/campaigns/{campaign}/extend", seen=shown["version"], json=more
        )
        await self.becomes(campaign, {"sent": 3, "not_sent": 1})

    async def launch(self, run: Any, **more: Any) -> str:
        valid_until = (self.clock.now() + timedelta(days=10)).date().isoformat()
        # The same is asked again on purpose, which whoever asks has to say.
        asked = await self.operator.launch(run, valid_until=valid_until, known_campaign_number=self.launched, **more)
        self.launched = asked["number"]
        return str(asked["id"])

    async def becomes(self, campaign: str, states: dict[str, int]) -> None:
        await eventually(
            lambda: self.operator.states(campaign), lambda seen: bool(seen == states), within=20, every=0.05
        )
        await self.quiet()

    async def one_of(self, campaign: str, state: str) -> str:
        (found,) = [one for one in await self.operator.reconciliations(campaign) if one["state"] == state]
        return str(found["id"])

    async def attempts_without_reply(self) -> int:
        return self.mailbox.attempts["muhasebe@sessiz.test"]

    async def mails_to_celik(self) -> int:
        return len(self.requests())

    def requests(self) -> list[Delivered]:
        """What has arrived and asks for an answer; receipts for answers come in between when they like."""
        mails = self.mailbox.to("muhasebe@celik.test")
        return [mail for mail in mails if not str(mail.message["Subject"]).startswith(BETWEEN)]

    async def quiet(self) -> None:
        """Nothing is on its way between the services any more, and nothing was buried."""
        await eventually(self._on_the_way, lambda seen: seen == [], within=20, every=0.05)

    async def _on_the_way(self) -> list[str]:
        found = []
        for service in self.host.services:
            async with service.database.reading() as reading:
                for table in (service.outbox.table, service.inbox_table):
                    for state in (State.WAITING, State.BURIED):
                        _, messages = await list_messages(reading, table, state)
                        found += [f"{service.name}: {one.type} {one.state} {one.reason}" for one in messages]
        return found


class AtTheTerminal(Operator):
    """Has read the set-up code where the host runs."""

    host: Host

    async def _setup_code(self) -> str:
        code = self.host.setup_code()
        assert code is not None
        return code


@asynccontextmanager
async def installation(folder: Path, mailbox: Mailbox, **more: str) -> AsyncIterator[Installation]:
    """All four services, running; `more` are further settings."""
    port, public_port = free_port(), free_port()
    public_url = f"http://127.0.0.1:{public_port}"
    values = {name.removeprefix("MUTABAKAT_"): value for name, value in IMPATIENT.items()} | {
        "INTERNAL_URL": f"http://127.0.0.1:{port}",
        "PUBLIC_URL": public_url,
        "POLL_SECONDS": "0.05",
        "LEASE_SECONDS": "30",
        "CAMPAIGN_EXPIRY_SECONDS": "0.2",
        "RESPONSES_OPENING_FLUSH_SECONDS": "0.1",
        "MAILER_QUEUE_POLL_SECONDS": "0.05",
        "MAILER_PLATFORM_HOST": mailbox.host,
        "MAILER_PLATFORM_PORT": str(mailbox.port),
        "MAILER_PLATFORM_SECURITY": "none",
        "MAILER_PLATFORM_SENDER_ADDRESS": "mutabakat@ornek.test",
        **more,
    }
    clock, metrics = ManualClock(NOW), Metrics()
    with environment(folder, **values):
        settings = CommonSettings()
        services = [build_service(name, clock, metrics) for name in SERVICES]
        host = Host(settings, services, choose_transport(settings), metrics)
    await prepare_databases(services)
    (public,) = [one.public_app for one in services if one.public_app is not None]
    running = asyncio.create_task(
        host.run([server(host.internal_app(), "127.0.0.1", port), server(public, "127.0.0.1", public_port)])
    )
    product = Product(folder, {}, [], dict.fromkeys(SERVICES, port), public_url)
    operator = AtTheTerminal(product)
    operator.host = host
    try:
        await product.ready(within=20)
        yield Installation(host, clock, operator, mailbox)
    finally:
        await operator.close()
        host.stop.set()
        async with asyncio.timeout(30):
            await running
        for service in services:
            neighbours = getattr(service.internal_app.state, "neighbours", None)
            if neighbours is not None:
                await neighbours.http.aclose()
