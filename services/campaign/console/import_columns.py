"""The columns that the list of imports may have."""

from __future__ import annotations

from services.campaign.clients.imports import ImportReport
from services.campaign.console import import_words
from services.campaign.console.list_columns import Column, Say
from shared.files.sheets import CellKind
from shared.text import N_


def _file(row: ImportReport, say: Say) -> str:
    return say(N_("Pasted cells")) if row.file_name == "pasted.tsv" else (row.file_name or "–")


def _kind(row: ImportReport, say: Say) -> str:
    return say(import_words.KINDS.get(row.kind, row.kind)) if row.kind else ""


def _state(row: ImportReport, say: Say) -> str:
    return say(N_("Imported before") if row.same_as else import_words.STATES.get(row.state, row.state))


COLUMNS = (
    Column("file", N_("File"), CellKind.TEXT, _file, "", True),
    Column("received", N_("Received"), CellKind.MOMENT, lambda row, _: row.created_at, "", True),
    Column("kind", N_("Kind"), CellKind.TEXT, _kind, "", True),
    Column("state", N_("State"), CellKind.TEXT, _state, "", True),
    Column("rows", N_("Rows"), CellKind.COUNT, lambda row, _: row.rows),
    Column(
        "accepted",
        N_("Rows taken"),
        CellKind.COUNT,
        lambda row, _: row.rows_read if row.is_open else row.accepted,
        "",
        True,
    ),
    Column("rejected", N_("Refused"), CellKind.COUNT, lambda row, _: row.rejected, "", True),
    Column("new_accounts", N_("New account cards"), CellKind.COUNT, lambda row, _: row.new_accounts),
    Column("finished_at", N_("Finished"), CellKind.MOMENT, lambda row, _: row.finished_at),
)
KEYS = tuple(column.key for column in COLUMNS)
