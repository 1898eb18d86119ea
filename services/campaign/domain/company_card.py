"""What has to stand on the company card: it is shown to every counterparty as the one who asks."""

from __future__ import annotations

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from shared.errors import Invalid
from shared.tax_number import TaxNumber
from shared.text import forbidden_character


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """The editable part of a company. `phone` and `email` are where counterparties turn with questions."""

    title: str
    tax_number: str
    tax_office: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


def checked_card(card: CompanyCard) -> CompanyCard:
    """The card in the form that is kept. A tax number whose checksum is wrong is taken (domain.md §4.1): it is the firm's own."""
    for field, name, longest in (
        (card.title, "title", 300),
        (card.tax_office, "tax_office", 100),
        (card.address, "address", 1000),
        (card.phone, "phone", 50),
    ):
        _check_text(field, name, longest)
    title = " ".join(card.title.split())
    if not title:
        raise Invalid("The company's title is missing; counterparties see it as the sender.", code="title_missing")
    number = TaxNumber.parse(card.tax_number)
    if number is None or number.is_placeholder or len(number.text) > 20:
        raise Invalid(
            "The company's tax number is missing or stands for nobody. Enter the 10-digit VKN or 11-digit TCKN.",
            code="tax_number_missing",
        )
    return CompanyCard(
        title=title,
        tax_number=number.text,
        tax_office=card.tax_office.strip(),
        address=card.address.strip(),
        phone=card.phone.strip(),
        email=checked_address(card.email) if card.email.strip() else "",
    )


def checked_address(text: str) -> str:
    """An e-mail address as it was typed, once it can be one; nothing is asked of the network."""
    text = text.strip()
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Invalid(
            "This is no e-mail address: {reason} Correct it.", code="address_invalid", reason=str(error)
        ) from None
    return text


def checked_name(text: str) -> str:
    """A person's name in the form that is kept."""
    _check_text(text, "name", 200)
    name = " ".join(text.split())
    if not name:
        raise Invalid("A name is missing; it stands in the histories beside what the person does.", code="name_missing")
    return name


def _check_text(text: str, field: str, longest: int) -> None:
    character = forbidden_character(text, allow="\n")
    if character is not None:
        raise Invalid(
            "The field {field} contains the character {character}. Remove it.",
            code="forbidden_character",
            field=field,
            character=character,
        )
    if len(text) > longest:
        raise Invalid(
            "The field {field} has {length} characters; at most {longest} are kept. Shorten it.",
            code="text_too_long",
            field=field,
            length=len(text),
            longest=longest,
        )
