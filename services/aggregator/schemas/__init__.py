"""HTTP bodies of the aggregator. Amounts are decimal strings in TRY unless a currency stands beside them."""

from __future__ import annotations

from services.aggregator.schemas.accounts import (
    Account,
    AccountBody,
    AccountChanges,
    AccountSelection,
    AccountTotals,
    BulkBody,
    Changed,
    Contact,
    ContactBody,
    ContactChanges,
)
from services.aggregator.schemas.base import Body, Code, KeptAmount, Printable
from services.aggregator.schemas.imports import ConfirmImport, ImportReport, Problem
from services.aggregator.schemas.movements import Movement, MovementBatch, MovementBody, Series, SeriesList
from services.aggregator.schemas.runs import Figure, FigureTotals, Run, RunBody

__all__ = [
    "Account",
    "AccountBody",
    "AccountChanges",
    "AccountSelection",
    "AccountTotals",
    "Body",
    "BulkBody",
    "Changed",
    "Code",
    "ConfirmImport",
    "Contact",
    "ContactBody",
    "ContactChanges",
    "Figure",
    "FigureTotals",
    "ImportReport",
    "KeptAmount",
    "Movement",
    "MovementBatch",
    "MovementBody",
    "Printable",
    "Problem",
    "Run",
    "RunBody",
    "Series",
    "SeriesList",
]
