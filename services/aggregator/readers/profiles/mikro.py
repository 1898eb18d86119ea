"""Mikro: CARI_HESAPLAR and CARI_HESAP_HAREKETLERI as its tables are exported (domain.md §5.6).

An amount there includes the KDV; what was added is spread over `cha_vergi1` … by rate.
"""

from __future__ import annotations

from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.profiles.profile import Coded, LeaveOut, Profile

_CURRENCIES = Coded(
    ("cha_d_cins",),
    {"0": "TRY", "1": "USD", "2": "EUR", "4": "GBP", "5": "CHF", "10": "JPY"},
)
_CUSTOMERS_ONLY = Coded(("cha_cari_cins",), {"0": "", "": ""}, LeaveOut.OTHER_ACCOUNT)
_NUMBER = ("cha_evrakno_seri", "cha_evrakno_sira")
_TAXES = tuple(f"cha_vergi{number}" for number in range(1, 21))

CARDS = Profile(
    "mikro",
    FileKind.ACCOUNTS,
    marks=(("cari_kod",), ("cari_unvan1", "cari_unvan")),
    fields={
        "account_code": ("cari_kod",),
        "tax_number": ("cari_vdaire_no", "cari_VergiKimlikNo"),
        "tax_office": ("cari_vdaire_adi",),
        "reconciliation_email": ("cari_EMail", "cari_mutabakat_mail_adresi"),
        "phone": ("cari_CepTel", "cari_telefon"),
    },
    joined={"title": ("cari_unvan1", "cari_unvan2")},
)

MOVEMENTS = Profile(
    "mikro",
    FileKind.MOVEMENTS,
    marks=(("cha_kod",), ("cha_meblag",), ("cha_evrak_tip",), _TAXES),
    fields={
        "account_code": ("cha_kod",),
        "document_date": ("cha_belge_tarih",),
        "recorded_on": ("cha_tarihi",),
        "gross": ("cha_meblag",),
        "currency": ("cha_d_cins",),
        "rate": ("cha_d_kur",),
        "series": ("cha_evrakno_seri",),
        "branch": ("cha_subeno",),
        "cancelled": ("cha_iptal",),
        "uuid": ("cha_uuid", "cha_ettn"),
        "note": ("cha_aciklama",),
    },
    coded={
        # 63 is an invoice we write, 0 one we receive; what is a return turns round whose sale it was.
        "kind": Coded(
            ("cha_evrak_tip", "cha_normal_Iade"),
            {
                "63": "sale", "63/0": "sale", "63/1": "purchase_return",
                "0": "purchase", "0/0": "purchase", "0/1": "sales_return",
            },
            LeaveOut.OTHER_TRANSACTION,
        ),
        "currency": _CURRENCIES,
        "#1": _CUSTOMERS_ONLY,
    },
    joined={"document_no": _NUMBER},
    added={"vat": _TAXES},
)  # fmt: skip

ENTRIES = Profile(
    "mikro",
    FileKind.ENTRIES,
    marks=(("cha_kod",), ("cha_meblag",), ("cha_tip",)),
    fields={
        "account_code": ("cha_kod",),
        "entry_date": ("cha_tarihi",),
        "amount": ("cha_meblag",),
        "side": ("cha_tip",),
        "currency": ("cha_d_cins",),
        "rate": ("cha_d_kur",),
        "branch": ("cha_subeno",),
        "note": ("cha_aciklama",),
    },
    coded={
        "side": Coded(("cha_tip",), {"0": "B", "1": "A"}),
        "currency": _CURRENCIES,
        "#1": _CUSTOMERS_ONLY,
        "#2": Coded(("cha_iptal",), {"1": LeaveOut.CANCELLED, "true": LeaveOut.CANCELLED, "evet": LeaveOut.CANCELLED}),
    },
    joined={"document_no": _NUMBER},
)

PROFILES = (CARDS, MOVEMENTS, ENTRIES)
