"""What the page of one counterparty says: who asked, what was shown, every answer, every mail, and what of it is proven."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from services.campaign.audit.dossier import Dossier
from services.campaign.audit.words import DOCUMENT_KINDS, KINDS, PURPOSES, REASONS, REMARKS, RESULTS, STATES, Words
from services.campaign.domain.campaigns import Campaign
from shared import formats
from shared.contracts.values import Confirmation
from shared.money import Money
from shared.text import N_

MOST_DOCUMENTS = 100
"""So many documents are printed; all of them stand in the evidence file. A thousand lines would take 600 MB to set."""
MOST_LINES = 200
Json = dict[str, Any]


def page_of(dossier: Dossier, campaign: Campaign, company: str, words: Words) -> Json:
    """All that the document says."""
    page = _Page(dossier, campaign, words)
    say = words.say
    return {
        "language": words.language,
        "title": dossier.row.title,
        "subtitle": campaign.description,
        "author": company,
        "footer": f"{dossier.row.reference} · {company}",
        "page_label": say("Page"),
        "attachments": [
            {"name": path.name, "about": say("The signed record of an answer")} for path in dossier.receipts
        ],
        "sections": [
            page.facts(N_("The request"), page.request()),
            page.facts(N_("What was asked"), page.asked()),
            *page.answers(),
            page.mails(),
            page.attempts(),
            page.history(),
            page.documents(),
            page.facts(N_("Evidence"), page.evidence(), note=page.what_is_proven()),
        ],
    }


class _Page:
    def __init__(self, dossier: Dossier, campaign: Campaign, words: Words) -> None:
        self._of = dossier
        self._campaign = campaign
        self._words = words
        self._say = words.say

    def facts(self, title: str, rows: Iterator[Json], *, note: str = "") -> Json:
        return _section(self._say(title), rows=list(rows), note=note)

    def _row(self, label: str, value: str, *, strong: bool = False, code: bool = False) -> Json:
        return {"label": self._say(label), "value": value, "strong": strong, "code": code}

    def request(self) -> Iterator[Json]:
        row, campaign, words = self._of.row, self._campaign, self._words
        yield self._row(N_("Reference"), row.reference)
        if row.tax_number:
            yield self._row(N_("Tax number"), row.tax_number)
        yield self._row(N_("Accounts in the company’s books"), ", ".join(row.account_codes))
        yield self._row(N_("Kind"), words.of(KINDS, campaign.kind.value))
        yield self._row(N_("Asked"), f"{words.moment(campaign.sent_at)}, {campaign.sent_by_name}")
        yield self._row(N_("Last day to answer"), formats.day(campaign.valid_until))
        addresses = [f"{one.name} <{one.address}>" if one.name else one.address for one in row.recipients]
        yield self._row(N_("Asked at"), "\n".join(addresses) or "–")
        state = f"{words.of(STATES, row.state.value)} ({words.moment(row.state_at)})"
        yield self._row(N_("State"), state, strong=True)
        if row.outdated_at is not None:
            yield self._row(N_("Books changed since"), words.moment(row.outdated_at))

    def asked(self) -> Iterator[Json]:
        row, campaign, words = self._of.row, self._campaign, self._words
        if campaign.kind.has_sides:
            yield self._row(N_("Period"), formats.period(campaign.period, words.language))
            for label, side in ((N_("Purchases (BA)"), row.purchases), (N_("Sales (BS)"), row.sales)):
                count = self._say("%(count)s documents") % {"count": formats.count(side.documents, words.language)}
                yield self._row(label, f"{words.money(side.total)} · {count}", strong=True)
        if campaign.kind.has_balances and campaign.as_of is not None:
            yield self._row(N_("Balance of"), formats.day(campaign.as_of))
            yield self._row(N_("Balance"), words.balances(row.balances) or "–", strong=True)
            if campaign.confirmation is Confirmation.BLANK:
                yield self._row(N_("How it was asked"), self._say("Blank: the balance was not shown"))
            elif campaign.confirmation is Confirmation.NEGATIVE:
                yield self._row(N_("How it was asked"), self._say("Negative: only who disagrees had to answer"))

    def answers(self) -> Iterator[Json]:
        if not self._of.answers:
            text = self._say("Nobody has answered. Silence is no agreement.")
            yield _section(self._say("The answer"), note=text)
        newest = len(self._of.answers)
        for place, answer in enumerate(self._of.answers, start=1):
            title = self._say("The answer that stands") if place == newest else self._say("An earlier answer")
            yield _section(title, rows=list(self._answer(answer)))

    def _answer(self, answer: Json) -> Iterator[Json]:
        words = self._words
        yield self._row(N_("Answer"), words.of(STATES, answer["answer"]), strong=True)
        late = f" · {self._say('after the last day')}" if answer.get("late") else ""
        yield self._row(N_("Time"), f"{words.moment(answer['answered_at'])} ({answer['answered_at']}){late}")
        yield self._row(N_("Given by"), words.who(answer))
        yield self._row(N_("Address the link went to"), answer["address"])
        if answer.get("explanation"):
            yield self._row(N_("Explanation"), answer["explanation"])
        for name, label in (("purchases", N_("Its own figure for BA")), ("sales", N_("Its own figure for BS"))):
            said = answer.get(name) or {}
            parts = [words.money(Money.model_validate(said["total"]))] if said.get("total") else []
            if said.get("documents") is not None:
                parts.append(self._say("%(count)s documents") % {"count": said["documents"]})
            parts += [said["explanation"]] if said.get("explanation") else []
            if parts:
                yield self._row(label, " · ".join(parts))
        own = [words.owed(Money.model_validate(one)) for one in answer.get("own_balances", ())]
        if own:
            yield self._row(N_("Its own balance"), "\n".join(own))
        reasons = [words.of(REASONS, code) for code in answer.get("reasons", ())]
        if reasons:
            yield self._row(N_("Causes it ticked"), "\n".join(reasons))
        remarks = [f"{one['number']}: {words.of(REMARKS, one['remark'])}" for one in answer.get("documents", ())]
        if remarks:
            yield self._row(N_("Documents it remarked on"), "\n".join(remarks[:MOST_DOCUMENTS]))
        yield self._row(N_("Place in the chain of answers"), str(answer["position"]))
        yield self._row(N_("Fingerprint of the answer"), answer["entry_sha256"], code=True)

    def mails(self) -> Json:
        words = self._words
        lines = [
            [
                words.moment(one.at),
                words.of(PURPOSES, one.purpose),
                one.address,
                words.of(RESULTS, one.result),
                " ".join(str(part) for part in (one.code or "", one.reply, one.reason) if part),
            ]
            for one in self._of.mails
        ]
        names = (N_("Time"), N_("E-mail"), N_("To"), N_("Result"), N_("Reply of the mail server"))
        return self._table(N_("E-mails"), names, lines, (2, 2, 3, 3, 5))

    def attempts(self) -> Json:
        words = self._words
        lines = [
            [
                words.moment(one["started_at"]),
                one["server"],
                f"{one['code'] or ''} {one['enhanced_code']}".strip(),
                one["queue_id"],
                one["tls"],
            ]
            for one in self._of.attempts
        ]
        names = (N_("Time"), N_("Server"), N_("Code"), N_("Number in its queue"), N_("Encryption"))
        return self._table(N_("Hand-overs to the mail server"), names, lines, (2, 3, 2, 3, 3))

    def history(self) -> Json:
        lines = [
            [
                self._words.moment(one.at),
                self._words.entry(one.entry.value, one.state),
                one.who or one.address,
                one.explanation,
            ]
            for one in self._of.statuses
        ]
        names = (N_("Time"), N_("What happened"), N_("By"), N_("Explanation"))
        return self._table(N_("Status history"), names, lines, (2, 4, 3, 5))

    def documents(self) -> Json:
        words = self._words
        found = list(_documents(self._of.statement))
        lines = [
            [
                one["number"],
                formats.day(date.fromisoformat(one["date"])),
                words.of(DOCUMENT_KINDS, one["kind"]),
                words.money(Money.model_validate(one["amount"])),
            ]
            for one in found[:MOST_DOCUMENTS]
        ]
        names = (N_("Number"), N_("Date"), N_("Kind"), N_("Amount"))
        section = self._table(N_("Documents that were shown"), names, lines, (4, 2, 3, 3), numbers=(3,))
        left = len(found) - len(lines)
        if left > 0:
            section["note"] = self._say("%(count)s more are in the evidence file.") % {"count": left}
        return section

    def _table(
        self,
        title: str,
        names: Sequence[str],
        lines: list[list[str]],
        widths: Sequence[int],
        *,
        numbers: Sequence[int] = (),
    ) -> Json:
        left = len(lines) - MOST_LINES
        note = "–" if not lines else ""
        if left > 0:
            note = self._say("%(count)s more are in the tables of the package.") % {"count": left}
        section = _section(self._say(title), note=note)
        return section | {
            "columns": [self._say(name) for name in names],
            "lines": lines[:MOST_LINES],
            "widths": list(widths),
            "numbers": list(numbers),
        }

    def evidence(self) -> Iterator[Json]:
        if self._of.statement is not None:
            row = self._of.statement["row"]
            yield self._row(N_("What was shown (SHA-256)"), row["snapshot_sha256"], code=True)
        for path in self._of.receipts:
            yield self._row(N_("Verification code of a receipt"), path.stem)
        for told, _ in self._of.ledgers:
            yield self._row(N_("File of its own books"), f"{told['file_name'] or '–'} ({told['size']})")
            yield self._row(N_("Its SHA-256"), told["sha256"], code=True)

    def what_is_proven(self) -> str:
        return self._say(
            "What was shown and what was answered is sealed and signed: verify.py checks it without the program that made this "
            "package. The signed records of the answers lie in this file. Mails, hand-overs and states are records of the "
            "company’s own system: nobody else has confirmed them."
        )


def _section(title: str, *, rows: Sequence[Json] = (), note: str = "") -> Json:
    return {"title": title, "rows": list(rows), "columns": [], "lines": [], "widths": [], "numbers": [], "note": note}


def _documents(statement: Json | None) -> Iterator[Json]:
    for part in statement["parts"] if statement else ():
        yield from json.loads(part["documents"])
