"""Words that events and rules share. Apart from the values that carry them, because a reader of files needs only the words."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Always from the company's view: what we bought from them, what we sold to them."""

    PURCHASES = "purchases"
    SALES = "sales"


class DocumentKind(StrEnum):
    SALE = "sale"
    PURCHASE = "purchase"
    SALES_RETURN = "sales_return"
    PURCHASE_RETURN = "purchase_return"
