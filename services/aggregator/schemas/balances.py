"""What balances are made of."""

from __future__ import annotations

from pydantic import BaseModel, Field

from shared.contracts.values import Ageing, OpenItem


class OpenItems(BaseModel):
    """Items and ageing of each currency add up to its balance. Signed from our view: + they owe us."""

    items: list[OpenItem] = Field(description="The newest first, over all cards and currencies.")
    ageing: list[Ageing]
