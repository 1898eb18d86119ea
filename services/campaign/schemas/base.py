"""What every body of this API is made of."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator

Text = Annotated[str, StringConstraints(max_length=1000)]
Language = Literal["tr", "en"]


_HALF = re.compile("[\ud800-\udfff]")


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        """JSON can name characters that no database takes, and nobody means them."""
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and ("\0" in text or _HALF.search(text)):
                raise ValueError("contains U+0000 or half a character, which no text has")
        return value


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)
