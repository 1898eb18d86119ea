"""The package's workbook: a sheet of what came of the campaign, then every counterparty, answer, mail, hand-over and event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.campaign.audit.dossier import Dossier
from services.campaign.audit.words import NOTICES, PURPOSES, REASONS, REMARKS, RESULTS, STATES, Words
from services.campaign.domain.campaigns import Campaign
from shared import formats
from shared.files.sheets import Cell, CellKind, Column, Sheet
from shared.files.workbook_out import write_workbook
from shared.text import N_

Json = dict[str, Any]
Line = Sequence[Cell]

_COUNTERPARTIES = (
    (N_("Reference"), CellKind.TEXT, 17),
    (N_("Title"), CellKind.TEXT, 40),
    (N_("Tax number"), CellKind.TEXT, 13),
    (N_("Accounts"), CellKind.TEXT, 18),
    (N_("Purchases (BA), TL"), CellKind.AMOUNT, 18),
    (N_("Documents of BA"), CellKind.COUNT, 11),
    (N_("Sales (BS), TL"), CellKind.AMOUNT, 18),
    (N_("Documents of BS"), CellKind.COUNT, 11),
    (N_("Balance, TL (+ they owe us)"), CellKind.AMOUNT, 18),
    (N_("Balances"), CellKind.TEXT, 32),
    (N_("State"), CellKind.TEXT, 22),
    (N_("Since"), CellKind.MOMENT, 17),
    (N_("Versions of the answer"), CellKind.COUNT, 10),
    (N_("Answered"), CellKind.MOMENT, 17),
    (N_("Given by"), CellKind.TEXT, 26),
    (N_("Address the link went to"), CellKind.TEXT, 30),
    (N_("Explanation"), CellKind.TEXT, 40),
    (N_("Its own figure for BA"), CellKind.AMOUNT, 18),
    (N_("Its own figure for BS"), CellKind.AMOUNT, 18),
    (N_("Causes it ticked"), CellKind.TEXT, 30),
    (N_("Last notice"), CellKind.TEXT, 26),
    (N_("E-mails handed over"), CellKind.COUNT, 10),
    (N_("Reminders"), CellKind.COUNT, 10),
    (N_("Books changed since"), CellKind.MOMENT, 17),
    (N_("What was shown (SHA-256)"), CellKind.TEXT, 30),
)
_ANSWERS = (
    (N_("Reference"), CellKind.TEXT, 17),
    (N_("Title"), CellKind.TEXT, 40),
    (N_("Version"), CellKind.COUNT, 9),
    (N_("Answer"), CellKind.TEXT, 14),
    (N_("Time"), CellKind.MOMENT, 17),
    (N_("Late"), CellKind.TEXT, 8),
    (N_("Given by"), CellKind.TEXT, 26),
    (N_("Address the link went to"), CellKind.TEXT, 30),
    (N_("Explanation"), CellKind.TEXT, 40),
    (N_("Its own figure for BA"), CellKind.AMOUNT, 18),
    (N_("Its own figure for BS"), CellKind.AMOUNT, 18),
    (N_("Its own balance"), CellKind.TEXT, 32),
    (N_("Causes it ticked"), CellKind.TEXT, 30),
    (N_("Documents it remarked on"), CellKind.TEXT, 30),
    (N_("Place in the chain of answers"), CellKind.COUNT, 12),
    (N_("Fingerprint of the answer"), CellKind.TEXT, 30),
)
_MAILS = (
    (N_("Reference"), CellKind.TEXT, 17),
    (N_("Title"), CellKind.TEXT, 40),
    (N_("Time"), CellKind.MOMENT, 17),
    (N_("E-mail"), CellKind.TEXT, 18),
    (N_("To"), CellKind.TEXT, 30),
    (N_("Result"), CellKind.TEXT, 26),
    (N_("Attempt"), CellKind.COUNT, 9),
    (N_("Server"), CellKind.TEXT, 26),
    (N_("Code"), CellKind.COUNT, 8),
    (N_("Reply of the mail server"), CellKind.TEXT, 50),
    (N_("Reason"), CellKind.TEXT, 20),
)
_ATTEMPTS = (
    (N_("Reference"), CellKind.TEXT, 17),
    (N_("Time"), CellKind.MOMENT, 17),
    (N_("E-mail"), CellKind.TEXT, 18),
    (N_("To"), CellKind.TEXT, 30),
    (N_("Sender"), CellKind.TEXT, 30),
    (N_("Server"), CellKind.TEXT, 26),
    (N_("How far it came"), CellKind.TEXT, 14),
    (N_("Code"), CellKind.TEXT, 12),
    (N_("Reply of the mail server"), CellKind.TEXT, 50),
    (N_("Number in its queue"), CellKind.TEXT, 20),
    (N_("Encryption"), CellKind.TEXT, 24),
    (N_("Milliseconds"), CellKind.COUNT, 10),
)
_HISTORY = (
    (N_("Reference"), CellKind.TEXT, 17),
    (N_("Title"), CellKind.TEXT, 40),
    (N_("Time"), CellKind.MOMENT, 17),
    (N_("What happened"), CellKind.TEXT, 36),
    (N_("By"), CellKind.TEXT, 26),
    (N_("Address"), CellKind.TEXT, 30),
    (N_("Explanation"), CellKind.TEXT, 50),
)
_FACTS = ((N_("What"), CellKind.TEXT, 44), (N_("Value"), CellKind.TEXT, 60))


class Book:
    """Gathers rows counterparty by counterparty; a workbook is written sheet by sheet."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._rows: dict[str, list[Line]] = {
            name: [] for name in ("counterparties", "answers", "mails", "attempts", "history")
        }

    def add(self, dossier: Dossier) -> None:
        row = dossier.row
        self._rows["counterparties"].append(self._counterparty(dossier))
        self._rows["answers"] += [(row.reference, row.title, *self._answer(one)) for one in dossier.answers]
        self._rows["mails"] += [
            (
                row.reference,
                row.title,
                one.at,
                self._words.of(PURPOSES, one.purpose),
                one.address,
                self._words.of(RESULTS, one.result),
                one.attempt,
                one.server,
                one.code or None,
                one.reply,
                one.reason,
            )
            for one in dossier.mails
        ]
        self._rows["attempts"] += [self._attempt(row.reference, one) for one in dossier.attempts]
        self._rows["history"] += [
            (
                row.reference,
                row.title,
                one.at,
                self._words.entry(one.entry.value, one.state),
                one.who,
                one.address,
                one.explanation,
            )
            for one in dossier.statuses
        ]

    def _counterparty(self, dossier: Dossier) -> Line:
        row, words = dossier.row, self._words
        last = dossier.answers[-1] if dossier.answers else None
        return (
            row.reference,
            row.title,
            row.tax_number,
            ", ".join(row.account_codes),
            row.purchases.total.amount,
            row.purchases.documents,
            row.sales.total.amount,
            row.sales.documents,
            row.balance.amount,
            words.balances(row.balances),
            words.of(STATES, row.state.value),
            row.state_at,
            len(dossier.answers),
            _moment(last["answered_at"]) if last else row.answered_at,
            words.who(last) if last else row.answered_by,
            last["address"] if last else row.answered_from,
            last["explanation"] if last else row.answer_explanation,
            *(_own(last, side) for side in ("purchases", "sales")),
            self._reasons(last) if last else "",
            words.of(NOTICES, row.notice) if row.notice else "",
            sum(mail.result == "sent" for mail in dossier.mails),
            row.reminders,
            row.outdated_at,
            dossier.statement["row"]["snapshot_sha256"] if dossier.statement else "",
        )

    def _answer(self, one: Json) -> Line:
        words = self._words
        remarks = [f"{told['number']}: {words.of(REMARKS, told['remark'])}" for told in one.get("documents", ())]
        own = [f"{told['amount']} {told['currency']}" for told in one.get("own_balances", ())]
        return (
            one["version"],
            words.of(STATES, one["answer"]),
            _moment(one["answered_at"]),
            words.say("late") if one.get("late") else "",
            words.who(one),
            one["address"],
            one["explanation"],
            *(_own(one, side) for side in ("purchases", "sales")),
            "\n".join(own),
            self._reasons(one),
            "\n".join(remarks),
            one["position"],
            one["entry_sha256"],
        )

    def _reasons(self, one: Json) -> str:
        return "\n".join(self._words.of(REASONS, code) for code in one.get("reasons", ()))

    def _attempt(self, reference: str, one: Json) -> Line:
        return (
            reference,
            _moment(one["started_at"]),
            self._words.of(PURPOSES, one["purpose"]),
            one["address"],
            one["sender"],
            one["server"],
            one["phase"],
            f"{one['code'] or ''} {one['enhanced_code']}".strip(),
            one["reply"],
            one["queue_id"],
            one["tls"],
            one["duration_ms"],
        )

    def write(self, path: Path, facts: Sequence[Line]) -> None:
        """`facts`: what stands on the first sheet."""
        say = self._words.say
        sheets = [Sheet(say("Summary"), self._columns(_FACTS), facts)]
        for name, title, columns in (
            ("counterparties", N_("Counterparties"), _COUNTERPARTIES),
            ("answers", N_("Answers"), _ANSWERS),
            ("mails", N_("E-mails"), _MAILS),
            ("attempts", N_("Hand-overs"), _ATTEMPTS),
            ("history", N_("Status history"), _HISTORY),
        ):
            sheets.append(Sheet(say(title), self._columns(columns), self._rows[name]))
        write_workbook(str(path), sheets)

    def _columns(self, columns: Sequence[tuple[str, CellKind, int]]) -> list[Column]:
        return [Column(self._words.say(heading), kind, width) for heading, kind, width in columns]


def facts_of(campaign: Campaign, company: str, words: Words, more: Sequence[tuple[str, str]]) -> list[Line]:
    """The first sheet: what was asked of whom, and what came of it. `more` stands below, in the reader's language already."""
    say = words.say
    period = formats.period(campaign.period, words.language) if campaign.kind.has_sides else ""
    day = formats.day(campaign.as_of) if campaign.as_of else ""
    counts = [
        (N_("Counterparties"), campaign.count),
        (N_("Agreed"), campaign.agreed),
        (N_("Disagreed"), campaign.disagreed),
        (N_("Awaiting answer"), campaign.waiting),
        (N_("Expired without answer"), campaign.expired),
        (N_("No objection received"), campaign.no_objection),
        (N_("Could not be sent"), campaign.not_sent),
        (N_("Cancelled"), campaign.cancelled),
    ]
    return [
        (say("Asking company"), company),
        (say("Campaign"), f"{campaign.number} · {campaign.description}"),
        *([(say("Period"), period)] if period else []),
        *([(say("Balance of"), day)] if day else []),
        (say("Asked"), f"{words.moment(campaign.sent_at)}, {campaign.sent_by_name}"),
        (say("Last day to answer"), formats.day(campaign.valid_until)),
        *((say(label), formats.count(number, words.language)) for label, number in counts),
        *more,
    ]


def _own(answer: Json | None, side: str) -> Decimal | None:
    total = ((answer or {}).get(side) or {}).get("total")
    return Decimal(total["amount"]) if total else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
