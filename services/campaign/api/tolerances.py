"""Tolerances: how small a difference is marked as such. They change no answer and no state."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.campaign.api.problems import problems
from services.campaign.domain.tolerances import Tolerance
from services.campaign.repository import tolerances
from services.campaign.schemas import Input, Output, Text
from services.campaign.use_cases.tolerances import SetTolerances, set_tolerances
from shared.http.dependencies import Administrator, InReading, InTransaction, Once, Reader
from shared.money import Amount, Lira, from_minor, taken_as, to_minor

router = APIRouter(tags=["tolerances"])


Percent = Annotated[
    Amount, Field(ge=0, le=100, decimal_places=2), taken_as(r"^([0-9]{1,2}(\.[0-9]{1,2})?|100(\.00?)?)$", 0, 100)
]


class ToleranceInput(Input):
    """Within tolerance is what keeps one of the two limits."""

    counterparty: Text = Field(default="", description="Tax number or account code; empty for everybody else.")
    amount: Lira | None = Field(default=None, description="In TRY.")
    percent: Percent | None = Field(default=None, description="Of our own amount.")

    @property
    def rule(self) -> Tolerance:
        return Tolerance(self.counterparty, _minor(self.amount), _minor(self.percent))


class Tolerances(Input):
    items: list[ToleranceInput]


class ToleranceOut(Output):
    counterparty: str
    amount: Amount | None
    percent: Amount | None


class ToleranceList(Output):
    items: list[ToleranceOut]


@router.get("/tolerances", response_model=ToleranceList, summary="The company's tolerances", responses=problems(401))
async def read_tolerances(who: Reader, reading: InReading) -> ToleranceList:
    return _shown(await tolerances.of_company(reading, who.company_id))


@router.put(
    "/tolerances", response_model=ToleranceList, summary="Set all tolerances", responses=problems(401, 403, 404, 422)
)
async def put_tolerances(body: Tolerances, who: Administrator, tx: InTransaction, once: Once) -> Response:
    """What is not named is gone."""

    async def work() -> ToleranceList:
        command = SetTolerances(who.company_id, [item.rule for item in body.items], who.name)
        return _shown(await set_tolerances(tx, command))

    return await once.run(tx, work, status=200)


def _shown(rules: Sequence[Tolerance]) -> ToleranceList:
    return ToleranceList(
        items=[
            ToleranceOut(
                counterparty=one.key, amount=_whole(one.absolute_minor), percent=_whole(one.percent_hundredths)
            )
            for one in rules
        ]
    )


def _minor(value: Decimal | None) -> int | None:
    return None if value is None else to_minor(value)


def _whole(minor: int | None) -> Decimal | None:
    return None if minor is None else from_minor(minor)
