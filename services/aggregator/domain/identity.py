"""Which lines are the same document, and whether a document says the same as before.

The same file read again, or an overlapping one, must change nothing and double nothing: a document is known by its ETTN wherever
it is booked, else by its number and date, on its account and in its kind (domain.md §2.5 point 6).
"""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from services.aggregator.domain.ledger import MovementRow


def document_id(company_id: UUID, line: MovementRow) -> UUID:
    """The identity of a document over all imports. One with an ETTN stays itself when it moves to another card or kind."""
    if line.uuid:
        return UUID(bytes=_digest(company_id.hex, line.uuid, size=16))
    return UUID(bytes=_digest(company_id.hex, line.account_code, line.kind.value, *line.document_key, size=16))


def document_hash(key: tuple[str, str]) -> int:
    """What lines of several cards of one counterparty share when they are one document; 63 bits."""
    return _number(*key)


def fingerprint(line: MovementRow) -> int:
    """Everything a line says; 48 bits, so that the sum over a document's lines stays far below 64."""
    said = (
        line.account_code, line.kind.value, line.document_no, line.document_date.isoformat(), str(line.amount), line.currency,
        str(line.rate or ""), str(line.amount_kurus), str(line.vat or ""), line.series, line.branch, str(line.cancelled),
        line.note,
    )  # fmt: skip
    return int.from_bytes(_digest(*said, size=6), "big")


def _number(*parts: str) -> int:
    return int.from_bytes(_digest(*parts, size=8), "big") >> 1


def _digest(*parts: str, size: int) -> bytes:
    return blake2b("\x1f".join(parts).encode(), digest_size=size).digest()
