"""Lists with a single column, which no separator shows: ETTNs of cancelled documents, one a line."""

from __future__ import annotations

from services.aggregator.readers.columns import CANCELLATION_HEADINGS
from shared.files.delimited import DelimitedFile
from shared.files.encoding import OpenFile, detect_encoding, open_text
from shared.text import fold_heading

_LONGEST_HEADING = 200
_HEADINGS = frozenset(
    fold_heading(word) for field in ("uuid", "document_no") for word in (field, *CANCELLATION_HEADINGS[field])
)


def open_single_column(open_file: OpenFile) -> DelimitedFile | None:
    """The table, None when its first line is no heading of such a list. Raises a `FileProblem` for what is no text."""
    encoding = detect_encoding(open_file)
    with open_text(open_file, encoding) as text:
        heading = text.readline(_LONGEST_HEADING).strip()
    if fold_heading(heading) not in _HEADINGS:
        return None
    return DelimitedFile(open_file, encoding, ";", (heading,), 1, 1)
