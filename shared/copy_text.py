r"""Lines of PostgreSQL's COPY text: `field TAB field`, `\N` for null. What is written here, `shared/bulk.py` puts into a table.

Knows no database, so that a process that only writes such lines need not load one.
"""

from __future__ import annotations

from collections.abc import Iterator

NULL = "\\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_PLAIN = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def escaped(text: str) -> str:
    """A text as a field of such a line."""
    return text.translate(_ESCAPED)


def fields_of(lines: bytes) -> Iterator[tuple[str | None, ...]]:
    """The fields of lines that each end with a line feed."""
    for line in lines.decode().split("\n")[:-1]:
        fields = line.split("\t")
        if line.count("\\") != line.count(NULL):
            yield tuple([None if field == NULL else _plain(field) for field in fields])
        elif NULL in line:
            yield tuple([None if field == NULL else field for field in fields])
        else:
            yield tuple(fields)


def _plain(field: str) -> str:
    if "\\" not in field:
        return field
    parts = iter(field)
    return "".join(_PLAIN[next(parts)] if one == "\\" else one for one in parts)
