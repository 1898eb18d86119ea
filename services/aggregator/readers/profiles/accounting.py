"""Programs of accountants: Zirve's invoice list, Luca's ledger (muavin) and the flat e-Defter (domain.md §5.5, §5.6)."""

from __future__ import annotations

from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.profiles.profile import Coded, Profile

ZIRVE = Profile(
    "zirve",
    FileKind.MOVEMENTS,
    marks=(("EVRAK UNVAN", "EVRAK ÜNVANI"), ("EVRAK NO",), ("EVRAK TARİHİ",)),
    fields={
        "title": ("EVRAK UNVAN", "EVRAK ÜNVANI"),
        "document_no": ("EVRAK NO",),
        "document_date": ("EVRAK TARİHİ",),
        "amount": ("TUTAR",),
    },
)
"""Says nothing of purchase or sale: that is one file each, and whoever sends it says which."""

LUCA = Profile(
    "luca",
    FileKind.ENTRIES,
    marks=(("TARİH", "FİŞ TARİHİ"), ("BORÇ",), ("ALACAK",)),
    unless=(
        "HESAP KODU", "CARİ KODU", "CARİ HESAP KODU", "CARİ KOD", "HESAP NO", "ÜNVAN", "HESAP ADI", "VERGİ NO", "VKN",
        "account_code",
    ),
    fields={"document_no": ("EVRAK NO", "BELGE NO"), "entry_date": ("TARİH", "FİŞ TARİHİ")},
    codes_above=True,
)  # fmt: skip

E_LEDGER = Profile(
    "e-defter",
    FileKind.ENTRIES,
    marks=(("accmainid",), ("amount",), ("debitcreditcode",)),
    fields={
        "entry_date": ("postingdate", "entereddate"),
        "amount": ("amount",),
        "document_no": ("documentnumber", "documentreference"),
        "note": ("detailcomment", "entrycomment"),
        "title": ("accsubdesc",),
    },
    coded={
        "side": Coded(("debitcreditcode",), {"d": "B", "c": "A", "debit": "B", "credit": "A"}),
    },
    joined={"account_code": ("accsubid", "accmainid")},
    is_ledger=True,
    own_only=True,
)

PROFILES = (ZIRVE, LUCA, E_LEDGER)
