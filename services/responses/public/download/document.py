"""What the statement says on paper, as JSON for `statement.typ`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from gettext import NullTranslations
from typing import Any

from services.responses.domain.snapshot import CompanyCard, Head
from services.responses.public.balance_view import balances_of, open_of
from services.responses.public.download import words
from services.responses.public.view import SideView, period_of, side_of
from shared import formats
from shared.contracts.values import Side
from shared.i18n import direction
from shared.text import N_

DOCUMENTS_AT_MOST = 2000
"""More are no reading matter, and would keep typst busy for long: they stand in the workbook only."""

NO_ANSWER = N_("This copy cannot be answered. Please answer through the link in the e-mail.")
FINGERPRINT = N_("Fingerprint of what was shown (SHA-256): %(fingerprint)s")
NOT_LISTED = N_("The %(n)s documents are not listed here; the Excel file holds all of them.")


def content(
    company: CompanyCard,
    head: Head,
    documents: Sequence[dict[str, Any]],
    language: str,
    texts: NullTranslations,
    fingerprint: str,
) -> str:
    """The document's words in one language."""
    return json.dumps(
        _Writer(language, texts).document(company, head, documents, fingerprint), sort_keys=True, ensure_ascii=False
    )


class _Writer:
    def __init__(self, language: str, texts: NullTranslations) -> None:
        self._language = language
        self._say, self._count = texts.gettext, texts.ngettext
        self._rtl = direction(language) == "rtl"

    def document(
        self, company: CompanyCard, head: Head, documents: Sequence[dict[str, Any]], fingerprint: str
    ) -> dict[str, Any]:
        say = self._say
        listed = documents if len(documents) <= DOCUMENTS_AT_MOST else ()
        sides = (
            [
                side_of(Side.SALES, head.sales, listed, self._language),
                side_of(Side.PURCHASES, head.purchases, listed, self._language),
            ]
            if head.letter.kind.has_sides
            else []
        )
        notes = [say(NO_ANSWER), say(FINGERPRINT) % {"fingerprint": self._own(fingerprint)}]
        if len(listed) < len(documents):
            notes.insert(0, say(NOT_LISTED) % {"n": formats.count(len(documents), self._language)})
        about = [f"{say(words.TAX_NUMBER)} {self._own(company.tax_number)}"] if company.tax_number else []
        return {
            "author": company.title,
            "company": self._own(company.title),
            "about": " · ".join([*about, f"{say(words.REFERENCE)} {self._own(head.reference)}"]),
            "reference": head.reference,
            "title": self._own(head.letter.description),
            "counterparty": self._own(head.counterparty.title),
            "period": period_of(head.letter.period, self._language) if sides else "",
            "language": self._language,
            "rtl": self._rtl,
            "figures": [*self._sides(sides), *self._balances(head)],
            "tables": [*(self._documents(side) for side in sides if side.rows), *self._open_items(head)],
            "notes": notes,
        }

    def _own(self, text: str) -> str:
        """In its own direction, where the text around it is read from the right."""
        return f"\u2068{text}\u2069" if self._rtl and text else text

    def _sides(self, sides: Sequence[SideView]) -> list[list[str]]:
        rows = []
        for side in sides:
            note = self._count(*words.EXCLUDING_VAT, side.documents) % {"n": side.documents}
            if side.returns:
                returns = self._say(words.OF_WHICH_RETURNS) % {"n": side.returns_documents}
                note = f"{note} · {returns}: {self._own(side.returns)}"
            rows.append([self._say(words.SIDES[Side(side.name)]), self._own(side.total), note])
        return rows

    def _balances(self, head: Head) -> list[list[str]]:
        day = formats.day(head.letter.as_of) if head.letter.as_of else ""
        return [
            [
                self._say(words.OWES[balance.owing]) % {"day": day},
                self._own(balance.amount),
                self._say(words.IN_OUR_BOOKS) % {"amount": self._own(balance.in_try)} if balance.in_try else "",
            ]
            for balance in balances_of(head, self._language)
        ]

    def _documents(self, side: SideView) -> dict[str, Any]:
        say = self._say
        totals = [[say(words.TOTAL), "", self._own(side.number)]]
        if side.returns:
            label = say(words.OF_WHICH_RETURNS) % {"n": side.returns_documents}
            totals.append([label, "", self._own(side.returns_number)])
        return {
            "title": say(words.SIDES[Side(side.name)]),
            "columns": [say(words.DOCUMENT), say(words.DATE), say(words.AMOUNT_IN_TRY)],
            "rows": [
                [
                    " · ".join(
                        part
                        for part in (
                            self._own(row.number),
                            row.is_return and say(words.RETURN),
                            self._own(row.original),
                        )
                        if part
                    ),
                    row.date,
                    self._own(row.amount),
                ]
                for row in side.rows
            ],
            "totals": totals,
        }

    def _open_items(self, head: Head) -> list[dict[str, Any]]:
        say, opened = self._say, open_of(head, self._language)
        if opened is None or not opened.items:
            return []
        return [
            {
                "title": say(words.OPEN_DOCUMENTS),
                "columns": [say(words.DOCUMENT), say(words.DATE), say(words.OPEN_AMOUNT)],
                "rows": [
                    [
                        " · ".join(
                            part for part in (self._own(item.number or "–"), say(words.OWED[item.owing])) if part
                        ),
                        item.issued_on,
                        self._own(item.amount),
                    ]
                    for item in opened.items
                ],
                "totals": [],
            }
        ]
