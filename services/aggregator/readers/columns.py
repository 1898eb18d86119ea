"""The columns of the canonical CSV: which fields there are, what their headings may be called, how long their texts are.

`docs/import-format.md` says the same to integrators; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class FileKind(StrEnum):
    """What a canonical file holds; decided from its headings."""

    ACCOUNTS = "accounts"
    MOVEMENTS = "movements"


# field → headings, the documented Turkish one first. The field's own English name is always accepted too.
ACCOUNT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "account_code": ("cari kodu", "cari hesap kodu", "cari kod", "hesap kodu", "code"),
    "title": ("ünvan", "unvan", "cari ünvanı", "cari adı", "cari hesap adı", "ticari ünvan", "name"),
    "tax_number": (
        "vergi no",
        "vergi numarası",
        "vkn",
        "vkn/tckn",
        "vergi kimlik no",
        "tckn",
        "tc kimlik no",
        "tax id",
    ),
    "tax_office": ("vergi dairesi",),
    "country": ("ülke", "ülke kodu", "country code"),
    "reconciliation_email": (
        "mutabakat e-posta",
        "mutabakat e-posta adresi",
        "e-posta",
        "e-mail",
        "mail",
        "e-posta adresi",
    ),
    "phone": ("telefon", "tel", "telefon no", "tel no"),
    "address": ("adres",),
    "language": ("dil",),
    "branch": ("şube", "şube kodu", "şube adı"),
    "contact_name": ("yetkili adı", "yetkili", "ilgili kişi", "contact"),
    "contact_email": ("yetkili e-posta", "yetkili e-posta adresi", "ilgili kişi e-posta"),
    "receives_reconciliations": ("e-mutabakat yetkilisi", "mutabakat yetkilisi"),
}

MOVEMENT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "account_code": ("cari kodu", "cari hesap kodu", "cari kod", "hesap kodu", "code"),
    "document_no": ("belge no", "belge numarası", "evrak no", "fatura no", "invoice no", "document number"),
    "document_date": ("belge tarihi", "evrak tarihi", "fatura tarihi", "tarih", "date", "invoice date"),
    "kind": ("tür", "belge türü", "hareket türü", "document kind"),
    "amount": ("tutar", "matrah", "kdv hariç tutar", "kdv hariç", "tutar (kdv hariç)", "base"),
    "vat": ("kdv", "kdv tutarı"),
    "currency": ("para birimi", "döviz", "döviz cinsi", "pb"),
    "rate": ("kur", "döviz kuru", "exchange rate"),
    "series": ("seri", "seri no", "evrak seri", "belge seri"),
    "branch": ("şube", "şube kodu", "şube adı"),
    "cancelled": ("iptal", "iptal mi", "canceled"),
    "uuid": ("ettn",),
    "note": ("açıklama", "description"),
}

HEADINGS: Mapping[FileKind, Mapping[str, tuple[str, ...]]] = {
    FileKind.ACCOUNTS: ACCOUNT_HEADINGS,
    FileKind.MOVEMENTS: MOVEMENT_HEADINGS,
}

REQUIRED: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.ACCOUNTS: ("account_code", "title"),
    FileKind.MOVEMENTS: ("account_code", "document_no", "document_date", "kind", "amount"),
}

# Characters; the database columns are as wide.
LIMITS: Mapping[str, int] = {
    "account_code": 50,
    "title": 250,
    "tax_number": 40,
    "tax_office": 100,
    "country": 60,
    "reconciliation_email": 254,
    "phone": 50,
    "address": 500,
    "language": 20,
    "branch": 50,
    "contact_name": 120,
    "contact_email": 254,
    "document_no": 60,
    "series": 20,
    "note": 500,
}
