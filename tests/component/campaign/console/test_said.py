"""What counterparties say beyond yes and no, on the screens of the console, in both languages."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from shared.contracts.kinds import Side
from shared.contracts.responses import Answer, DocumentRemark, SideAnswer
from shared.contracts.values import FORWARDED, Recipient
from shared.money import Money
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_road import send, to_the_list
from tests.component.campaign.test_said import notice
from tests.component.campaign.world import Facts


async def test_a_detailed_conflicting_late_answer_is_shown(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001"]})
    campaign_id = UUID(path.rpartition("/")[2])
    (reconciliation_id,) = await desk.world.rows(campaign_id)
    said = Facts(campaign_id, reconciliation_id).answered(Answer.DISAGREED, explanation="Fark var")
    more = {
        "sales": SideAnswer(total=Money.of_minor(123456), documents=7, explanation="<b>iki fatura</b> yok"),
        "reasons": ("rounding",),
        "documents": (DocumentRemark(side=Side.SALES, number="MHS<1>", remark="missing"),),
        "late": True,
        "conflict": True,
    }
    await desk.world.deliver(said.model_copy(update=more))
    page = (await desk.get(f"/reconciliations/{reconciliation_id}")).text
    for words in (
        "Satış (BS), kendi defterinde: <strong>1.234,56 TL</strong>",
        "7 belge",
        "&lt;b&gt;iki fatura&lt;/b&gt; yok",
        "Kuruş (yuvarlama) farkı",
        "MHS&lt;1&gt;",
        "defterinde yok",
        "İki alıcı farklı yanıt verdi",
        "Bu yanıt geç geldi",
    ):
        assert words in page, words
    listed = (await desk.get(path)).text
    assert "yanıtlar çelişiyor" in listed
    assert "geç yanıt" in listed


async def test_what_is_short_of_an_answer_is_shown_until_one_comes(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001", "320.00002"]})
    campaign_id = UUID(path.rpartition("/")[2])
    first, second = await desk.world.rows(campaign_id)
    colleague = Recipient(address="sef@c1.test", name="Muhasebe <Şefi>", role=FORWARDED)
    facts = Facts(campaign_id, first)
    await desk.world.deliver(
        notice(facts, "wrong_person", forwarded_to=colleague),
        notice(Facts(campaign_id, second), "will_answer", answer_by=date(2026, 12, 1), text="Yıl sonu"),
    )
    listed = (await desk.get(path)).text
    assert "İlgili kişi ben değilim" in listed
    assert "01.12.2026" in listed
    page = (await desk.get(f"/reconciliations/{first}")).text
    for words in (
        "Bildirilen kişi: Muhasebe &lt;Şefi&gt;, sef@c1.test",
        "alıcı tarafından bildirildi",
        "ilgili kişi olmadığını bildirdi",
        "→ Muhasebe &lt;Şefi&gt; &lt;sef@c1.test&gt;",
        "Bu bir yanıt değildir",
    ):
        assert words in page, words
    await desk.world.deliver(facts.answered(Answer.AGREED))
    assert "Bildirilen kişi" not in (await desk.get(f"/reconciliations/{first}")).text


async def test_the_wizard_asks_whether_late_answers_are_taken(desk: Desk) -> None:
    path = await to_the_list(desk)
    details = await desk.post(f"{path}/selection", {"key": ["320.00001"]}, seen=path)
    assert 'name="accept_late_answers"' in details.text
    chosen = hidden_of(details.text, f"{CONSOLE}{path}/confirmation")
    chosen |= {
        "description": "Ekim",
        "valid_until": "2026-12-04",
        "accept_late_answers": "1",
        "first_answer_final": "1",
    }
    look = await desk.submit(f"{path}/confirmation", chosen, details.text)
    assert "kabul edilir, “geç” olarak işaretlenir" in look.text
    assert "yapılamaz: ilk yanıt kesindir" in look.text
    fields = hidden_of(look.text, f"{CONSOLE}{path}/send")
    back = await desk.submit(f"{path}/selection", fields, look.text)
    assert 'name="accept_late_answers" value="1" id="accept_late_answers" checked' in back.text
    sent = await desk.submit(f"{path}/send", fields, look.text)
    campaign_id = sent.headers["location"].rpartition("/")[2]
    headers = {"Authorization": f"Bearer {await desk.world.token()}"}
    campaign = (await desk.world.http.get(f"/campaign/api/v1/campaigns/{campaign_id}", headers=headers)).json()
    assert (campaign["accept_late_answers"], campaign["first_answer_final"]) == (True, True)
