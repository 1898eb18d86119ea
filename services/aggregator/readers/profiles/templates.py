"""Lists of balances that other reconciliation programs take in: one line a counterparty, without a date (domain.md §5.6)."""

from __future__ import annotations

from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.profiles.profile import Profile

ILETIGO = Profile(
    "iletigo",
    FileKind.TRIAL_BALANCE,
    marks=(("cari_hesap_kodu",), ("borc_alacak",), ("birim",)),
    fields={
        "account_code": ("cari_hesap_kodu",),
        "title": ("cari_hesap_adi",),
        "amount": ("tutar",),
        "currency": ("birim",),
        "side": ("borc_alacak",),
        "email": ("ilgili_kisi_eposta",),
    },
)

BALANCE_LIST = Profile(
    "balance-list",
    FileKind.TRIAL_BALANCE,
    marks=(("Cari Kodu",), ("B/A",), ("Bakiye",), ("PB", "Karşılığı")),
    fields={"amount_try": ("Karşılığı",), "amount": ("Bakiye",)},
)

PROFILES = (ILETIGO, BALANCE_LIST)
