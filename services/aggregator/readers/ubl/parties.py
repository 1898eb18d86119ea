"""Who stands on an invoice: tax numbers by their scheme, and the counterparty as it may be kept and shown.

A party lists many numbers (MERSİS, branch, meter, subscriber); only VKN and TCKN say who it is. Exports and tax-free sales name
the customs ministry as the customer; their true buyer is abroad (domain.md §5.3).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from services.aggregator.domain.countries import UNKNOWN_COUNTRY
from services.aggregator.domain.ledger import HOME_COUNTRY, Party
from services.aggregator.domain.problems import RowProblem, warning
from services.aggregator.readers.cells import is_email, read_country
from services.aggregator.readers.columns import LIMITS
from services.aggregator.readers.tax_numbers import read_tax_number
from shared.files.ubl.elements import Element, nodes_at, shown, text_at
from shared.tax_number import TaxNumber, TaxNumberKind

"""ISO 3166's own code for "not known": a buyer abroad must not be taken for a Turkish one."""

_IDENTIFICATIONS = nodes_at("cac:PartyIdentification/cbc:ID")
_WHOLE_TEXT = text_at(".")
_NAME = text_at("cac:PartyName/cbc:Name")
_LEGAL_NAME = text_at("cac:PartyLegalEntity/cbc:RegistrationName")
_FIRST, _MIDDLE, _FAMILY = (text_at(f"cac:Person/cbc:{name}") for name in ("FirstName", "MiddleName", "FamilyName"))
_FOREIGN_NUMBER = text_at("cac:PartyLegalEntity/cbc:CompanyID")
_NATIONALITY = text_at("cac:Person/cbc:NationalityID")
_COUNTRY_CODE = text_at("cac:PostalAddress/cac:Country/cbc:IdentificationCode")
_COUNTRY = text_at("cac:PostalAddress/cac:Country/cbc:Name")
_ADDRESS = [
    text_at(f"cac:PostalAddress/cbc:{name}")
    for name in (
        "StreetName",
        "BuildingName",
        "BuildingNumber",
        "Room",
        "PostalZone",
        "CitySubdivisionName",
        "CityName",
    )
]
_TAX_OFFICE = text_at("cac:PartyTaxScheme/cac:TaxScheme/cbc:Name")
_PHONE = text_at("cac:Contact/cbc:Telephone")
_MAIL = text_at("cac:Contact/cbc:ElectronicMail")

_NUMBER_SCHEMES = frozenset({"VKN", "TCKN", "VKN_TCKN", "VKNTCKN"})


@dataclass(frozen=True, slots=True)
class PartyNumbers:
    """VKN and TCKN of a party, the one that stands for it first; `written` as they stand in the document."""

    numbers: tuple[TaxNumber, ...] = ()
    written: tuple[str, ...] = field(default=(), compare=False)

    @property
    def first(self) -> TaxNumber | None:
        return self.numbers[0] if self.numbers else None

    def has(self, number: TaxNumber) -> bool:
        """Whether this party is the one with that number; zeros that a program dropped make no difference."""
        return any(is_same_number(own, number) for own in self.numbers)


def is_same_number(one: TaxNumber, other: TaxNumber) -> bool:
    """Whether two numbers are the same but for zeros that a program dropped at their beginning."""
    return one.text.lstrip("0") == other.text.lstrip("0")


def numbers_of(party: Element | None) -> PartyNumbers:
    """VKN before TCKN, each by the name of its scheme. A number without any scheme counts only when it is a true one."""
    if party is None:
        return PartyNumbers()
    found: list[tuple[int, TaxNumber, str]] = []
    for identification in _IDENTIFICATIONS(party):
        scheme = (identification.get("schemeID") or "").strip().upper()
        if scheme and scheme not in _NUMBER_SCHEMES:
            continue
        written = _WHOLE_TEXT(identification)
        number = _read_number(written)
        if number is not None and (scheme or number.is_valid):
            found.append((0 if scheme == "VKN" else 1, number, written))
    if len(found) > 1:
        found.sort(key=lambda entry: entry[0])
    return PartyNumbers(tuple(number for _, number, _ in found), tuple(written for _, _, written in found))


@lru_cache(maxsize=8192)
def _read_number(written: str) -> TaxNumber | None:
    return TaxNumber.parse(shown(written, LIMITS["tax_number"]))


@lru_cache(maxsize=8192)
def _judged(written: str) -> tuple[bool, tuple[RowProblem, ...]]:
    """Whether the number says who somebody is, and what a person should know about it. Few numbers stand on many documents."""
    problems: list[RowProblem] = []
    number = read_tax_number(0, HOME_COUNTRY, written, problems)
    return number is not None and number.identifies, tuple(problems)


def domestic_party(party: Element, numbers: PartyNumbers, row: int, problems: list[RowProblem]) -> Party:
    """The seller or buyer as the invoice names it. Warnings about its number are added to `problems`."""
    number = numbers.first
    country = _country_of(party)
    if number is not None:
        identifies, warnings = _judged(numbers.written[0])
        problems.extend(replace(problem, row=row) for problem in warnings)
        if country is None or identifies:
            country = HOME_COUNTRY  # a tax number of ours says more than how a program spells the country
    elif country is None:
        written = _COUNTRY(party)
        if written:
            problems.append(warning(row, "country", "unknown_country", cell=shown(written, 60)))
        country = HOME_COUNTRY
    return _party(party, number, country)


def foreign_buyer(party: Element, numbers: PartyNumbers, row: int, problems: list[RowProblem]) -> Party:
    """The buyer of an export or tax-free invoice: known by country and foreign number, else by name.

    A traveller's passport number is left where it is: nobody reconciles with a passport.
    """
    number = numbers.first
    if number is not None and number.identifies:  # a public body or a firm registered here
        return domestic_party(party, numbers, row, problems)
    country = _country_of(party) or read_country(_NATIONALITY(party))
    if country is None:
        problems.append(warning(row, "country", "buyer_country_unknown", cell=shown(_COUNTRY(party), 60)))
        country = UNKNOWN_COUNTRY
    foreign = TaxNumber.parse(shown(_FOREIGN_NUMBER(party), LIMITS["tax_number"]))
    return _party(party, foreign, country)


def _party(party: Element, number: TaxNumber | None, country: str) -> Party:
    address = ", ".join(filter(None, (read(party) for read in _ADDRESS)))
    mail = _MAIL(party)
    return Party(
        title=shown(_title(party, number), LIMITS["title"]),
        tax_number=number,
        country=country,
        tax_office=shown(_TAX_OFFICE(party), LIMITS["tax_office"]),
        address=shown(address, LIMITS["address"]),
        phone=shown(_PHONE(party), LIMITS["phone"]),
        email=mail if mail and len(mail) <= LIMITS["contact_email"] and is_email(mail) else "",
    )


def _title(party: Element, number: TaxNumber | None) -> str:
    """A firm's name; a person's own name where a TCKN says that it is one; else whatever name there is."""
    is_person = number is not None and number.kind is TaxNumberKind.TCKN
    firm = "" if is_person else _NAME(party)
    if firm:
        return firm
    person = " ".join(filter(None, (_FIRST(party), _MIDDLE(party), _FAMILY(party))))
    return person or _NAME(party) or _LEGAL_NAME(party)


def _country_of(party: Element) -> str | None:
    code = _COUNTRY_CODE(party)
    return (read_country(code) if code else None) or read_country(_COUNTRY(party))
