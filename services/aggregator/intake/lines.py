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
_TEXTS = ("document_no", "series", "branch", "note", "alternatives")


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
        # A backslash means something in COPY text. Hardly any text has one, so a chunk is asked as a whole.
        written = {name: self._written(getattr(chunk, name)) for name in _TEXTS}
        head, company = self._head, self._company
        for (
            code, account_id, row, raw_number, number, day, period, recorded, recorded_on, customs_on, kind, currency, original,
            rate, amount, other_taxes, vat, series, series_folded, branch, branch_folded, electronic, cancelled, uuid, note,
            others,
        ) in zip(
            codes, account_ids, chunk.line_no, chunk.document_no, written["document_no"], chunk.document_date, chunk.period,
            chunk.recorded_period, chunk.recorded_on, chunk.customs_on, chunk.kind, chunk.currency, chunk.original_minor,
            chunk.rate, chunk.amount_minor, chunk.other_taxes_minor, chunk.vat_minor, written["series"], self._fold(chunk.series),
            written["branch"], self._fold(chunk.branch), chunk.electronic, chunk.cancelled, chunk.uuid, written["note"],
            written["alternatives"], strict=True,
        ):  # fmt: skip
            said = (
                f"{number}\t{day}\t{recorded_on or NULL}\t{customs_on or NULL}\t{kind}\t{currency}\t{original}\t"
                f"{rate or NULL}\t{amount}\t{other_taxes}\t{NULL if vat is None else vat}\t{series}\t{series_folded}\t"
                f"{branch}\t{branch_folded}\t{1 if electronic else 0}\t{1 if cancelled else 0}\t{uuid or NULL}\t{note}\t"
                f"{others}"
            )
            yield (
                f"{head}\t{account_id}\t{document_id(company, code, kind, raw_number, day, uuid)}\t{row}\t"
                f"{fingerprint(code + said)}\t{document_hash(raw_number, day, uuid)}\t{period}\t{recorded}\t{said}\n"
            )

    def movement(self, line: MovementRow, code: str, account_id: int) -> str:
        """The line of one movement."""
        chunk = MovementChunk.of((line,))
        return next(self.chunk(chunk, (code,), (account_id,)))

    def _written(self, texts: Sequence[str]) -> Sequence[str]:
        return [escaped(text) for text in texts] if "\\" in "".join(texts) else texts

    def _fold(self, texts: Sequence[str]) -> Sequence[str]:
        """Folded, and fit for a line."""
        folded = self._folded
        if len(folded) > _FOLDED_AT_MOST:
            folded.clear()
        for text in set(texts) - folded.keys():
            folded[text] = escaped(fold(text))
        return [folded[text] for text in texts]

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
