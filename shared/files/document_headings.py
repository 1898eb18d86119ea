"""What the columns of a list of documents are called in files, the documented Turkish name first.

A column's own English name is always accepted too. `docs/import-format.md` says the same to integrators.
"""

from __future__ import annotations

from collections.abc import Mapping

DOCUMENT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "document_no": (
        "belge no",
        "belge numarası",
        "evrak no",
        "fatura no",
        "invoice no",
        "document number",
        "fatura numarası",
        "evrak numarası",
    ),
    "document_date": (
        "belge tarihi",
        "evrak tarihi",
        "fatura tarihi",
        "tarih",
        "date",
        "invoice date",
        "düzenleme tarihi",
    ),
    "kind": (
        "tür",
        "belge türü",
        "hareket türü",
        "document kind",
        "fatura türü",
        "alış/satış",
        "fatura tipi",
        "evrak türü",
    ),
    "amount": (
        "tutar",
        "matrah",
        "kdv hariç tutar",
        "kdv hariç",
        "tutar (kdv hariç)",
        "base",
        "kdv hariç toplam",
        "kdv matrahı",
        "ara toplam",
        "mal hizmet tutarı",
        "net tutar",
    ),
    "gross": (
        "kdv dahil tutar",
        "kdv dahil",
        "tutar (kdv dahil)",
        "kdv dahil toplam",
        "vergiler dahil tutar",
        "genel toplam",
    ),
    "vat": ("kdv", "kdv tutarı", "hesaplanan kdv", "toplam kdv"),
    "debit": ("borç", "borç tutarı", "borç tl", "borç tutar", "debit amount"),
    "credit": ("alacak", "alacak tutarı", "alacak tl", "alacak tutar", "credit amount"),
    "currency": ("para birimi", "döviz", "döviz cinsi", "pb", "döviz türü", "birim", "döviz kodu"),
    "rate": ("kur", "döviz kuru", "exchange rate"),
    "cancelled": ("iptal", "iptal mi", "canceled"),
}
