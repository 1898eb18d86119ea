"""Bodies of the campaign service's HTTP API, as integrators see them."""

from services.campaign.schemas.base import Input, Language, Output, Text
from services.campaign.schemas.campaigns import (
    Campaign,
    CampaignInput,
    CampaignSummary,
    Mails,
    RemindersInput,
    SelectionInput,
    Warned,
    summary_values,
)
from services.campaign.schemas.companies import AdministratorInput, Company, CompanyInput, CompanyList, FirstStart
from services.campaign.schemas.people import (
    ClientCredentials,
    Credentials,
    Token,
    TokenRequest,
    User,
    UserInput,
    UserList,
)
from services.campaign.schemas.reconciliations import (
    MailEntry,
    MailHistory,
    Reconciliation,
    RemindingInput,
    StatusEntry,
    StatusHistory,
)
from services.campaign.schemas.resending import Reached, ReachedRecipients, ResendInput, ResendManyInput, ResentMany

__all__ = [
    "AdministratorInput",
    "Campaign",
    "CampaignInput",
    "CampaignSummary",
    "ClientCredentials",
    "Company",
    "CompanyInput",
    "CompanyList",
    "Credentials",
    "FirstStart",
    "Input",
    "Language",
    "MailEntry",
    "MailHistory",
    "Mails",
    "Output",
    "Reached",
    "ReachedRecipients",
    "Reconciliation",
    "RemindersInput",
    "RemindingInput",
    "ResendInput",
    "ResendManyInput",
    "ResentMany",
    "SelectionInput",
    "StatusEntry",
    "StatusHistory",
    "Text",
    "Token",
    "TokenRequest",
    "User",
    "UserInput",
    "UserList",
    "Warned",
    "summary_values",
]
