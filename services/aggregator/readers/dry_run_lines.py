"""The JSON object of one document, as `mutabakat import --dry-run --json` writes it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from shared.files.problems import FileProblem
from shared.money import from_minor


@dataclass(slots=True)
class Document:
    """All lines with one identity."""

    row: int
    document_no: str | None = None
    day: date | None = None
    kind: str | None = None
    side: str | None = None
    party: tuple[str | None, str | None] = (None, None)
    currency: str | None = None
    minor: int | None = None
    kurus: int | None = None
    warnings: list[str] = field(default_factory=list)
    error: str | None = None

    def line(self) -> str:
        """Exactly the keys that were promised; amounts are decimal texts with two places."""
        return json.dumps(
            {
                "document_no": self.document_no or None,
                "date": self.day.isoformat() if self.day else None,
                "side": self.side,
                "counterparty_tax_number": self.party[0] or None,
                "counterparty_title": self.party[1] or None,
                "base": None if self.minor is None else f"{from_minor(self.minor):.2f}",
                "currency": self.currency or None,
                "base_try": None if self.kurus is None else f"{from_minor(self.kurus):.2f}",
                "kind": self.kind,
                "warnings": self.warnings,
                "error": self.error,
                "row": self.row,
            },
            ensure_ascii=False,
        )


def refused_file(problem: FileProblem) -> str:
    """The one object of a file that cannot be read as a whole."""
    return Document(0, error=f"{problem.code}: {problem}").line() + "\n"
