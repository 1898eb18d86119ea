"""How the campaign service's operations are asked and what they answer, as the published description shows it.

Held to the schemas, and gone through against a running installation, by tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.described import Example

_CARD = {
    "title": "Örnek Ticaret A.Ş.",
    "tax_number": "4540536920",
    "tax_office": "Büyük Mükellefler",
    "email": "mutabakat@ornek.example",
    "phone": "0212 000 00 00",
    "address": "İskele Cad. 1, İstanbul",
}
_WEBHOOK = {
    "url": "https://erp.ornek.example/mutabakat",
    "events": ["reconciliation.answered", "reconciliation.undelivered", "campaign.completed"],
    "description": "ERP",
}
_ADMINISTRATOR = {
    "email": "muhasebe@ornek.example",
    "name": "Muhasebe",
    "password": "uzun ve kolay bir cümle",
    "language": "tr",
}
_TOKEN = {
    "access_token": "eyJhbGciOiJFZERTQSJ9.…",
    "token_type": "bearer",
    "expires_in": 3600,
    "expires_at": "2026-11-03T10:00:00Z",
}

EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "POST /api/v1/token": Example(
            {"email": "muhasebe@ornek.example", "password": "uzun ve kolay bir cümle"}, _TOKEN
        ),
        "POST /api/v1/companies": Example(
            {
                **_CARD,
                "setup_code": "ABCD-EFGH-IJKL-MNOP",
                "administrator": _ADMINISTRATOR,
            }
        ),
        "PUT /api/v1/companies/{company_id}": Example(_CARD),
        "POST /api/v1/users": Example(
            {
                "email": "uzman@ornek.example",
                "name": "Uzman",
                "role": "preparer",
                "password": "başka bir uzun cümle",
                "language": "tr",
            }
        ),
        "PATCH /api/v1/users/{user_id}": Example({"role": "approver"}),
        "POST /api/v1/sign-up": Example({**_CARD, "administrator": _ADMINISTRATOR}),
        "POST /api/v1/my/companies": Example(_CARD),
        "PUT /api/v1/my/password": Example(
            {"old_password": "uzun ve kolay bir cümle", "new_password": "yeni ve uzun bir cümle"}
        ),
        "POST /api/v1/invitations": Example({"email": "uzman@ornek.example", "role": "preparer"}),
        "POST /api/v1/invitations/accept": Example(
            {"token": "b64-of-the-mail", "name": "Uzman", "password": "başka bir uzun cümle", "language": "tr"}
        ),
        "POST /api/v1/api-keys": Example({"name": "ERP", "scopes": ["read", "write"]}),
        "POST /api/v1/information-text": Example(
            {"texts": {"tr": "Verileriniz yalnız mutabakat içindir."}, "follows": 0}
        ),
        "PUT /api/v1/tolerances": Example(
            {"items": [{"amount": "1.00"}, {"counterparty": "4840847211", "percent": "0.50"}]}
        ),
        "POST /api/v1/campaigns": Example(
            {
                "run_id": "9b3f0f5e-7f0e-4a43-9a55-5f3a1c0d9b10",
                "selection": {"all": True},
                "description": "Ekim 2026 alış–satış mutabakatı",
                "valid_until": "2026-11-30",
                "remind_days": [5, 2],
            }
        ),
        "PUT /api/v1/campaigns/{campaign_id}/reminders": Example({"remind_days": [5, 2]}),
        "POST /api/v1/campaigns/{campaign_id}/extend": Example({"valid_until": "2026-12-04", "reopen": False}),
        "POST /api/v1/campaigns/{campaign_id}/answer-copies": Example({"address": "denetci@denetim.example"}),
        "POST /api/v1/campaigns/{campaign_id}/samples": Example({"method": "random", "size": 25, "seed": "2026"}),
        "POST /api/v1/runs/{run_id}/samples": Example({"method": "random", "size": 25, "seed": "2026"}),
        "POST /api/v1/campaigns/{campaign_id}/package": Example({"language": "tr"}),
        "POST /api/v1/campaigns/{campaign_id}/resend": Example({"only": "unanswered"}),
        "PUT /api/v1/reconciliations/{reconciliation_id}/reminding": Example({"wanted": False}),
        "POST /api/v1/reconciliations/{reconciliation_id}/resend": Example({"addresses": []}),
        "PUT /api/v1/approval-rule": Example({"mode": "above", "limit": "1000000.00"}),
        "PUT /api/v1/campaigns/{campaign_id}/draft": Example(
            {"description": "Ekim 2026 BA/BS mutabakatı", "valid_until": "2026-11-20"}
        ),
        "POST /api/v1/campaigns/{campaign_id}/reject": Example({"reason": "İki carinin tutarı denetlenmeli."}),
        "POST /api/v1/campaigns/{campaign_id}/corrections": Example({"reconciliation_ids": []}),
        "PUT /api/v1/reconciliations/{reconciliation_id}/phone-answer": Example(
            {"answer": "agreed", "said_by": "Muhasebe Servisi", "said_at": "2026-11-03T09:30:00Z", "explanation": ""}
        ),
        "POST /api/v1/reconciliations/{reconciliation_id}/close": Example({"reason": "Cari kapandı."}),
        "POST /api/v1/reconciliations/{reconciliation_id}/messages": Example({"text": "Hangi fatura sizde eksik?"}),
        "POST /api/v1/reconciliations/{reconciliation_id}/messages/read": Example({"until": "2026-11-25T09:12:00Z"}),
        "PUT /api/v1/reconciliations/{reconciliation_id}/resolution": Example(
            {"code": "other_month", "text": "31 Ekim tarihli fatura Kasım’da kayda alınmış."}
        ),
        "POST /api/v1/reconciliations/{reconciliation_id}/mails": Example(
            {
                "subject": "Ödeme planı hk.",
                "text": "Merhaba,\n\nÖdeme planınızı bekliyoruz.",
                "addresses": ["muhasebe@celik.example"],
            }
        ),
        "PUT /api/v1/reconciliations/{reconciliation_id}/assignee": Example({"user_id": None}),
        "POST /api/v1/reconciliations/{reconciliation_id}/notes": Example({"text": "Salı günü arayacaklar."}),
        "POST /api/v1/webhooks": Example(_WEBHOOK),
        "PUT /api/v1/webhooks/{webhook_id}": Example({**_WEBHOOK, "on": True}),
        "POST /api/v1/webhooks/{webhook_id}/replay": Example({"since": "2026-11-01T00:00:00Z"}, {"messages": 12}),
        "POST /api/v1/webhooks/{webhook_id}/test": Example(
            response={"outcome": "delivered", "status": 200, "answer": "ok", "milliseconds": 84}
        ),
    }
)
