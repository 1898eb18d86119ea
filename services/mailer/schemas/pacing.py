"""How fast and when mail leaves, what a person stopped, and how long the rest will take."""

from datetime import datetime, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.mailer.domain.limits import Chosen
from services.mailer.domain.servers import Security
from services.mailer.schemas.lanes import LaneView
from shared.http.values import NUMERIC, Number, Truth

_COUNT = "Empty: our suggestion for this server. 0: no limit, where the provider publishes none."


def _of_the_clock_on_the_wall(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("a time without an offset: it is always the time in Istanbul")
    return value


WallTime = Annotated[time, AfterValidator(_of_the_clock_on_the_wall)]


class LimitsInput(BaseModel):
    """What the company wants instead of our suggestion."""

    model_config = ConfigDict(extra="forbid")

    connections: Annotated[int, Field(ge=1, le=10), NUMERIC] | None = Field(
        default=None, description="At the same time."
    )
    per_connection: Annotated[int, Field(ge=1, le=1_000_000), NUMERIC] | None = Field(
        default=None, description="Mails until it is renewed."
    )
    per_minute: Annotated[int, Field(ge=0, le=1_000_000), NUMERIC] | None = Field(default=None, description=_COUNT)
    per_hour: Annotated[int, Field(ge=0, le=1_000_000), NUMERIC] | None = Field(default=None, description=_COUNT)
    per_day: Annotated[int, Field(ge=0, le=1_000_000), NUMERIC] | None = Field(default=None, description=_COUNT)

    @property
    def chosen(self) -> Chosen:
        return Chosen(**self.model_dump())


class LimitsView(BaseModel):
    """Null: no limit of this kind."""

    connections: int
    per_connection: int
    per_minute: int | None
    per_hour: int | None
    per_day: int | None = Field(description="Calendar day in Istanbul.")


class LimitsState(BaseModel):
    """The limits that hold, and where they come from."""

    limits: LimitsView
    chosen: LimitsInput = Field(description="What the company decided; empty fields are the preset's.")
    preset: str = Field(description="Key of the preset, `unknown` for a server that we know nothing about.")


class PresetView(BaseModel):
    """What we know of a provider."""

    key: str
    name: str
    hosts: list[str]
    port: int
    security: Security
    limits: LimitsView = Field(description="What we start with.")
    most: LimitsView = Field(description="What can be chosen; null: no published limit.")
    hints: list[str] = Field(description="In the language of Accept-Language (tr, en).")


class PresetList(BaseModel):
    items: list[PresetView]
    suggested: str | None = Field(description="Key for the host that was asked about.")


class MailPolicyInput(BaseModel):
    """When the company's mail may leave, and what becomes of mails whose outcome is not known."""

    model_config = ConfigDict(extra="forbid")

    days: list[Number] = Field(
        default=[1, 2, 3, 4, 5, 6, 7], min_length=1, max_length=7, description="1 Monday to 7 Sunday."
    )
    opens: WallTime = Field(default=time(0), description="Europe/Istanbul; to the minute.")
    closes: WallTime = Field(default=time(0), description="Exclusive; 00:00 is midnight at the end of the day.")
    hold_uncertain: Truth = Field(
        default=False,
        description="True: an uncertain mail waits for a person at once. False: it is tried once more after ten minutes.",
    )


class MailPolicyView(BaseModel):
    days: list[int]
    opens: time
    closes: time
    hold_uncertain: bool
    open_now: bool = Field(description="Whether mail may leave at this moment.")
    next_open: datetime | None = Field(description="When it may again; null while it may.")
    changed_at: datetime | None
    changed_by: str


class Usage(BaseModel):
    """Mails that count towards the limits now. A permit counts two seconds longer than its minute or hour."""

    minute: int
    hour: int
    day: int


class Eta(BaseModel):
    """When the last waiting mail will have left."""

    at: datetime | None = Field(description="Null where nobody can know.")
    reason: str = Field(default="", description="Stable code of why it is null.")
    message: str = Field(default="", description="The reason in words.")
    in_time: bool | None = Field(
        default=None, description="Whether that is before the last day to answer ends; null where there is no estimate."
    )


class DecisionView(BaseModel):
    """Who paused, resumed or withdrew, and how many messages that moved."""

    decision: Literal["paused", "resumed", "withdrawn"]
    at: datetime
    by_id: UUID
    by_name: str
    messages: int


class LaneStatus(LaneView):
    """The lane that the company's mail takes now."""

    server: Literal["own", "platform", "none"]
    paused: bool = Field(description="Paused by a person of the company.")
    limits: LimitsView | None = Field(description="Of the company's own server; null on the platform's.")
    used: Usage | None
    waiting: int = Field(description="Messages of the company that wait to be sent.")
    sending: int
    per_minute: float = Field(description="Mails of the company that left in the last five minutes, per minute.")
    eta: Eta
    decisions: list[DecisionView] = Field(description="Newest first.")


class CampaignMail(BaseModel):
    """How the mails of a campaign are doing."""

    campaign_id: UUID
    paused: bool = Field(description="This campaign, or all mail of the company.")
    withdrawn_at: datetime | None
    counts: dict[str, int] = Field(description="Messages per state; states without messages are 0.")
    total: int
    needs_decision: int = Field(description="Uncertain ones that wait for a person.")
    waiting: int = Field(description="Those that will still be sent by themselves.")
    sent: int
    per_minute: float = Field(description="Mails of the campaign that left in the last five minutes, per minute.")
    eta: Eta
    decisions: list[DecisionView] = Field(description="Newest first.")


class Moved(BaseModel):
    """What a decision did."""

    messages: int = Field(description="How many messages it moved.")
    campaign: CampaignMail | None = None
    lane: LaneStatus | None = None
