"""Movements and ledger entries as lines of COPY text: the fields of their table in order, with their identity.

The costly part of an import, so it runs in the reading process, column by column, and makes no objects; what comes out is handed
to the database byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any
from uuid import UUID

from services.aggregator.domain.identity import DocumentIdentities, fingerprints, voucher_id
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


def _optional(values: Sequence[Any]) -> Iterable[str]:
    return [NULL if value is None or value == "" else str(value) for value in values]


def _numbers(values: Sequence[int]) -> Iterable[str]:
    return map(str, values)


def _flags(values: Sequence[bool]) -> Iterable[str]:
    return ["1" if value else "0" for value in values]


@dataclass(slots=True)
class LineWriter:
    """Writes the lines of one import."""

    company_id: UUID
    import_id: UUID
    _company: str = ""
    _head: str = ""
    _documents: DocumentIdentities = field(init=False)
    _folded: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._company = self.company_id.hex
        self._head = f"{self.company_id.hex}\t{self.import_id.hex}"
        self._documents = DocumentIdentities(self._company)

    def chunk(self, chunk: MovementChunk, codes: Sequence[str], account_ids: Sequence[int]) -> str:
        """The lines of a chunk, each with its line feed; `codes` and `account_ids` name each movement's account."""
        if not codes:
            return ""
        # A backslash means something in COPY text. Hardly any text has one, so a chunk is asked as a whole.
        written = {name: self._written(getattr(chunk, name)) for name in _TEXTS}
        amounts = list(map(str, chunk.amount_minor))
        originals = amounts if chunk.original_minor == chunk.amount_minor else list(map(str, chunk.original_minor))
        says = _side_by_side(
            (written["document_no"], iter), (chunk.document_date, iter), (chunk.recorded_on, _optional),
            (chunk.customs_on, _optional), (chunk.kind, iter), (chunk.currency, iter), (originals, iter),
            (chunk.rate, _optional), (amounts, iter), (chunk.other_taxes_minor, _numbers), (chunk.vat_minor, _optional),
            (written["series"], iter), (self._fold(chunk.series), iter), (written["branch"], iter),
            (self._fold(chunk.branch), iter), (chunk.electronic, _flags), (chunk.cancelled, _flags), (chunk.uuid, _optional),
            (written["note"], iter), (written["alternatives"], iter),
        )  # fmt: skip
        ids, shared = self._documents.of(codes, chunk.kind, chunk.document_no, chunk.document_date, chunk.uuid)
        lines = _side_by_side(
            ([self._head] * len(codes), iter), (account_ids, _numbers), (ids, iter), (chunk.line_no, _numbers),
            (fingerprints(map(str.__add__, codes, says)), iter), (shared, iter), (chunk.period, _numbers),
            (chunk.recorded_period, _numbers), (says, iter),
        )  # fmt: skip
        return "\n".join(lines) + "\n"

    def movement(self, line: MovementRow, code: str, account_id: int) -> str:
        """The line of one movement."""
        return self.chunk(MovementChunk.of((line,)), (code,), (account_id,))

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
            f"{fingerprints((f'{code}{said}',))[0]}\t{period}\t{said}\n"
        )


def _side_by_side(*columns: tuple[Sequence[Any], Callable[[Sequence[Any]], Iterable[str]]]) -> list[str]:
    """Fields of each row with tabs between; columns of values, and how those become texts. What is the same in every row is
    written once, together with its neighbours that are."""
    parts: list[Iterable[str]] = []
    fixed: list[str] = []
    for values, as_text in columns:
        first = values[0]
        if first == values[-1] and values.count(first) == len(values):
            fixed.extend(as_text(values[:1]))
            continue
        if fixed:
            parts.append(repeat("\t".join(fixed)))
            fixed.clear()
        parts.append(as_text(values))
    if fixed:
        parts.append(repeat("\t".join(fixed), len(columns[0][0])))
    return list(map("\t".join, zip(*parts, strict=False)))  # what repeats has no end
