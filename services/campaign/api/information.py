"""The information text about personal data that the public page shows."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from services.campaign.api.problems import problems
from services.campaign.domain.information import InformationText as Published
from services.campaign.repository import information
from services.campaign.use_cases.information import PublishInformation, publish_information
from shared.errors import NotFound
from shared.http.dependencies import Administrator, InReading, InTransaction, Once, Reader
from shared.http.values import Number

router = APIRouter(tags=["companies"])


class InformationInput(BaseModel):
    """A new version of the text; the one before it stays with the answers that were given under it."""

    texts: dict[str, str] = Field(description="Plain text by language: tr (needed), en, de, ar.")
    follows: Number = Field(
        default=0, description="The version that was read before this was written; 0 for the first."
    )


class InformationText(BaseModel):
    version: int
    texts: dict[str, str]
    published_at: datetime
    published_by: str

    @classmethod
    def of(cls, one: Published) -> InformationText:
        return cls(
            version=one.version,
            texts=dict(one.texts),
            published_at=one.published_at,
            published_by=one.published_by,
        )


@router.get(
    "/information-text",
    response_model=InformationText,
    summary="The privacy notice as it is shown",
    responses=problems(401, 404),
)
async def read_information(who: Reader, reading: InReading) -> InformationText:
    found = await information.newest(reading, who.company_id)
    if found is None:
        raise NotFound("No privacy notice was published yet.", code="information_text_missing")
    return InformationText.of(found)


@router.post(
    "/information-text",
    response_model=InformationText,
    summary="Publish a new version of the privacy notice",
    responses=problems(401, 403, 412, 422),
)
async def publish(body: InformationInput, who: Administrator, tx: InTransaction, once: Once) -> Response:
    command = PublishInformation(who.company_id, body.follows, body.texts, who.name)

    async def work() -> InformationText:
        return InformationText.of(await publish_information(tx, command))

    return await once.run(tx, work, status=200)
