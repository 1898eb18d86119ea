"""The words of the package's tables and pages, marked for translation; the catalogues lie beside this file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services.campaign.cause_words import REASONS as REASONS
from shared import formats
from shared.contracts.values import CurrencyBalance, Owing
from shared.i18n import Translations
from shared.money import Money
from shared.text import N_

LANGUAGES = ("tr", "en")

STATES: Mapping[str, str] = MappingProxyType(
    {
        "preparing": N_("Being prepared"),
        "not_sent": N_("Could not be sent"),
        "queued": N_("Queued"),
        "sent": N_("Handed to the mail server"),
        "undelivered": N_("Not delivered"),
        "uncertain": N_("Delivery uncertain"),
        "opened": N_("Opened, not answered"),
        "agreed": N_("Agreed"),
        "disagreed": N_("Disagreed"),
        "expired": N_("Expired without answer"),
        "no_objection": N_("No objection received"),
        "cancelled": N_("Cancelled"),
    }
)
RESULTS: Mapping[str, str] = MappingProxyType(
    {
        "queued": N_("Queued"),
        "sent": N_("Handed to the mail server"),
        "failed": N_("Could not be sent"),
        "uncertain": N_("Uncertain: the connection broke while sending"),
        "bounced": N_("Returned"),
        "withdrawn": N_("Not sent: the answer had come"),
    }
)
PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "invitation": N_("First e-mail"),
        "resend": N_("Sent again"),
        "reminder": N_("Reminder"),
        "receipt": N_("Receipt for the answer"),
        "code": N_("Code for the page"),
        "fresh_link": N_("Link, as its reader asked"),
        "colleague": N_("Invitation of a colleague"),
        "plain": N_("E-mail of ours"),
        "message": N_("Message of ours"),
    }
)
ENTRIES: Mapping[str, str] = MappingProxyType(
    {
        "state": N_("State"),
        "answer": N_("Answer"),
        "notice": N_("Notice"),
        "resend": N_("Sent again"),
        "new_link": N_("Old link revoked, new link mailed"),
        "reminder": N_("Reminder"),
        "outdated": N_("The figures have changed in the company’s books since"),
        "opened": N_("Link opened; a mail scanner may have done it"),
    }
)
NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "wrong_person": N_("Says: I am not the right person"),
        "no_record": N_("Says: we have no record"),
        "will_answer": N_("Says: I am looking into it"),
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "purchases_sales": N_("Purchases and sales (BA/BS)"),
        "balance": N_("Balance"),
        "combined": N_("Both in one"),
    }
)
DOCUMENT_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "sale": N_("Sale"),
        "purchase": N_("Purchase"),
        "sales_return": N_("Return of a sale"),
        "purchase_return": N_("Return of a purchase"),
    }
)
REMARKS: Mapping[str, str] = MappingProxyType(
    {
        "missing": N_("not in its books"),
        "other_amount": N_("different amount"),
        "other_month": N_("different month"),
    }
)
_OWED: Mapping[Owing, str] = MappingProxyType(
    {
        Owing.THEY_OWE_US: N_("%(amount)s, owed to the company"),
        Owing.WE_OWE_THEM: N_("%(amount)s, owed by the company"),
        Owing.EVEN: N_("nothing owed"),
    }
)


class Words:
    """One language."""

    def __init__(self, language: str) -> None:
        found = _translations()
        self.language = found.choose(language)
        self.say: Callable[[str], str] = found.get(self.language).gettext

    def of(self, words: Mapping[str, str], code: str) -> str:
        """A code in words; an unknown one is shown as it is rather than hidden."""
        return self.say(words[code]) if code in words else code.replace("_", " ")

    def money(self, value: Money) -> str:
        return formats.money(value, self.language)

    def owed(self, value: Money) -> str:
        """A balance, spoken as who owes whom and never by its sign."""
        size = Money(amount=abs(value.amount), currency=value.currency)
        return self.say(_OWED[Owing.of(value.amount)]) % {"amount": self.money(size)}

    def balances(self, balances: tuple[CurrencyBalance, ...]) -> str:
        return "\n".join(self.owed(one.balance) for one in balances)

    def moment(self, value: datetime | str | None) -> str:
        """Istanbul time; of a text as an API wrote it, too."""
        if not value:
            return ""
        return formats.moment(datetime.fromisoformat(value) if isinstance(value, str) else value)

    def who(self, answer: Mapping[str, Any]) -> str:
        title = answer.get("responder_title")
        return f"{answer['responder_name']} ({title})" if title else str(answer["responder_name"])

    def entry(self, entry: str, state: str) -> str:
        """A row of the status history in words."""
        about = {"state": STATES, "answer": STATES, "notice": NOTICES}.get(entry)
        name = self.of(ENTRIES, entry)
        return f"{name}: {self.of(about, state)}" if about is not None and state else name


@cache
def _translations() -> Translations:
    return Translations(Path(__file__).parent / "translations", LANGUAGES)
