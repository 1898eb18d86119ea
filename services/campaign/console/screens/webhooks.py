"""The programs that are told what happens: a list, and adding one."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console import webhook_words
from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.repository import webhooks
from services.campaign.use_cases.webhooks import CreateWebhook, create_webhook
from shared.errors import DomainError

AREA = "smtp"


@dataclass(frozen=True, slots=True)
class WebhookForm:
    """The form as typed."""

    url: str = ""
    description: str = ""
    events: tuple[str, ...] = webhook_words.USUAL

    @classmethod
    def read(cls, visit: Visit) -> WebhookForm:
        events = tuple(str(one) for one in visit.form.getlist("events"))
        return cls(visit.field("url"), visit.field("description"), events)


async def show(visit: Visit) -> Response:
    return await _page(visit, WebhookForm(), {})


async def _page(visit: Visit, values: WebhookForm, errors: dict[str, str]) -> Response:
    async with visit.reading() as reading:
        found = await webhooks.list_endpoints(reading, visit.me.company_id)
        counts = await webhooks.counts(reading, visit.me.company_id)
    context = {
        "page": "webhooks",
        "webhooks": found,
        "counts": counts,
        "values": values,
        "errors": errors,
        "words": webhook_words,
    }
    return visit.page("webhooks.html", context, area=AREA, status=422 if errors else 200)


async def add(visit: Visit) -> Response:
    """The answer shows the secret, once; it is kept nowhere in the open, so it cannot wait for another page."""
    values, sending = WebhookForm.read(visit), visit.console.webhooks
    command = CreateWebhook(
        visit.me.company_id, values.url, values.events, values.description, visit.me.name, sending.plain_allowed
    )
    try:
        async with visit.transaction() as tx:
            made = await create_webhook(tx, command, sending.sealer)
    except DomainError as error:
        return await _page(visit, values, by_field(error, visit.console.pages.translations.get(visit.language)))
    return visit.page(
        "webhook_secret.html", {"webhook": made.endpoint, "secret": made.secret, "renewed": False}, area=AREA
    )
