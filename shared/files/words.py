"""What a word in a cell means, whoever reads the file: kinds of documents, currencies, yes and no.

Every function is remembered (`lru_cache`), because a million rows hold a handful of different cells.
"""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import list_currencies

from shared.contracts.kinds import DocumentKind
from shared.money import TRY
from shared.text import fold_heading

_KINDS = {
    fold_heading(word): kind
    for kind, words in {
        DocumentKind.SALE: ("satış", "satış faturası", "satış fatura", "sale", "sales", "sales invoice"),
        DocumentKind.PURCHASE: ("alış", "alım", "alış faturası", "alış fatura", "purchase", "purchases", "purchase invoice"),
        DocumentKind.SALES_RETURN: (
            "satıştan iade", "satış iade", "satış iadesi", "satıştan iade faturası", "satış iade faturası",
            "sales_return", "sale return", "sales returns", "return of sale",
        ),
        DocumentKind.PURCHASE_RETURN: (
            "alıştan iade", "alış iade", "alış iadesi", "alıştan iade faturası", "alış iade faturası",
            "purchase_return", "purchases return", "purchase returns", "return of purchase",
        ),
    }.items()
    for word in words
}  # fmt: skip
_LIRA = frozenset({"", "tl", "try", "turklirasi", "lira", "₺"})
_OLD_LIRA = frozenset({"trl", "ytl"})
_CURRENCIES = {
    "$": "USD", "dolar": "USD", "abddolari": "USD", "usdollar": "USD", "€": "EUR", "avro": "EUR", "euro": "EUR",
    "£": "GBP", "sterlin": "GBP", "ingilizsterlini": "GBP",
}  # fmt: skip
_YES = frozenset({"evet", "e", "1", "true", "yes", "y", "x", "var", "dogru", "iptal", "cancelled", "✓", "✔"})
_NO = frozenset({"", "hayir", "h", "0", "false", "no", "n", "yok", "yanlis", "-"})


@lru_cache(maxsize=1024)
def read_kind(cell: str) -> DocumentKind | None:
    """The kind of document; None when the word is not known. A bare `iade` is not: it has two sides."""
    return _KINDS.get(fold_heading(cell))


@lru_cache(maxsize=1024)
def read_currency(cell: str) -> tuple[str | None, bool]:
    """The ISO 4217 code (None when there is none such) and whether an old name of the lira was used."""
    if cell.strip() in ("₺", "$", "€", "£"):
        return _CURRENCIES.get(cell.strip(), TRY), False
    folded = fold_heading(cell)
    if folded in _LIRA or folded in _OLD_LIRA:
        return TRY, folded in _OLD_LIRA
    if folded in _CURRENCIES:
        return _CURRENCIES[folded], False
    code = folded.upper()
    return (code if len(code) == 3 and code in _iso_currencies() else None), False


@lru_cache(maxsize=1024)
def read_yes_or_no(cell: str) -> bool | None:
    """Yes, no (also for an empty cell), or None when the cell says neither."""
    folded = fold_heading(cell) or cell.strip()
    if folded in _YES:
        return True
    return False if folded in _NO else None


@lru_cache(maxsize=1)
def _iso_currencies() -> frozenset[str]:
    return frozenset(list_currencies())
