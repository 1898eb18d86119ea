"""One's own second factor: setting it up, moving it, its recovery codes."""

from __future__ import annotations

from types import MappingProxyType

import segno
from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.credentials import sha256_hex
from services.campaign.domain.second_factor import RECENTLY, Policy, enrolment_address, spaced
from services.campaign.repository import second_factors
from services.campaign.use_cases import second_factor
from services.campaign.use_cases.second_factor import FACTOR_RESET, Own
from shared import formats
from shared.errors import DomainError, Unauthenticated
from shared.text import N_

AREA = "smtp"
TURNED_OFF = N_("The second factor was turned off.")
NOTICES = MappingProxyType(
    {
        FACTOR_RESET: N_(
            "%(by)s has reset your second factor on %(at)s and signed you out everywhere. If you did not ask for it, change "
            "your password and speak to them."
        )
    }
)
FEW_CODES = 3


async def show(visit: Visit) -> Response:
    return await _page(visit, {})


async def _page(visit: Visit, errors: dict[str, str]) -> Response:
    door, me = visit.console.door, visit.me
    async with visit.across_companies.reading() as reading:
        status = await second_factors.status_of(reading, me.user_id)
        notices = await second_factors.notices_of(reading, me.user_id)
        secret = await second_factor.pending_secret(reading, me.user_id, door.sealer) if status.begun else None
    context = {
        "page": "security",
        "status": status,
        "notices": [visit.text(NOTICES[one.what], by=one.by, at=formats.moment(one.at)) for one in notices],
        "off": door.second_factor is Policy.OFF,
        "demanded": door.second_factor.demands(me.role),
        "asks_password": not _signed_in_just_now(visit),
        "few_codes": status.codes_left <= FEW_CODES,
        "qr": _qr(secret, me.email) if secret else "",
        "key": spaced(secret) if secret else "",
        "errors": errors,
    }
    return visit.page("security.html", context, area=AREA, status=422 if errors else 200)


def _qr(secret: str, email: str) -> str:
    """Dark on white in both themes: many phones read nothing else."""
    image: str = segno.make(enrolment_address(secret, email), error="m").svg_data_uri(
        scale=5, border=4, dark="#000", light="#fff"
    )
    return image


def _signed_in_just_now(visit: Visit) -> bool:
    signed_in_at = visit.visitor.signed_in_at if visit.visitor else None
    return signed_in_at is not None and visit.console.clock.now() - signed_in_at <= RECENTLY


async def _is_really_there(visit: Visit) -> None:
    """A browser that somebody left open does not change how its owner signs in."""
    if not _signed_in_just_now(visit):
        await visit.console.door.is_own(visit.me.email, str(visit.form.get("password", "")), visit.client)


def _own(visit: Visit) -> Own:
    return Own(visit.me, sha256_hex(visit.secret))


async def begin(visit: Visit) -> Response:
    try:
        await _is_really_there(visit)
    except DomainError as error:
        return await _refused(visit, error)
    async with visit.across_companies.transaction() as tx:
        await second_factor.begin(tx, _own(visit), visit.console.door.sealer)
    return visit.go("security")


async def give_up(visit: Visit) -> Response:
    async with visit.across_companies.transaction() as tx:
        await second_factor.forget_pending(tx, _own(visit))
    return visit.go("security")


async def confirm(visit: Visit) -> Response:
    """With the first code; the answer is the only page that ever shows the recovery codes."""
    door = visit.console.door
    try:
        await door.count(visit.me.email, visit.client)
        async with visit.across_companies.transaction() as tx:
            codes = await second_factor.confirm(tx, _own(visit), visit.field("code"), door.sealer)
        await door.uncount(visit.me.email, visit.client)
    except DomainError as error:
        return await _refused(visit, error)
    return _codes_page(visit, codes)


async def renew_codes(visit: Visit) -> Response:
    try:
        await _is_really_there(visit)
        async with visit.across_companies.transaction() as tx:
            codes = await second_factor.renew_codes(tx, _own(visit))
    except DomainError as error:
        return await _refused(visit, error)
    return _codes_page(visit, codes)


def _codes_page(visit: Visit, codes: list[str]) -> Response:
    context = {"page": "security", "codes": codes, "email": visit.me.email, "now": visit.console.clock.now()}
    return visit.page("recovery_codes.html", context, area=AREA)


async def turn_off(visit: Visit) -> Response:
    try:
        await _is_really_there(visit)
        async with visit.across_companies.transaction() as tx:
            await second_factor.turn_off(tx, _own(visit), visit.console.door.second_factor)
    except DomainError as error:
        return await _refused(visit, error)
    return visit.say(visit.go("security"), "success", visit.text(TURNED_OFF))


async def noted(visit: Visit) -> Response:
    """The owner has read what was done to the account."""
    async with visit.across_companies.transaction() as tx:
        await second_factors.forget_notices(tx, visit.me.user_id)
    return visit.go("security")


async def _refused(visit: Visit, error: DomainError) -> Response:
    if isinstance(error, Unauthenticated):
        field = "code" if error.code == "wrong_code" else "password"
        return await _page(visit, {field: visit.reason(error)})
    return await _page(visit, by_field(error, visit.console.pages.translations.get(visit.language)))
