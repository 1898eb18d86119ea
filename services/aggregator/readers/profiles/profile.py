"""What is known of one source of ledger files: how its tables are recognised and what its columns and codes mean.

A profile is data. It adds the source's own names to the headings everybody may use, so that a column somebody added by hand, such
as a tax number, is still understood; headings nobody knows are left out and named in one warning, because an ERP's tables have
dozens of columns that are none of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from services.aggregator.readers.columns import HEADINGS, FileKind
from shared.text import fold_heading


class LeaveOut(Enum):
    """What a code may say instead of a value: the row is none of ours, and why."""

    CANCELLED = "cancelled"
    OTHER_TRANSACTION = "other_transaction"
    """A payment, cheque, order, despatch … in a table of documents."""
    OTHER_ACCOUNT = "other_account"
    """An account that is no customer's or supplier's."""
    GROUP_ACCOUNT = "group_account"
    """An account that only sums up those below it."""


Meaning = str | LeaveOut


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of codes: `meanings` maps the folded cell (of several columns joined by `/`) to what the canonical file would say.

    `otherwise` counts for codes that are not listed; None leaves the cell as it is.
    """

    headings: tuple[str, ...]
    meanings: Mapping[str, Meaning]
    otherwise: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of table of one source."""

    name: str
    kind: FileKind
    marks: tuple[tuple[str, ...], ...] = ()
    """Headings by which it is recognised: of each group one must be there."""
    unless: tuple[str, ...] = ()
    """Headings that show it is something else."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    coded: Mapping[str, Coded] = field(default_factory=dict)
    """field → its codes. The fields `#1`, `#2` … only leave rows out."""
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """field → headings whose cells stand behind one another in it, such as series and number."""
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """field → headings whose numbers are added up in it, such as the KDV of several rates."""
    constants: Mapping[str, str] = field(default_factory=dict)
    own_only: bool = False
    """The source's names are not to be mixed with those of the canonical file: they mean something else there."""
    codes_above: bool = False
    """Accounts stand in lines of their own above their rows (muavin)."""
    is_ledger: bool = False
    """It holds all accounts of a firm, of which only customers and suppliers are wanted."""
    is_strict: bool = False
    """A heading that is not known is an error."""

    def matches(self, folded: frozenset[str]) -> bool:
        """Whether a table with these folded headings is of this source."""
        return all(any(fold_heading(mark) in folded for mark in group) for group in self.marks) and not any(
            fold_heading(heading) in folded for heading in self.unless
        )

    def synonyms(self) -> Mapping[str, Sequence[str]]:
        """Headings by field. The source's own names come first and are nobody else's."""
        own = {name: tuple(words) for name, words in self.fields.items()}
        if self.own_only:
            return own
        taken = {fold_heading(word) for words in own.values() for word in words}
        rest = {
            name: tuple(word for word in words if fold_heading(word) not in taken)
            for name, words in HEADINGS[self.kind].items()
        }
        return {name: (*own.get(name, ()), *rest.get(name, ())) for name in {**rest, **own}}
