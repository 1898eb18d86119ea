"""What both files call things: the page's own words, so that paper and screen can be laid side by side."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.contracts.values import Owing, Side
from shared.text import N_

SIDES: Mapping[Side, str] = MappingProxyType(
    {
        Side.SALES: N_("Our sales to you (Bs) · in your books: purchases (Ba)"),
        Side.PURCHASES: N_("Our purchases from you (Ba) · in your books: sales (Bs)"),
    }
)
OWES: Mapping[Owing, str] = MappingProxyType(
    {
        Owing.THEY_OWE_US: N_("According to our records, as of %(day)s your company owes us"),
        Owing.WE_OWE_THEM: N_("According to our records, as of %(day)s our company owes you"),
        Owing.EVEN: N_("According to our records, as of %(day)s neither of us owes the other anything"),
    }
)
OWED: Mapping[Owing, str] = MappingProxyType(
    {
        Owing.THEY_OWE_US: N_("you owe us"),
        Owing.WE_OWE_THEM: N_("we owe you"),
        Owing.EVEN: N_("nothing owed"),
    }
)
DOCUMENT, DATE, DUE = N_("Document"), N_("Date"), N_("Due date")
AMOUNT_IN_TRY, AMOUNT, CURRENCY = N_("Amount (TRY)"), N_("Amount"), N_("Currency")
OPEN_AMOUNT = N_("Open amount")
OPEN_DOCUMENTS = N_("Open documents, the newest first")
NOTE, RETURN = N_("Note"), N_("return")
TOTAL, OF_WHICH_RETURNS = N_("Total"), N_("of which returns (%(n)s)")
IN_OUR_BOOKS = N_("in our books: %(amount)s")
TAX_NUMBER, REFERENCE = N_("Tax number"), N_("Reference")
EXCLUDING_VAT = (N_("%(n)s document · excluding VAT"), "%(n)s documents · excluding VAT")
