"""Account cards with their contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.aggregator.schemas.base import Body, Printable


class ContactBody(Body):
    name: Annotated[Printable, StringConstraints(max_length=120)] = ""
    email: Annotated[Printable, StringConstraints(max_length=254)] = ""
    receives_reconciliations: bool = False


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

    title: Annotated[Printable, StringConstraints(min_length=1, max_length=250)]
    tax_number: Annotated[Printable, StringConstraints(max_length=40)] = ""
    tax_office: Annotated[Printable, StringConstraints(max_length=100)] = ""
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = "TR"
    reconciliation_email: Annotated[Printable, StringConstraints(max_length=254)] = ""
    phone: Annotated[Printable, StringConstraints(max_length=50)] = ""
    address: Annotated[Printable, StringConstraints(max_length=500)] = ""
    language: Annotated[str, StringConstraints(pattern="^(tr|en|de|ar)$")] = "tr"
    branch: Annotated[Printable, StringConstraints(max_length=50)] = ""
    contacts: list[ContactBody] = Field(default_factory=list, max_length=50)


class Contact(BaseModel):
    name: str
    email: str
    email_is_valid: bool
    receives_reconciliations: bool


class Account(BaseModel):
    code: str
    title: str
    tax_number: str
    tax_number_is_valid: bool
    tax_office: str
    country: str
    reconciliation_email: str
    email_is_valid: bool
    phone: str
    address: str
    language: str
    branch: str
    contacts: list[Contact]
    updated_at: datetime
