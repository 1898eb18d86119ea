"""What every body of this API is made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator

from shared.http.values import can_be_kept

Text = Annotated[str, StringConstraints(max_length=1000)]
Language = Literal["tr", "en"]


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _can_be_kept(cls, value: Any) -> Any:
        return can_be_kept(value)


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True)
