"""How companies want their letters, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select

from services.mailer.models import companies, letter_settings, letter_texts
from shared.database import Reading, Transaction, insert_statement


async def card(reading: Reading, company_id: UUID) -> Row[Any] | None:
    """The company's card with the `letter_revision` of its wishes, NULL where it has none."""
    return await reading.first(
        select(*companies.c, letter_settings.c.revision.label("letter_revision"))
        .select_from(
            companies.outerjoin(letter_settings, letter_settings.c.company_id == companies.c.company_id),
        )
        .where(companies.c.company_id == company_id)
    )


async def settings(reading: Reading, company_id: UUID) -> Row[Any] | None:
    return await reading.first(select(letter_settings).where(letter_settings.c.company_id == company_id))


async def texts(reading: Reading, company_id: UUID) -> Sequence[Row[Any]]:
    return await reading.all(
        select(letter_texts).where(letter_texts.c.company_id == company_id).order_by(letter_texts.c.language)
    )


async def keep(tx: Transaction, company_id: UUID, *, by: str, **changes: Any) -> None:
    """Change some wishes; the others stay, or are as they come."""
    now = tx.clock.now()
    first = {"amounts": True, "pdf": False, "logo": None, "logo_kind": "", "logo_width": 0, "logo_height": 0}
    values = first | changes | {"company_id": company_id, "revision": 1, "updated_at": now, "updated_by": by}
    statement = insert_statement(tx.dialect, letter_settings)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["company_id"],
            set_={
                **changes,
                "revision": letter_settings.c.revision + 1,
                "updated_at": now,
                "updated_by": by,
            },
        ),
        values,
    )


async def replace_texts(tx: Transaction, company_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.execute(delete(letter_texts).where(letter_texts.c.company_id == company_id))
    if rows:
        await tx.execute(insert(letter_texts), [{"company_id": company_id, **row} for row in rows])
