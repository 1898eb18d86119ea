"""Documents that were rejected or cancelled outside themselves (domain.md §5.3): out of every figure, whenever that is told.

Protects against their coming back: a ledger that is imported again after the cancellation still says that the document is valid.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, insert, literal, or_, select, true, update

from services.aggregator.domain.sides import DocumentKind
from services.aggregator.models import cancellations, movements, staged_movements
from services.aggregator.repository import imports
from shared.database import Transaction

_OURS = (DocumentKind.SALE.value, DocumentKind.PURCHASE_RETURN.value)
"""Documents that the company issues: only their numbers are unique to it."""


async def apply(tx: Transaction, company_id: UUID, import_id: UUID) -> None:
    """Mark staged lines of cancelled documents; bring in those of the books that this import cancels."""
    if not await imports.has_cancellations(tx, company_id):
        return
    staged, kept = staged_movements.c, movements.c
    mine = and_(staged.import_id == import_id, staged.cancelled.is_(False))
    await tx.execute(
        update(staged_movements)
        .where(mine, _is_cancelled(staged, company_id))
        .values(cancelled=True, fingerprint=staged.fingerprint + 1)
    )
    names = [column.name for column in staged_movements.columns]
    changed = {"import_id": literal(import_id, kept.import_id.type), "cancelled": true()}
    changed["fingerprint"] = kept.fingerprint + 1
    here = select(staged.document_id).where(staged.import_id == import_id)
    lines = select(*[changed.get(name, kept[name]) for name in names]).where(
        kept.company_id == company_id,
        kept.until.is_(None),
        kept.cancelled.is_(False),
        _is_cancelled(kept, company_id, told_by=import_id),
        kept.document_id.not_in(here),
    )
    await tx.execute(insert(staged_movements).from_select(names, lines))


def _is_cancelled(columns: Any, company_id: UUID, *, told_by: UUID | None = None) -> ColumnElement[bool]:
    said = cancellations.c
    told = select(said.reference).where(said.company_id == company_id)
    if told_by is not None:
        told = told.where(said.import_id == told_by)
    by_number = and_(columns.kind.in_(_OURS), columns.document_no.in_(told))
    return or_(func.coalesce(columns.uuid, "").in_(told), by_number)
