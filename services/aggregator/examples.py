"""How the aggregator's operations are asked, as the published description shows it. Held to the schemas by a test."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.described import Example

_MOVEMENT = {
    "account_code": "120.01.001",
    "document_no": "ABC2026000000123",
    "document_date": "2026-10-05",
    "kind": "sale",
    "amount": "12500.00",
}
_CONTACT = {"name": "Muhasebe", "email": "muhasebe@celik.example", "receives_reconciliations": True}

EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "PATCH /api/v1/accounts": Example({"changes": {"language": "en"}, "codes": ["120.01.001"]}),
        "PATCH /api/v1/accounts/{code}": Example({"reconciliation_email": "mutabakat@celik.example"}),
        "PUT /api/v1/accounts/{code}": Example(
            {
                "title": "Çelik Ticaret A.Ş.",
                "tax_number": "4840847211",
                "reconciliation_email": "mutabakat@celik.example",
                "language": "tr",
                "contacts": [_CONTACT],
            }
        ),
        "POST /api/v1/accounts/{code}/contacts": Example(_CONTACT),
        "PATCH /api/v1/accounts/{code}/contacts/{contact_id}": Example({"receives_reconciliations": False}),
        "PUT /api/v1/deferred-series": Example({"items": [{"series": "SRM", "branch": ""}]}),
        "POST /api/v1/imports/{import_id}/confirm": Example({"skip_rejected": True}),
        "POST /api/v1/movements": Example({"source": "erp", "movements": [_MOVEMENT]}),
        "POST /api/v1/runs": Example({"period": "2026-10", "limit": "5000.00"}),
    }
)
