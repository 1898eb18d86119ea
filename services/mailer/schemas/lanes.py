"""Whether and how fast mail leaves."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


class LaneView(BaseModel):
    """Whether mail of this company can leave at the moment."""

    state: Literal["open", "resting", "paused", "no_server", "limited", "closed"] = Field(
        description="`resting` after trouble, `limited` by the account's allowance, `closed` outside the send window."
    )
    reason: str = Field(default="", description="Stable code.")
    message: str = Field(default="", description="The reason in words.")
    detail: str = Field(default="", description="The server's own words.")
    retry_at: datetime | None = Field(default=None, description="When it is tried again without anybody's doing.")
