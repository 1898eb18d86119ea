"""On which side a document counts, always from the company's view (domain.md §2.4 "Returns", §2.5 points 2 and 12).

Sales and purchase returns are SALES (BS), purchases and sales returns are PURCHASES (BA). A return is never netted against
the side it came from: it is a positive amount on the other one.
"""

from __future__ import annotations

from shared.contracts.kinds import DocumentKind, Side

__all__ = ["DocumentKind", "Side", "is_return", "side_of"]

_SIDES = {
    DocumentKind.SALE: Side.SALES,
    DocumentKind.PURCHASE_RETURN: Side.SALES,
    DocumentKind.PURCHASE: Side.PURCHASES,
    DocumentKind.SALES_RETURN: Side.PURCHASES,
}
_RETURNS = frozenset({DocumentKind.SALES_RETURN, DocumentKind.PURCHASE_RETURN})


def side_of(kind: DocumentKind) -> Side:
    """The side on which a document of this kind is summed and counted."""
    return _SIDES[kind]


def is_return(kind: DocumentKind) -> bool:
    return kind in _RETURNS
