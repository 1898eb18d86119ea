"""Account cards with their contacts, one by one and many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.aggregator.schemas.base import Body, Code, Printable, Said
from shared.http.values import Truth

Title = Annotated[Said, StringConstraints(max_length=250)]
TaxNumberText = Annotated[Printable, StringConstraints(max_length=40)]
TaxOffice = Annotated[Printable, StringConstraints(max_length=100)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Address = Annotated[Printable, StringConstraints(max_length=254)]
Phone = Annotated[Printable, StringConstraints(max_length=50)]
Street = Annotated[Printable, StringConstraints(max_length=500)]
Language = Annotated[str, StringConstraints(pattern="^(tr|en|de|ar)$")]
Branch = Annotated[Printable, StringConstraints(max_length=50)]
ContactName = Annotated[Printable, StringConstraints(max_length=120)]


class ContactBody(Body):
    name: ContactName = ""
    email: Address = ""
    receives_reconciliations: Truth = False

    @model_validator(mode="after")
    def _is_somebody(self) -> ContactBody:
        if not (self.name or self.email):
            raise ValueError("a contact has a name or an e-mail address")
        return self


class AccountBody(Body):
    """An account card as a program writes it; contacts replace those that were there."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "title": "Akın Gıda A.Ş.",
                    "tax_number": "4540536920",
                    "reconciliation_email": "mutabakat@akin.test",
                    "contacts": [{"name": "Muhasebe", "email": "muhasebe@akin.test", "receives_reconciliations": True}],
                }
            ]
        },
    )

    title: Title
    tax_number: TaxNumberText = ""
    tax_office: TaxOffice = ""
    country: Country = "TR"
    reconciliation_email: Address = ""
    phone: Phone = ""
    address: Street = ""
    language: Language = "tr"
    branch: Branch = ""
    never_mail: Truth = Field(default=False, description="Nothing is ever mailed about this account.")
    never_merge: Truth = Field(default=False, description="Stays a counterparty of its own whatever its tax number.")
    contacts: list[ContactBody] = Field(default_factory=list, max_length=50)


class _Changes(Body):
    """What is left out stays as it is; null is no value for anything here."""

    @model_validator(mode="after")
    def _says_something(self) -> _Changes:
        if not self.model_fields_set:
            raise ValueError("names nothing to change")
        if nothing := sorted(name for name in self.model_fields_set if getattr(self, name) is None):
            raise ValueError(f"{', '.join(nothing)}: null is no value; leave it out, or send an empty text")
        return self

    def said(self) -> dict[str, Any]:
        """Only what was named."""
        return self.model_dump(exclude_unset=True)


class ManyChanges(_Changes):
    """What may be changed on many cards at once."""

    tax_office: TaxOffice | None = None
    country: Country | None = None
    language: Language | None = None
    branch: Branch | None = None
    never_mail: Truth | None = None
    never_merge: Truth | None = None


class AccountChanges(_Changes):
    """What may be changed on one card; its contacts have addresses of their own."""

    title: Title | None = None
    tax_number: TaxNumberText | None = None
    tax_office: TaxOffice | None = None
    country: Country | None = None
    reconciliation_email: Address | None = None
    phone: Phone | None = None
    address: Street | None = None
    language: Language | None = None
    branch: Branch | None = None
    never_mail: Truth | None = None
    never_merge: Truth | None = None


class ContactChanges(_Changes):
    name: ContactName | None = None
    email: Address | None = None
    receives_reconciliations: Truth | None = None


class AccountSelection(Body):
    """Which cards a list shows, or a change is about."""

    q: Annotated[Printable, StringConstraints(max_length=100)] = Field(
        default="", description="Part of title, code, tax number or address."
    )
    address: Literal["valid", "invalid", "missing"] | None = Field(
        default=None, description="Of the reconciliation address: can be mailed, cannot, is not there."
    )
    tax_number: Literal["valid", "suspicious", "missing"] | None = Field(
        default=None, description="Suspicious: a Turkish number with a wrong checksum, or one that identifies nobody."
    )
    contacts: Literal["some", "receiving", "none"] | None = Field(
        default=None, description="Receiving: at least one that gets reconciliations."
    )
    branch: Branch | None = None
    country: Country | None = None
    language: Language | None = None
    never_mail: bool | None = None
    never_merge: bool | None = None
    counterparty: Annotated[Printable, StringConstraints(max_length=80)] | None = Field(
        default=None, description="Only the cards of this counterparty (`counterparty_key`)."
    )


class ChosenAccounts(AccountSelection):
    """The same in a body, where true and false are no texts."""

    never_mail: Truth | None = None
    never_merge: Truth | None = None


class BulkBody(Body):
    """Change many cards: those with these codes, or all that the filter finds. Repeating it changes nothing more."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"filter": {"branch": "Merkez"}, "changes": {"language": "en"}}]},
    )

    codes: list[Code] | None = Field(default=None, min_length=1, max_length=10_000)
    filter: ChosenAccounts | None = None
    changes: ManyChanges

    @model_validator(mode="after")
    def _means_some(self) -> BulkBody:
        if (self.codes is None) == (self.filter is None):
            raise ValueError("name either codes or a filter; {} is the filter that finds all cards")
        return self


class Changed(BaseModel):
    """`count` cards were meant; `changed` of them said something else before."""

    count: int
    changed: int


class Contact(BaseModel):
    id: int = Field(description="Stays until an import or a PUT replaces the contacts of its card.")
    name: str
    email: str
    email_is_valid: bool
    receives_reconciliations: bool


class Account(BaseModel):
    code: str
    title: str
    tax_number: str
    tax_number_is_valid: bool
    tax_number_is_placeholder: bool = Field(description="Identifies nobody: never merged, never mailed.")
    tax_office: str
    country: str
    reconciliation_email: str
    email_is_valid: bool
    phone: str
    address: str
    language: str
    branch: str
    never_mail: bool
    never_merge: bool
    counterparty_key: str = Field(description="The same for all cards that are one counterparty when runs merge.")
    contacts: list[Contact]
    updated_at: datetime


class AccountTotals(BaseModel):
    """Over the whole filter, not the page. `branches` are those of all cards."""

    accounts: int
    with_valid_address: int
    without_address: int
    never_mail: int
    contacts: int
    receiving_contacts: int
    branches: list[str]
