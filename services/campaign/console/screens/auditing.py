"""The auditor's desk at a campaign: own samples, a package of one of them, and copies of the answers to an own address."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.campaign.console.typed_amounts import amount_of
from services.campaign.console.visit import Visit
from services.campaign.domain.sampling import Method, SampleRule
from services.campaign.repository import campaigns, samples
from services.campaign.use_cases.samples import (
    DrawSample,
    EndCopies,
    OrderCopies,
    draw_sample,
    end_copies,
    order_copies,
)
from shared.errors import Conflict, Invalid
from shared.money import to_minor
from shared.text import N_, NN_

AREA = "campaigns"
DRAWN = NN_("Sample %(number)s was drawn: %(count)d account.", "Sample %(number)s was drawn: %(count)d accounts.")
ORDERED = N_("Copies of the answers go to %(address)s from now on, those of earlier answers too.")
ENDED = N_("No further copies go to this address.")
BAD_SIZE = N_("Write a whole number.")
BAD_INTERVAL = N_("Write an amount like 100,000.00.")
FIELDS = {
    "sample_size": "size",
    "sample_interval": "interval",
    "sample_seed": "seed",
    "bad_address": "address",
    "copies_ordered": "address",
    "copy_orders": "address",
}
"""Beside which field a refusal belongs."""


async def show(visit: Visit) -> Response:
    return await _page(visit, {}, {})


async def _page(visit: Visit, errors: dict[str, str], values: dict[str, str], *, status: int = 200) -> Response:
    campaign_id, mine = visit.request.path_params["campaign_id"], visit.me.company_id
    async with visit.reading() as reading:
        campaign = await campaigns.get_campaign(reading, mine, campaign_id)
        drawn = await samples.of_campaign(reading, mine, campaign_id)
        orders = await samples.copy_orders(reading, mine, campaign_id)
    blank = {"method": Method.LARGEST.value, "size": "", "interval": "", "seed": "", "address": "", "sample_id": ""}
    shown: dict[str, Any] = {
        "campaign": campaign,
        "samples": drawn,
        "orders": orders,
        "errors": errors,
        "values": blank | {"address": visit.me.email} | values,
        "methods": [method.value for method in Method],
    }
    return visit.page("auditing.html", shown, area=AREA, status=status)


def _typed(visit: Visit, *names: str) -> dict[str, str]:
    return {name: visit.field(name) for name in names}


async def draw(visit: Visit) -> Response:
    typed = _typed(visit, "method", "size", "interval", "seed")
    errors: dict[str, str] = {}
    size, interval = 0, 0
    method = Method(typed["method"]) if typed["method"] in set(Method) else Method.ALL
    if method in (Method.LARGEST, Method.RANDOM):
        size = visit.number("size") or 0
        if not size:
            errors["size"] = visit.text(BAD_SIZE)
    if method is Method.MONETARY_UNIT:
        interval = to_minor(amount_of(typed["interval"]) or Decimal(0))
        if not interval:
            errors["interval"] = visit.text(BAD_INTERVAL)
    if errors:
        return await _page(visit, errors, typed, status=422)
    command = DrawSample(
        visit.me.company_id,
        visit.me.user_id,
        visit.me.name,
        SampleRule(method, size, interval, typed["seed"]),
        campaign_id=visit.request.path_params["campaign_id"],
    )
    try:
        async with visit.transaction() as tx:
            sample = await draw_sample(tx, command)
    except Invalid as error:
        return await _page(visit, {FIELDS.get(error.code, ""): visit.reason(error)}, typed, status=422)
    said = visit.text(DRAWN, number=sample.number, count=len(sample.drawn))
    return visit.say(_back(visit), "success", said)


async def show_sample(visit: Visit) -> Response:
    """One sample: how it was drawn, and who is in it."""
    async with visit.reading() as reading:
        sample = await samples.get(reading, visit.me.company_id, visit.request.path_params["sample_id"])
        if sample.campaign_id is None:
            raise Conflict("This sample is of a list that was not sent; the API shows it.", code="sample_of_run")
        campaign = await campaigns.get_campaign(reading, visit.me.company_id, sample.campaign_id)
        ids = await samples.ids_of(reading, visit.me.company_id, sample.campaign_id, sample.keys)
    values = {"campaign": campaign, "sample": sample, "ids": ids}
    return visit.page("sample.html", values, area=AREA)


async def copy(visit: Visit) -> Response:
    typed = _typed(visit, "address", "sample_id")
    command = OrderCopies(
        visit.me.company_id,
        visit.request.path_params["campaign_id"],
        visit.me.user_id,
        visit.me.name,
        typed["address"],
        visit.language,
        _id(typed["sample_id"]),
    )
    try:
        async with visit.transaction() as tx:
            await order_copies(tx, command)
    except (Invalid, Conflict) as error:
        return await _page(visit, {FIELDS.get(error.code, ""): visit.reason(error)}, typed, status=error.status)
    return visit.say(_back(visit), "success", visit.text(ORDERED, address=typed["address"]))


async def end(visit: Visit) -> Response:
    params = visit.request.path_params
    async with visit.transaction() as tx:
        await end_copies(tx, EndCopies(visit.me.company_id, params["campaign_id"], params["order_id"], visit.me.name))
    return visit.say(_back(visit), "info", visit.text(ENDED))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _back(visit: Visit) -> Response:
    return visit.go("auditing", campaign_id=visit.request.path_params["campaign_id"])
