"""The statement as a workbook: one sheet of figures, and one for the documents of each side, to compare with one's own books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from services.responses.domain.snapshot import Head
from services.responses.public.download import words
from services.responses.public.view import is_return
from shared import formats
from shared.contracts.values import OpenItem, Owing, Side, SideTotal
from shared.files.sheets import Cell, CellKind, Column, Sheet
from shared.files.workbook_out import write_workbook
from shared.text import N_

FIGURES, NUMBER_OF_DOCUMENTS = N_("Figures"), N_("Documents")
_NAMES = {Side.SALES: N_("Our sales to you (Bs)"), Side.PURCHASES: N_("Our purchases from you (Ba)")}
_OPEN = N_("Open documents")

Say = Callable[[str], str]


def workbook(head: Head, documents: Sequence[dict[str, Any]], say: Say, *, right_to_left: bool) -> bytes:
    """XLSX. Blocking; some 20,000 documents take about a second."""
    sheets = [_figures(head, say)]
    if head.letter.kind.has_sides:
        sheets += [_side(side, total, documents, say) for side, total in _sides(head)]
    if head.open_items:
        sheets.append(_open_items(head.open_items, say))
    target = BytesIO()
    write_workbook(target, sheets, right_to_left=right_to_left)
    return target.getvalue()


def _sides(head: Head) -> Sequence[tuple[Side, SideTotal]]:
    return ((Side.SALES, head.sales), (Side.PURCHASES, head.purchases))


def _figures(head: Head, say: Say) -> Sheet:
    columns = [
        Column(say(FIGURES), width=70),
        Column(say(NUMBER_OF_DOCUMENTS), CellKind.COUNT),
        Column(say(words.AMOUNT), CellKind.AMOUNT),
        Column(say(words.CURRENCY)),
    ]
    rows: list[Sequence[Cell]] = [
        (head.letter.description, None, None, None),
        (f"{say(words.REFERENCE)}: {head.reference}", None, None, None),
    ]
    if head.letter.kind.has_sides:
        for side, total in _sides(head):
            rows.append((say(words.SIDES[side]), total.documents, total.total.amount, total.total.currency))
            if total.returns_documents:
                label = say(words.OF_WHICH_RETURNS) % {"n": total.returns_documents}
                rows.append((label, total.returns_documents, total.returns_total.amount, total.returns_total.currency))
    day = formats.day(head.letter.as_of) if head.letter.as_of else ""
    for balance in head.balances:
        label = say(words.OWES[balance.owing]) % {"day": day}
        rows.append((label, None, abs(balance.balance.amount), balance.currency))
    return Sheet(say(FIGURES), columns, rows)


def _side(side: Side, total: SideTotal, documents: Sequence[dict[str, Any]], say: Say) -> Sheet:
    columns = [
        Column(say(words.DOCUMENT), width=22),
        Column(say(words.DATE), CellKind.DATE),
        Column(say(words.AMOUNT_IN_TRY), CellKind.AMOUNT),
        Column(say(words.NOTE)),
        Column(say(N_("Original amount")), CellKind.AMOUNT),
        Column(say(words.CURRENCY)),
    ]
    rows = _rows([document for document in documents if document["side"] == side], say(words.RETURN))
    totals = (say(words.TOTAL), None, total.total.amount, None, None, None)
    return Sheet(say(_NAMES[side]), columns, rows, totals)


def _rows(documents: Sequence[dict[str, Any]], returned: str) -> Iterator[Sequence[Cell]]:
    for document in documents:
        original = document["original"]
        yield (
            document["number"],
            date.fromisoformat(document["date"]),
            Decimal(document["amount"]["amount"]),
            returned if is_return(document) else None,
            Decimal(original["amount"]) if original else None,
            original["currency"] if original else None,
        )


def _open_items(items: Sequence[OpenItem], say: Say) -> Sheet:
    columns = [
        Column(say(words.DOCUMENT), width=22),
        Column(say(words.DATE), CellKind.DATE),
        Column(say(words.DUE), CellKind.DATE),
        Column(say(words.NOTE)),
        Column(say(words.OPEN_AMOUNT), CellKind.AMOUNT),
        Column(say(words.CURRENCY)),
    ]
    return Sheet(
        say(_OPEN),
        columns,
        [
            (
                item.number,
                item.issued_on,
                item.due_on,
                say(words.OWED[Owing.of(item.amount.amount)]),
                abs(item.amount.amount),
                item.amount.currency,
            )
            for item in items
        ],
    )
