"""Everything that is known of one counterparty in one campaign, and how it stands in the package's machine-readable files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from services.campaign.domain.reconciliations import MailEntry, Reconciliation, StatusEntry
from shared.contracts.values import SideTotal

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """`answers` and `attempts` as their services tell them; `statement` is the evidence's record of what was shown."""

    row: Reconciliation
    statuses: Sequence[StatusEntry]
    mails: Sequence[MailEntry]
    answers: Sequence[Json]
    attempts: Sequence[Json]
    replies: Sequence[Json]
    receipts: Sequence[Path]
    ledgers: Sequence[tuple[Json, Path]]
    statement: Json | None

    @property
    def asked(self) -> Json:
        """The figures, amounts as text: who compares them needs no rule of rounding."""
        row = self.row
        return {
            "purchases": _side(row.purchases),
            "sales": _side(row.sales),
            "balances": [[f"{one.balance.amount:.2f}", one.balance.currency] for one in row.balances],
            "confirmation": row.confirmation.value,
        }

    def record(self) -> Json:
        """One line of `data/counterparties.jsonl`."""
        row = self.row
        return {
            "id": str(row.reconciliation_id),
            "reference": row.reference,
            "title": row.title,
            "tax_number": row.tax_number,
            "account_codes": list(row.account_codes),
            "recipients": [recipient.model_dump(mode="json") for recipient in row.recipients],
            "asked": self.asked,
            "state": row.state.value,
            "state_at": written(row.state_at),
            "answers": [dict(answer) for answer in self.answers],
            "notice": {"code": row.notice, "at": written(row.notice_at), "by": row.notice_by} if row.notice else None,
            "mails": [_plain(asdict(mail)) for mail in self.mails],
            "ledgers": [dict(told) for told, _ in self.ledgers],
            "outdated_at": written(row.outdated_at),
            "closed": {"reason": row.closed_reason, "at": written(row.closed_at)} if row.closed_reason else None,
            "snapshot_sha256": self.statement["row"]["snapshot_sha256"] if self.statement else None,
        }

    def events(self) -> Iterator[Json]:
        """Lines of `data/events.jsonl`, in the order in which they happened."""
        about = {"reconciliation_id": str(self.row.reconciliation_id), "reference": self.row.reference}
        found = [{"event": "status", **about, **_plain(asdict(entry))} for entry in self.statuses]
        found += [{"event": "mail", **about, **_plain(asdict(mail))} for mail in self.mails]
        found += [{"event": "smtp_attempt", "at": one["started_at"], **about, **one} for one in self.attempts]
        found += [{"event": "mail_received", "at": one["received_at"], **about, **one} for one in self.replies]
        yield from sorted(found, key=lambda line: str(line["at"]))


def _side(side: SideTotal) -> list[Any]:
    return [f"{side.total.amount:.2f}", side.documents]


def written(value: datetime | date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _plain(values: Json) -> Json:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, (UUID, Decimal)) else value
