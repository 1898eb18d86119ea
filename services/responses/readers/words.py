"""What the kind of a row says: which side of their books, a return, or no document at all."""

from __future__ import annotations

from functools import lru_cache

from services.responses.domain.differences.documents import Mark
from shared.contracts.kinds import DocumentKind
from shared.files.words import read_kind
from shared.text import fold

_MARKS = {
    DocumentKind.SALE: (Mark.SALES, False),
    DocumentKind.PURCHASE: (Mark.PURCHASES, False),
    # A return counts on the other side (domain.md §2.4).
    DocumentKind.SALES_RETURN: (Mark.PURCHASES, True),
    DocumentKind.PURCHASE_RETURN: (Mark.SALES, True),
}
_PAYMENTS = (
    "tahsilat", "odeme", "havale", "eft", "virman", "cek", "senet", "kasa", "banka", "kredi kart", "devir", "acilis", "payment",
    "receipt", "transfer", "opening", "mahsup",
)  # fmt: skip


@lru_cache(maxsize=1024)
def mark_of(cell: str) -> tuple[Mark, bool]:
    """The side, and whether it is a return. A bare `iade` is a return on an unknown side."""
    kind = read_kind(cell)
    if kind is not None:
        return _MARKS[kind]
    return Mark.UNKNOWN, any(word.startswith(("iade", "return")) for word in fold(cell).split())


@lru_cache(maxsize=1024)
def is_payment(cell: str) -> bool:
    """Whether the row moves money and is no document: a ledger of an account has both."""
    folded = fold(cell)
    return "fatura" not in folded and "invoice" not in folded and any(word in folded for word in _PAYMENTS)
