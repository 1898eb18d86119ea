"""An e-mail by hand (S-35): looked at before it goes, to known addresses only, kept in both histories."""

from __future__ import annotations

import pytest

from services.campaign.repository.reconciliations import get_reconciliation, mail_entries, status_entries
from services.campaign.use_cases.writing import WriteMail, write_mail
from shared.contracts.campaign import MailWritten
from shared.contracts.mailer import MailSent
from shared.errors import DomainError
from tests.component.campaign.console.desk import CONSOLE, Desk
from tests.component.campaign.console.test_reminders import a_silent_campaign
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import NOW

TEXT = "Merhaba,\r\n\r\nEkim <b>faturalarınızı</b> bekliyoruz."


async def test_it_is_looked_at_and_then_sent_to_who_was_chosen(desk: Desk) -> None:
    _, everybody = await a_silent_campaign(desk)
    facts = everybody[0]
    account = f"/reconciliations/{facts.reconciliation_id}"
    assert f"{CONSOLE}{account}/write" in (await desk.get(account)).text
    page = (await desk.get(f"{account}/write")).text
    assert 'value="finans@c1.test" checked' in page
    fields = {"subject": "Ödeme planı hk.", "text": TEXT, "to": ["finans@c1.test"]}
    looked = await desk.submit(f"{account}/write", fields | {"act": "look"}, page)
    assert looked.status_code == 200
    assert "Ekim &lt;b&gt;faturalarınızı&lt;/b&gt; bekliyoruz." in looked.text
    assert await desk.world.said(MailWritten) == []

    sent = await desk.submit(f"{account}/write", fields | {"act": "send"}, looked.text, follow_redirects=True)
    assert "1 adrese gönderiliyor" in sent.text
    (told,) = await desk.world.said(MailWritten)
    assert isinstance(told, MailWritten)
    assert (told.subject, told.text, told.written_by) == (
        "Ödeme planı hk.",
        "Merhaba,\n\nEkim <b>faturalarınızı</b> bekliyoruz.",
        "Muhasebe",
    )
    assert [one.address for one in told.recipients] == ["finans@c1.test"]
    await desk.world.deliver(
        MailSent(
            message_id=told.message_id("finans@c1.test"),
            reconciliation_id=facts.reconciliation_id,
            campaign_id=facts.campaign_id,
            send_number=0,
            purpose="plain",  # type: ignore[arg-type]  # as it stands on the wire
            address="finans@c1.test",
            attempt=1,
            at=NOW,
            server="mx.c1.test",
            code=250,
            reply="ok",
        )
    )
    async with desk.world.service.database.reading() as reading:
        row = await get_reconciliation(reading, desk.world.company_id, facts.reconciliation_id)
        mails = await mail_entries(reading, desk.world.company_id, facts.reconciliation_id)
        history = await status_entries(reading, desk.world.company_id, facts.reconciliation_id)
    # It asks nothing: where the reconciliation stands is what it was.
    assert row.state == "sent"
    assert {(one.purpose, one.result) for one in mails} >= {("plain", "queued"), ("plain", "sent")}
    assert [(one.who, one.address) for one in history if one.entry == "mail_written"] == [
        ("Muhasebe", "finans@c1.test")
    ]
    shown = (await desk.get(f"{account}?tab=status")).text
    assert ("Ödeme planı hk." in shown, "&lt;b&gt;faturalarınızı" in shown) == (True, True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": "Merhaba\r\nBcc: herkes@firma.test"}, "subject_forbidden_character"),
        ({"subject": "x" * 151}, "subject_too_long"),
        ({"subject": " "}, "subject_missing"),
        ({"text": "bir\x07iki"}, "text_forbidden_character"),
        ({"text": "bir\x00iki"}, "invalid"),
        ({"text": "x" * 4001}, "text_too_long"),
        ({"text": " \r\n "}, "text_missing"),
        ({"addresses": ["baskasi@rakip.test"]}, "recipient_unknown"),
        ({"addresses": []}, "no_recipient"),
    ],
)
async def test_nothing_becomes_a_header_and_nobody_unknown_is_written_to(
    desk: Desk, changes: dict[str, object], code: str
) -> None:
    _, everybody = await a_silent_campaign(desk)
    body = {"subject": "Konu", "text": "Metin", "addresses": ["finans@c1.test"], **changes}
    path = f"{API}/reconciliations/{everybody[0].reconciliation_id}/mails"
    answer = await desk.world.http.post(path, json=body, headers=await bearer(desk.world))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await desk.world.said(MailWritten) == []


async def test_another_companys_counterparty_is_none(desk: Desk) -> None:
    _, everybody = await a_silent_campaign(desk)
    command = WriteMail(desk.world.user_id, everybody[0].reconciliation_id, "X", "Konu", "Metin", ("finans@c1.test",))
    with pytest.raises(DomainError) as caught:
        async with desk.world.service.database.transaction() as tx:
            await write_mail(tx, command)
    assert caught.value.code == "reconciliation_not_found"
