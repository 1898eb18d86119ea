"""First start, signing in and out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console.pages import own_path
from services.campaign.console.refusals import by_field
from services.campaign.console.screens.second_step import enter
from services.campaign.console.visit import Visit
from services.campaign.domain.company_card import CompanyCard, checked_address, checked_card, checked_name
from services.campaign.repository import companies
from services.campaign.use_cases.companies import RegisterCompany, register_company
from shared.errors import DomainError, Invalid, TooMany, Unauthenticated
from shared.tax_number import TaxNumber
from shared.text import N_

CHECKSUM = N_("The checksum of this tax number does not fit. Compare it with your tax certificate.")
PROVIDER = N_("the firm’s sign-in page")
EMAIL_MISSING = N_("The company’s e-mail address is missing; counterparties’ replies go there.")


def tax_number_warning(text: str) -> str:
    """A message id when the number may be mistyped; a wrong checksum only warns (domain.md §4.1)."""
    number = TaxNumber.parse(text)
    return CHECKSUM if number is not None and not number.is_placeholder and not number.is_valid else ""


def card_errors(visit: Visit, card: CompanyCard) -> dict[str, str]:
    """What is wrong with a new company's card, by field; a doubtful tax number wants to be confirmed."""
    errors: dict[str, str] = {}
    try:
        checked_card(card)
    except DomainError as error:
        errors |= by_field(error, visit.console.pages.translations.get(visit.language), email="company_email")
    if not card.email:
        errors["company_email"] = visit.text(EMAIL_MISSING)
    if not errors and tax_number_warning(card.tax_number) and not visit.field("tax_number_confirmed"):
        errors["tax_number"] = visit.text(CHECKSUM)
    return errors


@dataclass(frozen=True, slots=True)
class SetupForm:
    """What was typed, to be shown again beside what is wrong with it."""

    code: str = ""
    title: str = ""
    tax_number: str = ""
    company_email: str = ""
    name: str = ""
    email: str = ""

    @classmethod
    def read(cls, visit: Visit) -> SetupForm:
        return cls(**{name: visit.field(name) for name in cls.__slots__})


async def show_setup(visit: Visit) -> Response:
    async with visit.across_companies.reading() as reading:
        if not await companies.is_empty(reading):
            return visit.go("sign_in")
    return _setup_page(visit, SetupForm(), {})


def _setup_page(visit: Visit, values: SetupForm, errors: dict[str, str], *, status: int = 200) -> Response:
    warning = tax_number_warning(values.tax_number)
    warnings = {"tax_number": visit.text(warning) if warning else ""}
    return visit.page("setup.html", {"values": values, "errors": errors, "warnings": warnings}, status=status)


async def set_up(visit: Visit) -> Response:
    """Register the company with its administrator and sign them in."""
    values, password = SetupForm.read(visit), str(visit.form.get("password", ""))
    catalogue = visit.console.pages.translations.get(visit.language)
    card = CompanyCard(title=values.title, tax_number=values.tax_number, email=values.company_email or values.email)
    errors = card_errors(visit, card)
    for check, text in ((checked_name, values.name), (checked_address, values.email)):
        try:
            check(text)
        except Invalid as error:
            errors |= by_field(error, catalogue)
    if errors:
        return _setup_page(visit, values, errors, status=422)
    try:
        await visit.console.door.count(values.email, visit.client)
        hashed = await visit.console.door.passwords.new_hash(
            password, not_like=(values.name, values.email, values.title)
        )
        command = RegisterCompany(values.code, card, values.name, values.email, hashed, visit.language)
        async with visit.across_companies.transaction() as tx:
            await register_company(tx, command)
    except TooMany as error:
        return _setup_page(visit, values, {"": visit.reason(error)}, status=429)
    except DomainError as error:
        return _setup_page(visit, values, by_field(error, catalogue), status=422)
    way_in = await visit.console.door.sign_in(values.email, password, visit.client, visit.agent)
    return enter(visit, way_in, visit.path("campaigns"))


async def show_sign_in(visit: Visit) -> Response:
    async with visit.across_companies.reading() as reading:
        if await companies.is_empty(reading):
            return visit.go("setup")
    back = visit.request.query_params.get("back", "")
    if visit.visitor is not None:
        return visit.go_to(own_path(visit.request, back))
    return sign_in_page(visit, back)


def sign_in_page(visit: Visit, back: str, email: str = "", problem: str = "", status: int = 200) -> Response:
    provider = visit.console.provider
    values = {"email": email, "problem": problem, "back": back, "provider": provider and (provider.label or PROVIDER)}
    return visit.page("sign_in.html", values, status=status)


async def sign_in(visit: Visit) -> Response:
    """The same answer for an unknown account and a wrong password."""
    email, back = visit.field("email"), visit.field("back")
    password = visit.form.get("password", "")
    try:
        way_in = await visit.console.door.sign_in(email, str(password), visit.client, visit.agent)
    except Unauthenticated as error:
        return sign_in_page(visit, back, email, visit.reason(error), error.status)
    except TooMany as error:
        response = sign_in_page(visit, back, email, visit.reason(error), error.status)
        response.headers["Retry-After"] = str(error.params["retry_after"])
        return response
    return enter(visit, way_in, back)


async def sign_out(visit: Visit) -> Response:
    session_id = visit.request.cookies.get(visit.console.session_cookie)
    if session_id:
        await visit.console.door.sign_out(session_id)
    response = visit.go("sign_in")
    console = visit.console
    for name in (console.session_cookie, console.visitor_cookie):
        response.delete_cookie(
            name, path=console.cookie_path(visit.request), secure=console.secure, httponly=True, samesite="lax"
        )
    return response
