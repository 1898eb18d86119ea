"""The columns that the list of account cards may have."""

from __future__ import annotations

from services.campaign.clients.accounts import Account
from services.campaign.console import wording
from services.campaign.console.list_columns import Column, Say
from shared.files.sheets import CellKind
from shared.text import N_


def _contacts(row: Account, _: Say) -> str:
    return ", ".join(one.email or one.name for one in row.contacts)


def _language(row: Account, say: Say) -> str:
    return say(wording.LANGUAGES.get(row.language, row.language))


def _never_mail(row: Account, say: Say) -> str:
    return say(N_("never mailed")) if row.never_mail else ""


COLUMNS = (
    Column("title", N_("Account"), CellKind.TEXT, lambda row, _: row.title, "title", True),
    Column("code", N_("Code"), CellKind.TEXT, lambda row, _: row.code, "code", True),
    Column("tax_number", N_("Tax number"), CellKind.TEXT, lambda row, _: row.tax_number, "tax_number", True),
    Column("tax_office", N_("Tax office"), CellKind.TEXT, lambda row, _: row.tax_office),
    Column("branch", N_("Branch"), CellKind.TEXT, lambda row, _: row.branch, "branch", True),
    Column("country", N_("Country"), CellKind.TEXT, lambda row, _: row.country, "country"),
    Column("email", N_("Reconciliation e-mail"), CellKind.TEXT, lambda row, _: row.reconciliation_email, "", True),
    Column("contacts", N_("Contacts"), CellKind.TEXT, _contacts, "", True),
    Column("phone", N_("Phone"), CellKind.TEXT, lambda row, _: row.phone),
    Column("address", N_("Address"), CellKind.TEXT, lambda row, _: row.address),
    Column("language", N_("Language"), CellKind.TEXT, _language),
    Column("never_mail", N_("E-mails"), CellKind.TEXT, _never_mail),
    Column("updated_at", N_("Last change"), CellKind.MOMENT, lambda row, _: row.updated_at),
)
KEYS = tuple(column.key for column in COLUMNS)
