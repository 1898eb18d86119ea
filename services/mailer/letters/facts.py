"""What a letter says in words and figures, as its reader reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from gettext import NullTranslations

from markupsafe import Markup, escape

from services.mailer.letters.balances import size
from services.mailer.letters.headers import SUBJECT_CHARACTERS, checked
from services.mailer.letters.letter import Company, Letter
from services.mailer.letters.pieces import escaped
from services.mailer.letters.templating import Templates
from shared import formats
from shared.contracts.responses import Answer, Receipt
from shared.contracts.values import Owing
from shared.text import N_

ANSWERS = {Answer.AGREED: N_("Yes, we agree"), Answer.DISAGREED: N_("No, we do not agree")}
OWN_BALANCES = {
    Owing.THEY_OWE_US: N_("In your records your company owes us"),
    Owing.WE_OWE_THEM: N_("In your records our company owes you"),
    Owing.EVEN: N_("In your records neither of us owes the other anything"),
}
OF_THE_COUNTERPARTY = {
    Owing.THEY_OWE_US: N_("In the counterparty’s records it owes you"),
    Owing.WE_OWE_THEM: N_("In the counterparty’s records you owe it"),
    Owing.EVEN: N_("In the counterparty’s records neither owes the other anything"),
}
DOCUMENTS = (N_("%(count)s document · excluding VAT"), N_("%(count)s documents · excluding VAT"))

_period = lru_cache(maxsize=256)(formats.period)
_long_day = lru_cache(maxsize=256)(formats.long_day)


def document_counter(texts: NullTranslations, language: str) -> Callable[[int], str]:
    """`3 belge · KDV hariç`, each number written once."""

    @lru_cache(maxsize=4096)
    def words(count: int) -> str:
        return texts.ngettext(*DOCUMENTS, count) % {"count": formats.count(count, language)}

    return words


def values_of(letter: Letter, company: Company, language: str, documents: Callable[[int], str]) -> dict[str, str]:
    """What stands in a letter of any kind."""
    return {
        "title": checked(letter.description, "The description", SUBJECT_CHARACTERS),
        "company": company.title,
        "tax_number": company.tax_number,
        "contact": letter.contact or company.phone,
        "counterparty": letter.counterparty,
        "period": _period(letter.period, language) if letter.period else "",
        "sales": formats.minor(letter.sales_minor, language, letter.currency),
        "sales_documents": documents(letter.sales_documents),
        "purchases": formats.minor(letter.purchases_minor, language, letter.currency),
        "purchases_documents": documents(letter.purchases_documents),
        "deadline": _long_day(letter.valid_until, language),
        "reference": letter.reference,
        "url": letter.url,
        "code": letter.code,
        "as_of": formats.day(letter.as_of) if letter.as_of else "",
    }


def own_values(letter: Letter, values: dict[str, str]) -> dict[str, str]:
    """What a company's own texts may name."""
    shared = ("counterparty", "company", "period", "as_of", "deadline", "reference", "contact")
    return {name: values[name] for name in shared} | {
        "recipient": letter.recipient_name,
        "description": values["title"],
    }


class AnswerFacts:
    """The table of a receipt: what was answered, by whom, when."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        table = templates.fragment("facts.html", ("label", "value"), {}).fill(
            {"label": Markup("\ue002"), "value": Markup("\ue003")}, str
        )
        start, end = table.index("<tr"), table.rindex("</tr>") + len("</tr>")
        self._before, row, self._after = table[:start], table[start:end], table[end:]
        self._row = (
            row[: row.index("\ue002")],
            row[row.index("\ue002") + 1 : row.index("\ue003")],
            row[row.index("\ue003") + 1 :],
        )

    def html(self, letter: Letter, receipt: Receipt, *, figures: bool) -> Markup:
        first, between, last = self._row
        rows = (
            f"{first}{escaped(label)}{between}{self._shown(value, latin=latin)}{last}"
            for label, value, latin in self._facts(letter, receipt, figures=figures)
        )
        return Markup(f"{self._before}{''.join(rows)}{self._after}")  # noqa: S704  # our own template, its values escaped

    def text(self, letter: Letter, receipt: Receipt, *, figures: bool) -> str:
        lines = []
        for label, value, _ in self._facts(letter, receipt, figures=figures):
            indented = value.replace("\n", "\n    ")
            lines.append(f"{label}:\n    {indented}\n")
        return "".join(lines)

    def _shown(self, value: str, *, latin: bool) -> Markup:
        shown = Markup("<br>").join(escape(line) for line in value.splitlines())
        return self._templates.isolated(shown, latin=latin)

    def _facts(self, letter: Letter, receipt: Receipt, *, figures: bool) -> Iterator[tuple[str, str, bool]]:
        """Label, value, and whether the value is read from left to right in every language."""
        say, language = self._templates.texts.gettext, self._templates.language
        if not letter.blank or receipt.for_sender:
            # Whether a balance that the reader wrote itself is ours as well is not for it to learn.
            yield say("Answer"), say(ANSWERS[receipt.answer]), False
        who = receipt.responder_name
        yield say("Given by"), f"{who} ({receipt.responder_title})" if receipt.responder_title else who, False
        yield say("Time"), formats.moment(receipt.answered_at), True
        yield say("Reference"), letter.reference, True
        if receipt.version > 1:
            yield say("Answer no."), str(receipt.version), True
        if receipt.verification_code:
            yield say("Verification code"), receipt.verification_code, True
        if not figures:
            return
        for label, shown in self._own(receipt, language):
            yield say(label), shown, True
        if receipt.explanation:
            yield say("Explanation"), receipt.explanation, False

    def _own(self, receipt: Receipt, language: str) -> Iterator[tuple[str, str]]:
        """What the answering side's books say, in words for the one who reads this."""
        ours = receipt.for_sender
        if receipt.own_for_sales is not None:
            yield (
                N_("In the counterparty’s records: your sales to it")
                if ours
                else N_("In your records: our sales to you"),
                formats.money(receipt.own_for_sales, language),
            )
        if receipt.own_for_purchases is not None:
            yield (
                N_("In the counterparty’s records: your purchases from it")
                if ours
                else N_("In your records: our purchases from you"),
                formats.money(receipt.own_for_purchases, language),
            )
        for money in receipt.own_balances:
            yield (OF_THE_COUNTERPARTY if ours else OWN_BALANCES)[Owing.of(money.amount)], size(money, language)
