"""The words for what a file holds: its kinds, its columns, its states. English message ids, as in `wording`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.text import N_

STATES = MappingProxyType(
    {
        "received": N_("In the queue"),
        "reading": N_("Being read"),
        "staged": N_("Being taken in"),
        "switching": N_("Being taken in"),
        "waiting": N_("Waits for you"),
        "done": N_("Taken in"),
        "refused": N_("Not taken"),
        "failed": N_("Failed"),
        "cancelled": N_("Stopped"),
    }
)
STATE_COLOURS = MappingProxyType(
    {"waiting": "yellow", "done": "green", "refused": "red", "failed": "red", "cancelled": "secondary"}
)
KINDS = MappingProxyType(
    {
        "accounts": N_("Account cards"),
        "movements": N_("Movements"),
        "entries": N_("Ledger entries"),
        "trial_balance": N_("Trial balance"),
        "invoices": N_("Electronic documents"),
        "cancellations": N_("Cancelled documents"),
    }
)
FORMATS = MappingProxyType(
    {
        "csv": N_("Text (CSV)"), "html": N_("Web table named .xls"), "xml": "XML", "zip": "ZIP", "xlsx": "Excel (XLSX)",
        "xls": "Excel (XLS)", "xlsb": "Excel (XLSB)", "ods": "OpenDocument (ODS)",
    }
)  # fmt: skip
READINGS = MappingProxyType(
    {
        "1.234,56": N_("1.234,56: the comma separates decimals"),
        "1,234.56": N_("1,234.56: the point separates decimals"),
        "day first": N_("day.month.year"),
        "month first": N_("month.day.year"),
    }
)
DATE_READINGS = frozenset({"day first", "month first"})
FIELDS = MappingProxyType(
    {
        "account_code": N_("Account code"), "title": N_("Title"), "tax_number": N_("Tax number"), "tax_office": N_("Tax office"),
        "country": N_("Country"), "reconciliation_email": N_("Reconciliation e-mail"), "email": N_("E-mail address"),
        "phone": N_("Phone"), "address": N_("Address"), "language": N_("Language"), "branch": N_("Branch"),
        "contact_name": N_("Name of the contact"), "contact_email": N_("E-mail of the contact"),
        "receives_reconciliations": N_("Gets reconciliations"), "never_mail": N_("Never e-mail"),
        "never_merge": N_("Never merge"), "document_no": N_("Document no."), "document_date": N_("Document date"),
        "kind": N_("Kind of document"), "amount": N_("Amount excl. VAT"), "gross": N_("Amount incl. VAT"),
        "debit": N_("Debit"), "credit": N_("Credit"), "vat": N_("VAT"), "other_taxes": N_("Other taxes"),
        "currency": N_("Currency"), "rate": N_("Rate"), "series": N_("Series"), "recorded_on": N_("Booked on"),
        "customs_on": N_("Customs date"), "electronic": N_("Electronic document"), "cancelled": N_("Cancelled"),
        "uuid": N_("ETTN"),
        "note": N_("Note"), "entry_date": N_("Date"), "side": N_("Debit or credit"), "amount_try": N_("Amount in TL"),
        "due_date": N_("Due date"), "debit_balance": N_("Debit balance"), "credit_balance": N_("Credit balance"),
        "cancelled_on": N_("Cancelled on"), "name": N_("Name"), "party": N_("Counterparty"), "reason": N_("Reason"),
        "document": N_("Document"), "file": N_("File"),
    }
)  # fmt: skip
_PARTY = ("title", "tax_number", "tax_office", "country", "email", "phone", "address")
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accounts": (
            "account_code", "title", "tax_number", "tax_office", "country", "reconciliation_email", "phone", "address",
            "language",
            "branch", "contact_name", "contact_email", "receives_reconciliations", "never_mail", "never_merge",
        ),
        "movements": (
            "account_code", "document_no", "document_date", "kind", "amount", "gross", "debit", "credit", "vat", "other_taxes",
            "currency", "rate", "series", "branch", "recorded_on", "customs_on", "electronic", "cancelled", "uuid", "note",
            *_PARTY,
        ),
        "entries": (
            "account_code", "entry_date", "amount", "debit", "credit", "side", "currency", "rate", "amount_try", "document_no",
            "due_date", "branch", "note", *_PARTY,
        ),
        "trial_balance": (
            "account_code", "title", "debit", "credit", "debit_balance", "credit_balance", "amount", "currency", "rate",
            "amount_try", "tax_number", "branch",
        ),
        "cancellations": ("uuid", "document_no", "document_date", "tax_number", "cancelled_on"),
    }
)  # fmt: skip
"""Which columns a file of a kind may have (docs/import-format.md)."""
AMOUNTS = frozenset({"amount", "vat", "amount_try"})
DAYS = frozenset({"document_date", "recorded_on", "customs_on", "entry_date", "due_date", "cancelled_on"})
WHAT = MappingProxyType(
    {
        "account": N_("Account cards"),
        "contact": N_("Contacts"),
        "movement": N_("Movements"),
        "entry": N_("Ledger entries"),
        "cancellation": N_("Cancelled documents"),
        "rejection": N_("Rejected documents"),
        "export_date": N_("Dates of exports"),
        "refused": N_("Documents that cannot be taken"),
        "skipped": N_("Documents that are left out"),
    }
)
# Parts of a row that say nothing to a person, or the same as another one.
NOT_SHOWN = frozenset({"what", "row", "amount_kurus", "other_taxes_kurus", "alternatives", "uuid"})


def field_label(name: str) -> str:
    """A column in words; an unknown one by its own name rather than hidden."""
    return FIELDS.get(name, name)
