"""Limits of the company's own server: what we know of its provider, and what the company chose instead."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.mailer.api.edge import InLanguage, Reader
from services.mailer.api.lane_view import limits_view
from services.mailer.domain.presets import PRESETS, UNKNOWN, Preset, preset_for
from services.mailer.repository import configurations
from services.mailer.schemas import LimitsInput, LimitsState, PresetList, PresetView
from services.mailer.use_cases.limits import set_limits
from shared.http.dependencies import Administrator, InTransaction, Once
from shared.http.dependencies import Reader as Reads

router = APIRouter(prefix="/smtp-settings", tags=["smtp-settings"])


def _view(preset: Preset, reader: Reader) -> PresetView:
    return PresetView(
        key=preset.key,
        name=preset.name,
        hosts=list(preset.hosts),
        port=preset.port,
        security=preset.security,
        limits=limits_view(preset.limits),
        most=limits_view(preset.most),
        hints=[reader.say(hint) for hint in preset.hints],
    )


@router.get("/presets", summary="Known providers with their limits, and the one of a server")
async def presets(
    principal: Reads,  # noqa: ARG001  # whoever may read may see them
    reader: InLanguage,
    host: Annotated[str | None, Query(max_length=255, description="Name of a server.")] = None,
) -> PresetList:
    """The preset `unknown` holds for every server that none of the others names."""
    return PresetList(
        items=[_view(preset, reader) for preset in (*PRESETS, UNKNOWN)],
        suggested=preset_for(host).key if host else None,
    )


@router.put(
    "/limits",
    summary="Choose other limits for the company's own server; no new test is needed",
    description="Hold at once, for the settings in use and for those that wait for their test.",
    response_model=LimitsState,
)
async def limits(body: LimitsInput, tx: InTransaction, principal: Administrator, once: Once) -> Response:
    async def work() -> LimitsState:
        row = await set_limits(tx, principal.company_id, body.chosen, by=principal.name)
        return LimitsState(
            limits=limits_view(configurations.limits_of(row)),
            chosen=LimitsInput(**configurations.chosen_of(row).values()),
            preset=preset_for(row.host).key,
        )

    return await once.run(tx, work, status=200)
