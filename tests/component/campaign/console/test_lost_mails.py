"""A mail that came back is shown with its reason, and who else can be asked."""

from __future__ import annotations

from uuid import UUID, uuid4

from shared.contracts.campaign import InvitationRequested
from shared.contracts.mailer import MailBounced
from shared.contracts.values import Purpose, Recipient
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.neighbour_books import card
from tests.component.campaign.console.test_road import send
from tests.component.campaign.world import NOW, Facts


def bounced(facts: Facts, message_id: UUID) -> MailBounced:
    return MailBounced(
        message_id=message_id,
        reconciliation_id=facts.reconciliation_id,
        campaign_id=facts.campaign_id,
        send_number=1,
        purpose=Purpose.INVITATION,
        address=facts.address,
        attempt=1,
        at=NOW,
        code=550,
        enhanced_code="5.1.1",
        reply="550 5.1.1 <script>User unknown",
    )


async def test_who_was_not_reached_and_who_else_can_be_asked(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001"]})
    campaign_id = UUID(path.rpartition("/")[2])
    (reconciliation_id,) = await desk.world.rows(campaign_id)
    book = card(1, "Şişli Çelik")
    codes = ("120.01", "320.01")
    book["contacts"] = [
        {"id": 1, "name": "Yeni Yetkili", "email": "yeni@c1.test", "email_is_valid": True},
        {"id": 2, "name": "Adressiz", "email": "", "email_is_valid": False},
    ]
    desk.neighbours.books.cards += [book | {"code": code} for code in codes]
    place = f"/reconciliations/{reconciliation_id}"
    assert "ulaşılamadı" not in (await desk.get(place)).text
    facts, message = Facts(campaign_id, reconciliation_id), uuid4()
    asked = (Recipient(address=facts.address), Recipient(address="yetkili@c1.test", role="contact"))
    prepared = facts.prepared().model_copy(update={"recipients": asked})
    await desk.world.deliver(prepared, facts.invited(message), facts.sent(message), bounced(facts, message))
    page = (await desk.get(place)).text
    assert "<strong>finans@c1.test</strong>: Geri döndü" in page
    assert "Böyle bir posta kutusu yok" in page
    assert "550 5.1.1 &lt;script&gt;User unknown" in page
    assert "yeni@c1.test" in page
    assert "Adressiz" not in page
    headers = {"Authorization": f"Bearer {await desk.world.token()}"}
    answer = await desk.world.http.get(f"/campaign/api/v1{place}/recipients", headers=headers)
    first, second = answer.json()["items"]
    assert (first["address"], first["result"], first["lost"]) == ("finans@c1.test", "bounced", True)
    assert (second["address"], second["result"], second["lost"]) == ("yetkili@c1.test", "", False)
    assert f"{place}/resend?to=yetkili%40c1.test" in page
    question = await desk.get(f"{place}/resend?to=yetkili@c1.test")
    assert "<li>yetkili@c1.test</li>" in question.text
    assert "<li>finans@c1.test</li>" not in question.text
    fields = hidden_of(question.text, f"{CONSOLE}{place}/resend")
    assert (await desk.submit(f"{place}/resend", fields, question.text)).status_code == 303
    (requested,) = await desk.world.said(InvitationRequested)
    assert requested.addresses == ("yetkili@c1.test",)  # type: ignore[attr-defined]  # of its own kind


async def test_an_answer_by_mail_is_shown_as_text_until_somebody_has_dealt_with_it(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001"]})
    (reconciliation_id,) = await desk.world.rows(UUID(path.rpartition("/")[2]))
    reply_id = uuid4()
    desk.neighbours.replies.append(
        {
            "id": str(reply_id),
            "reconciliation_id": str(reconciliation_id),
            "sender": "baskasi@c1.test",
            "from_recipient": False,
            "subject": "Re: Ekim 2026",
            "text": "Bakiye <b>bizde</b> farklı.",
            "attachments": ["ekstre.pdf"],
            "received_at": NOW.isoformat(),
        }
    )
    place = f"/reconciliations/{reconciliation_id}?tab=mail"
    page = (await desk.get(place)).text
    assert "Bakiye &lt;b&gt;bizde&lt;/b&gt; farklı." in page
    for text in ("baskasi@c1.test", "sorulan adresten değil", "ilgilenilmesi gerekiyor", "Ekler: ekstre.pdf"):
        assert text in page
    done = await desk.post(f"/replies/{reply_id}/handled", {}, seen=place)
    assert done.status_code == 303
    page = (await desk.get(place)).text
    assert "Muhasebe ilgilendi" in page
    assert "İlgilenildi olarak işaretle" not in page
