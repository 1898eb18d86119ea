"""How the mailer's operations are asked, as the published description shows it. Held to the schemas by a test."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.described import Example

EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "PUT /api/v1/letter-texts": Example({"amounts_in_mail": True, "pdf_letter": False, "texts": {}}),
        "POST /api/v1/letter-texts/preview": Example({"language": "tr", "reminder": False}),
        "POST /api/v1/written-mail/preview": Example(
            {
                "subject": "Ödeme planı hk.",
                "text": "Merhaba,\n\nÖdeme planınızı bekliyoruz.",
                "reference": "M-2026-10-0001",
            }
        ),
        "PUT /api/v1/mail-policy": Example({"opens": "09:00:00", "closes": "18:00:00", "days": [1, 2, 3, 4, 5]}),
        "PUT /api/v1/smtp-settings": Example(
            {
                "host": "smtp.ornek.example",
                "port": 587,
                "security": "starttls",
                "username": "mutabakat@ornek.example",
                "password": "uygulama parolası",
                "sender_address": "mutabakat@ornek.example",
                "sender_name": "Örnek Ticaret Muhasebe",
            }
        ),
        "PUT /api/v1/smtp-settings/limits": Example({"per_minute": 30, "per_day": 5000}),
        "POST /api/v1/smtp-settings/test": Example({"send_mail": True}),
        "POST /api/v1/suppressions": Example({"address": "eski@celik.example", "note": "Ayrıldı"}),
    }
)
