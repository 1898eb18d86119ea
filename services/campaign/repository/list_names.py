"""Whom a search means: the few counterparties that it finds, or the few that it leaves out.

What nearly everybody is called ("Ltd. Şti.") asks almost nothing of a list. Rather than looking for ten thousand names in each of
its statements it then leaves out the others; a search that leaves out nobody is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.campaign.repository import counterparties
from services.campaign.repository.list_filters import REFERENCE
from shared.database import Reading
from shared.text import fold

MANY = 2000
"""So many keys a statement is given at most."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Keys of counterparties, where they are no more than `MANY`: those that a search finds, or else those that it does not."""

    found: Sequence[str] | None = None
    left_out: Sequence[str] | None = None

    @property
    def everybody(self) -> bool:
        return self.left_out is not None and not self.left_out


EVERYBODY = Meant(left_out=())


class Names:
    """The searches of one company, each looked up once."""

    def __init__(self, reading: Reading, company_id: UUID) -> None:
        self._reading = reading
        self._company_id = company_id
        self._known: dict[str, Meant] = {}
        self._all: int | None = None

    async def meant_by(self, search: str) -> Meant | None:
        """None for a search that names nobody: it is empty, or the beginning of a reference."""
        folded = fold(search)
        if not folded or folded.startswith(REFERENCE):
            return None
        if folded not in self._known:
            found, left_out = await counterparties.few_of(self._reading, self._company_id, folded, MANY)
            self._known[folded] = Meant(found, left_out)
        return self._known[folded]

    async def counted(self) -> int:
        """How many counterparties there are to be found."""
        if self._all is None:
            self._all = await counterparties.count(self._reading, self._company_id)
        return self._all
