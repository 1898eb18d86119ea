"""Walk along a chain of answers in its order: whatever is missing, doubled or exchanged does not fit the one before it."""

from __future__ import annotations

from collections.abc import Collection

from services.responses.domain.entries import FIRST_PREVIOUS
from services.responses.domain.verification import Finding


class ChainWalk:
    """Remembers what the next entry has to follow. `follows` None: the walk begins in the middle, after `position`."""

    def __init__(self, position: int = 0, follows: Collection[str] | None = (FIRST_PREVIOUS,)) -> None:
        self.position = position
        self._follows = follows
        self.entries = 0

    def step(self, name: str, position: int, previous: str, follows: Collection[str]) -> list[Finding]:
        """Findings about the place of an entry; `follows`: what the one after it may name as the one before it."""
        found = []
        if position != self.position + 1:
            missing = f"position {self.position + 1} is missing before position {position}"
            found.append(Finding("responses", name, "position", missing))
        elif self._follows is not None and previous not in self._follows:
            found.append(Finding("responses", name, "previous_sha256", "does not follow the entry before it"))
        self.position, self._follows = position, follows
        self.entries += 1
        return found

    def end(self, position: int, entry_sha256: str, owner: str) -> list[Finding]:
        """Findings about the end of the chain, against its kept head."""
        if position == self.position and (self._follows is None or entry_sha256 in self._follows):
            return []
        if position == self.position:
            return [Finding("chain_heads", owner, "", "the chain does not end with the hash that its head says")]
        text = f"the chain ends at position {self.position}, its head says {position}"
        found = [Finding("chain_heads", owner, "", text)]
        if position > self.position:
            gone = f"position {self.position + 1}"
            found.insert(0, Finding("responses", gone, "position", "is missing at the end of the chain"))
        return found
