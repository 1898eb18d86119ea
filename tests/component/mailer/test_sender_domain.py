"""What the sender's domain publishes, asked of a real name server, with advice that keeps nothing from being used."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.mailer.domain.sender_domain import Advice, Subject, Verdict
from services.mailer.sender_domain.advisor import Advisor
from services.mailer.sender_domain.names import Names
from shared.clock import ManualClock
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import NOW
from tests.servers.mailbox import Mailbox
from tests.servers.name_server import NameServer

DOMAIN = "firma.test"
MICROSOFT, OWN = "smtp.office365.com", "mail.hoster.test"
KEY = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3"


@pytest.fixture
def name_server() -> Iterator[NameServer]:
    server = NameServer()
    server.start()
    yield server
    server.stop()


def advisor(server: NameServer, seconds: float = 2.0) -> Advisor:
    return Advisor(Names([server.address], seconds), seconds, ManualClock(NOW))


async def advice(server: NameServer, host: str = MICROSOFT, domain: str = DOMAIN) -> dict[Subject, Advice]:
    return {one.subject: one for one in await advisor(server).advise(domain, host)}


SPF_CASES: dict[str, tuple[str, list[str], Verdict]] = {
    "none": (MICROSOFT, [], Verdict.SPF_MISSING),
    "other texts only": (MICROSOFT, ["google-site-verification=x", "v=spf10 nonsense"], Verdict.SPF_MISSING),
    "the provider": (MICROSOFT, ["v=spf1 include:spf.protection.outlook.com -all"], Verdict.SPF_GOOD),
    "in capitals": (MICROSOFT, ["V=SPF1 INCLUDE:SPF.Protection.Outlook.com -all"], Verdict.SPF_GOOD),
    "in an include": (MICROSOFT, ["v=spf1 include:deeper.test ~all"], Verdict.SPF_GOOD),
    "by redirect": (MICROSOFT, ["v=spf1 redirect=deeper.test"], Verdict.SPF_GOOD),
    "refused": (MICROSOFT, ["v=spf1 -include:spf.protection.outlook.com ~all"], Verdict.SPF_OTHER),
    "somebody else": (MICROSOFT, ["v=spf1 include:_spf.google.com ip4:192.0.2.1 -all"], Verdict.SPF_OTHER),
    "two records": (MICROSOFT, ["v=spf1 -all", "v=spf1 include:spf.protection.outlook.com -all"], Verdict.SPF_SEVERAL),
    "an include of nothing": (MICROSOFT, ["v=spf1 include:yok.test -all"], Verdict.SPF_BROKEN),
    "a word that is none": (MICROSOFT, ["v=spf1 ipv4:192.0.2.1 -all"], Verdict.SPF_BROKEN),
    "no network": (OWN, ["v=spf1 ip4:192.0.2.999 -all"], Verdict.SPF_BROKEN),
    "itself": (MICROSOFT, [f"v=spf1 include:{DOMAIN} -all"], Verdict.SPF_OTHER),
    "too deep": (MICROSOFT, ["v=spf1 " + " ".join(f"exists:x{n}.test" for n in range(11)) + " -all"], Verdict.SPF_TOO_DEEP),
    "the server's network": (OWN, ["v=spf1 ip4:198.51.100.0/24 -all"], Verdict.SPF_GOOD),
    "the server by name": (OWN, [f"v=spf1 a:{OWN} -all"], Verdict.SPF_GOOD),
    "the incoming server": (OWN, ["v=spf1 mx -all"], Verdict.SPF_GOOD),
    "a name made of the mail": (MICROSOFT, ["v=spf1 include:%{i}._ip.%{d}._spf.test ~all"], Verdict.SPF_UNCLEAR),
    "behind its all": (MICROSOFT, ["v=spf1 ip4:192.0.2.1 -all include:spf.protection.outlook.com"], Verdict.SPF_OTHER),
    "a redirect beside all": (MICROSOFT, ["v=spf1 redirect=deeper.test ~all"], Verdict.SPF_OTHER),
    "the network of a name": (OWN, ["v=spf1 a:near.test/24 -all"], Verdict.SPF_GOOD),
    "the networks of a name": (OWN, ["v=spf1 a:near.test/24//64 -all"], Verdict.SPF_GOOD),
    "the network of another name": (OWN, ["v=spf1 a:near.test/28 a:near.test//64 -all"], Verdict.SPF_UNCLEAR),
    "the network of the incoming server": (OWN, ["v=spf1 mx/24 -all"], Verdict.SPF_GOOD),
    "no length of a network": (OWN, ["v=spf1 a:near.test/99 -all"], Verdict.SPF_BROKEN),
    "another network": (OWN, ["v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:baska.test -all"], Verdict.SPF_UNCLEAR),
}  # fmt: skip


@pytest.mark.parametrize("case", SPF_CASES)
async def test_who_may_send_by_spf(name_server: NameServer, case: str) -> None:
    host, records, verdict = SPF_CASES[case]
    name_server.text(DOMAIN, *records)
    name_server.text("_spf.google.com", "v=spf1 ip4:203.0.113.0/24 -all")
    name_server.text("deeper.test", "v=spf1 include:even.deeper.test -all")
    name_server.text("even.deeper.test", "v=spf1 include:spf.protection.outlook.com -all")
    name_server.records[OWN, "A"] = ["198.51.100.25"]
    name_server.records["near.test", "A"] = ["198.51.100.77"]
    name_server.records[DOMAIN, "MX"] = [f"10 {OWN}."]
    found = (await advice(name_server, host))[Subject.SPF]
    assert found.verdict is verdict
    if records and verdict is not Verdict.SPF_MISSING:
        assert found.record == " · ".join(sorted(records))[:300]


DMARC_CASES: dict[str, tuple[dict[str, str], Verdict]] = {
    "none": ({}, Verdict.DMARC_MISSING),
    "reports only": ({"_dmarc.firma.test": "v=DMARC1; p=none; rua=mailto:a@firma.test"}, Verdict.DMARC_NONE),
    "quarantine": ({"_dmarc.firma.test": "v=DMARC1; p=quarantine"}, Verdict.DMARC_QUARANTINE),
    "reject": ({"_dmarc.firma.test": "v=DMARC1;p=reject;pct=100"}, Verdict.DMARC_REJECT),
    "unreadable": ({"_dmarc.firma.test": "v=DMARC1; p=perhaps"}, Verdict.DMARC_BROKEN),
    "of another kind": ({"_dmarc.firma.test": "hello"}, Verdict.DMARC_MISSING),
}


@pytest.mark.parametrize("case", DMARC_CASES)
async def test_what_dmarc_asks_for(name_server: NameServer, case: str) -> None:
    records, verdict = DMARC_CASES[case]
    name_server.text(DOMAIN, "v=spf1 include:spf.protection.outlook.com -all")
    for name, text in records.items():
        name_server.text(name, text)
    assert (await advice(name_server))[Subject.DMARC].verdict is verdict


async def test_a_subdomain_inherits_and_an_enforced_policy_without_spf_is_a_risk(name_server: NameServer) -> None:
    name_server.text("_dmarc.firma.test", "v=DMARC1; p=none; sp=reject")
    found = await advice(name_server, domain="posta.firma.test")
    assert found[Subject.DMARC].verdict is Verdict.DMARC_AT_RISK
    assert found[Subject.DMARC].values["policy"] == "reject"
    assert (await advice(name_server))[Subject.DMARC].verdict is Verdict.DMARC_NONE


async def test_keys_are_looked_for_under_the_providers_names_and_not_guessed_elsewhere(name_server: NameServer) -> None:
    assert (await advice(name_server))[Subject.DKIM].verdict is Verdict.DKIM_MISSING
    assert (await advice(name_server, OWN))[Subject.DKIM].verdict is Verdict.DKIM_UNKNOWN
    name_server.text("selector1._domainkey.firma.test", "v=DKIM1; k=rsa; p=")
    assert (await advice(name_server))[Subject.DKIM].verdict is Verdict.DKIM_MISSING, "an empty key is a withdrawn one"
    name_server.text("selector2._domainkey.firma.test", KEY * 16)
    found = (await advice(name_server))[Subject.DKIM]
    assert (found.verdict, found.values["selector"], len(found.record)) == (Verdict.DKIM_FOUND, "selector2", 300)


async def test_silence_costs_seconds_and_is_not_remembered(name_server: NameServer) -> None:
    name_server.silent = {DOMAIN, "_dmarc.firma.test"}
    asking, began = advisor(name_server, 0.4), time.monotonic()
    found = {one.subject: one.verdict for one in await asking.advise(DOMAIN, MICROSOFT)}
    assert time.monotonic() - began < 2
    assert found[Subject.SPF] is found[Subject.DMARC] is Verdict.NOT_LOOKED_UP
    assert found[Subject.DKIM] is Verdict.DKIM_MISSING
    name_server.silent = set()
    assert (await asking.advise(DOMAIN, MICROSOFT))[0].verdict is Verdict.SPF_MISSING


async def test_answers_are_remembered_for_ten_minutes(name_server: NameServer) -> None:
    clock = ManualClock(NOW)
    asking = Advisor(Names([name_server.address], 2.0), 2.0, clock)
    await asking.advise(DOMAIN, MICROSOFT)
    asked = len(name_server.asked)
    clock.advance(timedelta(minutes=9))
    await asking.advise(DOMAIN.upper(), MICROSOFT)
    assert len(name_server.asked) == asked
    clock.advance(timedelta(minutes=2))
    await asking.advise(DOMAIN, MICROSOFT)
    assert len(name_server.asked) == 2 * asked


async def test_nobody_to_ask(name_server: NameServer) -> None:
    assert await Advisor(None, 1.0, ManualClock(NOW)).advise(DOMAIN, MICROSOFT) == ()


async def test_a_passed_test_brings_the_advice_and_is_active_all_the_same(
    make_on_sqlite: Make, mailbox: Mailbox, name_server: NameServer
) -> None:
    world = await make_on_sqlite(dns_advice=True, dns_servers=name_server.address)
    name_server.text("_dmarc.firma.test", "v=DMARC1; p=reject")
    body: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": mailbox.port,
        "security": "none",
        "sender_address": "mutabakat@firma.test",
    }
    async with world.http() as client:
        await client.put("/smtp-settings", json=body)
        english = (await client.post("/smtp-settings/test")).json()
        turkish = (await client.post("/smtp-settings/test", headers={"Accept-Language": "tr"})).json()
        await client.put("/smtp-settings", json=body | {"port": 1})
        unreached = (await client.post("/smtp-settings/test")).json()
    assert (english["passed"], english["active"]) == (True, True)
    verdicts = {one["subject"]: (one["verdict"], one["good"]) for one in english["sender_domain"]}
    assert verdicts == {
        "spf": ("spf_missing", False),
        "dkim": ("dkim_unknown", None),
        "dmarc": ("dmarc_at_risk", False),
    }
    assert "v=spf1 ip4:127.0.0.1 ~all" in english["sender_domain"][0]["message"]
    assert "DNS kayıtlarını yöneten" in turkish["sender_domain"][0]["message"]
    assert unreached["sender_domain"] == []
