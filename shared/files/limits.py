"""How much of a file is read at all (reliability-security.md §4.6). One place, so that no reader has a number of its own."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Sizes in bytes unless the name says otherwise."""

    file: int = 25 * MIB
    """Every format but plain text; a CSV is streamed and may be as large as the upload that brought it."""
    archive: int = 100 * MIB
    """A ZIP of documents as it lies there."""
    archive_entries: int = 20_000
    """A year of a firm's e-invoices comes as one ZIP of thousands."""
    archive_unpacked: int = 1024 * MIB
    """All of a ZIP of documents; one of them at a time is in memory."""
    workbook_entries: int = 1_000
    workbook_unpacked: int = 300 * MIB
    archive_ratio: int = 100
    """Unpacked to packed, for each entry above `archive_ratio_from`; smaller ones cannot do harm."""
    archive_ratio_from: int = 4 * MIB
    member: int = 25 * MIB
    """One file inside a ZIP of documents."""
    sheet_rows: int = 1_048_576
    sheet_columns: int = 60
    sheets: int = 50
    text_columns: int = 200
    """Text is not unfolded by its reader, so exports with every column an ERP knows pass."""
    sheet_cell_characters: int = 32_767
    text_cell: int = 64 * 1024
    xml: int = 5 * MIB
    xml_depth: int = 64


LIMITS = ReadLimits()
