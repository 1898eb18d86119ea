"""A movement or a ledger entry as a line of COPY text: the fields of its table in order, with its identity.

The costly part of an import, so it runs in the reading process and makes no objects; what comes out is handed to the database
byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.aggregator.domain.identity import document_hash, document_id, fingerprint, voucher_id
from services.aggregator.domain.ledger import EntryRow, MovementRow
from services.aggregator.readers.movement_chunk import MovementChunk
from shared.copy_text import NULL, escaped
from shared.money import to_minor
from shared.text import fold

MOVEMENT_COLUMNS = (
    "company_id", "import_id", "account_id", "document_id", "line_no", "fingerprint", "document_hash", "period",
    "recorded_period", "document_no", "document_date", "recorded_on", "customs_on", "kind", "currency", "original_minor",
    "rate", "amount_minor", "other_taxes_minor", "vat_minor", "series", "series_folded", "branch", "branch_folded",
    "electronic", "cancelled", "uuid", "note", "alternatives",
)  # fmt: skip
ENTRY_COLUMNS = (
    "company_id", "import_id", "account_id", "document_id", "line_no", "fingerprint", "period", "document_no", "entry_date",
    "due_date", "currency", "original_minor", "rate", "amount_minor", "branch", "note",
)  # fmt: skip

_FOLDED_AT_MOST = 50_000


@dataclass(slots=True)
class LineWriter:
    """Writes the lines of one import."""

    company_id: UUID
    import_id: UUID
    _company: str = ""
    _head: str = ""
    _folded: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._company = self.company_id.hex
        self._head = f"{self.company_id.hex}\t{self.import_id.hex}"

    def chunk(self, chunk: MovementChunk, codes: Sequence[str], account_ids: Sequence[int]) -> Iterator[str]:
        """The lines of a chunk; `codes` and `account_ids` name each movement's account."""
        return map(
            self._movement, codes, account_ids, chunk.line_no, chunk.document_no, chunk.document_date, chunk.period,
            chunk.recorded_on, chunk.customs_on, chunk.kind, chunk.currency, chunk.original_minor, chunk.rate,
            chunk.amount_minor, chunk.other_taxes_minor, chunk.vat_minor, chunk.series, chunk.branch, chunk.electronic,
            chunk.cancelled, chunk.uuid, chunk.note, chunk.alternatives,
        )  # fmt: skip

    def movement(self, line: MovementRow, code: str, account_id: int) -> str:
        """The line of one movement."""
        counted_on = line.customs_on or line.document_date
        return self._movement(
            code, account_id, line.row, line.document_no, line.document_date.isoformat(),
            counted_on.year * 100 + counted_on.month,
            line.recorded_on.isoformat() if line.recorded_on else None,
            line.customs_on.isoformat() if line.customs_on else None,
            line.kind.value, line.currency, to_minor(line.amount),
            f"{line.rate:f}" if line.rate is not None else None,
            line.amount_kurus, line.other_taxes_kurus, to_minor(line.vat) if line.vat is not None else None, line.series,
            line.branch, line.electronic, line.cancelled, line.uuid, line.note, line.alternatives,
        )  # fmt: skip

    def _movement(
        self, code: str, account_id: int, row: int, number: str, day: str, period: int, recorded_on: str | None,
        customs_on: str | None, kind: str, currency: str, original: int, rate: str | None, amount: int, other_taxes: int,
        vat: int | None, series: str, branch: str, electronic: bool, cancelled: bool, uuid: str | None, note: str,
        alternatives: str,
    ) -> str:  # fmt: skip
        said = (
            f"{number}\t{day}\t{recorded_on or NULL}\t{customs_on or NULL}\t{kind}\t{currency}\t{original}\t{rate or NULL}\t"
            f"{amount}\t{other_taxes}\t{NULL if vat is None else vat}\t{series}\t{self._fold(series)}\t{branch}\t"
            f"{self._fold(branch)}\t{1 if electronic else 0}\t{1 if cancelled else 0}\t{uuid or NULL}\t{note}\t{alternatives}"
        )
        if "\\" in said.replace(NULL, ""):
            said = "\t".join(part if part == NULL else escaped(part) for part in said.split("\t"))
        recorded = int(recorded_on[:4] + recorded_on[5:7]) if recorded_on else period
        return (
            f"{self._head}\t{account_id}\t{document_id(self._company, code, kind, number, day, uuid)}\t{row}\t"
            f"{fingerprint(f'{code}{said}')}\t{document_hash(number, day, uuid)}\t{period}\t{recorded}\t{said}\n"
        )

    def entry(self, line: EntryRow, code: str, account_id: int) -> str:
        """The line of one ledger entry."""
        day = line.entry_date.isoformat()
        period = line.entry_date.year * 100 + line.entry_date.month
        due = line.due_date.isoformat() if line.due_date else NULL
        rate = f"{line.rate:f}" if line.rate is not None else NULL
        number = escaped(line.document_no)
        said = (
            f"{number}\t{day}\t{due}\t{line.currency}\t{to_minor(line.amount)}\t{rate}\t{line.amount_kurus}\t"
            f"{escaped(line.branch)}\t{escaped(line.note)}"
        )
        return (
            f"{self._head}\t{account_id}\t{voucher_id(self._company, code, line.document_no, day)}\t{line.row}\t"
            f"{fingerprint(f'{code}{said}')}\t{period}\t{said}\n"
        )

    def _fold(self, text: str) -> str:
        folded = self._folded.get(text)
        if folded is None:
            if len(self._folded) > _FOLDED_AT_MOST:
                self._folded.clear()
            folded = self._folded[text] = fold(text)
        return folded
