"""Company names, addresses and numbers that are made up from lists of words; tax numbers are valid by their check digits.

No name is meant to be that of a real company and no person is named: a contact is a department.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from stdnum.tr import tckimlik, vkn

from shared.tax_number import TaxNumber
from shared.text import fold_heading

CITIES = (
    "İstanbul", "Ankara", "İzmir", "Bursa", "Konya", "Kayseri", "Gaziantep", "Eskişehir", "Denizli", "Adana", "Mersin",
    "Samsun", "Trabzon", "Manisa", "Balıkesir", "Kocaeli", "Sakarya", "Tekirdağ", "Çorum", "Iğdır", "Muğla", "Antalya",
    "Şanlıurfa", "Diyarbakır", "Uşak", "Kırıkkale", "Çanakkale", "Niğde", "Ağrı", "Düzce",
)  # fmt: skip
FANCIES = (
    "Çınarlı", "Işıklar", "Yeşilova", "Gökırmak", "Güneşli", "Akçay", "Karadut", "Boğaziçi", "Ulukaya", "Şelale", "İncesu",
    "Ölüdeniz", "Kızılçam", "Doruk", "Ilgaz", "Bozdağ", "Ağaçlı", "Çamlıbel", "Söğütözü", "Üçyol", "Gümüşdere", "İkizler",
    "Sarıçiçek", "Kuzeyyıldızı", "Mavigöl", "Taşköprü", "Başak", "Ihlamur", "Örenli", "Yıldırımtepe", "Çiğdem", "Pınarbaşı",
    "Altınova", "Beyazkaya", "Kervan", "Turkuaz", "Anadolu Işığı", "Ege Rüzgârı", "Toros", "Fırat Boyu",
)  # fmt: skip
SECTORS = (
    "Gıda", "İnşaat", "Tekstil", "Otomotiv", "Makine", "Kimya", "Plastik", "Ambalaj", "Mobilya", "Lojistik", "Enerji",
    "Bilişim", "Tarım Ürünleri", "Kırtasiye", "Demir Çelik", "Elektrik", "Medikal", "Matbaacılık", "Turizm", "Hırdavat",
    "Yapı Malzemeleri", "Temizlik Ürünleri", "Isıtma Soğutma", "Cam", "Ölçüm Cihazları",
)  # fmt: skip
FORMS = (
    ("San. ve Tic. Ltd. Şti.", 45),
    ("Tic. Ltd. Şti.", 20),
    ("San. ve Tic. A.Ş.", 20),
    ("A.Ş.", 15),
)
STREETS = (
    "Atatürk Cad.", "Cumhuriyet Cad.", "İstiklal Sok.", "Çarşı Sok.", "Sanayi Cad.", "Şehitler Cad.", "Ihlamur Sok.",
    "Organize Sanayi Bölgesi 4. Cad.", "Gül Sok.", "Köprübaşı Cad.",
)  # fmt: skip
DEPARTMENTS = ("Muhasebe", "Finans", "Mali İşler", "Satın Alma", "Ön Muhasebe")


@dataclass(frozen=True, slots=True)
class ForeignCompany:
    """A buyer abroad, with the currency of its documents and the language of its letters.

    `tax_number` is a pattern whose `#` become random digits; empty when the buyer has told none.
    """

    title: str
    country: str
    tax_number: str
    currency: str
    language: str


FOREIGN_COMPANIES = (
    ForeignCompany("Nordlicht Handels GmbH", "DE", "DE#########", "EUR", "de"),
    ForeignCompany("Rheinufer Maschinenbau GmbH", "DE", "DE#########", "EUR", "de"),
    ForeignCompany("Alpenblick Feinkost GmbH", "AT", "ATU########", "EUR", "de"),
    ForeignCompany("Greenvale Imports Ltd", "GB", "GB#########", "GBP", "en"),
    ForeignCompany("Harbourline Trading Ltd", "GB", "", "GBP", "en"),
    ForeignCompany("Blue Prairie Supply LLC", "US", "", "USD", "en"),
    ForeignCompany("Al Waha Trading LLC", "AE", "100##########03", "USD", "ar"),
    ForeignCompany("Nakhla General Trading LLC", "AE", "100##########03", "USD", "ar"),
    ForeignCompany("Dar Al Noor Est.", "SA", "3############03", "USD", "ar"),
    ForeignCompany("Côte Bleue Distribution SARL", "FR", "FR###########", "EUR", "en"),
    ForeignCompany("Delta Polder Trading B.V.", "NL", "NL#########B01", "EUR", "en"),
    ForeignCompany("Levante Ceramiche S.r.l.", "IT", "IT###########", "EUR", "en"),
)


def company_title(rng: random.Random, taken: set[str]) -> tuple[str, str]:
    """A new title and the host part of its addresses, both not in `taken`."""
    while True:
        fancy, sector = rng.choice(FANCIES), rng.choice(SECTORS)
        form = rng.choices([name for name, _ in FORMS], [weight for _, weight in FORMS])[0]
        place = f"{rng.choice(CITIES)} " if rng.random() < 0.25 else ""
        title = f"{place}{fancy} {sector} {form}"
        host = f"{fold_heading(fancy)}-{fold_heading(sector)}"
        if title not in taken and host not in taken:
            taken.update((title, host))
            return title, host


def shop_title(rng: random.Random, taken: set[str]) -> tuple[str, str]:
    """A sole trader's shop, known by its trade, never by a person's name."""
    while True:
        title = f"{rng.choice(FANCIES)} {rng.choice(SECTORS)} Ticarethanesi"
        host = fold_heading(title)
        if title not in taken:
            taken.add(title)
            return title, host


def new_vkn(rng: random.Random, *, leading_zero: bool = False) -> str:
    """Ten digits with a right check digit."""
    while True:
        digits = f"{rng.randrange(10**8):09d}" if leading_zero else str(rng.randrange(10**8, 10**9))
        number = digits + vkn.calc_check_digit(digits)
        if TaxNumber(number).identifies:
            return number


def new_tckn(rng: random.Random) -> str:
    """Eleven digits with right check digits."""
    while True:
        digits = str(rng.randrange(10**8, 10**9))
        number = digits + tckimlik.calc_check_digits(digits)
        if TaxNumber(number).identifies:
            return number


def foreign_number(rng: random.Random, pattern: str) -> str:
    """A made-up foreign tax number of the given shape."""
    return "".join(str(rng.randrange(10)) if character == "#" else character for character in pattern)


def address(rng: random.Random) -> tuple[str, str]:
    """A postal address and its city."""
    city = rng.choice(CITIES)
    return f"{rng.choice(STREETS)} No: {rng.randrange(1, 180)} {city}", city
