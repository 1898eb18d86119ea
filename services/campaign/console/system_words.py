"""The words of the screen about the system itself."""

from __future__ import annotations

from types import MappingProxyType

from shared.text import N_

SERVICES = MappingProxyType(
    {
        "aggregator": N_("Books and figures"),
        "campaign": N_("Reconciliations and console"),
        "mailer": N_("Mail"),
        "responses": N_("Answers and the counterparties’ page"),
    }
)
BOXES = MappingProxyType({"inbox": N_("Received"), "outbox": N_("To be sent")})
DATABASES = MappingProxyType({"postgresql": "PostgreSQL", "sqlite": "SQLite"})
