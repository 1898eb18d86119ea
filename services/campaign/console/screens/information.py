"""What people are told about their data on the counterparty's page."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.information import LANGUAGES
from services.campaign.repository import information
from services.campaign.use_cases.information import PublishInformation, publish_information
from shared.errors import DomainError
from shared.text import N_

AREA = "smtp"
SAVED = N_("The privacy notice was published as version %(version)s.")
NAMES = (("tr", "Türkçe"), ("en", "English"), ("de", "Deutsch"), ("ar", "العربية"))


async def show(visit: Visit) -> Response:
    return await _page(visit)


async def _page(
    visit: Visit, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None, follows: str = ""
) -> Response:
    async with visit.reading() as reading:
        kept = await information.newest(reading, visit.me.company_id)
    context = {
        "page": "information",
        "names": NAMES,
        "values": typed or {language: kept.texts.get(language, "") if kept else "" for language in LANGUAGES},
        "errors": errors or {},
        "kept": kept,
        "follows": follows or str(kept.version if kept else 0),
    }
    return visit.page("information.html", context, area=AREA, status=422 if errors else 200)


async def save(visit: Visit) -> Response:
    typed = {language: visit.field(language) for language in LANGUAGES}
    follows = visit.field("follows")
    seen = visit.number("follows") or 0
    try:
        async with visit.transaction() as tx:
            kept = await publish_information(tx, PublishInformation(visit.me.company_id, seen, typed, visit.me.name))
    except DomainError as error:
        said = by_field(error, visit.console.pages.translations.get(visit.language))
        return await _page(visit, typed, said, follows)
    return visit.say(visit.go("information"), "success", visit.text(SAVED, version=kept.version))
