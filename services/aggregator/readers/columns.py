"""The columns that a table may have: which fields there are, what their headings may be called, how long their texts are.

`docs/import-format.md` says the same to integrators; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from shared.files.document_headings import DOCUMENT_HEADINGS


class FileKind(StrEnum):
    """What a file holds; decided from its headings, or by whoever sends it."""

    ACCOUNTS = "accounts"
    MOVEMENTS = "movements"
    ENTRIES = "entries"
    TRIAL_BALANCE = "trial_balance"
    CANCELLATIONS = "cancellations"
    INVOICES = "invoices"
    """Electronic documents (UBL-TR): no table, so without headings."""


_CODE = (
    "cari kodu",
    "cari hesap kodu",
    "cari kod",
    "hesap kodu",
    "code",
    "cari no",
    "hesap no",
    "müşteri kodu",
    "account",
    "muhasebe kodu",
)
_TITLE = (
    "ünvan", "unvan", "cari ünvanı", "cari adı", "cari hesap adı", "ticari ünvan", "name", "hesap adı", "müşteri ünvanı",
    "firma ünvanı", "firma adı", "cari hesap ünvanı", "müşteri adı", "company",
)  # fmt: skip
_TAX_NUMBER = (
    "vergi no", "vergi numarası", "vkn", "vkn/tckn", "vergi kimlik no", "tckn", "tc kimlik no", "tax id",
    "vergi/tc kimlik no", "vergi kimlik numarası", "vkn tckn no", "vat number",
)  # fmt: skip
_BRANCH = ("şube", "şube kodu", "şube adı")
_CURRENCY = DOCUMENT_HEADINGS["currency"]
_RATE = DOCUMENT_HEADINGS["rate"]
_EMAIL = (
    "mutabakat e-posta", "mutabakat e-posta adresi", "e-posta", "e-mail", "mail", "e-posta adresi", "ilgili kişi e-posta adresi",
)  # fmt: skip
_DEBIT = DOCUMENT_HEADINGS["debit"]
_CREDIT = DOCUMENT_HEADINGS["credit"]
_PARTY: Mapping[str, tuple[str, ...]] = {
    "title": _TITLE,
    "tax_number": _TAX_NUMBER,
    "tax_office": ("vergi dairesi",),
    "country": ("ülke", "ülke kodu", "country code"),
    "email": _EMAIL,
    "phone": ("telefon", "tel", "telefon no", "tel no"),
    "address": ("adres",),
}

# field → headings, the documented Turkish one first. The field's own English name is always accepted too.
ACCOUNT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "account_code": _CODE,
    "title": _TITLE,
    "tax_number": _TAX_NUMBER,
    "tax_office": ("vergi dairesi",),
    "country": _PARTY["country"],
    "reconciliation_email": _EMAIL,
    "phone": _PARTY["phone"],
    "address": ("adres",),
    "language": ("dil",),
    "branch": _BRANCH,
    "contact_name": ("yetkili adı", "yetkili", "ilgili kişi", "contact"),
    "contact_email": ("yetkili e-posta", "yetkili e-posta adresi", "ilgili kişi e-posta"),
    "receives_reconciliations": ("e-mutabakat yetkilisi", "mutabakat yetkilisi"),
    "never_mail": ("posta gönderilmesin", "mutabakat gönderilmesin", "e-posta gönderilmesin"),
    "never_merge": ("birleştirilmesin", "vergi no ile birleştirilmesin"),
}

MOVEMENT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "account_code": _CODE,
    **DOCUMENT_HEADINGS,
    "other_taxes": ("diğer vergiler", "ötv öiv", "diğer vergi tutarı"),
    "series": ("seri", "seri no", "evrak seri", "belge seri"),
    "branch": _BRANCH,
    "recorded_on": ("kayıt tarihi", "muhasebe tarihi", "posting date"),
    "customs_on": ("kapanış tarihi", "fiili ihracat tarihi", "gümrük tarihi", "intaç tarihi", "closing date"),
    "electronic": ("e-belge", "elektronik", "e-belge mi"),
    "uuid": ("ettn",),
    "note": ("açıklama", "description"),
    **_PARTY,
}

ENTRY_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "account_code": _CODE,
    "entry_date": (
        "tarih", "fiş tarihi", "işlem tarihi", "kayıt tarihi", "hareket tarihi", "belge tarihi", "evrak tarihi", "date",
        "posting date", "document_date",
    ),
    "amount": ("tutar", "bakiye tutarı", "bakiye", "net tutar", "işlem tutarı", "balance"),
    "debit": _DEBIT,
    "credit": _CREDIT,
    "side": ("b/a", "borç/alacak", "borç alacak", "borç alacak kodu", "yön", "debit/credit"),
    "currency": _CURRENCY,
    "rate": _RATE,
    "amount_try": ("tl karşılığı", "tl tutarı", "tl tutar", "karşılığı", "yerel tutar", "try tutarı"),
    "document_no": (
        "belge no", "belge numarası", "evrak no", "fatura no", "fiş no", "fiş numarası", "evrak numarası", "referans",
        "reference", "yevmiye no",
    ),
    "foreign_amount": ("döviz tutarı", "döviz tutar", "dövizli tutar", "işlem döviz tutarı"),
    "foreign_debit": ("borç döviz", "döviz borç", "dövizli borç"),
    "foreign_credit": ("alacak döviz", "döviz alacak", "dövizli alacak"),
    "due_date": ("vade tarihi", "vade", "ödeme tarihi"),
    "branch": _BRANCH,
    "note": ("açıklama", "description", "fiş türü", "işlem türü"),
    **_PARTY,
}  # fmt: skip

TRIAL_BALANCE_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "account_code": _CODE,
    "debit": _DEBIT,
    "credit": _CREDIT,
    "debit_balance": ("borç bakiye", "borç bakiyesi", "bakiye borç", "borç kalan"),
    "credit_balance": ("alacak bakiye", "alacak bakiyesi", "bakiye alacak", "alacak kalan"),
    "amount": ("bakiye", "net bakiye", "tutar"),
    "side": ("b/a", "borç/alacak", "borç alacak", "debit/credit"),
    "currency": _CURRENCY,
    "rate": _RATE,
    "amount_try": ("tl karşılığı", "tl bakiye", "karşılığı"),
    "branch": _BRANCH,
    **_PARTY,
}

CANCELLATION_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "uuid": ("ettn", "iptal edilen ettn", "belge ettn"),
    "document_no": (
        "belge no", "belge numarası", "fatura no", "fatura numarası", "evrak no", "iptal edilen belge no",
        "iptal edilen fatura no",
    ),
    "document_date": ("belge tarihi", "fatura tarihi", "tarih", "date", "düzenleme tarihi"),
    "tax_number": _TAX_NUMBER,
    "cancelled_on": ("iptal tarihi",),
}  # fmt: skip

HEADINGS: Mapping[FileKind, Mapping[str, tuple[str, ...]]] = {
    FileKind.ACCOUNTS: ACCOUNT_HEADINGS,
    FileKind.MOVEMENTS: MOVEMENT_HEADINGS,
    FileKind.ENTRIES: ENTRY_HEADINGS,
    FileKind.TRIAL_BALANCE: TRIAL_BALANCE_HEADINGS,
    FileKind.CANCELLATIONS: CANCELLATION_HEADINGS,
}

REQUIRED: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.ACCOUNTS: ("account_code", "title"),
    FileKind.MOVEMENTS: ("account_code", "document_no", "document_date", "kind", "amount"),
    FileKind.ENTRIES: ("account_code", "entry_date", "amount"),
    FileKind.TRIAL_BALANCE: ("account_code", "amount"),
    FileKind.CANCELLATIONS: ("uuid",),
}

SUBSTITUTES: Mapping[FileKind, Mapping[str, tuple[str, ...]]] = {
    FileKind.ACCOUNTS: {},
    FileKind.MOVEMENTS: {"account_code": ("tax_number", "title"), "amount": ("gross", "debit", "credit")},
    FileKind.ENTRIES: {"account_code": ("tax_number", "title"), "amount": ("debit", "credit", "amount_try")},
    FileKind.TRIAL_BALANCE: {"amount": ("debit_balance", "credit_balance", "debit", "credit")},
    FileKind.CANCELLATIONS: {"uuid": ("document_no",)},
}
"""Fields that do instead of a required one: a file needs one of them."""

# Characters; the database columns are as wide.
LIMITS: Mapping[str, int] = {
    "account_code": 50,
    "title": 250,
    "tax_number": 40,
    "tax_office": 100,
    "country": 60,
    "reconciliation_email": 254,
    "email": 254,
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

NUMBERS: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.ACCOUNTS: (),
    FileKind.MOVEMENTS: ("amount", "gross", "debit", "credit", "vat", "other_taxes", "rate"),
    FileKind.ENTRIES: (
        "amount",
        "debit",
        "credit",
        "amount_try",
        "foreign_amount",
        "foreign_debit",
        "foreign_credit",
        "rate",
    ),
    FileKind.TRIAL_BALANCE: ("amount", "debit", "credit", "debit_balance", "credit_balance", "amount_try", "rate"),
    FileKind.CANCELLATIONS: (),
}
"""Columns of numbers: each decides on its own how its cells are written."""

DATES: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.ACCOUNTS: (),
    FileKind.MOVEMENTS: ("document_date", "recorded_on", "customs_on"),
    FileKind.ENTRIES: ("entry_date", "due_date"),
    FileKind.TRIAL_BALANCE: (),
    FileKind.CANCELLATIONS: ("document_date", "cancelled_on"),
}
"""Columns of dates: each decides on its own what comes first."""
