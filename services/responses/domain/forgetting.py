"""What is replaced when a person's data is forgotten, and which salts go with it. The seal stays, so the chain stays whole.

Two groups go at different times: the traces of a machine (IP address, browser) soon, names and addresses when the law no longer
asks for them. Figures, answers and explanations are the companies' records and stay.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.responses.domain.entries import Entry
from services.responses.domain.seals import ERASED, PERSONAL, Group, Salts, read_seal

Place = tuple[str, str]
"""Table and key of a row."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """An entry without what was forgotten. `values`: how many leaves can no longer be opened."""

    entry: Entry
    values: int


def columns_of(table: str, group: Group) -> tuple[str, ...]:
    """The columns of a table that are forgotten together."""
    return tuple(column for column, of in PERSONAL.get(table, {}).items() if of is group)


def erased_row(table: str, key: str, groups: Collection[Group]) -> Mapping[str, str]:
    """What is written into a row of `links` or `statements`. An address stays unique by its link's id, which opens nothing."""
    columns = [column for group in groups for column in columns_of(table, group)]
    written = dict.fromkeys(columns, ERASED)
    if table == "links" and "address" in written:
        written["address"] = f"{ERASED}{key}"
        # The same once more, in the form in which it is looked for.
        written["address_folded"] = written["address"]
    return written


def forget(entry: Entry, places: Collection[Place] | None, groups: Collection[Group]) -> Forgotten:
    """Forget these groups of these rows; None: of every row that the entry's seal speaks of."""
    own: Place = ("responses", str(entry.response_id))
    if places is None or own in places:
        erased: dict[str, Any] = {column: ERASED for group in groups for column in columns_of("responses", group)}
        entry = replace(entry, **erased)
    if entry.seal is None:
        # An entry of the first form has one hash over everything: it can no longer be recomputed (see the decision).
        return Forgotten(entry, len(groups))
    rows: list[Place] = [(table, key) for table, keyed in read_seal(entry.seal).items() for key in keyed]
    salts, values = Salts.read(entry.salts), 0
    for group in groups:
        gone = [
            (table, key)
            for table, key in (rows if places is None else places)
            if columns_of(table, group) and salts.of(group, table, key) is not None
        ]
        values += sum(len(columns_of(table, group)) for table, _ in gone)
        salts = salts.without(group, gone, rows)
    return Forgotten(replace(entry, salts=salts.write()), values)
