"""One webhook: what it is told, whether that got through, trying it out, sending again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from starlette.responses import Response

from services.campaign.console import list_files, webhook_words
from services.campaign.console.delivery_columns import COLUMNS, KEYS
from services.campaign.console.list_columns import shown
from services.campaign.console.lists import ListState
from services.campaign.console.refusals import by_field
from services.campaign.console.screens.webhooks import AREA, WebhookForm
from services.campaign.console.visit import Visit
from services.campaign.domain.webhooks import BOTH_VALID, KEPT, Delivery, DeliveryState
from services.campaign.repository import webhooks
from services.campaign.use_cases import webhooks as use_cases
from shared.errors import DomainError, Invalid
from shared.text import N_, NN_

AT_ONCE = 1000
MESSAGES = N_("Messages")
SAVED = N_("The webhook was saved.")
SWITCHED_ON = N_("The webhook is switched on again.")
SWITCHED_OFF = N_("The webhook is switched off; what happens meanwhile is kept for 30 days.")
DELETED = N_("The webhook was deleted.")
TEST_TAKEN = N_("The receiver took the test message (%(status)s, %(ms)s ms).")
TEST_FAILED = N_("The test message did not get through: %(why)s.")
TEST_REFUSED = N_("The receiver answered the test message with %(status)s.")
AGAIN = NN_("%(count)d message is sent again.", "%(count)d messages are sent again.")
NOTHING_AGAIN = N_("Nothing failed and nothing was missed.")
DELETE, DELETE_BUTTON = N_("Delete the webhook?"), N_("Delete")
DELETE_TEXT = N_("%(host)s is told nothing more, and what still waits for it is not sent.")
RENEW, RENEW_BUTTON = N_("Make a new secret?"), N_("Make a new secret")
RENEW_TEXT = N_(
    "Every message is signed with both secrets for %(hours)s hours, so that the receiver can change over without a gap. The new "
    "secret is shown once."
)


def _id(visit: Visit) -> UUID:
    endpoint_id: UUID = visit.request.path_params["webhook_id"]
    return endpoint_id


def _list_state(visit: Visit) -> ListState:
    here = visit.path("webhook", webhook_id=_id(visit))
    return ListState.read(here, visit.request.query_params, filters=("state",), columns=KEYS)


def _states(here: ListState) -> list[str]:
    state = here.filters.get("state", "")
    return [state] if state in set(DeliveryState) else []


async def export(visit: Visit) -> Response:
    """Its messages as the filter finds them, as a file."""
    here, mine = _list_state(visit), visit.me.company_id
    async with visit.reading() as reading:
        webhook = await webhooks.get_endpoint(reading, mine, _id(visit))

    async def ask(cursor: str | None) -> tuple[Sequence[Delivery], str | None]:
        async with visit.reading() as reading:
            return await webhooks.list_deliveries(
                reading, webhook.endpoint_id, _states(here), limit=AT_ONCE, cursor=cursor
            )

    words = [visit.text(webhook_words.STATES[one]) for one in _states(here)]
    about = [urlsplit(webhook.url).hostname or "", *words]
    columns = shown(here.columns, COLUMNS)
    return await list_files.export(visit, list_files.every(ask), columns, title=visit.text(MESSAGES), about=about)


async def show(visit: Visit) -> Response:
    return await _page(visit, None, {})


async def _page(visit: Visit, typed: WebhookForm | None, errors: dict[str, str]) -> Response:
    here = _list_state(visit)
    async with visit.reading() as reading:
        webhook = await webhooks.get_endpoint(reading, visit.me.company_id, _id(visit))
        try:
            found, following = await webhooks.list_deliveries(
                reading, webhook.endpoint_id, _states(here), limit=here.limit, cursor=here.cursor
            )
        except Invalid:
            return visit.go_to(here.path)
        counts = await webhooks.counts(reading, visit.me.company_id)
    values = {
        "page": "webhooks",
        "webhook": webhook,
        "values": typed or WebhookForm(webhook.url, webhook.description, webhook.events),
        "errors": errors,
        "list": here,
        "deliveries": found,
        "next": following,
        "counts": counts.get(webhook.endpoint_id, {}),
        "old_secret": webhook.old_secret_until is not None and webhook.old_secret_until > visit.console.clock.now(),
        "words": webhook_words,
        "columns": shown(here.columns, COLUMNS),
        "possible": COLUMNS,
        "export": lambda kind: visit.path("webhook_file", webhook_id=webhook.endpoint_id, kind=kind),
    }
    return visit.page("webhook.html", values, area=AREA, status=422 if errors else 200)


async def save(visit: Visit) -> Response:
    values = WebhookForm.read(visit)
    async with visit.reading() as reading:
        before = await webhooks.get_endpoint(reading, visit.me.company_id, _id(visit))
    try:
        await _change(visit, values, on=not before.off)
    except DomainError as error:
        return await _page(visit, values, by_field(error, visit.console.pages.translations.get(visit.language)))
    return _said(visit, "success", visit.text(SAVED))


async def switch(visit: Visit) -> Response:
    """On or off, the rest stays."""
    on = visit.field("on") == "1"
    async with visit.reading() as reading:
        one = await webhooks.get_endpoint(reading, visit.me.company_id, _id(visit))
    await _change(visit, WebhookForm(one.url, one.description, one.events), on=on)
    return _said(visit, "success", visit.text(SWITCHED_ON if on else SWITCHED_OFF))


async def _change(visit: Visit, values: WebhookForm, *, on: bool) -> None:
    command = use_cases.ChangeWebhook(
        visit.me.company_id,
        _id(visit),
        values.url,
        values.events,
        values.description,
        on,
        visit.me.name,
        visit.console.webhooks.plain_allowed,
    )
    async with visit.transaction() as tx:
        await use_cases.change_webhook(tx, command)


async def test(visit: Visit) -> Response:
    async with visit.reading() as reading:
        one = await webhooks.get_endpoint(reading, visit.me.company_id, _id(visit))
    result = await visit.console.webhooks.test(visit.me.company_id, one.endpoint_id, one.url)
    if result.delivered:
        return _said(visit, "success", visit.text(TEST_TAKEN, status=result.status, ms=result.milliseconds))
    if result.status:
        return _said(visit, "danger", visit.text(TEST_REFUSED, status=result.status))
    why = visit.text(webhook_words.OUTCOMES[result.outcome.value])
    return _said(visit, "danger", visit.text(TEST_FAILED, why=why))


async def again(visit: Visit) -> Response:
    """One delivery, or all that failed or was missed."""
    delivery, mine = visit.field("delivery"), visit.me.company_id
    async with visit.transaction() as tx:
        if delivery.isascii() and delivery.isdigit() and len(delivery) < 19:
            await use_cases.send_one_again(tx, mine, _id(visit), int(delivery))
            count = 1
        else:
            count = await use_cases.send_since(tx, mine, _id(visit), tx.clock.now() - KEPT)
    return _said(visit, "success", visit.text(AGAIN, count=count) if count else visit.text(NOTHING_AGAIN))


async def ask_renew(visit: Visit) -> Response:
    await _mine(visit)
    hours = BOTH_VALID // timedelta(hours=1)
    return _ask(visit, RENEW, visit.text(RENEW_TEXT, hours=hours), "webhook_secret", RENEW_BUTTON, dangerous=False)


async def renew(visit: Visit) -> Response:
    async with visit.transaction() as tx:
        made = await use_cases.renew_secret(
            tx, visit.me.company_id, _id(visit), visit.console.webhooks.sealer, visit.me.name
        )
    return visit.page(
        "webhook_secret.html", {"webhook": made.endpoint, "secret": made.secret, "renewed": True}, area=AREA
    )


async def ask_delete(visit: Visit) -> Response:
    text = visit.text(DELETE_TEXT, host=urlsplit(await _mine(visit)).hostname)
    return _ask(visit, DELETE, text, "webhook_delete", DELETE_BUTTON, dangerous=True)


async def delete(visit: Visit) -> Response:
    async with visit.transaction() as tx:
        await use_cases.delete_webhook(tx, visit.me.company_id, _id(visit), visit.me.name)
    return visit.say(visit.go("webhooks"), "success", visit.text(DELETED))


async def _mine(visit: Visit) -> str:
    async with visit.reading() as reading:
        return (await webhooks.get_endpoint(reading, visit.me.company_id, _id(visit))).url


def _ask(visit: Visit, title: str, text: str, action: str, button: str, *, dangerous: bool) -> Response:
    values = {
        "title": visit.text(title),
        "lines": [text],
        "addresses": [],
        "hidden": [],
        "action": visit.path(action, webhook_id=_id(visit)),
        "button": visit.text(button),
        "dangerous": dangerous,
        "back": visit.path("webhook", webhook_id=_id(visit)),
    }
    return visit.page("confirm.html", values, area=AREA)


def _said(visit: Visit, kind: str, text: str) -> Response:
    return visit.say(visit.go("webhook", webhook_id=_id(visit)), kind, text)
