"""The company card and the first start."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, SecretStr

from services.campaign.domain.company_card import CompanyCard
from services.campaign.domain.roles import Role
from services.campaign.schemas.base import Input, Language, Output, Text


class CompanyInput(Input):
    """The company card as it is edited; counterparties see it as the sender."""

    title: Text
    tax_number: Text
    tax_office: Text = ""
    address: Text = ""
    phone: Text = Field(default="", description="Where counterparties call with questions.")
    email: Text = Field(default="", description="Where answers to the mails go (Reply-To).")

    @property
    def card(self) -> CompanyCard:
        return CompanyCard(self.title, self.tax_number, self.tax_office, self.address, self.phone, self.email)


class AdministratorInput(Input):
    email: Text
    name: Text
    password: SecretStr = Field(max_length=1000, description="At least 12 characters.")
    language: Language = "tr"


class FirstStart(CompanyInput):
    """The company and its first administrator."""

    setup_code: Text = Field(description="The one-time code that the first start printed on the terminal.")
    administrator: AdministratorInput


class Company(Output):
    id: UUID = Field(validation_alias="company_id")
    title: str
    tax_number: str
    tax_office: str
    address: str
    phone: str
    email: str
    revision: int = Field(description="Also the ETag; send it as If-Match to edit.")
    created_at: datetime
    changed_at: datetime
    changed_by: str


class CompanyList(Output):
    items: list[Company]


class SignUpInput(CompanyInput):
    """A further company and its first administrator."""

    invitation: Text = Field(default="", description="The token of an invitation; not needed where sign-up is open.")
    administrator: AdministratorInput


class CompanyStanding(Output):
    """One of one's companies: its running campaigns, and what is open in them."""

    id: UUID = Field(validation_alias="company_id")
    title: str
    role: Role
    running: int
    waiting: int
    disagreed: int
    undelivered: int
    due: date | None = Field(description="The first last day of the running campaigns.")


class CompanyStandingList(Output):
    items: list[CompanyStanding]
