"""Why two honest firms differ, in words: as counterparties tick it, and as a disagreement was settled.

For the console and for the auditor's package, each with a catalogue of its own that has them all.
"""

from __future__ import annotations

from types import MappingProxyType

from shared.text import N_

REASONS = MappingProxyType(
    {
        "other_month": N_("Booked in another month"),
        "missing_document": N_("A document is missing in its books"),
        "return_side": N_("Return booked on the other side or netted"),
        "vat_included": N_("Amount including VAT"),
        "other_card": N_("Booked on the account of another tax number"),
        "difference_invoice": N_("Exchange, due date or price difference invoice"),
        "rounding": N_("Rounding"),
        "exchange_rate": N_("Exchange rate"),
        "professional_receipt": N_("Self-employment receipt left out"),
        "customs_date": N_("Date of import or export"),
        "electronic_left_out": N_("Electronic documents left out"),
        "cancelled_document": N_("Cancelled or rejected e-invoice"),
        "booked_twice": N_("Booked twice"),
        "other_taxes": N_("Special taxes included or left out"),
        "discount": N_("Discount"),
        "payment": N_("A payment or cheque is not booked"),
    }
)
RESOLUTIONS = MappingProxyType(
    {
        "our_mistake": N_("Our mistake, corrected"),
        "their_mistake": N_("Their mistake"),
        **REASONS,
        "other": N_("Another cause"),
    }
)
"""What a disagreement came down to (`domain.resolutions.CODES`)."""
