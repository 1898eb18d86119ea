"""What each consumer does with each event that it hears: one assertion per pair, against its own tables and outbox."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Table, Uuid

from services.aggregator import models as aggregator
from services.campaign import models as campaign
from services.mailer import models as mailer
from services.responses import models as responses
from tests.contracts.installation import Consumer
from tests.contracts.samples import (
    CAMPAIGN,
    COMPANY,
    IMPORT,
    MESSAGE,
    NEW_COMPANY,
    RECEIPT,
    RECONCILIATION,
    RUN,
    STATEMENT,
)

Ids = Mapping[str, str]
COPIES = "ac000000-0000-4000-8000-000000000001"
Effect = Callable[[Consumer, Ids], Awaitable[None]]


def a_row(table: Table, key: Mapping[str, str], /, **expected: Any) -> Effect:
    """A row with these ids (as the samples write them) has these values."""

    async def look(told: Consumer, ids: Ids) -> None:
        found = await told.rows(table, **{name: UUID(ids.get(one, one)) for name, one in key.items()})
        wanted = {
            name: UUID(ids.get(value, value)) if value and isinstance(table.c[name].type, Uuid) else value
            for name, value in expected.items()
        }
        assert wanted in [{name: row[name] for name in expected} for row in found]

    return look


def an_event(name: str, /, **expected: Any) -> Effect:
    """The last event of this name has these data."""

    async def look(told: Consumer, ids: Ids) -> None:
        said = [one["data"] for one in await told.said() if one["type"].split(".")[2] == name]
        assert said, f"no {name} was said"
        assert {field: said[-1][field] for field in expected} == {
            field: ids.get(value, value) if isinstance(value, str) else value for field, value in expected.items()
        }

    return look


def both(*effects: Effect) -> Effect:
    async def look(told: Consumer, ids: Ids) -> None:
        for effect in effects:
            await effect(told, ids)

    return look


async def _shown(told: Consumer, ids: Ids) -> None:
    """What the page shows is what the event said."""
    statements = await told.rows(responses.statements)
    assert statements
    (statement,) = statements
    assert statement["accept_late"] is True
    head = json.loads(statement["head"])
    assert head["sales"]["total"] == {"amount": "7000.00", "currency": "TRY"}
    assert head["letter"]["sender_contact"] == "Muhasebe"
    assert statement["document_count"] == 1
    (balance,) = head["balances"]
    assert (balance["balance"], balance["lines"][0]["account_code"]) == (
        {"amount": "-300.00", "currency": "USD"},
        "120.01",
    )
    assert (head["open_items"][0]["due_on"], head["ageing"][0]["not_due"]["amount"]) == ("2026-11-02", "-300.00")
    (part,) = await told.rows(responses.statement_parts)
    assert json.loads(part["documents"])[0]["original"] == {"amount": "200.00", "currency": "EUR"}


def reconciliation(**expected: Any) -> Effect:
    return a_row(campaign.reconciliations, {"reconciliation_id": RECONCILIATION}, **expected)


def history(**expected: Any) -> Effect:
    return a_row(campaign.status_history, {"reconciliation_id": RECONCILIATION}, **expected)


def mail(**expected: Any) -> Effect:
    return a_row(campaign.mail_facts, {"message_id": MESSAGE}, send_number=1, purpose="invitation", **expected)


NEW = {"company_id": NEW_COMPANY}
KNOWN = {"company_id": COMPANY}
PHONE = "+90 212 000 00 00"
LATER = date(2026, 12, 31)
WRITTEN = "3d000000-0000-4000-8000-000000000001"
INVITATION = "1f000000-0000-4000-8000-000000000001"
ASKED = {"reconciliation_id": RECONCILIATION, "campaign_id": CAMPAIGN}
CHANGED = {"title": "Değişen Ticaret A.Ş.", "revision": 1}

EFFECTS: Mapping[str, Effect] = {
    "aggregator/company_registered": a_row(aggregator.companies, NEW, title="Yeni Ticaret A.Ş.", revision=0),
    "aggregator/company_changed": a_row(aggregator.companies, KNOWN, **CHANGED),
    "aggregator/campaign_created": a_row(
        aggregator.sent_campaigns, {"campaign_id": CAMPAIGN}, company_id=COMPANY, run_id=RUN, requested=1
    ),
    "aggregator/reconciliation_requested": both(
        a_row(aggregator.statements, {"reconciliation_id": RECONCILIATION}, key="t:4840847211", refusal=""),
        an_event("statement_prepared", **ASKED, reference="M-2026-10-0001", part=1, parts=1),
    ),
    "campaign/import_completed": a_row(
        campaign.ledger_imports, {"import_id": IMPORT}, company_id=COMPANY, movements=2, periods=["2026-10"]
    ),
    "campaign/statement_prepared": reconciliation(statement_id=STATEMENT, addresses=1, state="queued"),
    "campaign/statement_refused": both(
        reconciliation(refused_code="no_address", state="not_sent", finished=True),
        history(entry="state", explanation="There is no valid address to write to."),
        an_event("campaign_completed", campaign_id=CAMPAIGN, unanswered=1),
    ),
    "campaign/statement_outdated": history(entry="outdated", fact=f"outdated:{IMPORT}"),
    "campaign/invitation_issued": both(reconciliation(state="queued"), mail(result="queued", attempt=0)),
    # In the e-mail history, and of no weight for the state: nothing was asked yet.
    "campaign/invitation_issued-receipt": both(
        reconciliation(state="preparing"),
        a_row(campaign.mail_facts, {"message_id": RECEIPT}, purpose="receipt", result="queued"),
    ),
    "campaign/mail_sent": both(
        reconciliation(state="sent"), mail(result="sent", code=250, reply="2.0.0 Ok: queued as 4F2")
    ),
    "campaign/mail_failed": both(
        reconciliation(state="undelivered", undelivered=1), mail(result="failed", reason="no_such_mailbox", code=550)
    ),
    "campaign/mail_uncertain": both(
        reconciliation(state="uncertain"), mail(result="uncertain", reason="will_be_tried_again")
    ),
    "campaign/mail_bounced": both(
        reconciliation(state="undelivered", undelivered=1), mail(result="bounced", reason="5.1.1")
    ),
    "campaign/page_opened": both(reconciliation(state="opened", machine_opened_at=None), history(entry="opened")),
    "campaign/response_received": both(
        reconciliation(
            state="disagreed",
            answer_version=1,
            answer_explanation="S1 bizde 4.000,00 TL",
            answered_by="Muhasebe (Uzman)",
            own_balances=[{"amount": "-300.00", "currency": "USD"}],
            answered_from="muhasebe@celik.test",
            answer_late=True,
            answer_conflict=True,
            answer_details={
                "purchases": {
                    "total": {"amount": "9250.25", "currency": "TRY"},
                    "documents": 1,
                    "explanation": "A1 başka ayda",
                },
                "sales": {
                    "total": {"amount": "4000.00", "currency": "TRY"},
                    "documents": 1,
                    "explanation": "S2 bizde yok",
                },
                "reasons": ["rounding"],
                "documents": [{"side": "sales", "number": "S1", "remark": "other_amount"}],
                "document_count": 1,
            },
        ),
        an_event("campaign_completed", campaign_id=CAMPAIGN, disagreed=1),
    ),
    "campaign/notice_received": both(
        history(
            entry="notice",
            fact="notice:70000000-0000-4000-8000-000000000001",
            state="wrong_person",
            explanation="→ Muhasebe Şefi <sef@celik.test>\nAy sonunda dönüş yapacağız.",
            who="Muhasebe",
        ),
        reconciliation(
            notice="wrong_person",
            notice_by="Muhasebe",
            answer_by=date(2026, 11, 20),
            forwarded=[{"address": "sef@celik.test", "name": "Muhasebe Şefi", "role": "forwarded", "language": "tr"}],
            wrong_addresses=["muhasebe@celik.test"],
        ),
    ),
    "campaign/message_received": both(
        reconciliation(unread_messages=1, state="preparing"),
        a_row(campaign.received_messages, {"message_id": WRITTEN}, reconciliation_id=RECONCILIATION, read_at=None),
        history(entry="message_received", fact=f"message:{WRITTEN}", explanation="", who=""),
    ),
    "mailer/company_registered": a_row(mailer.companies, NEW, title="Yeni Ticaret A.Ş.", phone=PHONE, revision=0),
    "mailer/company_changed": a_row(mailer.companies, KNOWN, **CHANGED, email="mutabakat@yeni.test"),
    "mailer/invitation_issued": a_row(
        mailer.messages,
        {"id": MESSAGE},
        kind="combined",
        as_of=date(2026, 10, 31),
        confirmation="positive",
        balances=[
            {
                "currency": "USD",
                "balance": {"amount": "-300.00", "currency": "USD"},
                "balance_try": {"amount": "-12450.00", "currency": "TRY"},
                "lines": [],
            }
        ],
        state="queued",
        recipient_name="Muhasebe",
        language="tr",
        reply_to="mutabakat@ornek.test",
        sales_minor=700_000,
        purchases_documents=0,
    ),
    "mailer/invitation_issued-receipt": a_row(
        mailer.messages, {"id": RECEIPT}, purpose="receipt", state="queued", follows=None, resend_of=None
    ),
    "mailer/invitation_issued-message": a_row(
        mailer.messages,
        {"id": "3e000000-0000-4000-8000-000000000004"},
        purpose="message",
        state="queued",
        written={"text": "Hangi fatura sizde eksik?", "who": "Tahsilat"},
    ),
    "mailer/reconciliation_closed": both(
        a_row(mailer.messages, {"id": MESSAGE}, state="expired"), an_event("mail_failed", reason="expired")
    ),
    "mailer/answer_told": a_row(mailer.answered_reconciliations, KNOWN, reconciliation_id=RECONCILIATION),
    "mailer/response_received": a_row(mailer.answered_reconciliations, KNOWN, reconciliation_id=RECONCILIATION),
    "mailer/campaign_cancelled": both(
        a_row(mailer.messages, {"id": MESSAGE}, state="cancelled"), an_event("mail_failed", reason="cancelled")
    ),
    # Both ids are the invitation's: it is about no reconciliation.
    "mailer/colleague_invited": a_row(
        mailer.messages,
        {"reconciliation_id": INVITATION},
        campaign_id=INVITATION,
        id=str(uuid5(UUID(INVITATION), "uzman@ornek.test")),
        company_id=COMPANY,
        purpose="colleague",
        address="uzman@ornek.test",
        link_id="AAAAAAAAAAAAAAAAAAAAAA",
        state="queued",
        written={
            "page": "http://127.0.0.1:8400/campaign/console/invitation/",
            "who": "Yönetici",
            "role": "preparer",
            "founds": False,
            "until": "2026-11-10T09:00:00+00:00",
        },
    ),
    "mailer/mail_written": a_row(
        mailer.messages,
        {"id": str(uuid5(UUID("3a000000-0000-4000-8000-000000000001"), "muhasebe@celik.test"))},
        **ASKED,
        purpose="plain",
        link_id="",
        description="Ödeme planı",
        counterparty_title="Çelik A.Ş.",
        written={"text": "Merhaba,\n\nÖdeme planını bekliyoruz.", "who": "Tahsilat"},
        state="queued",
    ),
    "mailer/campaign_extended": both(
        a_row(mailer.extended_campaigns, {"campaign_id": CAMPAIGN}, company_id=COMPANY, valid_until=LATER),
        a_row(mailer.messages, {"id": MESSAGE}, valid_until=LATER, state="queued"),
    ),
    "responses/company_registered": a_row(responses.companies, NEW, tax_office="Kadıköy", phone=PHONE, revision=0),
    "responses/company_changed": a_row(responses.companies, KNOWN, **CHANGED, address="İskele Cad. 1"),
    "responses/information_text_published": a_row(
        responses.information_texts, KNOWN, version=1, texts='{"tr":"Verileriniz yalnız mutabakat için işlenir."}'
    ),
    "responses/statement_prepared": both(
        _shown, an_event("invitation_issued", **ASKED, send_number=1, purpose="invitation")
    ),
    "responses/invitation_requested": an_event("invitation_issued", **ASKED, send_number=2, purpose="resend"),
    "responses/reconciliation_closed": a_row(
        responses.closings, {"reconciliation_id": RECONCILIATION}, reason="expired", company_id=COMPANY
    ),
    "responses/answer_copies_ordered": both(
        a_row(
            responses.answer_copies,
            {"order_id": COPIES},
            campaign_id=CAMPAIGN,
            address="denetci@denetim.test",
            whole_campaign=False,
            ended_at=None,
        ),
        a_row(responses.answer_copy_members, {"order_id": COPIES}, company_id=COMPANY),
    ),
    "responses/answer_copies_ended": a_row(
        responses.answer_copies, {"order_id": COPIES}, ended_at=datetime(2026, 11, 3, 9, tzinfo=UTC)
    ),
    "responses/message_written": both(
        a_row(
            responses.conversation,
            {"message_id": WRITTEN},
            reconciliation_id=RECONCILIATION,
            company_id=COMPANY,
            ours=True,
            who="Tahsilat",
            text="Hangi fatura sizde eksik?",
        ),
        a_row(responses.statements, {"reconciliation_id": RECONCILIATION}, messages=1),
        an_event("invitation_issued", **ASKED, purpose="message"),
    ),
    "responses/campaign_extended": both(
        a_row(responses.extensions, {"campaign_id": CAMPAIGN}, company_id=COMPANY, valid_until=LATER),
        a_row(
            responses.statements,
            {"reconciliation_id": RECONCILIATION},
            extended_to=datetime(2026, 12, 31, 21, tzinfo=UTC),
        ),
    ),
    "responses/campaign_cancelled": a_row(responses.cancelled_campaigns, {"campaign_id": CAMPAIGN}, company_id=COMPANY),
}
